"""The whole consent history of one phone as a ZIP that a stranger can check without us: `flask ledger export`.

Gathers and packs; bot/consent_export_page.py draws the page, bot/verifier/ travels inside. Changes nothing.
"""

import hashlib
import json
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from peewee import SQL, fn

from bot.consent_export_page import history_page
from bot.consent_export_texts import suppressions_of, texts_about, words_as_stored
from config import time
from config.ledger_key import public_pem
from models import heads, ledger_checks
from models.contact import Contact, has_phone
from models.database import raw_rows
from models.fields import Unreadable, microseconds, moment, phone_index
from models.heads import Head
from models.ledger import KINDS, OF_PERSONS, Erasure, LedgerHead, LedgerLeaf, canonical, leaf_data, plain_names
from models.ledger_tree import LedgerBroken, Proofs
from models.ledger_verify import Report

VERIFIER = Path(__file__).parent / "verifier"
FORMAT = "waypost consent history 1"

Json = dict[str, Any]


def write_export(out: Path, phone: str, checked: Report, held: Sequence[Head] = ()) -> Json:
    """Write the ZIP to `out` and give what it shows. `checked` is what `verify` just found; it travels along.

    `held` are heads kept elsewhere: the export connects them to its own. Seal before, so that nothing is left out.
    """
    packed, history = packed_export(phone, checked, held)
    out.touch(mode=0o600)
    out.chmod(0o600)
    out.write_bytes(packed)
    return history


def packed_export(phone: str, checked: Report, held: Sequence[Head] = ()) -> tuple[bytes, Json]:
    """The ZIP itself, and what it shows: as `write_export`, without a file that would lie about."""
    contacts = _contacts_of(phone)
    latest, proofs = heads.latest_head(), Proofs()
    entries = [_entry(kind, row, latest, proofs) for kind, row in _rows_of(phone, [one["id"] for one in contacts])]
    entries.sort(key=lambda entry: (entry["at"], entry["kind"], entry["id"]))
    history = _history(phone, contacts, entries, latest, checked)
    files = {
        "README.txt": (VERIFIER / "README.txt").read_bytes(),
        "verify.py": (VERIFIER / "verify.py").read_bytes(),
        "history.html": history_page(history).encode(),
        "history.json": _pretty(history),
        "proofs.json": _pretty({"leaves": [entry["proof"] for entry in entries]}),
        "heads.json": _pretty(_heads(entries, latest, proofs, held)),
        "public_key.pem": public_pem(heads.public_key()),
    }
    files["manifest.json"] = _manifest(files)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue(), history


def _contacts_of(phone: str) -> list[Json]:
    """The contacts that this phone has now, and those of it that were erased."""
    index = phone_index(phone)
    erased = Erasure.select(Erasure.contact).where(Erasure.subject == index)
    theirs = has_phone(index) | (Contact.id.in_(erased) & Contact.erased_at.is_null(False))
    return [
        {
            "id": contact.id,
            "program": contact.program.key,
            "brand": contact.program.brand,
            "from_number": contact.program.from_number,
            "channel": contact.channel,
            "language": contact.language,
            "created_at": _iso(microseconds(contact.created_at)),
            "erased_at": _iso(microseconds(contact.erased_at)) if contact.erased_at else None,
        }
        for contact in Contact.select().where(theirs).order_by(Contact.id)
    ]


def _rows_of(phone: str, contact_ids: Sequence[int]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """By contact or by subject, so that a change of either does not hide a row."""
    for kind, model in OF_PERSONS.items():
        theirs = (model.subject == phone_index(phone)) | model.contact.in_(contact_ids)
        ids = [row_id for (row_id,) in raw_rows(model.select(model.id).where(theirs).order_by(model.id))]
        for _row_id, row in ledger_checks.read_rows(kind, ids, lambda *_: None):
            yield kind, row


def _entry(kind: str, row: tuple[Any, ...], latest: Head | None, proofs: Proofs) -> Json:
    """One event: its leaf and evidence word for word, and the way from there to the latest head."""
    *values, stored = row
    named = dict(zip(plain_names(KINDS[kind]), values, strict=True))
    leaf = leaf_data(kind, values).decode()
    try:
        opened = ledger_checks.open_stored(kind, stored)
        evidence = None if opened is None else opened.decode()
    except (Unreadable, UnicodeDecodeError, TypeError):
        evidence = None
    found = raw_rows(
        LedgerLeaf.select(LedgerLeaf.position).where((LedgerLeaf.kind == kind) & (LedgerLeaf.row_id == named["id"]))
    )
    position = found[0][0] if found else None
    first = heads.first_head_covering(position) if position is not None else None
    proof = {
        "kind": kind,
        "id": named["id"],
        "position": position,
        "leaf": leaf,
        "evidence": evidence,
        "path": _path(position, latest, proofs),
    }
    return {"at": named.get("happened_at") or named["recorded_at"], "kind": kind, "id": named["id"]} | {
        "proof": proof,
        "first": first,
    }


def _path(position: int | None, latest: Head | None, proofs: Proofs) -> list[str] | None:
    if position is None or latest is None:
        return None
    try:
        return _base64(proofs.inclusion(position, latest.size))
    except (LedgerBroken, ValueError):
        return None  # the verifier says what that means


def _history(phone: str, contacts: list[Json], entries: list[Json], latest: Head | None, checked: Report) -> Json:
    now = time.now()
    return {
        "format": FORMAT,
        "made_at": _iso(microseconds(now)),
        "made_at_us": microseconds(now),
        "phone": phone,
        "subject": phone_index(phone),
        "contacts": contacts,
        "suppressions": suppressions_of(phone),
        "head": latest.as_json() | {"sealed": _iso(latest.sealed_at)} if latest else None,
        "check": {
            "leaves": checked.size,
            "findings": [list(finding) for finding in checked.findings],
            "more_findings": checked.more_findings,
        },
        "events": [_event(entry) for entry in entries],
    }


def _event(entry: Json) -> Json:
    proof, first = entry["proof"], entry["first"]
    leaf = json.loads(proof["leaf"])
    evidence = json.loads(proof["evidence"]) if proof["evidence"] else None
    row = leaf["row"]
    consents = entry["kind"] == "consent"
    return {
        "kind": entry["kind"],
        "id": entry["id"],
        "position": proof["position"],
        "happened_at": _iso(entry["at"]),
        "recorded_at": _iso(row["recorded_at"]),
        "sealed_at": _iso(first.sealed_at) if first else None,
        "sealed_at_us": first.sealed_at if first else None,
        "first_head": first.size if first else None,
        "leaf": leaf,
        "evidence": evidence,
        "words_as_stored": words_as_stored(row.get("inbound_id")) if consents and evidence is None else None,
        "texts": texts_about(entry["id"], (evidence or {}).get("proofs") or []) if consents else [],
    }


def _heads(entries: Iterable[Json], latest: Head | None, proofs: Proofs, held: Sequence[Head]) -> Json:
    """The latest head, the first over each event, one for each day since, those held: each continues the last."""
    if latest is None:
        return {"heads": [], "consistency": []}
    chosen = {(head.size, head.root): head for head in (latest, *held) if head.size <= latest.size}
    firsts = {entry["first"].size: entry["first"] for entry in entries if entry["first"]}
    for size in _one_a_day(min(firsts, default=latest.size)):
        if head := heads.head_at(size):
            firsts.setdefault(size, head)
    chosen |= {(head.size, head.root): head for head in firsts.values()}
    ordered = [chosen[key] for key in sorted(chosen)]
    return {
        "heads": [head.as_json() for head in ordered],
        "consistency": [_proof(proofs, a.size, b.size) for a, b in zip(ordered, ordered[1:], strict=False)],
    }


def _one_a_day(since: int) -> list[int]:
    """Sizes of the last head of each UTC day, from the head of this size on."""
    days = LedgerHead.select(fn.MAX(LedgerHead.size)).where(LedgerHead.size >= since)
    return [row[0] for row in raw_rows(days.group_by(SQL("sealed_at / 86400000000")))]


def _proof(proofs: Proofs, old: int, new: int) -> list[str] | None:
    try:
        return _base64(proofs.consistency(old, new))
    except (LedgerBroken, ValueError):
        return None


def _manifest(files: dict[str, bytes]) -> bytes:
    digests = canonical({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})
    signature = b64encode(heads.sign_bytes(digests)).decode()
    return _pretty({"files": digests.decode(), "signature": signature})


def _base64(hashes: Iterable[bytes]) -> list[str]:
    return [b64encode(one).decode() for one in hashes]


def _pretty(content: Json) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _iso(since_1970: int) -> str:
    """`2026-11-20T12:01:00.000000Z`."""
    try:
        return moment(since_1970).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except (OverflowError, TypeError):  # a changed row; its proof fails, and the page shall still be drawn
        return f"{since_1970} µs since 1970"
