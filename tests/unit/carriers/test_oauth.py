"""What a token says about itself, and where it is kept. The exchange itself is tested with the client."""

from datetime import UTC, datetime

from carriers.oauth import MemoryTokenStore, Token
from carriers.usps import scope_problem

ENDS_AT = datetime(2026, 11, 22, 20, tzinfo=UTC)


def test_the_scope_problem_is_one_plain_line():
    assert scope_problem("addresses tracking prices") is None
    assert "granted: only: addresses subscriptions-tracking" in scope_problem("addresses subscriptions-tracking")
    assert "granted: none" in scope_problem("")


def test_a_stored_token_is_replaced_only_by_someone_who_saw_it():
    store = MemoryTokenStore()
    first, second = Token("first", ENDS_AT, "tracking"), Token("second", ENDS_AT, "tracking")
    assert store.read("usps") is None
    assert store.replace("usps", first, expected=None)
    assert not store.replace("usps", second, expected=None)
    assert store.read("usps") == first
    assert store.replace("usps", second, expected=first)
    assert store.read("usps") == second


def test_a_token_does_not_show_itself():
    assert "first" not in repr(Token("first", ENDS_AT, "tracking"))
