"""Whatever is texted to us, typed into a search or put into an address is shown as text on a person's pages
(ASVS 1.2.1, 1.2.3), and nothing of it breaks one of them."""

from datetime import timedelta

from werkzeug.test import TestResponse

from bot import inbox
from bot.inbox import InboundText
from models.inquiry import Inquiry
from models.outbound import OutboundMessage
from models.vocabulary import Role
from tests.console_people import Person, sign_in
from tests.hostile import HOSTILE, PRODUCT
from tests.page_shape import harm_in, shape_of
from tests.world import ADA, BEN, CORA, NUMBER, World


def conversation(world: World, phone: str, said: list[str]) -> int:
    """Of texts that a person must answer, some of them; gives the contact."""
    for place, words in enumerate(said):
        text = InboundText(f"SM{phone[-4:]}-{place}", phone, f"the neighbor's dog says {words}")
        message = inbox.store(text, world.program, world.clock())
        assert message is not None
        inbox.answer(message.id, world.clock(), timedelta(0))
        contact = message.contact_id
        if place == 20:
            world.clock.move(hours=2)
    world.work()
    return int(contact)


def pages_of(person: Person, contact: int) -> list[TestResponse]:
    texts = OutboundMessage.select().where(OutboundMessage.contact == contact)
    waiting = Inquiry.select().where(Inquiry.contact == contact)
    paths = [f"/console/people/{contact}", "/console/inbox", "/console/inbox?state=every"]
    paths += [f"/console/people/{contact}/texts/{text.id}" for text in texts]
    paths += [f"/console/inbox/{one.id}" for one in waiting]
    answers = [person.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    return answers


def test_what_people_text_is_shown_as_text(world: World) -> None:
    plain = conversation(world, ADA, ["bow wow"] * len(HOSTILE))
    hostile = conversation(world, BEN, list(HOSTILE))
    olga = sign_in(world, Role.OPERATOR)
    usual = set().union(*map(shape_of, pages_of(olga, plain)))
    olga.post(f"/console/people/{hostile}/stop", {"how": "letter", "reason": HOSTILE[0]})
    olga.post(f"/console/people/{plain}/stop", {"how": "letter", "reason": "wrote to us"})
    usual |= set().union(*map(shape_of, pages_of(olga, plain)))
    for answer in pages_of(olga, hostile):
        assert harm_in(answer) == [] and PRODUCT not in answer.text
        assert shape_of(answer) - usual == set()


#: What holds a NUL is nothing that a text of ours could hold: it is refused before anything is looked for.
SEARCHABLE = [words for words in HOSTILE if "\0" not in words]


def test_what_no_text_can_hold_is_not_looked_for(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    for words in set(HOSTILE) - set(SEARCHABLE):
        answer = olga.get("/console/people", query_string={"last_four": words})
        assert answer.status_code == 404 and harm_in(answer) == []


def test_what_is_searched_for_or_put_into_an_address_is_text_or_nothing(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    world.piece(NUMBER)
    world.text(CORA, NUMBER)
    contact = OutboundMessage.get().contact_id
    names = ("last_four", "piece", "of", "pieces", "missed", "fault", "page", "until")
    usual = set().union(*(shape_of(olga.get(f"/console/people?missed={by}")) for by in ("phone", "number")))
    usual |= set().union(*(shape_of(olga.get(f"/console/people?fault={one}")) for one in ("phone", "reason")))
    usual |= shape_of(olga.get("/console/people?of=1")) | shape_of(olga.get("/console/people?last_four=0143"))
    usual |= shape_of(olga.get("/console/people?pieces=1"))
    for words in SEARCHABLE:
        found = olga.post("/console/people/find", {"words": words}, follow_redirects=True)
        answers = [found, *(olga.get("/console/people", query_string={name: words}) for name in names)]
        for answer in answers:
            assert answer.status_code == 200 and harm_in(answer) == [] and shape_of(answer) - usual == set(), words
    person = shape_of(olga.get(f"/console/people/{contact}"))
    for words in SEARCHABLE:
        for name in ("before", "events_before"):
            answer = olga.get(f"/console/people/{contact}", query_string={name: words})
            new = shape_of(answer) - person
            assert answer.status_code == 200 and harm_in(answer) == [] and new == set(), words


def test_numbers_that_are_no_numbers_of_ours_break_no_page(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    huge = "9" * 17
    for path in (f"/console/people/{huge}", f"/console/people/1/texts/{huge}", f"/console/inbox/{huge}"):
        assert olga.get(path).status_code == 404
    for query in (f"piece={huge}", f"of={huge}", f"pieces={huge}", "last_four=١٢٣٤", "of=,,", f"page={huge}"):
        assert olga.get(f"/console/people?{query}").status_code == 200, query
    world.text(ADA, "hello there my friend of the mail")
    for query in ("before=9-9-9", f"before={huge}-1-{huge}", "before=--", f"events_before={huge}", "before=1-7-1"):
        assert olga.get(f"/console/people/1?{query}").status_code == 200, query
    for value in (huge, "٣", "-1", "1.5"):
        assert olga.post("/console/inbox/1/give", {"to": value, "seen": value}).status_code in (404, 422)
