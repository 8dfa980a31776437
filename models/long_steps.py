"""What a kind of long work is made of: bounded steps, each giving a piece of a file and how far it has come.

Refuses to save anything: models/long_work.py does, so that a step which was killed has not happened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from models.long_task import LongTask
from models.vocabulary import Role

#: What was asked for: JSON values, no phones and no names: rows are named by their ids.
Details = dict[str, Any]


class Refused(Exception):
    """This work cannot be done, now or later. The message is for whoever asked: what happened, and what to do."""


class Interrupted(Exception):
    """We were told to stop, or somebody else has the work now. What was saved stays; this step is done again."""


class Later(Exception):
    """Nothing can be done before so many seconds are over: somebody else lets us wait. What was saved stays."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"in {seconds:g} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Hold:
    """`seconds`: a step should end after so long. One that takes longer says `told(done)` in between, at least every
    ten seconds, which keeps the work ours; it raises Interrupted when the step has to be left."""

    seconds: float
    told: Callable[[int], None]


@dataclass(frozen=True)
class Progress:
    """What one step came to. `place`: where the next begins, in the work's own terms (an id, say). `body` goes to the
    end of the file; a file that can only be made whole comes as `file`, open for reading, and is closed for you.
    `over`: nothing is left to do, and `said` is what came of it, in a sentence for the person."""

    place: int
    done: int
    body: bytes = b""
    file: BinaryIO | None = None
    over: bool = False
    said: str = ""


@dataclass(frozen=True)
class Work:
    """One kind of long work. `title`: what people call it. `total` of the bar; 0 where that cannot be known cheaply.

    `step(task, details, hold)` goes on from `task.place`, is called outside any transaction, and may run twice for one
    place: what it reads it gives back, and what it changes it changes once, however often it is called. `file_name`:
    of the download, with its ending; "" where no file comes of it. `roles`: who may have it, when it is begun and when
    its file is fetched.
    """

    title: str
    total: Callable[[Details], int]
    step: Callable[[LongTask, Details, Hold], Progress]
    roles: frozenset[Role]
    file_name: str = ""
