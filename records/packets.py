"""Proof packets: one ZIP that a stranger can read and check. Same record, same position of the ledger: same bytes.

Nothing is compressed, no clock of this machine is written, and the list of digests is signed.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath
from tempfile import TemporaryFile
from typing import BinaryIO

from config.ledger_key import public_pem
from models import heads, ledger_seal
from models.certified_record import CertifiedRecord
from models.ledger import canonical
from models.ledger_tree import LedgerBroken
from records import carrier_words, file_bytes, proof
from records.content import files_of
from records.gather import batch_of
from records.packet_pdf import KEPT_HERE, pdf_of
from records.packet_zip import ZipWriter
from records.proof import AsOf

VERIFIER = Path(__file__).parent / "packet_verifier"
#: What a file in the packet may end with; whatever else it was called, its kind and number name it.
ENDINGS = frozenset(
    {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".webp", ".txt", ".eml", ".csv", ".xlsx"}
)


@dataclass(frozen=True)
class Built:
    """`sha256`: of the whole ZIP."""

    body: bytes
    sha256: str
    as_of: AsOf


def position(told: Callable[[int], object] = lambda done: None) -> AsOf:
    """Seal what waits, and stand on the newest head. A ledger that cannot be sealed is stood on as it is. Raises
    NothingSealed."""
    with suppress(LedgerBroken):
        while ledger_seal.seal_waiting():
            told(0)
    return proof.newest()


def build(record: CertifiedRecord, as_of: AsOf) -> Built:
    """Of one record, in memory."""
    out = BytesIO()
    write([record], as_of, out)
    body = out.getvalue()
    return Built(body, hashlib.sha256(body).hexdigest(), as_of)


def build_many(records: Iterable[CertifiedRecord], as_of: AsOf, told: Callable[[int], object]) -> BinaryIO:
    """Of many, each in a folder of its own, in a file that is deleted when it is closed; open for reading. Raises
    packet_zip.TooLarge."""
    out: BinaryIO = TemporaryFile()
    try:
        write(records, as_of, out, folders=True, told=told)
        out.seek(0)
    except BaseException:
        out.close()
        raise
    return out


def write(
    records: Iterable[CertifiedRecord],
    as_of: AsOf,
    out: BinaryIO,
    folders: bool = False,
    told: Callable[[int], object] = lambda done: None,
) -> None:
    """`told` hears how many are done before each, and within one whose files are large."""
    with ZipWriter(out) as packed:
        packed.put("README.txt", [(VERIFIER / "README.txt").read_bytes()])
        packed.put("public_key.pem", [public_pem(heads.public_key())])
        packed.put("verify.py", [(VERIFIER / "verify.py").read_bytes()])
        for done, record in enumerate(records):
            told(done)
            folder = f"records/{record.mailpiece_id}/" if folders else ""
            for name, parts in _files_of(record, as_of):
                packed.put(folder + name, _telling(parts, lambda done=done: told(done)))  # type: ignore[misc]
        sums = packed.sums()
        packed.put("SHA256SUMS", [sums])
        packed.put("SHA256SUMS.sig", [b64encode(heads.sign_bytes(sums))])
        packed.finish()


def _telling(parts: Iterable[bytes], told: Callable[[], object]) -> Iterator[bytes]:
    for number, part in enumerate(parts):
        if number:
            told()
        yield part


def _files_of(record: CertifiedRecord, as_of: AsOf) -> Iterator[tuple[str, Iterable[bytes]]]:
    """(name in the packet, its parts) of all that one record has."""
    proven = proof.prove(record, as_of)
    said = canonical(proven.said)
    yield "record.json", [said]
    yield "packet.pdf", [pdf_of(proven.said, hashlib.sha256(said).hexdigest())]
    yield "proofs.json", [canonical({"as_of": as_of.head.as_json(), "leaves": proven.leaves})]
    for number, body in sorted(proven.seals.items()):
        yield f"seals/{number}.json", [body]
    answer = carrier_words.newest(record.mailpiece, as_of.until)
    if answer is not None:
        yield "carrier/newest.json", [answer]
    yield from _attached(record, as_of)


def _attached(record: CertifiedRecord, as_of: AsOf) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Originals, numbered as they stand in record.json. A list of the whole batch names others: it stays here."""
    for number, row in enumerate(files_of(record, batch_of(record.mailpiece_id), as_of.until), start=1):
        if row.kind in KEPT_HERE:
            continue
        ending = PurePath(row.name).suffix.lower()
        yield f"files/{number:02}-{row.kind}{ending if ending in ENDINGS else '.bin'}", file_bytes.read(row)
