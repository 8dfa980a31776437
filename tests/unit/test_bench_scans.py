"""The processes that bench/polling.py plays may come from a file: what it leaves out is as published."""

import json
from pathlib import Path

import pytest

from bench.scans import PUBLISHED, pieces, read
from models.vocabulary import Milestone as M

OUT_LATE = {"out_at": 10.5, "delivered_from": 11, "delivered_peak": 15, "attempted": 0, "facility_scans": [0, 1]}


def written(folder: Path, process: object) -> Path:
    file = folder / "mine.json"
    file.write_text(json.dumps(process))
    return file


def test_a_file_replaces_the_numbers_that_it_names_and_no_others(tmp_path: Path) -> None:
    process = read(written(tmp_path, OUT_LATE))
    assert (process.out_at, process.delivered_from, process.facility_scans) == (10.5, 11, (0, 1))
    assert (process.arrives_at, process.sundays) == (PUBLISHED.arrives_at, PUBLISHED.sundays)


def test_pieces_of_a_process_from_a_file_go_as_it_says(tmp_path: Path) -> None:
    made = pieces(read(written(tmp_path, OUT_LATE)), per_hour=2, days=4, seed=7)
    assert len(made) > 100
    journey = (M.LABEL_CREATED, M.ACCEPTED, M.IN_TRANSIT, M.IN_TRANSIT, M.ARRIVED_LOCAL, M.OUT_FOR_DELIVERY)
    for piece in made:
        assert tuple(milestone for _, milestone in piece.scans) == (*journey, M.DELIVERED)
        assert piece.ends % 1_440 >= 11 * 60


@pytest.mark.parametrize(
    ("process", "said"),
    [
        ({"out_at": "eleven"}, "out_at must be like 8.25"),
        ({"sundays": 1}, "sundays must be like false"),
        ({"facility_scans": []}, "facility_scans must be like"),
        ({"leaves_at": 8}, "no process has leaves_at; there are labels_from"),
        ({"delivered_from": 15}, "must be in this order"),
        ({"labels_until": 3}, "labels_from must be earlier"),
        ([8.25], "a process is a JSON object"),
    ],
)
def test_what_is_no_process_is_refused_in_one_sentence(tmp_path: Path, process: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read(written(tmp_path, process))
