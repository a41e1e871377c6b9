"""The rows at the sizes of the test command, those that wait half a minute and more beside the others."""

import asyncio
from types import ModuleType

import pytest

from tests.faults import (
    accepts,
    answers,
    buttons,
    consents,
    counts_hidden,
    erasures,
    flood,
    forged,
    full_disk,
    fuzzed,
    guessed,
    histories,
    hostile,
    kept_long,
    kills_receiving,
    kills_sending,
    kills_writing,
    last_place,
    locked,
    logged,
    months_due,
    months_troubled,
    months_twice,
    poison,
    repeated,
    replies,
    restores,
    revoked,
    rolling,
    stolen,
    stops,
    storm,
    tampering,
    taps,
)
from tests.faults.figures import Row

SEED = 7
#: Beside each other, for they mostly wait; then those whose figure is a time, the one of taps by itself.
WAITING = ((kills_sending,), (answers,), (revoked, accepts), (storm, poison, kills_receiving, stops))
TIMED = ((locked,), (replies,))
#: Rows with a time among their figures come one after the other.
TIMED_ALONE = pytest.mark.xdist_group("faults")


@pytest.fixture(scope="module")
async def rows() -> dict[str, Row]:
    found = [await asyncio.gather(*(_in_turn(*row) for row in some)) for some in (WAITING, TIMED, ((taps,),))]
    return {row.row: row for some in found for several in some for row in several}


async def _in_turn(*some: ModuleType) -> list[Row]:
    return [await module.run("small", SEED) for module in some]


@pytest.mark.timeout(600)  # the first of them waits for all
@TIMED_ALONE
@pytest.mark.parametrize("name", ["R1", "R2", "R4", "R5", "R6", "R7", "R8", "R9", "R11", "R19", "S6"])
async def test_row_holds_at_its_small_size(rows: dict[str, Row], name: str) -> None:
    assert rows[name].holds, rows[name].as_text()


@pytest.mark.timeout(600)  # hundreds of updates each, on a busy machine
@pytest.mark.parametrize(
    "module", [repeated, fuzzed, pytest.param(flood, marks=TIMED_ALONE)], ids=lambda one: one.__name__
)
async def test_row_of_many_updates_holds_at_its_small_size(module: ModuleType) -> None:
    row = await module.run("small", SEED)
    assert row.holds, row.as_text()


@pytest.mark.timeout(300)
@TIMED_ALONE
async def test_row_holds_on_a_small_disk() -> None:
    try:
        row = await full_disk.run("small", SEED)
    except OSError as no_disk:
        pytest.skip(f"no disk may be mounted here: {no_disk}")
    assert row.holds, row.as_text()


@pytest.mark.timeout(600)  # twelve hundred taps, on a busy machine
async def test_no_button_has_an_effect_in_other_hands() -> None:
    row = await buttons.run("small", SEED)
    assert row.holds, row.as_text()


async def test_hostile_names_are_only_words() -> None:
    row = await hostile.run("small", SEED)
    assert row.holds, row.as_text()


@pytest.mark.timeout(600)  # a hundred and fifty of them, on a busy machine
@pytest.mark.xdist_group("histories")
async def test_checks_hold_in_random_histories() -> None:
    row = await histories.run("small", SEED)
    assert row.holds, row.as_text()


@pytest.mark.postgres
@pytest.mark.timeout(300)
@TIMED_ALONE
async def test_the_last_place_is_given_once_on_both_databases() -> None:
    row = await last_place.run("small", SEED)
    assert row.holds, row.as_text()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("row", [months_due, months_troubled], ids=["R14", "R15"])
async def test_every_month_is_told_once_whatever_the_clock_does(row: ModuleType) -> None:
    found = await row.run("small", SEED)
    assert found.holds, found.as_text()


@pytest.mark.postgres
@pytest.mark.timeout(300)
async def test_a_month_is_made_by_one_replica_on_both_databases() -> None:
    row = await months_twice.run("small", SEED)
    assert row.holds, row.as_text()


async def test_no_count_of_people_can_be_worked_out_of_two_years_of_summaries() -> None:
    row = await counts_hidden.run("small", SEED)
    assert row.holds, row.as_text()


@pytest.mark.parametrize(
    "module",
    [kills_writing, forged, erasures, tampering, kept_long, consents, stolen, logged],
    ids=lambda one: one.__name__,
)
async def test_row_of_what_is_kept_holds_at_its_small_size(module: ModuleType) -> None:
    row = await module.run("small", SEED)
    assert row.holds, row.as_text()


@pytest.mark.postgres
@pytest.mark.timeout(600)  # six lives of the bot, on a busy machine
async def test_bots_restarted_in_turn_lose_nothing() -> None:
    row = await rolling.run("small", SEED)
    assert row.holds, row.as_text()


@pytest.mark.postgres
@pytest.mark.timeout(300)
async def test_links_serve_once_and_guessing_is_locked_on_both_databases() -> None:
    row = await guessed.run("small", SEED)
    assert row.holds, row.as_text()


@pytest.mark.postgres
@pytest.mark.timeout(300)
async def test_backups_taken_under_load_come_back_whole() -> None:
    row = await restores.run("small", SEED)
    assert row.holds, row.as_text()
