"""The keys of an installation: made once, private, and the same for everybody who starts at once."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.secrets import FILE_NAME, load_keyring


def test_keys_are_made_on_first_run_with_mode_600_and_kept(tmp_path: Path) -> None:
    made = load_keyring(tmp_path)
    assert load_keyring(tmp_path) == made
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / FILE_NAME]


def test_many_who_start_at_once_get_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        rings = list(pool.map(lambda _: load_keyring(tmp_path / "instance"), range(64)))
    assert all(ring == rings[0] for ring in rings)


def test_keys_do_not_show_when_printed(tmp_path: Path) -> None:
    ring = load_keyring(tmp_path)
    assert ring.index_key.hex() not in repr(ring)
    assert repr(ring.index_key) not in repr(ring)
