"""The readable part of a proof packet: the same JSON as record.json, set in print. Same input, same bytes.

Says nothing that record.json does not say, but for the declaration, which is blank until a person signs it.
"""

from collections.abc import Iterator
from typing import Any

from records import declaration, references
from records.custody import words_of
from records.file_kinds import KINDS
from records.pdf_flow import Flow

Json = dict[str, Any]
#: Looks of one person on one day, one after the other, stand in one line of print.
LOOKED = "record.looked_at"
#: Kinds of files that name others than this recipient: their digest is in the packet, they are not.
KEPT_HERE = frozenset({"submission"})


def pdf_of(said: Json, json_sha256: str) -> bytes:
    """`said`: of record.json; its digest is printed and stands in the file's own data, so that the two are bound
    together."""
    head, content = said["as_of"], said["content"]
    foot = f"Waypost proof packet, record {content['record']}, as of position {head['size']} of the ledger"
    flow = Flow(f"Proof packet of record {content['record']}", foot, f"SHA-256 of record.json: {json_sha256}")
    flow.heading("Proof packet", 16)
    for line in said["summary"]:
        flow.text(line, 11)
        flow.gap(4)
    _piece(flow, said)
    _addresses(flow, said)
    _timeline(flow, said)
    _files(flow, said)
    _told(flow, said)
    _custody(flow, said)
    _proof(flow, said, json_sha256)
    _declare(flow, said, json_sha256)
    return flow.finish()


def when(said: str | None) -> str:
    """`2026-11-20 15:00:07 UTC`, of a moment in record.json."""
    return f"{said[:10]} {said[11:19]} UTC" if said else ""


def _person(said: Json, key: str) -> str:
    return f", by {said['names']['people'].get(key, key)}" if key else ""


def _piece(flow: Flow, said: Json) -> None:
    content, names, stages = said["content"], said["names"], said["stages"]
    piece = content["piece"]
    flow.heading("The mailpiece")
    flow.row("Tracking number", piece["tracking_number"] + (f" (use {piece['era']})" if piece["era"] > 1 else ""))
    flow.row("Carrier", names["carrier"])
    flow.row("Kind of letter", names["notice_type"])
    flow.row("Department", names["department"])
    flow.row("Mailing class", content["mailing_class"] or "not said")
    flow.row("Service options", ", ".join(names["options"]) or "none")
    for one in content["references"]:
        flow.row(references.name_of(one["kind"]), one["value"])
    if content["external_id"]:
        flow.row("The office's own id", content["external_id"])
    if content["batch"]:
        flow.row("Batch", content["batch"]["name"])
    flow.heading("When it was made, mailed and taken")
    registered = content["registered"]
    flow.row("Registered", f"{when(registered['at'])}, {registered['source']}{_person(said, registered['by'])}")
    flow.row("Label made", when(stages["label_made_at"]) or "no scan says so")
    flow.row(
        "Mailed", f"{content['mailed_on']}, as the office says" if content["mailed_on"] else "the office says no day"
    )
    accepted = f"{stages['accepted_on']}, by the carrier's scan" if stages["accepted_on"] else ""
    flow.row("Accepted", accepted or "no scan shows it: a label alone is no evidence of mailing")
    flow.row("Sheet stamped", when(stages["stamped_at"]) or "no stamped sheet of its batch is on file")
    if stages["return_on"]:
        flow.row("Goes back after", stages["return_on"])


def _addresses(flow: Flow, said: Json) -> None:
    for one in said["content"]["addresses"]:
        is_first = one["version"] == 1
        flow.heading("Address block, as it was registered" if is_first else f"Address, later version {one['version']}")
        flow.row("Recipient", one["recipient"])
        flow.row("Written down", f"{when(one['made_at'])}{_person(said, one['made_by'])}")
        if one["reason"]:
            flow.row("Why", one["reason"])
        flow.exact(one["lines"])


def _timeline(flow: Flow, said: Json) -> None:
    content = said["content"]
    flow.heading("What the carrier said, oldest first, in its own words")
    for one in content["events"]:
        place = ", ".join(part for part in (one["city"], one["state"], one["country"]) if part)
        signed = f"Signer: {one['signer']}{' (agent)' if one['by_agent'] else ''}." if one["signer"] else ""
        code = f"code {one['code']}" if one["code"] else ""
        words = [one["text"], *(f"({part})" for part in (place, code) if part), signed]
        flow.row(_local(one), " ".join(filter(None, words)))
    if not content["events"]:
        flow.text("No scan by then.")
    count = len(content["answers"])
    flow.text(f"Whole answers of the carrier that said something new: {count}; their SHA-256 stand in record.json.", 8)


def _local(event: Json) -> str:
    """By the wall clock of the place, with its zone."""
    if not event["local_time"]:
        return when(event["occurred_at"])
    local, minutes = event["local_time"].replace("T", " "), event["utc_offset_minutes"]
    if minutes is None:
        return f"{local}, zone not said"
    sign, whole = "-" if minutes < 0 else "+", abs(minutes)
    return f"{local} UTC{sign}{whole // 60:02}:{whole % 60:02}"


def _files(flow: Flow, said: Json) -> None:
    flow.heading("Receipts and files")
    for number, one in enumerate(said["content"]["files"], start=1):
        of = " (of the batch)" if one["of"] == "batch" else ""
        note = f": {one['note']}" if one["note"] else ""
        added = f"{when(one['added_at'])}{_person(said, one['added_by'])}"
        kept = ". It names others too: the office keeps it, and this packet has its digest alone"
        value = f"{one['name']}, {one['size']:,} bytes{of}, added {added}{note}"
        value += kept if one["kind"] in KEPT_HERE else ""
        flow.row(f"{number:02} {KINDS.get(one['kind'], one['kind'])}", value, f"SHA-256 {one['sha256']}")
    if not said["content"]["files"]:
        flow.text("None on file by then.")


def _told(flow: Flow, said: Json) -> None:
    flow.heading("Who was notified")
    for one in said["notified"]:
        what = f"text about {one['kind'].replace('_', ' ')}: {one['fate']}; allowed by consent {one['consent']}"
        flow.row(when(one["at"]), f"{one['to']}, {what}")
    for one in said["desk_notices"]:
        flow.row(when(one["at"]), f"the department's desk: {one['kind'].replace('_', ' ')}")
    if not said["notified"]:
        flow.text("No recipient followed this mailpiece by text.")


def _custody(flow: Flow, said: Json) -> None:
    flow.heading("Custody: who looked, changed, exported")
    for at, acts in _coalesced(said["custody"]):
        flow.row(at, acts)
    if not said["custody"]:
        flow.text("Nothing was written down up to this position of the ledger.")
    for one in said["holds"]:
        released = f", released {when(one['released_at'])}" if one["released_at"] else ", in force"
        flow.row("Legal hold", f"placed {when(one['placed_at'])}{released}")


def _coalesced(custody: list[Json]) -> Iterator[tuple[str, str]]:
    """(when, who did what)"""
    rows = list(custody)
    while rows:
        first = rows.pop(0)
        count = 1
        while rows and first["action"] == LOOKED and _look_of(rows[0]) == _look_of(first):
            rows.pop(0)
            count += 1
        why = f": {first['reason']}" if first["reason"] else ""
        role = f" ({first['role']})" if first["role"] else ""
        batch = "its batch: " if first["object"].startswith("batch ") else ""
        times = f", {count} times that day" if count > 1 else ""
        yield when(first["at"]), f"{first['who']}{role}: {batch}{words_of(first['action'])}{times}{why}"


def _look_of(entry: Json) -> tuple[str, str, str]:
    return entry["who"], entry["action"], entry["at"][:10]


def _proof(flow: Flow, said: Json, json_sha256: str) -> None:
    head = said["as_of"]
    flow.heading("What this can be checked by")
    flow.row("record.json", "The same as here, for programs. SHA-256:", json_sha256)
    flow.row("Ledger", f"as of position {head['size']}, signed with key {head['key_id']}. Root:", head["root"])
    for one in said["seals"]:
        label = f"Seal {one['number']} ({one['what']})"
        flow.row(label, f"{when(one['recorded_at'])}. SHA-256 of seals/{one['number']}.json:", one["content_sha256"])
    if not said["seals"]:
        flow.row("Seals", "none by then: a record is sealed a day after its end")
    flow.text("Run verify.py, which lies beside this file: it needs Python and one package, and nothing of ours.", 8)


def _declare(flow: Flow, said: Json, json_sha256: str) -> None:
    flow.next_page()
    for kind, text in declaration.paragraphs(said, json_sha256):
        if kind == "heading":
            flow.heading(text)
        else:
            flow.text(text, 10)
            flow.gap(8)
