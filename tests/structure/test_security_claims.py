"""What SECURITY.md claims of ASVS is tested where it says: the test file names the row."""

import re

from tests.structure.house import ROOT

ROW = re.compile(r"^\| ([0-9., ]+) \| [^|]+ \| (.+) \|$", re.MULTILINE)
#: Rows that concern signing in, sessions, access and headers: all of them are claimed.
WANTED = (
    "3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.3 3.4.5 3.4.6 3.4.8 3.5.1 3.5.3 3.7.2 6.2.1 6.2.4 6.2.5 6.2.8 6.2.9 6.2.12 "
    "6.3.1 6.3.2 6.3.3 6.3.8 6.4.1 6.5.1 6.5.5 6.6.3 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.5 7.5.1 8.2.1 8.2.2 "
    "8.2.3 8.3.1 8.4.1 11.4.2 14.3.2 16.3.1"
).split()


def claims() -> dict[str, list[str]]:
    """row -> the test files that show it."""
    found = ROW.findall((ROOT / "SECURITY.md").read_text())
    return {
        each: re.findall(r"`(tests/[^`]+)`", files) for ids, files in found for each in re.findall(r"[0-9.]+[0-9]", ids)
    }


def named_in(path: str) -> set[str]:
    """Rows that a test names, ranges such as "7.4.1 to 7.4.3" spelled out."""
    text = (ROOT / path).read_text()
    named = set(re.findall(r"\b[0-9]{1,2}\.[0-9]\.[0-9]{1,2}\b", text))
    for first, last in re.findall(r"\b([0-9.]+[0-9])\s+to\s+([0-9.]+[0-9])\b", text):
        chapter, begin, end = first.rpartition(".")[0], *(int(one.rpartition(".")[2]) for one in (first, last))
        named |= {f"{chapter}.{number}" for number in range(begin, end + 1)}
    return named


def test_every_row_that_concerns_signing_in_sessions_access_and_headers_is_claimed() -> None:
    assert [each for each in WANTED if each not in claims()] == []


def test_every_claim_is_named_in_the_test_files_that_show_it() -> None:
    missing = [f"{each}: {path}" for each, paths in claims().items() for path in paths if each not in named_in(path)]
    assert missing == []
    assert all(claims().values())
