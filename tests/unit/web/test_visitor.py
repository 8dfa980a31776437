"""Which network an address counts for."""

from pathlib import Path

import pytest
from flask import request

from app import create_app
from config.settings import Settings
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


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.7")])
def test_an_address_that_a_stranger_claims_counts_only_as_far_as_our_own_proxies_vouch(
    tmp_path: Path, empty_sqlite: Path, proxies: int, seen: str
) -> None:
    given = {"instance_dir": tmp_path, "database_url": f"sqlite:///{empty_sqlite}", "proxies_in_front": proxies}
    app, found = create_app(Settings(_env_file=None, **given)), []
    app.add_url_rule("/whoami", view_func=lambda: found.append(request.remote_addr) or "")
    app.test_client().get("/whoami", headers={"X-Forwarded-For": "192.0.2.1, 198.51.100.7, 203.0.113.9"})
    assert found == [seen]
