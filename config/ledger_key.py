"""The key that signs the ledger's heads: Ed25519, made on first use in INSTANCE_DIR/ledger_key.pem, mode 600.

Whoever has it can sign another history: that is why heads are also held elsewhere. Never logged, never in an export.
"""

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from config.secrets import write_once

FILE_NAME, PUBLIC_FILE_NAME = "ledger_key.pem", "ledger_public.pem"


def load_ledger_key(instance_dir: Path) -> Ed25519PrivateKey:
    """Read the key, making it first where there is none; the public half lies beside it. Safe when several start at
    once. Raises ValueError for a file that is no Ed25519 key."""
    path = instance_dir / FILE_NAME
    if not path.exists():
        made = Ed25519PrivateKey.generate()
        write_once(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} is no Ed25519 key")
    write_once(instance_dir / PUBLIC_FILE_NAME, public_pem(key.public_key()), 0o644)
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def key_id(key: Ed25519PublicKey) -> str:
    """The first 8 hex digits of the SHA-256 of the raw public key."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:8]
