"""Whatever this house writes beside a text's state has plain words for those who look at it (bot/text_states.py)."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bot import backlog, text_states
from bot.consent import ENDS_ALL
from config.queues import JOBS
from models.vocabulary import ConsentKind, InboundState, OutboundState
from tests.structure.house import ROOT

#: function -> where among its arguments the reason stands.
SAID_AT = {
    "drop": 1,
    "_drop": 1,
    "drop_queued": 1,
    "put_back": 1,
    "_end": 2,
    "Refused": 0,
    "Later": 1,
}
#: Functions that return a reason.
RETURNED_BY = {"_refused", "obstacle", "_said"}
#: Those of the rooms whose Refused, Later and _end are about texts.
FILES = [
    "admission", "bulletin", "consent", "departure", "digest", "erasure", "failures", "fates", "gateway", "opt_out",
    "outbox", "reachability", "receipts", "reconcile", "requeue", "settling", "signup", "tell", "whatsapp",
]  # fmt: skip
#: Of invitations, which are refused before there is a text; and of a try, not of its text.
NEVER_BESIDE_A_TEXT = {"said_no_before", "asked_three_times", "asked_within_30_days", "no request was made"}
SAMPLES = {"code": "30003", "status": "503", "error_code": "30003", "__name__": "ReadTimeout"}


def reasons() -> Iterator[tuple[str, str]]:
    """(file, reason) of each that is written out somewhere."""
    for name in FILES:
        path = ROOT / "bot" / f"{name}.py"
        for node in ast.walk(ast.parse(path.read_text())):
            for value in said_by(node):
                for reason in spelled(value, path):
                    yield name, reason


def said_by(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in SAID_AT and len(node.args) > SAID_AT[called]:
            yield node.args[SAID_AT[called]]
        yield from (word.value for word in node.keywords if word.arg in ("reason", "detail", "drop"))
    if isinstance(node, ast.Dict):
        yield from (
            value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and key.value == "reason"
        )
    if isinstance(node, ast.FunctionDef) and node.name in RETURNED_BY:
        yield from (part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value is not None)
    if isinstance(node, ast.Assign) and any(getattr(one, "id", "") in ("why", "said") for one in node.targets):
        yield node.value


def spelled(value: ast.expr, path: Path) -> Iterator[str]:
    """The texts that this may be; a variable is somebody else's text."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from spelled(value.body, path)
            yield from spelled(value.orelse, path)
        case ast.JoinedStr():
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else sample(part) for part in value.values)
        case ast.Attribute() | ast.Name():
            found = constant(value, path)
            if isinstance(found, str):
                yield str(found)


def sample(part: Any) -> str:
    """What may stand in that place of a sentence."""
    names = {getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(part)}
    return next((text for name, text in SAMPLES.items() if name in names), "30003")


def constant(value: ast.expr, path: Path) -> object:
    module = import_module(f"bot.{path.stem}")
    try:
        return eval(ast.unparse(value), vars(module))  # noqa: S307 - our own source
    except (AttributeError, NameError):
        return None


def test_every_reason_that_this_house_writes_beside_a_text_has_plain_words() -> None:
    found = {(name, reason) for name, reason in reasons() if reason and reason not in NEVER_BESIDE_A_TEXT}
    assert len(found) > 25, "the search does not find what it should"
    unknown = sorted(f"bot/{name}.py: {reason}" for name, reason in found if not text_states.is_known(reason))
    assert not unknown, f"without words in bot/text_states.py: {unknown}"


@pytest.mark.parametrize("kind", sorted({*ENDS_ALL, ConsentKind.DOUBTED} - {ConsentKind.REVOKED, ConsentKind.DOUBTED}))
def test_every_end_of_consent_that_is_a_reason_has_words(kind: ConsentKind) -> None:
    words = text_states.words_of(OutboundState.DROPPED, kind)
    assert words.label.startswith("blocked")
    assert kind in text_states.BLOCKED


def test_every_state_with_every_reason_reads_as_a_sentence_without_our_own_jargon() -> None:
    all_reasons = {reason for _, reason in reasons()} | {""}
    for state in OutboundState:
        for reason in all_reasons:
            words = text_states.words_of(state, reason, 30003)
            assert words.label, (state, reason)
            assert words.kind in ("good", "bad", "wait", "quiet")
            assert words.what and words.what[-1] in ".)", (state, reason, words)
            assert "_" not in words.label, words


def test_every_state_of_a_text_belongs_to_a_group_and_every_inbound_state_has_words() -> None:
    assert {state for group in text_states.GROUPS.values() for state in group.states} == set(OutboundState)
    assert set(text_states.INBOUND) == set(InboundState)


def test_every_job_says_what_waits_for_it() -> None:
    assert set(backlog.KINDS) == set(JOBS), "bot/backlog.py has a line for each job of config/queues.py"


def test_this_search_reads_real_files() -> None:
    assert all((ROOT / "bot" / f"{name}.py").exists() for name in FILES)
