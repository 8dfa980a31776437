"""Files and functions stay small enough to be read in one go."""

from statistics import median

from tests.structure.house import ROOT, functions, product_files

LONGEST_FILE, MEDIAN_FILE = 400, 120
LONGEST_FUNCTION, MEDIAN_FUNCTION = 60, 10


def lines_of(path: str) -> int:
    return len((ROOT / path).read_text().splitlines())


def test_no_file_is_too_long_and_the_usual_one_is_short() -> None:
    sizes = {path: lines for path in product_files() if (lines := lines_of(path)) > 1}
    assert len(sizes) > 50, "the product was not found"
    assert {path: lines for path, lines in sizes.items() if lines > LONGEST_FILE} == {}
    assert median(sizes.values()) <= MEDIAN_FILE


def test_no_function_is_too_long_and_the_usual_one_is_short() -> None:
    sizes = [(path, name, lines) for path in product_files() for name, lines in functions(path)]
    assert [each for each in sizes if each[2] > LONGEST_FUNCTION] == []
    assert median(lines for _, _, lines in sizes) <= MEDIAN_FUNCTION


def test_every_module_opens_by_saying_what_it_is_for() -> None:
    texts = {path: (ROOT / path).read_text() for path in product_files()}
    assert [path for path, text in texts.items() if text.strip() and not text.startswith('"""')] == []
