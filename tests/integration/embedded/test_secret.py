"""The key of the embedded default: one, private, and the same for all who ask at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.embedded import secret


def test_all_who_ask_at_once_get_the_same_long_key_in_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "new" / "secret_key"
    with ThreadPoolExecutor(max_workers=16) as pool:
        keys = set(pool.map(secret.read_or_create, [file] * 64))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]
