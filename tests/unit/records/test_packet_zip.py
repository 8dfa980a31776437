"""Our own ZIP is one that everybody's tools read, however many files are in it, and the verifier knows each byte."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import packet_zip
from records.packet_zip import TooLarge, ZipWriter
from tests.packet_case import VERIFIER

names = st.text("abcdefghijklmnopqrstuvwxyz0123456789-./", min_size=1, max_size=30).filter(lambda name: name[0] != "/")


def written(files: dict[str, list[bytes]]) -> bytes:
    out = io.BytesIO()
    with ZipWriter(out) as packed:
        for name, parts in files.items():
            packed.put(name, parts)
        packed.finish()
    return out.getvalue()


def check_zip(where: Path) -> list[str]:
    spoken: dict[str, object] = {"__name__": "verifier", "__file__": str(VERIFIER)}
    exec(VERIFIER.read_text(), spoken)
    spoken["check_zip"](where)  # type: ignore[operator]
    return spoken["faults"]  # type: ignore[return-value]


@given(st.dictionaries(names, st.lists(st.binary(max_size=40), max_size=3), max_size=6))
def test_whatever_is_put_in_comes_out_by_the_standard_library(files: dict[str, list[bytes]]) -> None:
    with zipfile.ZipFile(io.BytesIO(written(files))) as packed:
        assert packed.testzip() is None
        assert {one: packed.read(one) for one in packed.namelist()} == {
            name: b"".join(parts) for name, parts in files.items()
        }
        assert {one.compress_type for one in packed.infolist()} <= {zipfile.ZIP_STORED}


@pytest.mark.parametrize("count", [packet_zip.MANY - 1, packet_zip.MANY, packet_zip.MANY + 9])
def test_more_files_than_the_usual_form_counts_are_read_and_checked_all_the_same(count: int, tmp_path: Path) -> None:
    where = tmp_path / "many.zip"
    where.write_bytes(written({f"records/{number}/a": [b"x"] for number in range(count)}))
    with zipfile.ZipFile(where) as packed:
        assert len(packed.infolist()) == count and packed.read("records/7/a") == b"x"
    assert check_zip(where) == []
    changed = bytearray(where.read_bytes())
    changed[-30] ^= 1
    where.write_bytes(changed)
    assert check_zip(where)


def test_it_refuses_to_grow_beyond_its_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packet_zip, "MOST_BYTES", 100)
    with pytest.raises(TooLarge):
        written({"a": [b"x" * 60], "b": [b"x" * 60]})


def test_the_list_of_digests_has_a_line_for_each_file() -> None:
    with ZipWriter(io.BytesIO()) as packed:
        digest = packed.put("record.json", [b"{", b"}"])
        packed.put("packet.pdf", [b"%PDF"])
        lines = packed.sums().decode().splitlines()
    assert lines[0] == f"{digest}  record.json" and len(lines) == 2
    assert digest == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
