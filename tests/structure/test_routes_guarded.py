"""Every HTTP door is guarded, or stands on the short public list."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app import create_app
from config.settings import Settings
from models.database import database
from web.access import PUBLIC


@pytest.fixture
def app(tmp_path: Path, empty_sqlite: Path) -> Iterator[Flask]:
    made = create_app(Settings(_env_file=None, instance_dir=tmp_path, database_url=f"sqlite:///{empty_sqlite}"))
    yield made
    database.close()


def guard_of(app: Flask, rule: Rule) -> str:
    return getattr(app.view_functions[rule.endpoint], "guard", "")


def path_of(rule: Rule) -> str:
    """With the first of what may stand there, or a 1."""
    return re.sub(r"<[^>]+>", "1", re.sub(r"<any\(([^,)]+)[^)]*\):\w+>", r"\1", rule.rule))


def test_every_route_has_a_guard_or_stands_on_the_public_list(app: Flask) -> None:
    unguarded = {rule.endpoint for rule in app.url_map.iter_rules() if not guard_of(app, rule)}
    assert unguarded - set(PUBLIC) == set(), "guard these with web/access.py, or list them as public"


def test_the_public_list_names_only_routes_that_exist_and_have_no_guard(app: Flask) -> None:
    unguarded = {rule.endpoint for rule in app.url_map.iter_rules() if not guard_of(app, rule)}
    assert set(PUBLIC) - unguarded == set(), "take these off the public list"


def test_a_stranger_is_turned_away_at_every_guarded_door(app: Flask) -> None:
    guarded = [rule for rule in app.url_map.iter_rules() if guard_of(app, rule)]
    assert guarded
    stranger = app.test_client()
    stranger.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    for rule in guarded:
        path = path_of(rule)
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            status = stranger.open(path, method=method).status_code
            by_link = guard_of(app, rule) in ("page_link", "sender_link", "calendar_link")
            turned_away = (404,) if by_link else (301, 302, 303, 401, 403)
            assert status in turned_away, f"{method} {rule.rule} answered a stranger with {status}"
