"""The standing order at EasyPost: one webhook for our address, made when missing, put right when disabled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from carriers.answers import Exchange
from carriers.asking import NoAnswer, without
from carriers.easypost import EasyPostClient
from carriers.http import Reply
from carriers.reading import as_json, as_list, clean, lowered


@dataclass(frozen=True, slots=True)
class Hook:
    id: str
    url: str
    is_disabled: bool


def keep(client: EasyPostClient, url: str, secret: str, known: str, exchanges: list[Exchange]) -> str | NoAnswer:
    """The webhook's id. EasyPost disables one that did not answer for long; setting its secret enables it again. One
    that we do not know (`known`: the id that we do) may have another secret, so that is set too."""
    listed = client.ask(lambda library: library.webhook.all(), exchanges)
    if isinstance(listed, NoAnswer):
        return listed
    said = as_json(listed.body)
    if listed.status != 200 or not isinstance(said, Mapping):
        return _refused(listed, secret)
    hooks = [hook for hook in map(_hook, as_list(lowered(said).get("webhooks"))) if hook and hook.url == url]
    stands = any(hook.id == known and not hook.is_disabled for hook in hooks)
    return known if stands else _renew(client, url, secret, hooks, exchanges)


def _renew(
    client: EasyPostClient, url: str, secret: str, standing: list[Hook], exchanges: list[Exchange]
) -> str | NoAnswer:
    def put(library: Any) -> object:
        if standing:
            return library.webhook.update(standing[0].id, webhook_secret=secret)
        return library.webhook.create(url=url, webhook_secret=secret)

    outcome = client.ask(put, exchanges)
    if isinstance(outcome, NoAnswer):
        return outcome
    hook = _hook(as_json(outcome.body))
    return hook.id if hook and outcome.status in (200, 201) else _refused(outcome, secret)


def _hook(said: object) -> Hook | None:
    fields = lowered(said) if isinstance(said, Mapping) else {}
    given = clean(fields.get("id"))
    return Hook(given, clean(fields.get("url")), bool(fields.get("disabled_at"))) if given else None


def _refused(reply: Reply, secret: str) -> NoAnswer:
    """Only the code and the words, and the secret not among them."""
    reply = without([secret], reply)
    said = as_json(reply.body)
    error = lowered(said).get("error") if isinstance(said, Mapping) else None
    fields = lowered(error) if isinstance(error, Mapping) else {}
    words = f"{clean(fields.get('code'))} {clean(fields.get('message'))}".strip()
    kind = "unauthorized" if reply.status in (401, 402, 403) else "garbage"
    return NoAnswer(kind, f"EasyPost refuses the webhook (HTTP {reply.status}): {words or 'no reason given'}")
