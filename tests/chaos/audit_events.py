"""The verdict on the tracking events of a run: what the carrier showed and listed, beside our rows. Pure."""

from collections import Counter
from collections.abc import Iterator

from tests.chaos.facts import Ours, Provider, Scan


def lost_events(provider: Provider, ours: Ours) -> Iterator[str]:
    """Scans without a row: of an answer that we committed, and all that the carrier lists of a piece that somebody
    follows to the end."""
    rows = set(ours.events)
    missing = {
        scan: "was in an answer that we applied"
        for shown in provider.shown
        if (shown.tracking_number, shown.digest) in ours.slices
        for scan in shown.scans - rows
    }
    followed = {one.tracking_number for one in ours.followed if one.state == "active"}
    for scan in provider.listed:
        if scan.tracking_number in followed and scan not in rows:
            missing.setdefault(scan, "is in the carrier's list of a followed piece")
    for scan, why in missing.items():
        yield f"{_name(scan)} {why}, and is no row"


def doubled_events(provider: Provider, ours: Ours) -> Iterator[str]:
    """Scans with several rows, and rows of scans that the carrier never made."""
    listed = set(provider.listed)
    for scan, rows in Counter(ours.events).items():
        if rows > 1:
            yield f"{_name(scan)} is {rows} rows"
        if scan not in listed:
            yield f"{_name(scan)} is a row, and the carrier has no such scan"


def _name(scan: Scan) -> str:
    return f"scan {scan.code} ({scan.text}) of {scan.tracking_number} at {scan.at:%H:%M:%S}"
