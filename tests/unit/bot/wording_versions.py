"""What each version of each sentence said, as hashes in wording_versions.json: texts that went out name a version.

After raising a sentence's version: `python -m tests.unit.bot.wording_versions` adds what is new.
"""

import hashlib
import json
from pathlib import Path

from bot.wordings import SENTENCES

FILE = Path(__file__).with_name("wording_versions.json")
HOW_TO_RENEW = (
    "raise the version of each sentence that you changed (the number before it in bot/wordings/), "
    "then run: python -m tests.unit.bot.wording_versions"
)


def now() -> dict[str, str]:
    """`en/goodbye/1` → what identifies its words, with the part that it may be filled with."""
    found = {}
    for language, sentences in SENTENCES.items():
        for key, (version, sentence) in sentences.items():
            whole = sentence.replace("{until}", sentences["until"][1])
            found[f"{language}/{key}/{version}"] = hashlib.sha256(whole.encode()).hexdigest()[:16]
    return found


def recorded() -> dict[str, str]:
    return dict(json.loads(FILE.read_text())) if FILE.exists() else {}


def problems(current: dict[str, str], record: dict[str, str]) -> list[str]:
    """Sentences that changed under their version, and versions that nobody wrote down."""
    return [name for name, words in current.items() if record.get(name) != words]


if __name__ == "__main__":
    record = recorded()
    FILE.write_text(json.dumps(dict(sorted({**now(), **record}.items())), indent=0) + "\n")
    changed = [name for name in problems(now(), record) if name in record]
    print(f"Changed without a new version, so not recorded: {changed}" if changed else f"{FILE.name} is up to date.")
