"""The clocks by which an office says days and hours: those of the United States and its territories."""

from collections.abc import Sequence

ZONES: Sequence[tuple[str, str]] = (
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Puerto_Rico", "Puerto Rico, Virgin Islands"),
    ("Pacific/Guam", "Guam, Northern Mariana Islands"),
    ("Pacific/Pago_Pago", "American Samoa"),
)


def zones_with(own: str) -> list[tuple[str, str]]:
    """An office elsewhere finds its own zone as well."""
    return [*ZONES, *([(own, own)] if own and own not in dict(ZONES) else [])]
