"""`cigogne simulate`: the same seed lives the same year, whatever the process; nothing in it is broken."""

import asyncio

import pytest

from tests.commands.conftest import Done, Operator

pytestmark = pytest.mark.xdist_group("commands")

SMALL = ("simulate", "--families", "40", "--sponsors", "6", "--months", "2", "--seed", "7")


async def test_the_same_seed_lives_the_same_year_without_a_violation(operator: Operator) -> None:
    one, other = (Operator(operator.folder, {"PYTHONHASHSEED": salt}) for salt in ("1", "2"))
    first, second = await asyncio.gather(one(*SMALL), other(*SMALL))

    assert first == second
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("A year of Wal'Crèches: 40 families, 6 firms, 6 crèches, 2 months, seed 7.\n")
    assert first.out.rstrip().endswith(" 0 violations.")
    assert _figures(first)["2027-02"]["accepted"] > 0


def _figures(done: Done) -> dict[str, dict[str, int]]:
    """The table, by month and column."""
    head, *rows = (line for line in done.out.splitlines() if line.startswith(("month", "2027-")))
    names = head.split("  ")
    columns = [name.strip() for name in names if name.strip()][1:]
    return {row[:7]: dict(zip(columns, map(int, row[7:].split()), strict=True)) for row in rows}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--families", "0"), "Invalid value for '--families': Input should be greater than or equal to 1"),
        (("--months", "40"), "Invalid value for '--months': Input should be less than or equal to 36"),
        (("--seed", "x"), "Invalid value for '--seed': Input should be a valid integer"),
    ],
)
async def test_a_wrong_size_is_told(operator: Operator, words: tuple[str, str], said: str) -> None:
    done = await operator("simulate", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
