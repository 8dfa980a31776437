"""The signed export of the opt-out log: the rows, each one's leaf and its way to the newest head, and the verifier.

What a person said stays out of the proof, since the evidence that proves it names the whole phone: whoever must prove
the words of one person exports that person's history.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
from base64 import b64encode
from contextlib import ExitStack
from typing import Any, BinaryIO

from bot import opt_out_export
from bot.consent_export import VERIFIER
from bot.opt_out_rows import LogRow
from config import time
from config.ledger_key import public_pem
from models import heads, ledger_checks, ledger_seal
from models.fields import microseconds
from models.heads import Head
from models.ledger import canonical, leaf_data
from models.ledger_tree import LedgerBroken, Proofs
from models.long_steps import Details, Hold, Progress, Work
from models.long_task import LongTask

FORMAT = "waypost opt-out log 1"
_READ = 1 << 20


def _step(_task: LongTask, details: Details, hold: Hold) -> Progress:
    _seal(hold)
    file = tempfile.TemporaryFile()
    with ExitStack() as parts:
        made = _Parts(parts)
        count = _write(made, details, hold)
        _pack(made, file)
    file.seek(0)
    said = f"{count} rows of the opt-out log, signed, each with its place in the ledger. Check it with verify.py."
    return Progress(1, count, file=file, over=True, said=said)


def _seal(hold: Hold) -> None:
    """So that nothing is left out. A ledger that cannot be sealed is exported as it is, and the verifier tells."""
    try:
        while ledger_seal.seal_waiting(hold.seconds):
            hold.told(0)
    except LedgerBroken:
        return


class _Parts:
    """What the ZIP will hold, in files without a name: they are gone with this process, however it ends, and what
    people said with them."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack, self.files = stack, dict[str, BinaryIO]()

    def __getitem__(self, name: str) -> BinaryIO:
        if name not in self.files:
            self.files[name] = self._stack.enter_context(tempfile.TemporaryFile())
        return self.files[name]


def _write(parts: _Parts, details: Details, hold: Hold) -> int:
    now, latest, proofs, count = time.now(), heads.latest_head(), Proofs(), 0
    parts["log.csv"].write(opt_out_export.heading().encode())
    parts["log.jsonl"], parts["proofs.jsonl"]  # also when there is nothing to say
    for rows in opt_out_export.chunks(details, now):
        parts["log.csv"].write(opt_out_export.as_lines(rows).encode())
        parts["log.jsonl"].writelines(_line(opt_out_export.as_values(row)) for row in rows)
        parts["proofs.jsonl"].writelines(map(_line, _proofs_of(rows, latest, proofs)))
        count += len(rows)
        hold.told(count)
    about = {"format": FORMAT, "made_at": now.isoformat(), "made_at_us": microseconds(now)}
    about |= {"filters": details, "rows": count}
    parts["log.json"].write(_pretty(about))
    said = {"heads": [latest.as_json()] if latest else [], "consistency": []}
    parts["heads.json"].write(_pretty(said))
    parts["public_key.pem"].write(public_pem(heads.public_key()))
    parts["verify.py"].write((VERIFIER / "verify.py").read_bytes())
    parts["README.txt"].write((VERIFIER / "README-log.txt").read_bytes())
    return count


def _proofs_of(rows: list[LogRow], latest: Head | None, proofs: Proofs) -> list[dict[str, Any]]:
    ids = [row.event.id for row in rows]
    stored = dict(ledger_checks.read_rows("consent", ids, lambda *_: None))
    made = []
    for row in rows:
        position = row.verdict.position
        if latest is None or position is None or position >= latest.size:
            position = None  # sealed while we write: the head that we give does not speak of it
        leaf = leaf_data("consent", stored[row.event.id][:-1]).decode() if row.event.id in stored else "{}"
        path = _path(position, latest, proofs)
        made.append({"kind": "consent", "id": row.event.id, "position": position, "leaf": leaf, "path": path})
    return made


def _path(position: int | None, latest: Head | None, proofs: Proofs) -> list[str] | None:
    if position is None or latest is None:
        return None
    try:
        return [b64encode(step).decode() for step in proofs.inclusion(position, latest.size)]
    except (LedgerBroken, ValueError):
        return None  # the verifier says what that means


def _pack(parts: _Parts, file: BinaryIO) -> None:
    digests = canonical({name: _digest(part) for name, part in parts.files.items()})
    signature = b64encode(heads.sign_bytes(digests)).decode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in sorted(parts.files.items()):
            part.seek(0)
            with packed.open(name, "w", force_zip64=True) as inside:
                shutil.copyfileobj(part, inside, _READ)
        packed.writestr("manifest.json", _pretty({"files": digests.decode(), "signature": signature}))


def _digest(part: BinaryIO) -> str:
    hashed = hashlib.sha256()
    part.seek(0)
    while piece := part.read(_READ):
        hashed.update(piece)
    return hashed.hexdigest()


def _line(values: dict[str, Any]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _pretty(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


SIGNED = Work("Opt-out log, signed, with proofs", opt_out_export.total, _step, opt_out_export.WHO, "opt-out-log.zip")
