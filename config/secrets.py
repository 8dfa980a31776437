"""The keys of this installation: made on first run in INSTANCE_DIR/keys.json, mode 600, and never logged.

Losing this file loses every phone and text in the database: back it up apart from the dumps.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path

FILE_NAME = "keys.json"


@dataclass(frozen=True)
class Keyring:
    """Field keys by id (AES-256, 32 bytes each), the id that new values use, and the key of the blind index."""

    current: str
    field_keys: dict[str, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)


def new_keyring() -> Keyring:
    return Keyring("k1", {"k1": secrets.token_bytes(32)}, secrets.token_bytes(32))


def load_keyring(instance_dir: Path) -> Keyring:
    """Read the keys, making them first where there are none. Safe when several processes start at once."""
    path = instance_dir / FILE_NAME
    if not path.exists():
        write_once(path, _as_json(new_keyring()))
    stored = json.loads(path.read_text())
    keys = {name: b64decode(value) for name, value in stored["field_keys"].items()}
    return Keyring(stored["current"], keys, b64decode(stored["index_key"]))


def _as_json(keyring: Keyring) -> bytes:
    content = {
        "current": keyring.current,
        "field_keys": {name: b64encode(key).decode() for name, key in keyring.field_keys.items()},
        "index_key": b64encode(keyring.index_key).decode(),
    }
    return json.dumps(content).encode()


def write_once(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file that is whole or not there. When another process was first, its content stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails when another process was first
    except FileExistsError:
        pass
    finally:
        draft.unlink()
