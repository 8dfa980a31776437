"""What a page consists of, as a browser reads it: its elements and attributes, and whatever in it could do harm."""

from collections.abc import Iterable
from functools import lru_cache
from html.parser import HTMLParser

from werkzeug.test import TestResponse

#: Attributes by which a page loads, links or sends.
LEADS = (
    "src",
    "href",
    "action",
    "formaction",
    "xlink:href",
    "poster",
    "data",
    "srcset",
    "background",
    "ping",
    "content",
)
#: What a link of ours may begin with: our own paths, a place in the page, a text to us.
OURS = ("/", "?", "#", "sms:", "mailto:")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self.scripts: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, tuple((name, value or "") for name, value in attrs)))
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)

    def handle_comment(self, data: str) -> None:
        self.parts.append(("<!--", ()))

    def handle_decl(self, decl: str) -> None:
        self.parts.append((f"!{decl}", ()))


def is_page(answer: TestResponse) -> bool:
    return answer.mimetype == "text/html"


def shape_of(answer: TestResponse) -> set[tuple[str, ...]]:
    """Each kind of element with the names of its attributes."""
    return {(tag, *sorted(name for name, _value in attributes)) for tag, attributes in _read(answer).parts}


def harm_in(answer: TestResponse) -> list[str]:
    """Code or style within the page, and addresses that are not ours, in words; nothing for anything but a page."""
    if not is_page(answer):
        return []
    reader = _read(answer)
    found = [f"a script in the page: {said[:40]}" for said in reader.scripts if said.strip()]
    for tag, attributes in reader.parts:
        found += [f"<{tag} {name}={value[:40]!r}>" for name, value in _harmful(tag, attributes)]
    return found


def _harmful(tag: str, attributes: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    if tag in ("iframe", "object", "embed", "base", "style", "frame", "applet"):
        yield "", ""
    for name, value in attributes:
        if name.startswith("on") or name in ("style", "srcdoc"):
            yield name, value
        elif name in LEADS and tag != "meta" and (not value.startswith(OURS) or value.startswith("//")):
            yield name, value
        elif tag == "meta" and name == "http-equiv":
            yield name, value
        elif tag == "script" and name == "src" and not value.startswith("/static/"):
            yield name, value


def _read(answer: TestResponse) -> _Reader:
    return _parsed(answer.get_data(as_text=True))


@lru_cache(maxsize=2)
def _parsed(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader
