"""Whether a number goes with what was bought by the office's own word. A doubt is said, never a refusal: the number is
a hint, and whoever holds the label knows better. Pure.
"""

from collections.abc import Collection

from carriers.recognise import looks_certified

#: Both are USPS's: its own numbers, and those of its mail to and from abroad.
USPS = frozenset({"usps", "s10"})


def doubt(options: Collection[str], carrier: str, tracking_number: str, service: str = "") -> str:
    """A sentence; empty where nothing is odd. `options`: keys of records/options.py. `service`: what the carrier calls
    it, once it has said so."""
    is_said, is_usps = "certified" in options, carrier in USPS
    if is_said and not is_usps:
        return "Certified Mail is USPS's own, and this number is another carrier's. Look at the label again."
    if "certified" in service.lower():
        return "" if is_said else "USPS calls this Certified Mail, which is not among its service options."
    if is_said and not looks_certified(tracking_number):
        said = "This number does not look like one of Certified Mail: those begin with 9589 0710, 9407 or 70 to 72."
        return f"{said} Look at the green sticker and the receipt before you rely on it."
    if is_usps and not is_said and looks_certified(tracking_number):
        return "This number looks like one of Certified Mail, which is not among its service options."
    return ""
