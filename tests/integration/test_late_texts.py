"""Texts and answers that come late, early or at the wrong moment: each counts from when it was sent, and undoes nothing
newer."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from peewee import OperationalError

from bot import consent, dialogue, inbox, opt_out, questions
from bot.consent import Allowed, History
from bot.inbox import InboundText
from models.consent import ConsentEvent
from models.contact import Contact
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.program import Program
from models.question import OpenQuestion
from models.subscription import Subscription
from models.vocabulary import ConsentKind, Purpose
from tests.integration.test_abuse import is_suppressed, texted
from tests.integration.test_rule_table import DOUBTFUL, GOODBYE, QUESTION, follow, invite, pushes_to, sender
from tests.integration.test_webhooks import knock
from tests.world import ADA, BEN, NUMBER, NUMBERS, World, begin_one, wake_up

__all__ = ["sender"]  # a fixture of the rule table's
_found = count(1)


def found(world: World, body: str, sent_at: datetime, phone: str = ADA) -> list[str]:
    """A text that never reached us is found in the provider's list; what it brings to the phone."""
    before = len(world.texts_to(phone))
    text = InboundText(f"SMfound{next(_found)}", phone, body, sent_at=sent_at, source="recovered")
    message = inbox.store(text, world.program, world.clock())
    assert message is not None and inbox.answer(message.id, world.clock(), timedelta(seconds=8))
    world.work()
    return world.texts_to(phone)[before:]


def test_an_old_doubtful_stop_undoes_no_newer_start(world: World) -> None:
    follow(world)
    doubted_at = world.clock()
    world.clock.move(minutes=10)
    world.text(ADA, "START")
    assert found(world, DOUBTFUL, doubted_at) == []
    world.clock.move(hours=25)
    world.work()
    assert not is_suppressed(ADA)
    assert OpenQuestion.select().where(OpenQuestion.closed_at.is_null()).count() == 0


def test_a_start_just_after_the_question_ran_out_is_not_undone_by_silence(world: World) -> None:
    follow(world)
    assert texted(world, ADA, DOUBTFUL) == [QUESTION]
    world.clock.move(hours=24, seconds=1)
    world.text(ADA, "START")
    world.work()
    assert not is_suppressed(ADA)
    assert world.texts_to(ADA)[-1].startswith("Waypost: Texts are on again.")


def test_a_no_that_came_in_time_but_could_not_be_answered_is_no_silence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(world)
    world.text(ADA, DOUBTFUL)
    world.clock.move(hours=23, minutes=59)
    with monkeypatch.context() as patch:
        patch.setattr(dialogue, "respond", lambda *_: (_ for _ in ()).throw(RuntimeError("out of order")))
        world.text(ADA, "no", work=False)
    world.clock.move(minutes=2)
    world.work()
    assert not is_suppressed(ADA)
    assert world.texts_to(ADA)[-1] == "Waypost: Texts stay on. STOP ends them at any time."


def test_a_yes_sent_before_the_question_does_not_answer_it(world: World, sender: object) -> None:
    said_at = world.clock()
    world.clock.move(hours=1)
    assert invite(world, sender, ADA).outcome == "asked"  # type: ignore[arg-type]
    found(world, "YES", said_at)
    assert ConsentEvent.select().where(ConsentEvent.kind == ConsentKind.CONFIRMED).count() == 0


def test_a_no_sent_before_the_question_does_not_keep_texts_on(world: World) -> None:
    follow(world)
    said_at = world.clock()
    world.clock.move(minutes=5)
    world.text(ADA, DOUBTFUL)
    found(world, "no", said_at)
    assert ConsentEvent.select().where(ConsentEvent.kind == ConsentKind.KEPT).count() == 0
    world.clock.move(hours=25)
    world.work()
    assert is_suppressed(ADA)


def test_an_invitation_that_waits_for_the_morning_cannot_be_answered_at_night(world: World, sender: object) -> None:
    Program.update(quiet_from=21, quiet_until=8).execute()
    world.clock.move(hours=12)  # 22:00 in Washington DC
    assert invite(world, sender, ADA).outcome == "asked"  # type: ignore[arg-type]
    assert texted(world, ADA, "yes")[0].startswith("Waypost: We asked nothing")
    world.text(ADA, NUMBER)
    assert ConsentEvent.select().where(ConsentEvent.kind == ConsentKind.CONFIRMED).count() == 1
    world.clock.move(hours=11)
    world.work()
    assert not [text for text in world.texts_to(ADA) if "Someone asked" in text], "they follow it already"


def test_the_yes_of_the_morning_answers_the_invitation_of_the_night(world: World, sender: object) -> None:
    Program.update(quiet_from=21, quiet_until=8).execute()
    world.clock.move(hours=12)
    invite(world, sender, ADA)  # type: ignore[arg-type]
    world.clock.move(hours=11)
    world.work()
    assert "Someone asked" in world.texts_to(ADA)[-1]
    world.clock.move(hours=71)
    world.text(ADA, "yes")
    event = ConsentEvent.get(ConsentEvent.kind == ConsentKind.CONFIRMED)
    assert event.wording_key == "invite"


def test_a_stop_between_claim_and_request_takes_the_text_back(world: World) -> None:
    follow(world)
    world.clock.move(minutes=1)
    world.control(f"/mailpieces/{NUMBER}/scans", {"event_code": "01", "event": "Delivered", "city": "X", "state": "TN"})
    world.clock.move(seconds=6)
    from jobs import poll

    poll.run()
    claimed = begin_one(world.clock())
    assert claimed is not None and claimed.purpose == Purpose.PUSH
    world.text(ADA, "STOP", work=False)
    world.clock.move(seconds=1)
    wake_up(claimed)
    world.work()
    assert OutboundMessage.get_by_id(claimed.id).reason == "opted_out"
    assert world.texts_to(ADA)[-1] == GOODBYE


def test_a_third_partys_request_takes_no_consent_away(world: World) -> None:
    follow(world)
    contact, piece = Contact.get(), Mailpiece.get()
    consent.record(contact, ConsentKind.REQUESTED, world.clock(), mailpiece=piece)
    history = History(consent.history_of(contact, piece.id))
    assert isinstance(consent.may_text(history, Purpose.PUSH, world.clock(), piece.id), Allowed)


def test_the_five_minutes_of_a_goodbye_run_from_the_stop(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(dialogue, "respond", lambda *_: (_ for _ in ()).throw(RuntimeError("out of order")))
        world.text(ADA, "STOP", work=False)
    world.clock.move(minutes=4, seconds=50)
    inbox.answer(1, world.clock(), timedelta(0))
    world.clock.move(minutes=1)
    world.work()
    assert world.texts_to(ADA) == [] and is_suppressed(ADA)


def test_an_old_stop_of_one_does_not_end_what_was_chosen_again_since(world: World) -> None:
    follow(world)
    stopped_at = world.clock() + timedelta(minutes=1)
    world.clock.move(minutes=5)
    world.text(ADA, NUMBER)
    assert found(world, "STOP 0787", stopped_at) == []
    assert not is_suppressed(ADA) and Subscription.get().state == "active"


def test_an_old_number_does_not_bring_back_what_was_stopped_since(world: World) -> None:
    follow(world)
    texted_at = world.clock() + timedelta(minutes=1)
    world.clock.move(minutes=5)
    world.text(ADA, "STOP 0787")
    assert found(world, NUMBER, texted_at) == []
    assert Subscription.get().state == "ended"


def test_an_old_stop_before_a_newer_start_ends_what_was_followed_before_it(world: World) -> None:
    follow(world)
    stopped_at = world.clock() + timedelta(minutes=1)
    world.clock.move(minutes=5)
    world.text(ADA, "START")
    world.text(ADA, NUMBERS[0])
    found(world, "STOP", stopped_at)
    assert not is_suppressed(ADA)
    states = {row.mailpiece.tracking_number: row.state for row in Subscription.select()}
    assert states == {NUMBER: "ended", NUMBERS[0]: "active"}


def test_an_old_setting_does_not_undo_a_newer_one(world: World) -> None:
    said_at = world.clock()
    world.clock.move(minutes=5)
    world.text(ADA, "LANG ES")
    assert found(world, "LANG FR", said_at) == []
    assert Contact.get().language == "es"


def test_a_late_21610_about_a_text_before_the_start_does_not_undo_it(world: World) -> None:
    follow(world)
    row = OutboundMessage.get()
    world.clock.move(minutes=1)
    world.text(ADA, "STOP")
    world.clock.move(minutes=1)
    world.text(ADA, "START")
    form = {"MessageSid": row.provider_reference, "MessageStatus": "failed", "ErrorCode": "21610"}
    form["AccountSid"] = world.settings.twilio_account_sid
    assert knock(world, form, target=f"/sms/status?delivery={row.reference}")[0] == 204
    assert ConsentEvent.select().where(ConsentEvent.kind == ConsentKind.PROVIDER_BLOCK).count() == 1
    assert not is_suppressed(ADA)


def test_a_yes_to_our_question_is_heard_even_after_twenty_answers(world: World) -> None:
    world.text(ADA, DOUBTFUL)
    for number in range(25):
        world.text(ADA, f"VERIFY {4000 + number}", work=False)
    assert texted(world, ADA, "yes") is not None
    assert is_suppressed(ADA)


def test_where_the_provider_handles_keywords_a_yes_to_our_question_still_gets_our_answer(
    world: World, sender: object
) -> None:
    Program.update(keywords_handled_by="provider").execute()
    invite(world, sender, BEN)  # type: ignore[arg-type]
    assert "Updates will follow" in texted(world, BEN, "YES")[0]


def test_silence_is_nobodys_text(world: World) -> None:
    follow(world)
    world.text(ADA, DOUBTFUL)
    world.clock.move(hours=25)
    world.work()
    event = ConsentEvent.select().order_by(ConsentEvent.id.desc()).get()
    assert (event.kind, event.source, event.inbound_id) == ("revoked", "nobody", None)
    assert pushes_to(ADA) == []


def test_a_hiccup_of_the_database_does_not_put_a_stop_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL may end one of two transactions that wait for each other."""
    real, calls = dialogue.respond, []

    def hiccup(*args: object) -> str:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("deadlock detected")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(dialogue, "respond", hiccup)
    world.text(ADA, "STOP", work=False)
    assert is_suppressed(ADA)
    assert questions.newest_open(Contact.get(), world.clock()) is None


def test_an_answer_that_comes_while_silence_is_being_written_down_counts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep has found the question unanswered; the NO is taken in before the sweep's turn with the contact."""
    follow(world)
    world.text(ADA, DOUBTFUL)
    world.clock.move(hours=23, minutes=59)
    stale = list(OpenQuestion.select())
    world.text(ADA, "no", work=False)
    monkeypatch.setattr(questions, "run_out", lambda _now: stale)
    world.clock.move(minutes=2)
    assert opt_out.stop_the_silent(world.clock()) == 0
    assert not is_suppressed(ADA)
