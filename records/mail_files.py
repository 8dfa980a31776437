"""What one file brings along: itself, and of an e-mail each PDF that came with it, as a file of its own.

Refuses nothing that came with a good e-mail: what cannot be read is said, and stays within the e-mail as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from records.checking_files import Checked, Refused, check

EMAIL = "message/rfc822"


@dataclass(frozen=True)
class Brought:
    """`kind` is empty where nobody has said it."""

    kind: str
    name: str
    content: bytes
    checked: Checked


def brought(kind: str, name: str, content: bytes, checked: Checked) -> tuple[list[Brought], Sequence[str]]:
    """(the file and what came with it, what could not be read in sentences). An e-mail with PDFs is an e-mail, and they
    are what it was said to be; one without them is that itself."""
    if checked.media_type != EMAIL or not checked.attached:
        return [Brought(kind, name, content, checked)], ()
    found, unread = [Brought("email", name, content, checked)], list[str]()
    for its_name, body in checked.attached:
        try:
            found.append(Brought(kind, its_name, body, check(body, its_name)))
        except Refused as problem:
            unread.append(f"In the e-mail: {problem}")
    return found, unread
