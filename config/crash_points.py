"""Every step between an inbound text and its receipt at which a process may die, by name. In itself `reached` does
nothing: the chaos suite puts a hook here that kills the process.

Each name stands here once and is reached in one place of the product; tests/structure/test_places_to_die.py holds that.
"""

from collections.abc import Callable

POINTS: dict[str, str] = {
    # A text comes in (web/webhooks.py, bot/inbox.py)
    "inbound.verified": "signature checked, nothing stored",
    "inbound.stored": "the text is stored, not answered",
    "inbound.answered": "answered within the transaction, not committed",
    "inbound.committed": "answered and committed, no 200 yet, no bell",
    "inbound.rung": "the bell has rung, no 200 yet",
    # A mailpiece moves (jobs/poll.py, jobs/apply.py)
    "poll.claimed": "mailpieces claimed, the carrier not asked",
    "poll.asked": "the carrier has answered, nothing applied",
    "poll.applied": "events and texts written, not committed",
    "poll.committed": "events and texts committed, no bell",
    # A text goes out (jobs/deliver.py, bot/dispatch.py)
    "deliver.leased": "the number's lease is taken, nothing claimed",
    "deliver.claimed": "texts claimed within the transaction, not committed",
    "deliver.fenced": "claim and fence committed, no request made",
    "deliver.requesting": "just before the request",
    "deliver.answered": "the provider has answered, nothing written down",
    "deliver.settled": "the outcome is written, not committed",
    "deliver.released": "all is sent and committed, the lease not given back",
    # What became of it (bot/receipts.py, bot/reconcile.py)
    "receipt.verified": "a callback came, nothing stored",
    "receipt.applied": "receipt and message written, not committed",
    "receipt.committed": "committed, no answer yet",
    "reconcile.listed": "the provider's list is here, nothing decided",
    "reconcile.decided": "decided, not committed",
    # What was left behind (jobs/sweep.py, jobs/recover.py)
    "sweep.lost_given_up": "lost requests are unknown now, inbound texts not looked at",
    "recover.listed": "the provider's inbound texts are listed, none taken in",
}

_hook: Callable[[str], None] | None = None


def reached(name: str) -> None:
    if _hook is not None:
        _hook(name)


def install(hook: Callable[[str], None] | None) -> None:
    """For tests alone: the product never calls this."""
    global _hook
    _hook = hook
