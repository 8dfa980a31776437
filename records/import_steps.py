"""The long work of an import, and of trying one: first its rows are read, then each step takes one block of them.

Refuses to go on for somebody who may not import for that department any more.
"""

from config import queues, time
from models.long_steps import Details, Hold, Progress, Refused, Work
from models.long_task import LongTask
from models.operator import Operator
from models.record_import import RecordImport
from models.vocabulary import Role
from records import import_blocks, import_choices, importing
from records.csv_rows import Unreadable
from records.import_choices import Choices

WHO = frozenset({Role.SENDER, Role.ADMIN})
#: A trial writes nothing down: how many bad rows there were stands in its place, above the number of the block.
_BAD = 1 << 32
#: Parts of the rows' file behind this are not rows: what stands twice, for each trial.
_KEPT_FROM = 1 << 20


def _total(details: Details) -> int:
    load = RecordImport.get_or_none(RecordImport.id == details.get("load"))
    return load.rows if load is not None else 0


def _step(task: LongTask, details: Details, hold: Hold) -> Progress:
    who: Operator = Operator.get_by_id(task.operator_id)
    load = importing.find(who, details.get("load", 0)) if who.disabled_at is None and Role(who.role) in WHO else None
    if load is None or load.state == import_blocks.UNDONE:
        raise Refused("This import is not yours to carry on, or it was taken back. Nothing further was imported.")
    try:
        choices = import_choices.of(load)
        if not choices.blocks:
            import_blocks.read_rows(load, hold.told, time.now())
            return Progress(0, 0)
        return _try(task, load, choices) if details.get("dry") else _take(task, load, choices, who)
    except Unreadable as problem:
        import_blocks.give_up(load)
        raise Refused(str(problem)) from problem
    except import_blocks.TakenBack as problem:
        raise Refused("This import was taken back. Nothing further was imported.") from problem


def _take(task: LongTask, load: RecordImport, choices: Choices, who: Operator) -> Progress:
    block = task.place
    body = import_blocks.take(load, choices, block, who, time.now())
    if block + 1 < choices.blocks:
        fresh = RecordImport.get_by_id(load.id)
        return Progress(block + 1, fresh.good + fresh.bad, body)
    queues.ring("poll")
    done = RecordImport.get_by_id(load.id)
    return Progress(block + 1, done.rows, body, over=True, said=said_of(done.good, done.bad))


def said_of(good: int, bad: int) -> str:
    registered = {0: "No mailing is registered.", 1: "1 mailing is registered."}.get(
        good, f"{good:,} mailings are registered."
    )
    if not bad:
        return f"{registered} No row was left out."
    rows = "1 row was" if bad == 1 else f"{bad:,} rows were"
    return f"{registered} {rows} not taken; the file has them with what is wrong in the last column. {_MEND}"


_MEND = "Mend them in it and send it as another import: what is registered already is not registered twice."


def _try(task: LongTask, load: RecordImport, choices: Choices) -> Progress:
    bad, block = divmod(task.place, _BAD)
    if load.state not in (import_blocks.UPLOADED, import_blocks.MAPPED):
        raise Refused("The import itself was begun in the meantime; there is nothing to try any more.")
    twice = import_blocks.repeated(choices, _KEPT_FROM + task.id)
    rows = import_blocks.trial(load.sender, choices, block, twice, time.now())
    body, more = import_blocks.bad_lines(choices, rows.block, rows.read, not bad)
    bad, done, over = bad + more, task.done + len(rows.read), block + 1 >= choices.blocks
    good = done - bad
    would = "1 row would be registered" if good == 1 else f"{good:,} rows would be registered"
    left = f", {bad:,} would not; the file has them with what is wrong in the last column" if bad else ", none left out"
    said = f"Nothing was written. {would}{left}." if over else ""
    return Progress(bad * _BAD + block + 1, done, body, over=over, said=said)


WORK = Work("Import of mailings", _total, _step, WHO, "rows-to-mend.csv")
