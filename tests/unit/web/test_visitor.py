"""Which network an address counts for."""

import pytest

from web.visitor import networks_of


@pytest.mark.parametrize(
    ("address", "narrow", "wide"),
    [
        ("203.0.113.9", "203.0.113.0/24", "203.0.0.0/16"),
        ("::ffff:203.0.113.9", "203.0.113.0/24", "203.0.0.0/16"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("", "none", "none"),
        ("unix:", "none", "none"),
    ],
)
def test_an_address_counts_for_its_network_and_the_wider_one(address: str, narrow: str, wide: str) -> None:
    assert networks_of(address) == (narrow, wide)
