"""Twilio's pages: tokens hold their place while new texts arrive."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from sandbox.messages import Message
from sandbox.paging import as_json, turn_to

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def rows(*numbers):
    return [
        Message(f"SM{number:032x}", "outbound-api", "55501", "+12025550143", "b", "b", "sent", NOW, NOW)
        for number in numbers
    ]


def sids(page):
    return [int(message.sid[2:], 16) for message in page.rows]


def token_of(page):
    link = as_json(page, "/x/Messages.json", {})["next_page_uri"]
    return parse_qs(urlsplit(link).query)["PageToken"][0]


def test_pages_follow_each_other_without_gaps_while_new_texts_arrive():
    first = turn_to(rows(5, 4, 3, 2, 1), {"PageSize": "2"})
    assert sids(first) == [5, 4]

    second = turn_to(rows(7, 6, 5, 4, 3, 2, 1), {"PageSize": "2", "Page": "1", "PageToken": token_of(first)})
    assert sids(second) == [3, 2]
    assert as_json(second, "/x", {})["previous_page_uri"] is not None

    last = turn_to(rows(5, 4, 3, 2, 1), {"PageSize": "2", "Page": "2", "PageToken": token_of(second)})
    assert sids(last) == [1]
    assert as_json(last, "/x", {})["next_page_uri"] is None


def test_links_keep_the_filters():
    page = turn_to(rows(3, 2, 1), {"PageSize": "1"})
    link = as_json(page, "/x/Messages.json", {"To": "+12025550143", "DateSent>": "2026-11-22"})["next_page_uri"]
    assert parse_qs(urlsplit(link).query)["To"] == ["+12025550143"]
    assert parse_qs(urlsplit(link).query)["DateSent>"] == ["2026-11-22"]


def test_sizes_are_held_to_the_limits():
    assert turn_to(rows(1), {"PageSize": "5000"}).size == 1000
    assert turn_to(rows(1), {}).size == 50
    assert turn_to(rows(1), {"PageSize": "0"}) is None
    assert turn_to(rows(1), {"Page": "-1"}) is None


def test_a_token_that_names_nothing_is_refused():
    assert turn_to(rows(1), {"PageToken": "PASMunknown"}) is None


def test_an_empty_list_has_no_neighbours():
    body = as_json(turn_to([], {}), "/x", {})
    assert (body["next_page_uri"], body["previous_page_uri"], body["end"]) == (None, None, 0)
