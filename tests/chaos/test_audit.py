"""The audit against hand-made accounts: each kind of harm is seen, and a clean run is clean."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.audit import Limits, Verdict, audit
from tests.chaos.facts import (
    AttemptRow,
    FollowedRow,
    InboundRow,
    Ours,
    OutboundRow,
    Provider,
    Scan,
    Scanned,
    Shown,
    TextedIn,
    TextedOut,
    Told,
)

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ADA, PIECE = "+12025550143", "9400111899560000000007"


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def row(id: int, **changes: object) -> OutboundRow:
    plain = OutboundRow(
        id=id,
        reference=f"r{id}",
        contact=1,
        subscription=None,
        in_reply_to=None,
        purpose="push",
        kind="delivered",
        occasion="1",
        state="delivered",
        reason="",
        created_at=at(id),
        expires_at=at(90_000),
        finished_at=None,
        started_at=at(id),
        provider_reference=f"SM{id}",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def text(id: int, seconds: float | None = None, sid: str = "", reference: str = "") -> TextedOut:
    return TextedOut(sid or f"SM{id}", ADA, f"text {id}", at(id if seconds is None else seconds), reference or f"r{id}")


def asked(body: str = PIECE, seconds: float = 0, sid: str = "IN1", taken: float | None = 0.5) -> TextedIn:
    return TextedIn(sid, ADA, body, at(seconds), None if taken is None else at(seconds + taken))


def taken(id: int = 1, sid: str = "IN1", **changes: object) -> InboundRow:
    return replace(InboundRow(id, sid, 1, "answered", "a number", at(0), at(0.2)), **changes)  # type: ignore[arg-type]


REPLY = row(1, purpose="reply", kind="followed", in_reply_to=1)
NEWS = row(30, subscription=7, kind="out_for_delivery")
FOLLOWED = FollowedRow(7, 1, PIECE, "active", at(0.2))
SCAN = Scanned(PIECE, "out_for_delivery", at(25))
#: A number was texted and answered, a scan was told, all callbacks came.
PROVIDER = Provider((asked(),), (text(1), text(30)), (Told("SM1", "delivered"), Told("SM30", "delivered")), (SCAN,))
OURS = Ours(
    (taken(),),
    (REPLY, NEWS),
    (),
    (FOLLOWED,),
    frozenset({("SM1", "delivered"), ("SM30", "delivered"), ("SM1", "sent")}),
)


def judged(provider: Provider = PROVIDER, ours: Ours = OURS, **limits: object) -> Verdict:
    return audit(provider, ours, Limits(**limits))  # type: ignore[arg-type]


def with_rows(*rows: OutboundRow) -> Ours:
    return replace(OURS, texts_out=rows)


def test_a_clean_run_is_clean_and_counted() -> None:
    verdict = judged()
    assert verdict.is_clean, verdict
    assert (verdict.expected, verdict.sent) == (2, 2)


# -- lost --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provider", "ours"),
    [
        (PROVIDER, replace(OURS, texts_in=())),
        (PROVIDER, replace(OURS, texts_in=(taken(state="received", answered_at=None),))),
        (PROVIDER, replace(OURS, texts_in=(taken(state="failed", answered_at=None),))),
        (PROVIDER, replace(OURS, texts_in=(taken(state="silent", rule="a number"),))),
    ],
    ids=["never stored", "stored, not taken in", "answering failed", "silent without a reason"],
)
def test_a_text_in_that_is_not_taken_in_is_lost(provider: Provider, ours: Ours) -> None:
    assert judged(provider, ours).lost


def test_a_silence_with_its_reason_is_no_loss() -> None:
    silent = taken(2, "IN2", state="silent", rule="a stop (nothing to say)")
    provider = replace(PROVIDER, texts_in=(asked(), asked("STOP", 50, "IN2")))
    assert judged(provider, replace(OURS, texts_in=(taken(), silent))).is_clean


def test_an_answer_that_was_never_written_is_lost_and_expected() -> None:
    verdict = judged(replace(PROVIDER, texts_out=(text(30),)), with_rows(NEWS))
    assert any("no answer was written" in found for found in verdict.lost)
    assert verdict.expected == verdict.sent + 1


@pytest.mark.parametrize("state", ["accepted", "sent", "delivered"])
def test_a_text_that_counts_as_gone_and_is_not_at_the_provider_is_lost(state: str) -> None:
    verdict = judged(replace(PROVIDER, texts_out=(text(1),), told=()), with_rows(REPLY, replace(NEWS, state=state)))
    assert [found for found in verdict.lost if "never got it" in found]


@pytest.mark.parametrize(
    ("reason", "kind", "clean"),
    [
        ("superseded", "out_for_delivery", True),
        ("opted_out", "out_for_delivery", True),
        ("", "out_for_delivery", False),
        ("lost its way", "out_for_delivery", False),
        ("expired", "out_for_delivery", False),
    ],
)
def test_a_text_that_stays_behind_says_a_good_reason(reason: str, kind: str, clean: bool) -> None:
    dropped = replace(NEWS, state="dropped", reason=reason, kind=kind, finished_at=at(40), provider_reference=None)
    verdict = judged(replace(PROVIDER, texts_out=(text(1),), told=()), with_rows(REPLY, dropped))
    assert verdict.is_clean is clean


def test_what_has_expired_in_a_long_outage_is_no_loss_but_only_after_its_time() -> None:
    late = replace(NEWS, state="dropped", reason="expired", expires_at=at(60), finished_at=at(61))
    early = replace(late, finished_at=at(59))
    provider = replace(PROVIDER, texts_out=(text(1),), told=())
    assert judged(provider, with_rows(REPLY, late), may_expire=True).is_clean
    assert judged(provider, with_rows(REPLY, early), may_expire=True).lost


def test_a_text_that_failed_for_good_is_lost_for_nothing_here_refuses_one_for_good() -> None:
    failed = replace(NEWS, state="failed", reason="gave up")
    assert judged(replace(PROVIDER, texts_out=(text(1),), told=()), with_rows(REPLY, failed)).lost


def test_a_scan_that_a_follower_was_never_told_of_is_lost() -> None:
    verdict = judged(replace(PROVIDER, texts_out=(text(1),), told=()), with_rows(REPLY))
    assert verdict.lost == [f"{ADA} (subscription 7) was never told of out_for_delivery"]
    assert verdict.expected == verdict.sent + 1


def test_a_scan_that_a_later_answer_told_needs_no_news() -> None:
    later = row(31, purpose="reply", kind="status_now", in_reply_to=2)
    provider = replace(PROVIDER, texts_in=(asked(), asked("STATUS", 30, "IN2")), texts_out=(text(1), text(31)), told=())
    ours = replace(OURS, texts_in=(taken(), taken(2, "IN2")), texts_out=(REPLY, later))
    assert judged(provider, ours).is_clean


def test_an_answer_that_told_a_scan_may_look_older_than_it_when_the_clock_was_set_back_between_them() -> None:
    answer = row(10, subscription=7, kind="status_now", occasion="consent-1")
    provider, ours = replace(PROVIDER, texts_out=(text(1), text(10)), told=()), with_rows(REPLY, answer)
    assert judged(provider, ours, wrong=((at(5), at(60), -20.0),)).is_clean
    assert judged(provider, ours, wrong=((at(500), at(600), -20.0),)).lost


def test_a_first_status_whose_place_newer_news_took_told_what_was_known_when_it_was_made() -> None:
    status = row(20, subscription=7, kind="status_now", state="dropped", reason="superseded", started_at=None)
    provider = replace(PROVIDER, texts_out=(text(1),), told=())
    made = [replace(status, created_at=at(seconds), finished_at=at(40)) for seconds in (26, 24)]
    assert judged(provider, with_rows(REPLY, made[0])).is_clean
    assert judged(provider, with_rows(REPLY, made[1])).lost


def test_who_has_stopped_is_owed_no_news() -> None:
    ours = replace(with_rows(REPLY), followed=(replace(FOLLOWED, state="ended"),))
    assert judged(replace(PROVIDER, texts_out=(text(1),), told=()), ours).is_clean


def test_a_callback_that_was_taken_is_stored_and_moves_its_text_to_the_end() -> None:
    assert judged(PROVIDER, replace(OURS, receipts=frozenset())).lost
    assert judged(PROVIDER, with_rows(REPLY, replace(NEWS, state="sent"))).lost


# -- doubled -----------------------------------------------------------------------------------------------------------


def test_one_row_that_went_twice_is_doubled() -> None:
    again = text(30, 200, sid="SM31", reference="r30")
    verdict = judged(replace(PROVIDER, texts_out=(*PROVIDER.texts_out, again)))
    assert len(verdict.doubled) == 1 and "went again" in verdict.doubled[0]


def test_two_rows_for_one_piece_of_news_are_doubled() -> None:
    twin = replace(NEWS, id=31, reference="r31", provider_reference="SM31")
    verdict = judged(replace(PROVIDER, texts_out=(*PROVIDER.texts_out, text(31))), with_rows(REPLY, NEWS, twin))
    assert len(verdict.doubled) == 1 and "2 texts for" in verdict.doubled[0]


def test_two_answers_to_one_text_are_doubled_also_when_it_was_stored_twice() -> None:
    twin = replace(REPLY, id=2, reference="r2", in_reply_to=2, provider_reference="SM2")
    ours = replace(with_rows(REPLY, twin, NEWS), texts_in=(taken(), taken(2)))
    verdict = judged(replace(PROVIDER, texts_out=(text(1), text(2), text(30))), ours)
    assert len(verdict.doubled) == 2


def test_the_same_news_in_the_same_words_is_doubled_whatever_its_rows_say() -> None:
    other = row(31, subscription=8, kind="delivered")
    twin = replace(text(31), body=text(30).body)
    assert judged(replace(PROVIDER, texts_out=(text(1), text(30), twin)), with_rows(REPLY, NEWS, other)).doubled


def test_a_text_that_belongs_to_no_row_is_seen() -> None:
    verdict = judged(replace(PROVIDER, texts_out=(*PROVIDER.texts_out, text(99))))
    assert verdict.doubled == [f"SM99 to {ADA} belongs to no row"]


# -- after a stop ------------------------------------------------------------------------------------------------------


def stopped(stop: TextedIn, *more: TextedIn) -> tuple[Provider, Ours]:
    provider = replace(PROVIDER, texts_in=(asked(), stop, *more))
    silent = [taken(place, each.sid, state="silent", rule="(ok)") for place, each in enumerate((stop, *more), 2)]
    ours = replace(OURS, texts_in=(taken(), *silent), followed=(replace(FOLLOWED, state="ended"),))
    return provider, ours


def test_news_begun_after_the_stop_is_seen() -> None:
    assert judged(*stopped(asked("STOP", 20, "IN2"))).after_stop


def test_news_begun_before_the_stop_may_still_land_for_twelve_seconds() -> None:
    provider, ours = stopped(asked("STOP", 31, "IN2"))
    landed, late = (replace(provider, texts_out=(text(1), text(30, seconds))) for seconds in (43, 44))
    assert judged(landed, ours).is_clean
    assert judged(late, ours).after_stop


def test_of_a_row_that_was_tried_again_the_last_fence_mark_counts() -> None:
    provider, ours = stopped(asked("STOP", 31, "IN2"))
    provider = replace(provider, texts_out=(text(1), text(30, 40)))
    again = (AttemptRow(30, at(30), "unknown"), AttemptRow(30, at(39), "accepted"))
    assert judged(provider, replace(ours, attempts=again)).after_stop


def test_after_a_start_news_may_go_again() -> None:
    assert judged(*stopped(asked("STOP", 20, "IN2"), asked("START", 25, "IN3"))).is_clean


def test_single_answers_may_follow_a_stop() -> None:
    provider, ours = stopped(asked("STOP", 20, "IN2"))
    assert judged(provider, replace(ours, texts_out=(REPLY, replace(NEWS, purpose="essential")))).is_clean


def test_a_stop_that_the_provider_never_told_us_holds_once_it_was_seen_to_be_taken_in() -> None:
    stop = asked("STOP", 20, "IN2", taken=None)
    assert judged(*stopped(stop)).is_clean
    assert judged(*stopped(replace(stop, seen_at=at(35)))).is_clean
    assert judged(*stopped(replace(stop, seen_at=at(28)))).after_stop


def test_a_mark_of_a_clock_that_was_wrong_is_read_with_care() -> None:
    provider, ours = stopped(asked("STOP", 20, "IN2"))
    assert judged(provider, ours, wrong=((at(10), at(60), 20.0),)).is_clean
    assert judged(provider, ours, wrong=((at(500), at(600), 20.0),)).after_stop


# -- unknown, and out of order -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["queued", "sending", "unknown"])
def test_what_is_not_settled_at_the_end_is_unknown(state: str) -> None:
    waiting = replace(NEWS, state=state, provider_reference=None)
    verdict = judged(replace(PROVIDER, texts_out=(text(1),), told=()), with_rows(REPLY, waiting))
    assert len(verdict.unknown) == 1 and not verdict.lost


def test_news_that_overtook_older_news_is_seen() -> None:
    later = row(31, subscription=7, kind="delivered")
    ours = replace(OURS, texts_out=(REPLY, NEWS, later))
    assert judged(replace(PROVIDER, texts_out=(text(1), text(30), text(31))), ours).is_clean
    assert judged(replace(PROVIDER, texts_out=(text(1), text(31), text(30, 32))), ours).disordered


def test_of_several_pieces_only_news_of_one_priority_and_without_doubt_keeps_its_order() -> None:
    later = row(31, subscription=8, kind="delivered")
    provider = replace(PROVIDER, texts_out=(text(1), text(31), text(30, 32)))
    assert judged(provider, with_rows(REPLY, NEWS, later)).disordered
    assert judged(provider, with_rows(REPLY, NEWS, replace(later, priority=2))).is_clean
    doubted = replace(with_rows(REPLY, NEWS, later), attempts=(AttemptRow(30, at(30), "not_sent"),))
    assert judged(provider, doubted).is_clean
    assert judged(provider, with_rows(REPLY, NEWS, later), wrong=((at(0), at(60), 20.0),)).is_clean


def test_of_equal_texts_to_one_phone_it_does_not_matter_whose_is_whose() -> None:
    first, second = (
        row(2, kind="help", purpose="essential", words="w"),
        row(3, kind="help", purpose="essential", words="w"),
    )
    provider = replace(PROVIDER, texts_out=(*PROVIDER.texts_out, text(2), text(2, sid="SM3")))
    assert judged(provider, with_rows(REPLY, NEWS, first, second)).is_clean
    more = replace(provider, texts_out=(*provider.texts_out, text(2, sid="SM4")))
    assert judged(more, with_rows(REPLY, NEWS, first, second)).doubled
    fewer = replace(provider, texts_out=(*PROVIDER.texts_out, text(2)))
    assert judged(fewer, with_rows(REPLY, NEWS, first, second)).lost


# -- what the carrier scanned ------------------------------------------------------------------------------------------

ACCEPTED = Scan(PIECE, "03", "USPS in possession of item", at(-60))
OUT = Scan(PIECE, "OF", "Out for Delivery", at(25))


def scanned(*rows: Scan, applied: str = "both", state: str = "active") -> Verdict:
    """The carrier has two scans and showed one and then both; `applied` is the answer that we committed."""
    shown = (Shown(PIECE, "one", frozenset({ACCEPTED})), Shown(PIECE, "both", frozenset({ACCEPTED, OUT})))
    provider = replace(PROVIDER, listed=(ACCEPTED, OUT), shown=shown)
    followed = replace(FOLLOWED, state=state)
    return judged(provider, replace(OURS, events=rows, slices=frozenset({(PIECE, applied)}), followed=(followed,)))


def test_scans_that_are_rows_once_are_clean() -> None:
    verdict = scanned(ACCEPTED, OUT)
    assert verdict.is_clean, verdict


def test_a_scan_of_an_answer_that_was_applied_and_is_no_row_is_lost() -> None:
    verdict = scanned(ACCEPTED, state="ended")
    assert [found for found in verdict.events_lost if "scan OF" in found and "answer that we applied" in found]
    assert not verdict.is_clean and not verdict.events_doubled


def test_an_answer_that_was_never_applied_owes_no_row_of_a_piece_that_nobody_follows_any_more() -> None:
    assert scanned(ACCEPTED, applied="one", state="ended").is_clean


def test_of_a_piece_that_is_followed_to_the_end_every_scan_of_the_carriers_list_is_a_row() -> None:
    verdict = scanned(ACCEPTED, applied="one")
    assert len(verdict.events_lost) == 1 and "carrier's list" in verdict.events_lost[0]


def test_a_scan_with_two_rows_is_doubled() -> None:
    verdict = scanned(ACCEPTED, OUT, OUT)
    assert len(verdict.events_doubled) == 1 and "2 rows" in verdict.events_doubled[0]
    assert not verdict.is_clean and not verdict.events_lost


def test_a_row_of_a_scan_that_the_carrier_never_made_is_seen() -> None:
    verdict = scanned(ACCEPTED, OUT, replace(OUT, at=at(26)))
    assert len(verdict.events_doubled) == 1 and "no such scan" in verdict.events_doubled[0]
