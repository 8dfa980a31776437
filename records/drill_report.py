"""The dated report of one retrieval drill, for an auditor's file. Same drill, same bytes."""

from models.operator import Operator
from models.record_keeping import RetrievalDrill
from records.pdf_page import Sheet, wrapped

LEFT, WIDTH = 72.0, 460.0


def said_of(drill: RetrievalDrill) -> list[tuple[str, str]]:
    """(what, its value)"""
    creator: Operator | None = drill.record.created_by
    made_by = creator.name if creator else "an import, or nobody by name"
    return [
        ("Department", drill.sender.name),
        ("Drill", str(drill.number)),
        ("Done by", drill.done_by.name),
        ("Mailing", f"record {drill.record_id}, registered {drill.record.created_at:%Y-%m-%d}, by {made_by}"),
        ("Begun", f"{drill.begun_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("Found", f"{drill.found_at:%Y-%m-%d %H:%M:%S} UTC" if drill.found_at else "not found"),
        ("Packet made", f"{drill.produced_at:%Y-%m-%d %H:%M:%S} UTC" if drill.produced_at else "not made"),
        ("Result", result_of(drill)),
        ("Packet, SHA-256", drill.packet_sha256 or "none"),
    ]


def result_of(drill: RetrievalDrill) -> str:
    if drill.seconds is not None:
        minutes, seconds = divmod(drill.seconds, 60)
        return f"produced in {minutes} min {seconds} s"
    return "given up" if drill.given_up_at else "not produced"


def report(drill: RetrievalDrill) -> bytes:
    """A PDF of one page."""
    sheet = Sheet(f"Retrieval drill {drill.number}")
    y = sheet.height - 90
    sheet.write(LEFT, y, "Retrieval drill", 16, bold=True)
    y -= 22
    about = (
        "A mailing of 60 to 90 days before was chosen by chance, among those that the person who looked for it had not "
        "registered. They were given the addressee and the month. The clock ran on the server, from the choice until "
        "the proof packet was made."
    )
    y = sheet.write_lines(LEFT, y, wrapped(about, 10, WIDTH), 10) - 10
    for name, value in said_of(drill):
        sheet.write(LEFT, y, name, 10, bold=True)
        y = sheet.write_lines(LEFT + 120, y, wrapped(value, 10, WIDTH - 120), 10) - 4
    return sheet.finish()
