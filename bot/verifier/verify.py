"""Checks an export from Waypost: signatures, places in the ledger, evidence. Run it in the unzipped folder, or give it
the ZIP: `python verify.py export.zip`. It knows consent histories and the opt-out log.

Needs Python 3.11 or newer and `cryptography`, and nothing of Waypost. Exit 0: all holds. Exit 1: something does not.
"""

import argparse
import csv
import hashlib
import io
import json
import sys
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

#: A row that is younger than this when the export is made may be on its way into the ledger.
MERGE_DELAY_US = 120 * 1_000_000

Json = dict[str, Any]
faults: list[str] = []
notes: list[str] = []


def check(holds: bool, otherwise: str) -> bool:
    if not holds:
        faults.append(otherwise)
    return holds


class Packed:
    """The files of an export, in a folder or still in their ZIP."""

    def __init__(self, where: Path) -> None:
        self.folder = where
        self.zip = zipfile.ZipFile(where) if where.is_file() else None
        self.names = set(self.zip.namelist() if self.zip else (one.name for one in where.iterdir()))

    def open(self, name: str) -> Any:
        return self.zip.open(name) if self.zip else (self.folder / name).open("rb")

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            content: bytes = file.read()
        return content

    def lines(self, name: str) -> Iterator[str]:
        with self.open(name) as file, io.TextIOWrapper(file, "utf-8", newline="") as text:
            yield from text

    def digest(self, name: str) -> str:
        found = hashlib.sha256()
        with self.open(name) as file:
            while piece := file.read(1 << 20):
                found.update(piece)
        return found.hexdigest()


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def climb(here: int, last: int, left: bytes, right: bytes, steps: list[bytes]) -> tuple[bytes, bytes] | None:
    """Follow the steps upwards from place `here` of `last`: `left` grows with what stands before it only, `right`
    with everything. None when the steps are too many or too few."""
    for step in steps:
        if last == 0:
            return None
        if here & 1 or here == last:
            left, right = sha256(b"\x01", step, left), sha256(b"\x01", step, right)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            right = sha256(b"\x01", right, step)
        here, last = here >> 1, last >> 1
    return (left, right) if last == 0 else None


def includes(leaf: bytes, position: int, size: int, path: list[bytes], root: bytes) -> bool:
    found = climb(position, size - 1, leaf, leaf, path) if 0 <= position < size else None
    return found is not None and found[1] == root


def extends(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    if old == new:
        return not proof and old_root == new_root
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not 0 < old < new or not steps:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    return climb(here, last, steps[0], steps[0], steps[1:]) == (old_root, new_root)


def is_signed(key: Ed25519PublicKey, head: Json) -> bool:
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    text = f"{head['origin']}\n{head['size']}\n{head['root']}\nsealed_at {head['sealed_at']}\n"
    key_id = sha256(raw).hex()[:8]
    try:
        key.verify(b64decode(head["signature"]), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return bool(head["key_id"] == key_id and head["origin"] == f"waypost/{key_id}")


def check_heads(key: Ed25519PublicKey, said: Json) -> Json:
    """Every head is signed and continues the one before it; gives the latest."""
    heads: list[Json] = said["heads"]
    for head in heads:
        check(is_signed(key, head), f"The head of size {head['size']} does not bear a signature of this key.")
    for before, after, proof in zip(heads[:-1], heads[1:], said["consistency"], strict=True):
        roots = b64decode(before["root"]), b64decode(after["root"])
        holds = proof is not None and extends(
            before["size"], after["size"], *roots, [b64decode(step) for step in proof]
        )
        check(
            holds,
            f"The head of size {after['size']} does not continue the head of size {before['size']}: "
            "the ledger was changed between them.",
        )
    return heads[-1]


def check_held(key: Ed25519PublicKey, lines: str, said: Json) -> None:
    """Heads from elsewhere are the same as ours, or stand among ours with proofs on both sides."""
    ours = {(head["size"], head["root"]) for head in said["heads"]}
    for line in filter(str.strip, lines.splitlines()):
        head: Json = json.loads(line)
        name = f"The head of size {head['size']} that you hold"
        if not check(is_signed(key, head), f"{name} does not bear a signature of this key."):
            continue
        if check(
            head["size"] <= said["heads"][-1]["size"], f"{name} is newer than this export, or leaves were cut off."
        ):
            check(
                (head["size"], head["root"]) in ours,
                f"{name} is not connected to this export. If the operator cannot export again with `--head`, "
                "the ledger was changed, or two are kept.",
            )


def check_leaf(entry: Json, latest: Json, history: Json, erased: dict[tuple[str, int], set[Any]]) -> None:
    leaf = json.loads(entry["leaf"])
    row = leaf["row"]
    name = f"{entry['kind']} event {entry['id']}"
    check((leaf["kind"], row.get("id")) == (entry["kind"], entry["id"]), f"{name}: its leaf is about something else.")
    if entry["position"] is None:
        age = history["made_at_us"] - row.get("recorded_at", 0)
        if check(
            0 <= age <= MERGE_DELAY_US, f"{name} is not in the ledger, although it is older than the merge delay."
        ):
            notes.append(f"{name} was too young to be sealed when this was exported.")
    else:
        path = None if entry["path"] is None else [b64decode(step) for step in entry["path"]]
        root, hashed = b64decode(latest["root"]), sha256(b"\x00", entry["leaf"].encode())
        holds = path is not None and includes(hashed, entry["position"], latest["size"], path, root)
        check(holds, f"{name} is not what was sealed at position {entry['position']}: it or the ledger was changed.")
    digest, evidence = row.get("digest"), entry["evidence"]
    if evidence is not None:
        check(sha256(evidence.encode()).hex() == digest, f"{name}: its evidence is not what was sealed.")
        phone = json.loads(evidence).get("phone", "")
        check(phone in ("", history["phone"]), f"{name} is about another phone.")
    elif digest is not None:
        named = row.get("contact_id") in erased.get((entry["kind"], entry["id"]), ())
        check(named, f"{name}: its evidence is gone, and no erasure of that contact says so.")
    else:
        notes.append(f"{name} is from before the ledger began: its plain facts are sealed, its words are not.")
    check(
        row.get("subject") == history["subject"] or (digest is None and "subject" in row and row["subject"] == ""),
        f"{name} names another phone than this history.",
    )
    check(row.get("contact_id") in history["contacts_by_id"], f"{name} names a contact that is not this phone's.")


def erased_by(entries: list[Json]) -> dict[tuple[str, int], set[Any]]:
    """(kind, id) -> the contacts whose sealed erasures name it."""
    named: dict[tuple[str, int], set[Any]] = {}
    for entry in (entry for entry in entries if entry["kind"] == "erasure"):
        row = json.loads(entry["leaf"])["row"]
        try:
            for kind, ids in json.loads(row["erased_events"]).items():
                for row_id in ids:
                    named.setdefault((kind, row_id), set()).add(row.get("contact_id"))
        except (ValueError, AttributeError, TypeError):
            faults.append(f"erasure event {entry['id']}: what it names as erased cannot be read.")
    return named


def check_history(history: Json, entries: list[Json], heads: list[Json]) -> None:
    """What is shown is what was proven."""
    parts = ("kind", "id", "position", "leaf", "evidence")
    shown = [[event[part] for part in parts] for event in history["events"]]
    proven = [
        [*(entry[part] for part in parts[:3]), json.loads(entry["leaf"]), json.loads(entry["evidence"] or "null")]
        for entry in entries
    ]
    check(shown == proven, "The history shows something else than the proofs do.")
    sealed = {head["size"]: head["sealed_at"] for head in heads}
    for event in history["events"]:
        if event["position"] is not None:
            first = event["first_head"]
            holds = first in sealed and first > event["position"] and sealed[first] == event["sealed_at_us"]
            check(holds, f"{event['kind']} event {event['id']}: the time at which it was sealed is not proven.")
    for where, what in history["check"]["findings"]:
        faults.append(f"The operator's own check of the whole ledger found: {where}: {what}.")


def check_files(key: Ed25519PublicKey, files: Packed) -> None:
    manifest = json.loads(files.read("manifest.json"))
    try:
        key.verify(b64decode(manifest["signature"]), manifest["files"].encode())
    except (InvalidSignature, ValueError):
        faults.append("The list of files was not signed with this key.")
    for name, digest in json.loads(manifest["files"]).items():
        check(files.digest(name) == digest, f"{name} was changed after the export.")


def check_row(row: Json, entry: Json, latest: Json, made_at: int) -> None:
    """One row of the opt-out log: its plain facts are those of its leaf, which stands in the ledger."""
    leaf, name = json.loads(entry["leaf"]), str(row["record"])
    told, sealed = row["columns"], leaf.get("row", {})
    check(
        (leaf.get("kind"), f"C-{sealed.get('id')}") == ("consent", name), f"{name}: its leaf is about something else."
    )
    same = all(sealed.get(column) == value for column, value in told.items())
    check(same and (row["rule"], row["language"]) == (told["rule"], told["language"]), f"{name} says something else.")
    if entry["position"] is None:
        age = made_at - sealed.get("recorded_at", 0)
        if check(
            0 <= age <= MERGE_DELAY_US, f"{name} is not in the ledger, although it is older than the merge delay."
        ):
            notes.append(f"{name} was too young to be sealed when this was exported.")
        return
    path = None if entry["path"] is None else [b64decode(step) for step in entry["path"]]
    root, hashed = b64decode(latest["root"]), sha256(b"\x00", entry["leaf"].encode())
    holds = path is not None and includes(hashed, entry["position"], latest["size"], path, root)
    check(holds, f"{name} is not what was sealed at position {entry['position']}: it or the ledger was changed.")


def check_log(files: Packed, about: Json, heads: list[Json]) -> int:
    """Every row has its proof, and the table has the same rows in the same order; gives how many."""
    table = csv.reader(files.lines("log.csv"))
    next(table, None)
    count = 0
    for line, proof, cells in zip_longest(files.lines("log.jsonl"), files.lines("proofs.jsonl"), table):
        if line is None or proof is None or cells is None:
            raise ValueError("the log, its proofs and its table do not have the same rows")
        row = json.loads(line)
        check(cells[0] == row["record"], f"{row['record']}: the table has another row here.")
        check_row(row, json.loads(proof), heads[-1], about["made_at_us"])
        count += 1
    check(count == about["rows"], f"{about['rows']} rows were exported, {count} are here.")
    return count


def verify(files: Packed, key_file: Path | None, head_file: Path | None) -> str:
    """Gives what is proven, in words, should nothing be at fault."""
    pem = files.read("public_key.pem")
    key = load_pem_public_key(key_file.read_bytes() if key_file else pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("the public key is not an Ed25519 key")
    if key_file:
        check(load_pem_public_key(pem) == key, "The key in this folder is not the key that you were given.")
    check_files(key, files)
    said = json.loads(files.read("heads.json"))
    if not check(bool(said["heads"]), "There is no head: nothing was sealed."):
        return ""
    latest = check_heads(key, said)
    if head_file:
        check_held(key, head_file.read_text(), said)
    if "log.json" in files.names:
        about = json.loads(files.read("log.json"))
        return PROVEN_OF_LOG.format(check_log(files, about, said["heads"]), about["filters"] or "none")
    history, entries = json.loads(files.read("history.json")), json.loads(files.read("proofs.json"))["leaves"]
    history["contacts_by_id"] = {contact["id"] for contact in history["contacts"]}
    erased = erased_by(entries)
    for entry in entries:
        check_leaf(entry, latest, history, erased)
    check_history(history, entries, said["heads"])
    return PROVEN.format(len(entries))


def main() -> int:
    parser = argparse.ArgumentParser(description="Check an export from Waypost.")
    parser.add_argument("export", type=Path, nargs="?", help="the ZIP, or its folder; else the folder of this file")
    parser.add_argument("--key", type=Path, help="the operator's public key, got by another way")
    parser.add_argument("--head", type=Path, help="heads held elsewhere, one JSON object in each line")
    asked = parser.parse_args()
    proven = ""
    try:
        proven = verify(Packed(asked.export or Path(__file__).resolve().parent), asked.key, asked.head)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, zipfile.BadZipFile) as problem:
        faults.append(f"The export is not whole: {type(problem).__name__}: {problem}")
    say = [f"note: {note}" for note in notes] + [f"FAULT: {fault}" for fault in faults]
    say += [f"{len(faults)} faults: this export does not hold."] if faults else [proven]
    if not faults and not asked.head:
        say.append("- that the operator keeps only one ledger: give --head FILE with a head held elsewhere;")
    if not faults and not asked.key:
        say.append("- whose key this is: give --key FILE with the public key as you got it by another way.")
    sys.stdout.write("\n".join(say) + "\n")
    return 1 if faults else 0


PROVEN = """All holds. Proven of {} events:
- each stands in the ledger as it is shown here: who, what, when, how, and the evidence word for word;
- each was sealed at the time shown; nothing in the ledger up to then was changed, removed, added or exchanged since;
- where evidence is gone, a sealed erasure says so;
- the files are as they were exported.
Not proven, and no check of this folder can:
- that no later event exists: it speaks of the time of its latest head;
- that no event of this phone was left out of the export: leaves of others cannot be told from those left out;
- that an event was true when it was written down: sealing keeps what was written, within about a minute;
- the texts, receipts and suppressions shown with the events, which are not sealed."""

PROVEN_OF_LOG = """All holds. Proven of {} rows of the opt-out log (filters: {}):
- each stands in the ledger with the kind, source, scope, rule, language and times that are shown here;
- the files are as they were exported, and the operator signed them.
Not proven, and no check of this file can:
- the words, notes, confirmations and counts, which the operator's signature alone vouches for: one person's words are
  proven by the export of that person's history;
- that no row was left out, and that no later row exists: it speaks of the time of its head;
- that an event was true when it was written down: sealing keeps what was written, within about a minute."""

if __name__ == "__main__":
    sys.exit(main())
