"""The one box finds what was registered by every key, never misses a word, and never crosses departments."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord
from models.database import database, is_postgresql, raw_rows
from models.mailpiece import Mailpiece
from models.operator import Operator
from models.record_search import WordForm
from models.sender import Sender
from models.vocabulary import Milestone, Role
from records import addresses, search, word_forms, word_index
from records.found_rows import rows_of
from records.search import Asked
from records.spelling import plain_words
from records.storing import store
from tests.batch_letters import number
from tests.mailings import BLOCK, NOW, department, kind, letter

ELM = "Tenant of unit 4\n118 Elm Street Apt 4\nMEMPHIS TN 38103-1234"


def person(role: Role, sender: Sender | None = None) -> Operator:
    index = f"{role}{sender.id if sender else ''}"
    made: Operator = Operator.create(
        email="x@example.org", email_index=index, name="X", role=role, sender=sender, created_at=NOW
    )
    return made


class Desk:
    """Two departments with a person each, and an auditor. `serial` numbers the letters."""

    def __init__(self) -> None:
        self.legal, self.sales = department("legal"), department("sales")
        self.sam, self.sal = person(Role.SENDER, self.legal), person(Role.SENDER, self.sales)
        self.aldo, self.serial = person(Role.AUDITOR), 0

    def register(self, sender: Sender | None = None, batch: Batch | None = None, **more: object) -> int:
        self.serial += 1
        given_ = letter(number(self.serial), **more)
        with database.atomic():
            (stored,) = store(sender or self.legal, [given_], None, "form", batch, NOW)
        assert stored.record_id, stored.faults
        return stored.record_id

    def finds(self, said: str, who: Operator | None = None, **more: object) -> list[int]:
        found = search.find(who or self.sam, Asked(said, **more))  # type: ignore[arg-type]
        return found.page(0, 50)

    def finds_near(self, said: str, who: Operator | None = None) -> list[int]:
        who, asked = who or self.sam, Asked(said)
        return search.find_near(who, asked, search.find(who, asked))


@pytest.fixture
def desk(db: str) -> Iterator[Desk]:
    yield Desk()


def stand(record: int, milestone: Milestone) -> None:
    Mailpiece.update(milestone=milestone).where(Mailpiece.id == record).execute()


def take_all_in() -> None:
    while word_forms.take_in():
        pass


# -- by each key -------------------------------------------------------------------------------------------------------


def test_a_record_is_found_by_every_key_that_an_office_has(desk: Desk) -> None:
    batch = Batch.create(sender=desk.legal, name="Evictions north", created_at=NOW)
    others = [desk.register(recipient="Otto Quist", address="Otto Quist\n9 Oak Rd\nTULSA OK 74103") for _ in range(3)]
    mine = desk.register(
        batch=batch,
        recipient="Maria Núñez-O'Brien",
        address=ELM,
        notice_type=kind("tenant_notice"),
        references=(("tenant", "T-2026-00415"), ("property", "Elmwood Court")),
        external_id="CRM 77/12",
        mailed_on=date(2026, 8, 12),
    )
    whole = number(desk.serial)
    for said in (
        "maria", "NUNEZ", "núñez", "o'brien", "obrien", "118 elm", "elm street memphis", "38103", "38103-1234",
        "T-2026-00415", "t202600415", "00415", "elmwood", "CRM 77/12", "evictions", "tenant notice", whole,
        f"{whole[:4]} {whole[4:8]} {whole[8:]}", *(whole[-length:] for length in range(4, 9)), "8/12/2026",
        "12 aug 2026", "August 2026", "mar nun elm", "Maria Núñez-O'Brien 118 Elm Street Apt 4 MEMPHIS TN",
    ):  # fmt: skip
        found = desk.finds(said)
        assert mine in found and not set(found) & set(others), said
    assert desk.finds("quist tulsa") == sorted(others, reverse=True)
    assert desk.finds("maria quist") == []


def test_what_is_chosen_beside_the_box_narrows(desk: Desk) -> None:
    batch = Batch.create(sender=desk.legal, name="May", created_at=NOW)
    first = desk.register(mailed_on=date(2026, 5, 3), batch=batch)
    second = desk.register(mailed_on=date(2026, 6, 30), notice_type=kind("tax"))
    third = desk.register()  # nobody said when: it counts by the day on which it was registered, 2026-11-20
    elsewhere = desk.register(desk.sales, mailed_on=date(2026, 5, 3))
    assert desk.finds("", since=date(2026, 5, 3), until=date(2026, 6, 29)) == [first]
    assert desk.finds("", since=date(2026, 5, 4)) == [third, second]
    assert desk.finds("", until=date(2026, 6, 30)) == [second, first]
    assert desk.finds("maria", since=date(2026, 11, 20), until=date(2026, 11, 20)) == [third]
    assert desk.finds("", since=date(2026, 7, 1), until=date(2026, 6, 1)) == []
    assert desk.finds("", notice_type=kind("tax").id) == [second]
    assert desk.finds("", batch=batch.id) == [first]
    assert desk.finds("", desk.aldo) == [elsewhere, third, second, first]
    assert desk.finds("", desk.aldo, sender=desk.sales.id) == desk.finds("", desk.sal) == [elsewhere]
    assert desk.finds("", sender=desk.sales.id) == []  # Sam is of the other department


def test_where_a_piece_stands_is_found_and_so_is_a_record_that_says_the_word(desk: Desk) -> None:
    delivered, agent, refused, waiting = (desk.register() for _ in range(4))
    named = desk.register(recipient="Delivered Goods LLC")
    stand(delivered, Milestone.DELIVERED)
    stand(agent, Milestone.DELIVERED_AGENT)
    stand(refused, Milestone.REFUSED)
    stand(waiting, Milestone.DELIVERY_ATTEMPTED)
    assert desk.finds("delivered") == [named, agent, delivered]
    assert desk.finds("refused memphis") == [refused]
    assert desk.finds("notice left") == [waiting]
    assert desk.finds("", status=Milestone.REFUSED) == [refused]
    assert desk.finds("refused", status=Milestone.REFUSED) == [refused]
    assert desk.finds("delivered", status=Milestone.REFUSED) == []
    assert desk.finds("maria", status=Milestone.DELIVERED) == [delivered]
    assert desk.finds("delivered", desk.aldo) == [named, agent, delivered]
    assert desk.finds("delivered", desk.sal) == []


def test_a_piece_that_is_no_record_is_never_found(desk: Desk) -> None:
    record = desk.register()
    stand(record, Milestone.DELIVERED)
    Mailpiece.create(carrier="usps", tracking_number="1", milestone=Milestone.DELIVERED, created_at=NOW)
    assert desk.finds("delivered", desk.aldo) == desk.finds("", desk.aldo, status=Milestone.DELIVERED) == [record]


def test_people_without_a_department_or_of_other_roles_find_nothing(desk: Desk) -> None:
    desk.register()
    for who in (person(Role.SENDER), person(Role.VIEWER), person(Role.OPERATOR)):
        assert desk.finds("maria", who) == desk.finds("", who) == desk.finds_near("maira", who) == []


# -- what is changed and what goes -------------------------------------------------------------------------------------


def test_an_edited_address_and_a_new_reference_are_found_at_once_and_so_is_the_first_address(desk: Desk) -> None:
    record = CertifiedRecord.get_by_id(desk.register(address=BLOCK))
    with database.atomic():
        addresses.edit(record, "Maria Núñez", "7 Birch Ln\nSALEM OR 97301", "she moved", None, NOW)
        addresses.add_reference(record, "matter", "Zebra 9", NOW)
    for said in ("birch salem zebra", "elm memphis", "elm birch"):
        assert desk.finds(said) == [record.mailpiece_id]


def test_a_record_that_is_taken_out_is_found_by_nothing(desk: Desk) -> None:
    gone, stays = desk.register(mailed_on=date(2026, 5, 3)), desk.register()
    with database.atomic():
        word_index.remove([word_index.indexed_of(CertifiedRecord.get_by_id(gone))])
        CertifiedRecord.update(purged_at=NOW).where(CertifiedRecord.mailpiece == gone).execute()
    assert desk.finds("maria") == desk.finds("elm", desk.aldo) == desk.finds("") == desk.finds("", desk.aldo) == [stays]
    assert desk.finds("", since=date(2026, 5, 3), until=date(2026, 5, 3)) == []


def test_what_is_read_back_of_a_record_is_what_was_taken_in_when_it_was_registered(desk: Desk) -> None:
    """Else a word would be left behind when a record goes."""
    batch = Batch.create(sender=desk.legal, name="North 12", created_at=NOW)
    taken: list[word_index.Indexed] = []
    add = word_index.add
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_index, "add", lambda rows: (taken.extend(rows), add(rows)))
        record = desk.register(
            batch=batch, references=(("tenant", " T 9 "),), external_id=" E/1 ", mailed_on=date(2026, 5, 3)
        )
        plain = desk.register()
    assert BatchPiece.get().batch == batch
    for one, row in zip((record, plain), taken, strict=True):
        assert set(word_index.indexed_of(CertifiedRecord.get_by_id(one)).tokens()) == set(row.tokens())


def test_a_record_that_the_index_still_knows_is_shown_to_nobody_who_may_not_reach_it(desk: Desk) -> None:
    record = CertifiedRecord.get_by_id(desk.register(desk.sales))
    assert rows_of(desk.sam, [record]) == []
    assert [row.recipient for row in rows_of(desk.sal, [record])] == ["Maria Núñez"]
    CertifiedRecord.update(purged_at=NOW).execute()
    assert list(search.found_ids(desk.sal, Asked("maria"))) == []
    assert rows_of(desk.sal, [CertifiedRecord.get_by_id(record.mailpiece_id)]) == []


# -- one letter wrong --------------------------------------------------------------------------------------------------


def test_a_misspelt_name_or_street_is_found_once_the_job_was_there(desk: Desk) -> None:
    mine = desk.register(recipient="Jonathan Thompson", address="12 Chestnut Avenue\nMEMPHIS TN 38103")
    other = desk.register(desk.sales, recipient="Jonathan Thompson", address="12 Chestnut Avenue\nMEMPHIS TN 38103")
    assert desk.finds_near("tompson") == []
    take_all_in()
    for said in (
        "tompson",
        "thomppson",
        "thomqson",
        "htompson",
        "12 chesnut",
        "12 chestnut memphsi",
        "jonatan thompsn",
    ):
        assert desk.finds(said) == [] and desk.finds_near(said) == [mine], said
    assert desk.finds_near("tompson", desk.sal) == [other]
    assert desk.finds_near("tompson", desk.aldo) == [other, mine]
    for said in ("tomson", "thompson", "13 chesnut", "zzzz"):  # two wrong, none wrong, another house, nothing like it
        assert desk.finds_near(said) == [], said


def test_what_is_spelt_so_stands_first_and_is_not_said_twice(desk: Desk) -> None:
    smith, smyth = desk.register(recipient="Ann Smith"), desk.register(recipient="Bob Smyth")
    take_all_in()
    assert desk.finds("smith") == [smith] and desk.finds_near("smith") == [smyth]


def test_a_word_is_taken_in_once_and_a_record_that_changed_meanwhile_waits_on(desk: Desk) -> None:
    record = desk.register()
    assert word_forms.waits_since() == NOW
    assert word_forms.take_in() == 1 and word_forms.waits_since() is None
    kept = WordForm.select().count()
    desk.register()
    assert word_forms.take_in() == 1 and WordForm.select().count() == kept
    with pytest.MonkeyPatch.context() as patch:
        personal_texts = word_forms.personal_texts

        def and_then_it_changes(records: list[int]) -> dict[int, list[str]]:
            found = personal_texts(records)
            with database.atomic():
                addresses.edit(
                    CertifiedRecord.get_by_id(record), "Maria Núñez", "Birchwood", "moved", None, NOW + timedelta(1)
                )
            return found

        patch.setattr(word_forms, "personal_texts", and_then_it_changes)
        CertifiedRecord.update(words_wait_since=NOW).execute()
        word_forms.take_in()
    assert [one.mailpiece_id for one in CertifiedRecord.select().where(CertifiedRecord.words_wait_since.is_null(False))]
    take_all_in()
    assert desk.finds_near("birchwod") == [record]


# -- always ------------------------------------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60).filter(plain_words)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(recipient=texts, address=texts, reference=texts, is_ours=st.booleans())
def test_no_word_is_ever_missed_and_no_department_is_ever_crossed(
    desk: Desk, recipient: str, address: str, reference: str, is_ours: bool
) -> None:
    sender, mine, theirs = (desk.legal, desk.sam, desk.sal) if is_ours else (desk.sales, desk.sal, desk.sam)
    record = desk.register(sender, recipient=recipient, address=address, references=(("matter", reference),))
    for text in (recipient, address, reference):
        for word in [text[:200], *plain_words(text), *(word[:2] for word in plain_words(text) if len(word) > 2)]:
            assert record in search.find(mine, Asked(word)).page(0, 10_000), word
            assert record in search.find(desk.aldo, Asked(word)).page(0, 10_000), word
            assert record not in search.find(theirs, Asked(word)).page(0, 10_000), word
    owners = {
        row[0]: row[1] for row in raw_rows(CertifiedRecord.select(CertifiedRecord.mailpiece, CertifiedRecord.sender))
    }
    for said in ("", "letter", number(desk.serial)[-4:], "2026-11-20", "nov 2026"):
        assert {owners[key] for key in search.find(mine, Asked(said)).page(0, 10_000)} <= {sender.id}


def test_everything_that_is_found_is_given_to_an_export_however_much_it_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.seeking.MOST", 7)
    records = [desk.register() for _ in range(20)]
    desk.register(desk.sales)
    for record in records[::3]:
        stand(record, Milestone.DELIVERED)
    assert list(search.found_ids(desk.sam, Asked("maria"))) == records[::-1]
    assert list(search.found_ids(desk.sam, Asked())) == records[::-1]
    assert list(search.found_ids(desk.sam, Asked("delivered"))) == records[::3][::-1]
    assert search.from_details(Asked("x", date(2026, 1, 2), batch=3).as_details()) == Asked(
        "x", date(2026, 1, 2), batch=3
    )


def test_no_name_and_no_street_stands_in_the_index_in_plain(desk: Desk) -> None:
    desk.register(recipient="Maria Núñez", address=ELM, references=(("tenant", "Zebra77"),))
    take_all_in()
    if is_postgresql():
        kept = str(database.execute_sql("SELECT words FROM record_words").fetchall())
    else:
        kept = str(database.execute_sql("SELECT block FROM record_words_data").fetchall())
    kept += str(raw_rows(WordForm.select()))
    for word in ("maria", "nunez", "elm", "memphis", "zebra", "38103"):
        assert word not in kept.lower()
