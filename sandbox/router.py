"""Finds the handler for a method and a path such as /mailpieces/{number}/scans.

Refuses to run it, and to know what an error looks like: each service words its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from sandbox.wire import Request, Response

Handler = Callable[[Request], Response]


class NoSuchPath(Exception):
    pass


class WrongMethod(Exception):
    def __init__(self, allowed: list[str]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = allowed


@dataclass
class Router:
    _routes: list[tuple[str, list[str], Handler]] = field(default_factory=list)

    def add(self, method: str, template: str, handler: Handler) -> None:
        self._routes.append((method, template.split("/"), handler))

    def find(self, request: Request) -> Handler:
        """Sets request.params; the pieces of the path are matched before they are unquoted, so %2F stays inside one."""
        parts = request.path.split("/")
        allowed: list[str] = []
        for method, template, handler in self._routes:
            params = match(template, parts)
            if params is None:
                continue
            if method == request.method:
                request.params = params
                return handler
            allowed.append(method)
        if allowed:
            raise WrongMethod(allowed)
        raise NoSuchPath(request.path)


def match(template: list[str], parts: list[str]) -> dict[str, str] | None:
    if len(template) != len(parts):
        return None
    params = {}
    for wanted, given in zip(template, parts, strict=True):
        if wanted.startswith("{"):
            name, _, suffix = wanted[1:].partition("}")
            if not given.endswith(suffix) or len(given) == len(suffix):
                return None
            params[name] = unquote(given[: len(given) - len(suffix)])
        elif wanted != unquote(given):
            return None
    return params
