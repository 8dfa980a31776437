"""Nothing that tells who somebody is or what they wrote can be read in a dump of the database, in Redis or in the logs.

Words that occur nowhere else are planted wherever personal data comes in; then everything stored is searched for them.
"""

import base64
import hashlib
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import consent
from config import queues
from config.logging import configure_logging
from config.secrets import load_keyring
from jobs.context import use_settings
from models import fields
from models.carrier_calls import OAuthToken
from models.contact import Contact
from models.database import database, is_postgresql
from models.fields import Unreadable, phone_index, unseal
from models.inbound import InboundMessage
from models.mailpiece import CarrierSlice, TrackingEvent
from models.outbound import DeliveryReceipt, OutboundMessage
from models.question import OpenQuestion
from models.subscription import Subscription
from models.vocabulary import ConsentKind
from tests.world import ADA, BEN, World

CERTIFIED, PIN = "9589071052700123456781", "48215937"
PLANTED = {
    "phone": ADA,
    "phone, national": ADA[2:],
    "phone, as people write it": "(202) 555-0143",
    "phone, hashed without a key": hashlib.sha256(ADA.encode()).hexdigest(),
    "text": "zebracanary",
    "words after a keyword": "pelicancanary",
    "words after START": "flamingocanary",
    "words after STOP": "tapircanary",
    "a text that failed": "lynxcanary",
    "PIN": PIN,
    "signer": "QUAGGA MORGAN",
    "firm": "AARDVARK LAW OFFICES",
    "street": "17 OKAPI STREET",
    "ZIP": "37501",
    "recipient": "IBEX DESMAN",
    "nickname": "narwhalcanary",
    "note": "ocelotcanary",
    "USPS secret": "walruscanary",
}


@pytest.fixture
def indiscreet_usps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The carrier's side of the wire tells more than we asked for, as USPS does for those it trusts."""
    event, ends = "sandbox.usps_payload._event", "sandbox.usps_payload._ends"
    from sandbox import usps_payload

    told_event, told_ends = usps_payload._event, usps_payload._ends
    monkeypatch.setattr("sandbox.usps_payload.SIGNER", PLANTED["signer"])
    monkeypatch.setattr(
        event,
        lambda scan, accountable: (
            told_event(scan, accountable)
            | {"firm": PLANTED["firm"], "additionalProp": PLANTED["street"], "eventZIP": PLANTED["ZIP"]}
        ),
    )
    monkeypatch.setattr(
        ends,
        lambda: (
            told_ends()
            | {"destinationZIP": PLANTED["ZIP"], "recipientName": PLANTED["recipient"], "address": PLANTED["street"]}
        ),
    )


def live_through_everything(world: World) -> None:
    """A story with every kind of text, answer, fault and failure."""
    use_settings(world.settings.model_copy(update={"usps_client_secret": SecretStr(PLANTED["USPS secret"])}))
    world.piece(CERTIFIED)
    assert world.app.test_cli_runner().invoke(args=["register", CERTIFIED, "--pin", PIN]).exit_code == 0
    world.text(ADA, f"track {CERTIFIED} for me, {PLANTED['text']}. Call me at (202) 555-0143 or 2025550143")
    for body in (f"PIN {PIN}", f"HELP {PLANTED['words after a keyword']}", "where is it", f"hello {PLANTED['text']}"):
        world.text(ADA, body, work=False)
    Subscription.update(nickname=PLANTED["nickname"]).execute()
    consent.record(Contact.get(), ConsentKind.REQUESTED, world.clock(), note=PLANTED["note"])
    world.fault("usps", "http_500")
    world.fault("twilio", "http_500")
    world.scan(CERTIFIED, "ZZ", "Something that nobody has mapped")
    world.clock.move(minutes=2)
    world.scan(CERTIFIED, "01", "Delivered, Left with Individual")
    OpenQuestion.create(contact=Contact.get(), kind="invite", asked_at=0, expires_at=2**62)
    world.text(ADA, PLANTED["a text that failed"])
    OpenQuestion.delete().execute()
    for body in (f"STOP {PLANTED['words after STOP']}", "STOP", f"START {PLANTED['words after START']}"):
        world.text(ADA, body, work=False)
    world.text("+15005550004", f"HELP {PLANTED['words after a keyword']}")
    world.clock.move(minutes=11)
    world.work()
    world.settle()


def readings(value: Any) -> Iterator[str]:
    """What somebody with the dump could make of a value: itself, unpacked, unhexed, decoded."""
    raw = bytes(value) if isinstance(value, bytes | memoryview | bytearray) else str(value).encode()
    yield raw.decode("utf-8", "replace")
    yield raw.decode("utf-16", "replace")
    for unpack in (zlib.decompress, base64.b64decode, unhex, lambda packed: zlib.decompress(packed, -15)):
        with suppress(ValueError, zlib.error):
            yield unpack(raw).decode("utf-8", "replace")


def unhex(raw: bytes) -> bytes:
    return bytes.fromhex(raw.decode())


def every_value() -> Iterator[tuple[str, Any]]:
    """(table.column, value) of all that the database holds, whether or not a model knows of it."""
    for table in database.get_tables():
        if table == "record_words" and not is_postgresql():
            continue  # an index without content: what it holds stands in tables of its own, which are read as any other
        cursor = database.execute_sql(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            yield from ((f"{table}.{name}", value) for name, value in zip(names, row, strict=True) if value is not None)


def every_value_in_redis(url: str) -> Iterator[tuple[str, Any]]:
    connection = queues.connect_redis(url)
    readers = {b"string": connection.get, b"hash": connection.hgetall, b"set": connection.smembers}
    for key in connection.scan_iter():
        yield "redis key", key
        kind = connection.type(key)
        read = readers.get(kind, lambda name, kind=kind: all_of(connection, name, kind))
        found = read(key)
        for value in found.items() if isinstance(found, dict) else found if isinstance(found, list | set) else [found]:
            yield from (("redis", part) for part in (value if isinstance(value, tuple) else (value,)))


def all_of(connection: Any, name: bytes, kind: bytes) -> list[Any]:
    return list(connection.lrange(name, 0, -1) if kind == b"list" else connection.zrange(name, 0, -1))


def found_in(canaries: dict[str, str], where: str, value: Any) -> set[str]:
    """`what in where` for each canary in the value. Digits count only when they stand by themselves."""
    texts = list(readings(value))
    return {
        f"{what} in {where}"
        for what, canary in canaries.items()
        for text in texts
        if re.search(rf"(?<![0-9a-f]){re.escape(canary)}(?![0-9a-f])" if canary.isdigit() else re.escape(canary), text)
    }


@pytest.mark.parametrize(
    "wrap",
    [
        str.encode,
        lambda t: zlib.compress(t.encode()),
        lambda t: base64.b64encode(t.encode()),
        lambda t: t.encode().hex(),
    ],
)
def test_the_search_finds_a_canary_however_it_is_wrapped(wrap: Callable[[str], Any]) -> None:
    for canary in ("+12025550143", "zebracanary and more", "37501"):
        assert found_in({"it": canary}, "here", wrap(f"= {canary};")) == {"it in here"}
    assert found_in({"it": "37501"}, "here", wrap("1795186800375017")) == set()


def test_no_canary_is_readable_in_the_dump_in_redis_or_in_the_logs(
    capfd: pytest.CaptureFixture[str], world: World, indiscreet_usps: None, pairing: tuple[str, str], tmp_path: Path
) -> None:
    configure_logging("DEBUG")
    live_through_everything(world)
    keys = load_keyring(tmp_path / "instance")
    canaries = PLANTED | {
        "OAuth token": OAuthToken.get().token,
        "Twilio auth token": world.settings.auth_tokens[0],
        "field key": base64.b64encode(keys.field_keys[keys.current]).decode(),
        "index key": keys.index_key.hex(),
        **{f"text {message.id} out": message.body for message in OutboundMessage.select()},
        **{f"text {message.id} in": message.body for message in InboundMessage.select() if len(message.body) > 9},
    }
    planted = " ".join(piece.body.decode() for piece in CarrierSlice.select() if piece.body)
    for what in ("signer", "firm", "street", "ZIP", "recipient"):
        assert PLANTED[what] in planted, f"{what} was not planted"
    assert PLANTED["signer"] in {event.signer for event in TrackingEvent.select()}
    leaks = {leak for where, value in every_value() for leak in found_in(canaries, where, value)}
    if is_postgresql():
        world.text(BEN, "HELP", work=False)  # leaves a ring in Redis
        stored = list(every_value_in_redis(pairing[1]))
        assert stored
        leaks |= {leak for where, value in stored for leak in found_in(canaries, where, value)}
    else:
        leaks |= leaks_in_sqlite_files(canaries, Path(pairing[0].removeprefix("sqlite:///")))
    logs = "".join(capfd.readouterr())
    for event in ("outbound_settled", "answering_failed", "schema_drift", "Traceback"):
        assert event in logs, f"the logs were not captured: no {event}"
    leaks |= found_in(canaries, "the logs", logs)
    assert sorted(leaks) == []


def leaks_in_sqlite_files(canaries: dict[str, str], path: Path) -> set[str]:
    """A textual dump as an operator makes it, and the files as they lie on the disk, write-ahead log and all."""
    with closing(sqlite3.connect(path)) as connection, closing(sqlite3.connect(":memory:")) as copy:
        connection.backup(copy)
        copy.execute("DROP TABLE record_words")  # Python's dump reads tables alone; this index is in the files below
        dump = "\n".join(copy.iterdump())
    assert "INSERT INTO" in dump
    leaks = found_in(canaries, "the .dump", dump)
    for file in path.parent.glob(f"{path.name}*"):
        content = file.read_bytes()
        leaks |= {
            f"{what} in {file.name}" for what, word in canaries.items() if len(word) > 5 and word.encode() in content
        }
    return leaks


def test_the_keys_lie_in_a_file_of_their_own_that_only_we_may_read(world: World, tmp_path: Path) -> None:
    assert (tmp_path / "instance" / "keys.json").stat().st_mode & 0o777 == 0o600
    assert "field_keys=" not in repr(load_keyring(tmp_path / "instance"))


# -- a changed byte ----------------------------------------------------------------------------------------------------

ENCRYPTED = ((Contact, "phone"), (InboundMessage, "body"), (OutboundMessage, "body"), (DeliveryReceipt, "raw"))


def stored(table: type, column: str) -> bytes:
    row = database.execute_sql(f"SELECT {column} FROM {table._meta.table_name} ORDER BY id LIMIT 1").fetchone()
    return bytes(row[0])


def test_a_changed_byte_anywhere_in_a_stored_value_makes_it_unreadable(world: World) -> None:
    world.text(ADA, "HELP")
    world.settle()
    for table, column in ENCRYPTED:
        place, value = f"{table._meta.table_name}.{column}".encode(), stored(table, column)
        assert unseal(value, place)
        for position in range(len(value)):
            changed = bytearray(value)
            changed[position] ^= 1 << (position % 8)
            with pytest.raises(Unreadable):
                unseal(bytes(changed), place)


def test_a_value_that_was_cut_short_is_unreadable_and_no_other_error(world: World) -> None:
    world.text(ADA, "HELP", work=False)
    value = stored(Contact, "phone")
    for length in range(len(value)):
        with pytest.raises(Unreadable):
            unseal(value[:length], b"contact.phone")


def test_a_changed_row_is_not_read_and_a_value_moved_to_another_column_neither(world: World) -> None:
    world.text(ADA, "HELP", work=False)
    mark = "%s" if is_postgresql() else "?"
    for value in (stored(Contact, "phone")[:-1] + b"\x00", stored(OutboundMessage, "body"), b"", b"plain text"):
        database.execute_sql(f"UPDATE inbound_message SET body = {mark}", (value,))
        with pytest.raises(Unreadable):
            InboundMessage.get()


def test_with_the_keys_of_another_installation_nothing_opens(world: World) -> None:
    world.text(ADA, "HELP", work=False)
    ours, before = fields._keys, phone_index(ADA)
    try:
        fields.use_keyring(lambda: load_keyring(world.settings.instance_dir.parent / "another"))
        with pytest.raises(Unreadable):
            Contact.get()
        assert phone_index(ADA) != before
    finally:
        fields._keys = ours
    assert Contact.get().phone == ADA
