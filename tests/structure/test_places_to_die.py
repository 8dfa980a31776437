"""The list of crash points is whole: each name is reached in one place, and no place reaches an unknown name."""

import ast
from collections import defaultdict

from config.crash_points import POINTS
from tests.structure.house import product_files, tree

REACHED = ("reached", "crash_points.reached")


def places() -> dict[str, list[str]]:
    """name -> where it is reached. A call whose name is not spelled out counts under its own text."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in product_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in REACHED:
                said = node.args[0] if node.args else node
                name = said.value if isinstance(said, ast.Constant) else ast.unparse(said)
                found[str(name)].append(f"{path}:{node.lineno}")
    return found


def test_every_crash_point_is_reached_in_exactly_one_place() -> None:
    found = places()
    assert {name: found.get(name, []) for name in POINTS if len(found.get(name, [])) != 1} == {}


def test_every_place_names_a_crash_point_of_the_list() -> None:
    assert {name: where for name, where in places().items() if name not in POINTS} == {}


def test_every_crash_point_says_what_has_happened_by_then() -> None:
    assert all(saying and "." in name for name, saying in POINTS.items())
    assert len(set(POINTS.values())) == len(POINTS)
