"""The verdict on a run, from two accounts of it alone: what the provider has, and what our rows say. Pure.

It asks no function of the product, so a fault in the product's rules cannot hide itself here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.chaos.audit_events import doubled_events, lost_events
from tests.chaos.facts import InboundRow, Ours, OutboundRow, Provider, TextedIn, TextedOut

GONE = frozenset({"accepted", "sent", "delivered", "undelivered"})
WAITING = frozenset({"queued", "sending", "unknown"})
#: Why a text that was written may stay behind. "expired" is judged apart.
GOOD_REASONS = frozenset({"opted_out", "superseded", "digest", "no_longer_followed", "no_consent", "provider_block"})
#: Outcomes of a try after which nobody knew whether the text had gone; "" is one that was never written down.
IN_DOUBT = frozenset({"", "unknown", "not_sent", "given_back"})
FINAL = frozenset({"delivered", "undelivered", "failed"})
MAY_FOLLOW_A_STOP = frozenset({"essential"})
STOP, START = "STOP", "START"
#: Answers that say where a piece is: news that such an answer told need not go as well.
TELLS = frozenset({"followed", "status", "status_now", "list_items", "past", "digest"})


@dataclass(frozen=True)
class Limits:
    """`on_the_way`: how long a request begun before a STOP may take to arrive. `wrong`: when clocks of ours were
    wrong, and by how many seconds at most: a fence mark written then may show a later time than it was."""

    on_the_way: timedelta = timedelta(seconds=12)
    wrong: tuple[tuple[datetime, datetime, float], ...] = ()
    may_expire: bool = False

    def clocks_differ(self, at: datetime) -> timedelta:
        around = [timedelta(seconds=abs(error)) for begin, end, error in self.wrong if _touches(begin, end, error, at)]
        return max(around, default=timedelta(0))


def _touches(begin: datetime, end: datetime, error: float, at: datetime) -> bool:
    margin = timedelta(seconds=2 * abs(error))
    return begin - margin <= at <= end + margin


@dataclass
class Verdict:
    expected: int = 0
    sent: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    after_stop: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    events_lost: list[str] = field(default_factory=list)
    events_doubled: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        of_texts = self.lost or self.doubled or self.after_stop or self.unknown or self.disordered
        return not (of_texts or self.events_lost or self.events_doubled)


def audit(provider: Provider, ours: Ours, limits: Limits) -> Verdict:
    books = _Books(provider, ours)
    verdict = Verdict(sent=len(provider.texts_out))
    verdict.lost += [*lost_texts_in(books), *lost_texts_out(books, limits)]
    verdict.lost += [*lost_news(books, limits), *lost_receipts(books)]
    verdict.doubled += [*doubled_texts(books), *texts_of_nobody(books), *repeated_facts(books)]
    verdict.after_stop += after_stop(books, limits)
    verdict.unknown += unknown(books)
    verdict.disordered += disordered(books, limits)
    verdict.events_lost += lost_events(provider, ours)
    verdict.events_doubled += doubled_events(provider, ours)
    dropped = sum(1 for row in ours.texts_out if row.state == "dropped")
    missing = sum(1 for _ in unanswered(books)) + sum(1 for _ in lost_news(books, limits))
    verdict.expected = len(ours.texts_out) - dropped + missing
    return verdict


class _Books:
    """Both accounts, looked up by what joins them: the reference that rode in the callback's address, and the SID."""

    def __init__(self, provider: Provider, ours: Ours) -> None:
        self.provider, self.ours = provider, ours
        self.row_of: dict[str, OutboundRow] = {row.reference: row for row in ours.texts_out}
        self.texts_of = self._match()
        self.inbound_of: dict[str, list[InboundRow]] = defaultdict(list)
        for taken in ours.texts_in:
            self.inbound_of[taken.provider_reference].append(taken)
        self.phone_of = {
            row.contact: text.phone for text in provider.texts_in for row in self.inbound_of.get(text.sid, [])
        }

    def _match(self) -> dict[str, list[TextedOut]]:
        """The texts of each row, by reference. Of equal texts to one phone nobody can tell which row's they are, the
        product neither: one that has two gives the second to one that has none and counts as gone."""
        found: dict[str, list[TextedOut]] = defaultdict(list)
        for text in self.provider.texts_out:
            found[text.reference].append(text)
        alike: dict[tuple[int, str], list[OutboundRow]] = defaultdict(list)
        for row in self.ours.texts_out:
            if row.words:
                alike[row.contact, row.words].append(row)
        for rows in alike.values():
            lacking = [row for row in rows if row.state in GONE and not found[row.reference]]
            for row in rows:
                while lacking and len(found[row.reference]) > 1:
                    found[lacking.pop().reference].append(found[row.reference].pop())
        return found

    def name(self, row: OutboundRow) -> str:
        return f"text {row.id} ({row.kind}) to {self.phone_of.get(row.contact, 'nobody we know')}"


# -- lost --------------------------------------------------------------------------------------------------------------


def lost_texts_in(books: _Books) -> Iterator[str]:
    """Each text that the provider has is stored, taken in, and answered or silent with a reason."""
    for text in books.provider.texts_in:
        rows = books.inbound_of.get(text.sid, [])
        if not rows:
            yield f"{text.body!r} of {text.phone} ({text.sid}) was never stored"
        elif not any(row.state in ("answered", "silent") for row in rows):
            yield f"{text.body!r} of {text.phone} is stored ({rows[0].id}) and {rows[0].state}: never taken in"
    yield from unanswered(books)


def unanswered(books: _Books) -> Iterator[str]:
    answered = {row.in_reply_to for row in books.ours.texts_out}
    for row in books.ours.texts_in:
        if row.state == "answered" and row.id not in answered:
            yield f"inbound {row.id} counts as answered, and no answer was written"
        if row.state == "silent" and not row.rule.endswith(")"):
            yield f"inbound {row.id} was not answered, and nothing says why"


def lost_texts_out(books: _Books, limits: Limits) -> Iterator[str]:
    """What counts as gone is at the provider, what stays behind says why."""
    for row in books.ours.texts_out:
        texts = books.texts_of.get(row.reference, [])
        name = books.name(row)
        if row.state in GONE and not texts:
            yield f"{name} counts as {row.state}, and the provider never got it"
        elif row.state == "failed" and not texts:
            yield f"{name} failed ({row.reason}), which nothing here does for good"
        elif row.state == "dropped" and not texts and not _stays_behind_rightly(row, limits):
            yield f"{name} was dropped: {row.reason or 'no reason'}"


def _stays_behind_rightly(row: OutboundRow, limits: Limits) -> bool:
    if row.reason == "expired":
        over = bool(row.expires_at and row.finished_at and row.finished_at >= row.expires_at)
        return over and (limits.may_expire or row.kind == "goodbye")
    return row.reason in GOOD_REASONS


def lost_news(books: _Books, limits: Limits) -> Iterator[str]:
    """Whoever follows a piece to the end has a row about each of its scans: its own, or a later answer that told it.

    Later by the clock, which a jump can set back between a scan and the answer that tells it. An answer whose place
    newer news took was never begun: it told what was known when it was made."""
    told: dict[tuple[int, str], list[OutboundRow]] = defaultdict(list)
    answers: dict[int, list[OutboundRow]] = defaultdict(list)
    for row in books.ours.texts_out:
        if row.subscription is not None:
            told[row.subscription, row.kind].append(row)
        if row.kind in TELLS:
            answers[row.contact].append(row)
    for followed in books.ours.followed:
        for scan in books.provider.scans:
            if scan.tracking_number != followed.tracking_number or followed.state != "active":
                continue
            from_then = scan.at - limits.clocks_differ(scan.at)
            later = any((answer.started_at or answer.created_at) >= from_then for answer in answers[followed.contact])
            if scan.at > followed.since and not told[followed.id, scan.milestone] and not later:
                phone = books.phone_of.get(followed.contact, "nobody we know")
                yield f"{phone} (subscription {followed.id}) was never told of {scan.milestone}"


def lost_receipts(books: _Books) -> Iterator[str]:
    """A callback that we said 2xx to is stored, and a final one has moved its row to its end."""
    state_of = {row.provider_reference: row for row in books.ours.texts_out if row.provider_reference}
    for told in set(books.provider.told):
        if (told.sid, told.status) not in books.ours.receipts:
            yield f"the callback {told.status} of {told.sid} was taken and is not stored"
        row = state_of.get(told.sid)
        if told.status in FINAL and (row is None or row.state != told.status):
            yield f"{told.sid} was told {told.status}, and its row says {row.state if row else 'nothing of it'}"


# -- doubled -----------------------------------------------------------------------------------------------------------


def doubled_texts(books: _Books) -> Iterator[str]:
    """One row, one text; one fact, one text; one question, one answer."""
    for reference, texts in books.texts_of.items():
        for text in texts[1:] if reference in books.row_of else []:
            yield f"{books.name(books.row_of[reference])} went again as {text.sid}"
    facts: Counter[tuple[object, ...]] = Counter()
    for row in books.ours.texts_out:
        if books.texts_of.get(row.reference):
            facts.update(_facts_of(row, books))
    for fact, times in facts.items():
        if times > 1:
            yield f"{times} texts for {fact}"


def _facts_of(row: OutboundRow, books: _Books) -> Iterator[tuple[object, ...]]:
    if row.subscription is not None:
        yield ("news", row.subscription, row.kind, row.occasion)
    if row.in_reply_to is not None:
        question = next((taken for taken in books.ours.texts_in if taken.id == row.in_reply_to), None)
        yield ("answer to", question.provider_reference if question else row.in_reply_to)


def texts_of_nobody(books: _Books) -> Iterator[str]:
    for text in books.provider.texts_out:
        if text.reference not in books.row_of:
            yield f"{text.sid} to {text.phone} belongs to no row"


def repeated_facts(books: _Books) -> Iterator[str]:
    """Stored twice: the same inbound text. Told twice: news in the same words to the same phone."""
    for sid, rows in books.inbound_of.items():
        if len(rows) > 1:
            yield f"inbound {sid} is stored {len(rows)} times"
    words: dict[tuple[str, str], set[str]] = defaultdict(set)
    for text in books.provider.texts_out:
        row = books.row_of.get(text.reference)
        if row is not None and row.purpose == "push":
            words[text.phone, text.body].add(text.reference)
    for (phone, body), references in words.items():
        if len(references) > 1:
            yield f"{phone} was told {len(references)} times by different rows: {body!r}"


# -- after a stop ------------------------------------------------------------------------------------------------------


def after_stop(books: _Books, limits: Limits) -> list[str]:
    """Texts other than single answers that were begun after a STOP was in force, or came too late after its 200."""
    begun = _begun(books)
    found = []
    for stop, end in _stops(books):
        in_force = stop.taken_at or stop.seen_at
        if in_force is None:
            continue
        for text in books.provider.texts_out:
            row = books.row_of.get(text.reference)
            if text.phone != stop.phone or row is None or row.purpose in MAY_FOLLOW_A_STOP:
                continue
            started = begun.get(row.id)
            begun_late = started is not None and in_force + limits.clocks_differ(in_force) < started < end
            came_late = in_force + limits.on_the_way < text.at < end
            if begun_late or came_late:
                found.append(f"{books.name(row)} after the STOP of {in_force:%H:%M:%S}")
    return found


def _begun(books: _Books) -> dict[int, datetime]:
    """The last fence mark of each row: of the request that brought it there, at the latest."""
    marks = {row.id: row.started_at for row in books.ours.texts_out if row.started_at is not None}
    for attempt in books.ours.attempts:
        marks[attempt.outbound] = max(attempt.started_at, marks.get(attempt.outbound, attempt.started_at))
    return marks


def _stops(books: _Books) -> Iterator[tuple[TextedIn, datetime]]:
    """Every STOP with the time of the phone's next START."""
    for stop in books.provider.texts_in:
        if stop.body == STOP:
            later = (text.at for text in _of(stop.phone, books) if text.body == START and text.at >= stop.at)
            yield stop, min(later, default=datetime.max.replace(tzinfo=stop.at.tzinfo))


def _of(phone: str, books: _Books) -> Iterable[TextedIn]:
    return (text for text in books.provider.texts_in if text.phone == phone)


# -- unknown, and out of order -----------------------------------------------------------------------------------------


def unknown(books: _Books) -> list[str]:
    return [
        f"{books.name(row)} is still {row.state} {row.reason}".rstrip()
        for row in books.ours.texts_out
        if row.state in WAITING
    ]


def disordered(books: _Books, limits: Limits) -> Iterator[str]:
    """News of one piece reaches a phone in the order in which it was written. So does news of several, as long as it is
    of one priority, none of it was in doubt (a doubt about one piece holds up no other), and clocks were right."""
    doubted = {attempt.outbound for attempt in books.ours.attempts if attempt.outcome in IN_DOUBT}
    seen: dict[object, OutboundRow] = {}
    for text in books.provider.texts_out:
        row = books.row_of.get(text.reference)
        if row is None or row.purpose != "push":
            continue
        lines: list[object] = [("piece", row.subscription)] if row.subscription is not None else []
        if row.id not in doubted and not limits.clocks_differ(row.created_at):
            lines.append(("phone", row.contact, row.priority))
        for line in lines:
            newest = seen.setdefault(line, row)
            if row.id < newest.id:
                yield f"{books.name(row)} came after {books.name(newest)}"
            seen[line] = max(row, newest, key=lambda each: each.id)
