"""What the structure tests look at: the files of the product, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Every room that imports ours; the sandbox is its own process and is looked at by its own tests.
ROOMS = ("config", "models", "carriers", "bot", "records", "jobs", "web")
NOT_OURS = {".venv", ".git", "tests", "instance", "node_modules", "build"}


@cache
def product_files() -> tuple[str, ...]:
    """All *.py of the product, by path from the root; migrations are frozen and tests are not the product."""
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*.py"))
    found = [path for path in paths if not NOT_OURS & set(path.parts) and not path.parts[0].startswith(".")]
    return tuple(sorted(str(path) for path in found if path.parts[:2] != ("models", "migrations")))


def files_of(*rooms: str) -> list[str]:
    return [path for path in product_files() if path.split("/")[0] in rooms]


@cache
def tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(), path)


def functions(path: str) -> Iterator[tuple[str, int]]:
    """(name, lines) of every function, nested ones and methods too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def imports(path: str) -> set[str]:
    """Everything imported, as full dotted names: `from a import b` gives a and a.b."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression; a call or a subscript in it shows as its own text."""
    return ast.unparse(node)


def calls(path: str) -> Iterator[tuple[str, int]]:
    """(what is called, line) of every call."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node.lineno
