"""Checks a proof packet from Waypost. Run it in the unzipped folder, or give it the ZIP: `python verify.py packet.zip`.

Needs Python 3.11 or newer and `cryptography`, and nothing of Waypost. Exit 0: all holds. Exit 1: something does not.
"""

import argparse
import hashlib
import json
import struct
import sys
import zipfile
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

Json = dict[str, Any]
#: (kind, id) -> the plain columns of the row, as the ledger has them.
Leaves = dict[tuple[str, int], Json]
SUMS, SIGNATURE, KEY = "SHA256SUMS", "SHA256SUMS.sig", "public_key.pem"
#: Written by running this very file in the folder.
IGNORED = ("__pycache__",)
faults: list[str] = []
notes: list[str] = []


def check(holds: bool, otherwise: str) -> bool:
    if not holds:
        faults.append(otherwise)
    return holds


class Packed:
    """The files of a packet, in a folder or still in their ZIP."""

    def __init__(self, where: Path) -> None:
        self.folder, self.zip = where, zipfile.ZipFile(where) if where.is_file() else None
        if self.zip:
            self.names = {one.filename for one in self.zip.infolist()}
            check(len(self.zip.infolist()) == len(self.names), "The ZIP holds a name twice.")
        else:
            found = (one for one in where.rglob("*") if one.is_file() and not set(one.parts) & set(IGNORED))
            self.names = {one.relative_to(where).as_posix() for one in found}

        #: files/07 -> what is there with this number; one look for each, however many records there are.
        self.attached: dict[str, list[str]] = {}
        for name in self.names:
            self.attached.setdefault(name.partition("-")[0], []).append(name)

    def open(self, name: str) -> Any:
        return self.zip.open(name) if self.zip else (self.folder / name).open("rb")

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            content: bytes = file.read()
        return content

    def digest(self, name: str) -> str:
        found = hashlib.sha256()
        with self.open(name) as file:
            while piece := file.read(1 << 20):
                found.update(piece)
        return found.hexdigest()


def check_zip(where: Path) -> None:
    """Each byte of the ZIP is what its files make of it: stored one behind the other, dated 1980-01-01, nothing between
    them, before or behind: what no digest covers, this does."""
    with zipfile.ZipFile(where) as packed, where.open("rb") as raw:
        place, listed, count = 0, [], 0
        for one in packed.infolist():
            name = one.filename.encode()
            head = struct.pack("<5H3I2H", 20, 0, 0, 0, 33, one.CRC, one.file_size, one.file_size, len(name), 0)
            raw.seek(place)
            before = b"PK\x03\x04" + head + name
            check(raw.read(len(before)) == before, f"{one.filename}: its head in the ZIP was changed.")
            listed.append(b"PK\x01\x02" + struct.pack("<H", 0x314) + head)
            listed.append(struct.pack("<3H2I", 0, 0, 0, 0o644 << 16, place) + name)
            place, count = place + len(before) + one.file_size, count + 1
        behind = b"".join(listed)
        behind += zip_end(count, len(behind), place)
        raw.seek(place)
        check(raw.read(len(behind) + 1) == behind, "The ZIP's list of its files was changed.")


def zip_end(count: int, size: int, place: int) -> bytes:
    """From 65,535 files on, their number stands in a longer form before the usual one."""
    long = struct.pack("<Q2H2I4Q", 44, 45, 45, 0, 0, count, count, size, place)
    found = b"PK\x06\x06" + long + b"PK\x06\x07" + struct.pack("<IQI", 0, place + size, 1)
    short = min(count, 0xFFFF)
    end = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, short, short, size, place, 0)
    return found + end if count >= 0xFFFF else end


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def includes(leaf: bytes, position: int, size: int, path: list[bytes], root: bytes) -> bool:
    """RFC 6962: the way from a leaf to the root over the first `size` leaves."""
    if not 0 <= position < size:
        return False
    here, last, found = position, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = sha256(b"\x01", step, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = sha256(b"\x01", found, step)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def check_head(key: Ed25519PublicKey, head: Json) -> None:
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    key_id = sha256(raw).hex()[:8]
    text = f"{head['origin']}\n{head['size']}\n{head['root']}\nsealed_at {head['sealed_at']}\n"
    try:
        key.verify(b64decode(head["signature"]), text.encode())
        signed = head["key_id"] == key_id and head["origin"] == f"waypost/{key_id}"
    except (InvalidSignature, ValueError):
        signed = False
    check(signed, "The head of the ledger does not bear a signature of this key.")


def check_sums(files: Packed, key: Ed25519PublicKey) -> None:
    sums, written = files.read(SUMS), files.read(SIGNATURE)
    try:
        signature = b64decode(written, validate=True)
        check(b64encode(signature) == written, "The signature of the list of digests is written otherwise.")
        key.verify(signature, sums)
    except (InvalidSignature, ValueError):
        faults.append("The list of digests was not signed with this key.")
    said = {}
    for line in sums.decode().splitlines():
        digest, _, name = line.partition("  ")
        said[name] = digest
    for name in sorted(files.names - {SUMS, SIGNATURE}):
        check(name in said, f"{name} is in the packet, and no digest speaks of it.")
    for name, digest in said.items():
        if check(name in files.names, f"{name} is missing."):
            check(files.digest(name) == digest, f"{name} was changed.")


def check_record(files: Packed, folder: str, key: Ed25519PublicKey) -> Json:
    written = files.read(f"{folder}record.json")
    said: Json = json.loads(written)
    name, head = f"record {said['content']['record']}", said["as_of"]
    check_head(key, head)
    drawn = files.read(f"{folder}packet.pdf")
    check(sha256(written).hex().encode() in drawn, f"{name}: packet.pdf was drawn from another record.json.")
    leaves = check_leaves(name, head, json.loads(files.read(f"{folder}proofs.json")))
    check_seals(files, folder, name, said, leaves)
    check_custody(name, said, leaves)
    for number, one in enumerate(said["content"]["files"], start=1):
        if one["kind"] == "submission":
            continue  # it names others too: the office keeps it
        found = files.attached.get(f"{folder}files/{number:02}", [])
        if check(len(found) == 1, f"{name}: file {number} is missing."):
            check(files.digest(found[0]) == one["sha256"], f"{name}: file {number} is not the one that was attached.")
    if f"{folder}carrier/newest.json" in files.names:
        known = {one["sha256"] for one in said["content"]["answers"]}
        answer = files.digest(f"{folder}carrier/newest.json")
        check(answer in known, f"{name}: the carrier's answer is none of those that were written down.")
    return said


def check_leaves(name: str, head: Json, proofs: Json) -> Leaves:
    check(proofs["as_of"] == head, f"{name}: its proofs lead to another head of the ledger.")
    leaves: Leaves = {}
    for one in proofs["leaves"]:
        path = None if one["path"] is None else [b64decode(step) for step in one["path"]]
        hashed, leaf = sha256(b"\x00", one["leaf"].encode()), json.loads(one["leaf"])
        there = path is not None and includes(hashed, one["position"], head["size"], path, b64decode(head["root"]))
        same = (leaf["kind"], leaf["row"]["id"]) == (one["kind"], one["id"])
        holds = there and same
        check(holds, f"{name}: {one['kind']} {one['id']} is not what the ledger holds at position {one['position']}.")
        leaves[(one["kind"], one["id"])] = leaf["row"]
    return leaves


def micros(said: str) -> int:
    """Since 1970: how the ledger writes moments."""
    return (datetime.fromisoformat(said) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def check_seals(files: Packed, folder: str, name: str, said: Json, leaves: Leaves) -> None:
    sealed = {row["number"]: row for (kind, _), row in leaves.items() if kind == "record_seal"}
    check(sorted(sealed) == sorted(one["number"] for one in said["seals"]), f"{name}: a seal is not proven.")
    for one in said["seals"]:
        row = sealed.get(one["number"], {})
        told = (said["content"]["record"], one["content_sha256"], one["what"], micros(one["recorded_at"]))
        leaf = tuple(row.get(column) for column in ("mailpiece_id", "content_sha256", "what", "recorded_at"))
        check(told == leaf, f"{name}: seal {one['number']} says something else than the ledger.")
        place = f"{folder}seals/{one['number']}.json"
        if check(place in files.names, f"{name}: what seal {one['number']} is of is missing."):
            holds = files.digest(place) == one["content_sha256"]
            check(holds, f"{name}: what was sealed as number {one['number']} was changed.")
    if said["seals"]:
        newest = json.loads(files.read(f"{folder}seals/{said['seals'][-1]['number']}.json"))
        for part, before in newest.items():
            check_stands(name, part, before, said["content"].get(part))


def check_stands(name: str, part: str, before: Any, now: Any) -> None:
    """What was sealed stands there still; lists may have grown since, and what was empty may have been filled."""
    grown = isinstance(before, list) and isinstance(now, list) and all(one in now for one in before)
    check(grown or before in (None, "", now), f"{name}: {part} is not what was sealed.")


def check_custody(name: str, said: Json, leaves: Leaves) -> None:
    about = {f"record {said['content']['record']}"}
    about |= {f"batch {said['content']['batch']['id']}"} if said["content"]["batch"] else set()
    acts = sorted(row_id for kind, row_id in leaves if kind == "audit")
    check(
        acts == sorted(one["id"] for one in said["custody"]), f"{name}: an act of custody is not proven, or left out."
    )
    for one in said["custody"]:
        row = leaves.get(("audit", one["id"]), {})
        who = f"operator {row['operator_id']}" if "operator_id" in row else ""
        told = (one["action"], one["role"], one["object"], one["operator"], micros(one["at"]))
        leaf = (row.get("action"), row.get("role"), row.get("object"), who, row.get("recorded_at"))
        check(
            told == leaf and one["object"] in about,
            f"{name}: custody entry {one['id']} says something else than the ledger.",
        )


def check_held(held: list[Json], ours: dict[int, str]) -> None:
    """A head from elsewhere of the same size is the same; one of another size says nothing here."""
    same = [one for one in held if one["size"] in ours]
    for one in same:
        holds = one["root"] == ours[one["size"]]
        check(holds, f"The head of size {one['size']} that you hold is another one: two ledgers are kept.")
    if not same:
        sizes = ", ".join(map(str, sorted(ours)))
        notes.append(f"This packet stands on the head of size {sizes}; none that you hold has that size.")


def verify(files: Packed, key_file: Path | None, head_file: Path | None) -> list[Json]:
    pem = files.read(KEY)
    key = load_pem_public_key(key_file.read_bytes() if key_file else pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("the public key is not an Ed25519 key")
    if key_file:
        check(load_pem_public_key(pem) == key, "The key in this packet is not the key that you were given.")
    check_sums(files, key)
    folders = sorted(name.removesuffix("record.json") for name in files.names if name.endswith("record.json"))
    check(bool(folders), "There is no record in this packet.")
    records = [check_record(files, folder, key) for folder in folders]
    if head_file:
        held = [json.loads(line) for line in head_file.read_text().splitlines() if line.strip()]
        check_held(held, {one["as_of"]["size"]: one["as_of"]["root"] for one in records})
    return records


def main() -> int:
    parser = argparse.ArgumentParser(description="Check a proof packet from Waypost.")
    parser.add_argument("packet", type=Path, nargs="?", help="the ZIP, or its folder; else the folder of this file")
    parser.add_argument("--key", type=Path, help="the office's public key, got by another way")
    parser.add_argument("--head", type=Path, help="heads of the ledger held elsewhere, one JSON object in each line")
    asked = parser.parse_args()
    where = asked.packet or Path(__file__).resolve().parent
    records: list[Json] = []
    try:
        if where.is_file():
            check_zip(where)
        records = verify(Packed(where), asked.key, asked.head)
    except Exception as problem:  # whatever a forger thought of, it is a fault and not a crash
        faults.append(f"The packet is not whole: {type(problem).__name__}: {problem}")
    say = [f"note: {note}" for note in notes] + [f"FAULT: {fault}" for fault in faults]
    say += [f"{len(faults)} faults: this packet does not hold."] if faults else [PROVEN.format(len(records))]
    sys.stdout.write("\n".join(say) + "\n")
    return 1 if faults else 0


PROVEN = """All holds. Proven of {} record(s):
- every file is the one that was packed, and the office signed the list of their digests;
- what was sealed stood so when it was sealed, and the ledger up to its head was not changed since;
- each act of custody stands in the ledger with its time; who it was by name the office's signature alone vouches for.
Not proven, and no check of this packet can:
- whose key this is: give --key FILE with the public key as you got it by another way;
- that nothing came later: it speaks of the time of its head;
- that what was written down was true: sealing keeps what was written."""

if __name__ == "__main__":
    sys.exit(main())
