"""Senders: the people and departments who mail. Made here, for the command line and the console alike."""

from datetime import datetime

from models.program import Program
from models.sender import Sender

#: It stands on a page, and in the sentence that people agree to.
LONGEST_NAME = 80


class Refused(Exception):
    """What cannot be done, and why, in a sentence for the person."""


def add(program: Program, key: str, name: str, now: datetime) -> Sender:
    """`key` is a short name for commands, `name` what people call it. In the caller's transaction. Raises Refused."""
    key, name = key.strip(), " ".join(name.split())
    if not (0 < len(key) <= LONGEST_NAME and 0 < len(name) <= LONGEST_NAME):
        raise Refused(f"A sender's short name and its name have 1 to {LONGEST_NAME} characters; nothing was made.")
    if Sender.get_or_none((Sender.program == program) & (Sender.key == key)):
        raise Refused(f"There is a sender {key} already; nothing was changed.")
    made: Sender = Sender.create(program=program, key=key, name=name, created_at=now)
    return made
