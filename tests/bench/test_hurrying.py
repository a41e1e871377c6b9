"""What a row asks the tables, which change without it."""

from pathlib import Path

from tests.bench.hurrying import written


def test_nothing_is_written_down_before_anything_is_sent(sqlite_path: Path) -> None:
    assert written(sqlite_path) == 0
