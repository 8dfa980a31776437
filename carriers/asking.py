"""One question to a carrier: a token, the call, and once more with a new token after a 401. Nothing else is repeated.

What the outside world does comes back as a value: an answer that can be read, or why there is none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from carriers.answers import Answer, Exchange, Failed
from carriers.http import Call, HttpFault, Limits, Reply, exchange, retry_after_seconds
from carriers.oauth import SignIn, Token, TokenFault, Tokens, TokenStore

_FAILED_KINDS = {"timeout": "timeout", "unreachable": "unreachable"}  # all else that http.py reports is garbage


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why nothing was learnt, for every number of the call. `kind` is one of Failed's."""

    kind: str
    detail: str
    retry_after: float | None = None

    def of(self, numbers: Iterable[str]) -> dict[str, Answer]:
        return {number: Failed(number, self.kind, self.detail[:200], self.retry_after) for number in numbers}


def no_scope_is_missing(_scope: str) -> str | None:
    return None


class Asking:
    """As one application of a carrier's. `scope_problem` says in one line what a token lacks that never works."""

    def __init__(
        self,
        sign_in: SignIn,
        store: TokenStore,
        now: Callable[[], datetime],
        limits: Limits,
        scope_problem: Callable[[str], str | None] = no_scope_is_missing,
    ) -> None:
        self._said = sign_in.said
        self._tokens = Tokens(sign_in, store, now, limits)
        self._now = now
        self._limits = limits
        self._scope_problem = scope_problem

    def ask(self, call_with: Callable[[str], Call], exchanges: list[Exchange]) -> Reply | NoAnswer:
        """`call_with` makes the call from the Authorization header's value. Adds a record of each exchange."""
        try:
            token = self._tokens.obtain(exchanges)
            outcome = self._make(call_with, token, exchanges)
            if isinstance(outcome, Reply) and outcome.status == 401:
                token = self._tokens.obtain(exchanges, refused=token)
                outcome = self._make(call_with, token, exchanges)
        except TokenFault as fault:
            return NoAnswer(fault.kind, fault.detail, fault.retry_after)
        if isinstance(outcome, Reply) and outcome.status == 401:
            why = self._scope_problem(token.scope) or f"{self._said} refuses this application's token"
            return NoAnswer("unauthorized", why)
        return usable(outcome, self._now())

    def missing(self, exchanges: list[Exchange]) -> str | None:
        """What this application lacks, or why it has no token, in one line; None when nothing is in its way."""
        try:
            return self._scope_problem(self._tokens.obtain(exchanges).scope)
        except TokenFault as fault:
            return fault.detail

    def _make(self, call_with: Callable[[str], Call], token: Token, exchanges: list[Exchange]) -> Reply | HttpFault:
        outcome, record = exchange(call_with(f"Bearer {token.access_token}"), self._limits, self._now)
        exchanges.append(record)
        return outcome


def usable(outcome: Reply | HttpFault, now: datetime) -> Reply | NoAnswer:
    """An answer that says something about the numbers; a throttled or broken carrier says nothing."""
    if isinstance(outcome, HttpFault):
        return NoAnswer(_FAILED_KINDS.get(outcome.kind, "garbage"), str(outcome))
    if outcome.status == 429 or outcome.status >= 500:
        kind = "throttled" if outcome.status == 429 else "server_error"
        return NoAnswer(kind, f"HTTP {outcome.status}", retry_after_seconds(outcome, now))
    return outcome


def without(secrets: Iterable[str], reply: Reply) -> Reply:
    """Carriers repeat a webhook's secret in lists and complaints: it goes before anything is read, or cut."""
    body = reply.body
    for secret in secrets:
        body = body.replace(secret.encode(), b"(secret)")
    return replace(reply, body=body)
