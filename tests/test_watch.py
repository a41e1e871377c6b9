"""What ails the bot is told to a chat of the staff: once, in words, without a name."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.rules.ailments import Ailment
from bot.rules.people import Mandate, Role
from bot.texts import Texts
from bot.watch import CALM, MOST_TIMES, PATIENCE, PEOPLE_EVERY, Watch
from storage import Storage
from tests.cast import ANA, MORNING
from tests.kept import empty_storage
from tests.storage import seeds

T = Texts.load().speaker("en")


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with empty_storage(tmp_path) as opened:
        await opened.outbox.lead("courier", at=MORNING, seconds=10**7)
        yield opened


class Town:
    """A watch with a clock, ailments and a chat that a test sets."""

    def __init__(self, storage: Storage) -> None:
        self.now, self.ailments, self.said, self.broken = MORNING, list[Ailment](), list[str](), False
        self.watch = Watch(
            storage, storage.outbox, clock=self.clock, ailments=lambda: self.ailments, say=self.say, t=T
        )

    def clock(self) -> datetime:
        return self.now

    async def say(self, text: str) -> None:
        if self.broken:
            raise OSError
        self.said.append(text)

    async def look(self, after: timedelta = timedelta()) -> list[str]:
        """What it said at that look."""
        self.now += after
        self.said.clear()
        await self.watch.look()
        return list(self.said)


@pytest.mark.parametrize("ailment", Ailment)
def test_every_ailment_has_its_words(ailment: Ailment) -> None:
    assert T(f"alert.{ailment.name.lower()}", firms=1, staff=2)
    assert ailment is Ailment.POISON or T(f"alert.was.{ailment.name.lower()}")


async def test_what_passes_by_itself_is_not_told(storage: Storage) -> None:
    town = Town(storage)
    town.ailments = [Ailment.WAITING]
    assert await town.look() == []
    town.ailments = []
    assert await town.look(PATIENCE) == []
    town.ailments = [Ailment.WAITING]
    assert await town.look() == []


async def test_what_lasts_is_told_once_a_day_by_one_program(storage: Storage) -> None:
    towns = [Town(storage), Town(storage)]
    for town in towns:
        town.ailments = [Ailment.WAITING]
        await town.look()
    assert [await town.look(PATIENCE) for town in towns] == [[T("alert.waiting")], []]
    assert [await town.look(PATIENCE) for town in towns] == [[], []]
    assert [await town.look(timedelta(days=1)) for town in towns] == [[T("alert.waiting")], []]


async def test_what_happened_is_told_at_once_and_again_if_it_could_not_be(storage: Storage) -> None:
    town = Town(storage)
    town.ailments, town.broken = [Ailment.POISON], True
    with pytest.raises(OSError):  # noqa: PT011 – the network is out of order
        await town.look()
    town.ailments, town.broken = [], False
    assert await town.look() == [T("alert.poison")]
    assert await town.look() == []


def over(ailment: str, since: datetime, until: datetime) -> str:
    return T("alert.over", was=T.plain(f"alert.was.{ailment}"), since=since, until=until)


async def test_what_is_over_is_told_by_one_program_with_its_hours(storage: Storage) -> None:
    towns = [Town(storage), Town(storage)]
    for town in towns:
        town.ailments = [Ailment.WAITING]
        await town.look()
    assert [await town.look(PATIENCE) for town in towns] == [[T("alert.waiting")], []]
    for town in towns:
        town.ailments = []
    assert [await town.look(CALM - PATIENCE) for town in towns] == [[], []]
    ended = over("waiting", MORNING, MORNING + PATIENCE)
    assert [await town.look(PATIENCE) for town in towns] == [[ended], []]
    assert [await town.look(CALM) for town in towns] == [[], []]


async def test_what_is_over_since_a_restart_is_told_once_with_its_hours(storage: Storage) -> None:
    before = Town(storage)
    before.ailments = [Ailment.STUCK]
    await before.look()
    assert await before.look(PATIENCE) == [T("alert.stuck")]
    towns = [Town(storage), Town(storage)]  # they were away for an hour, and see nothing yet
    assert [await town.look(timedelta(hours=1)) for town in towns] == [[], []]
    ended = over("stuck", MORNING, MORNING + PATIENCE)
    assert [await town.look(CALM) for town in towns] == [[ended], []]
    assert [await town.look(CALM) for town in towns] == [[], []]


async def test_what_lasts_beyond_a_restart_is_over_when_it_is_with_its_first_hour(storage: Storage) -> None:
    before, after = Town(storage), Town(storage)
    before.ailments = after.ailments = [Ailment.STUCK]
    await before.look()
    assert await before.look(PATIENCE) == [T("alert.stuck")]
    assert await after.look(CALM) == await after.look(PATIENCE) == []
    after.ailments = []
    assert await after.look(CALM) == [over("stuck", MORNING, MORNING + CALM + PATIENCE)]


async def test_what_one_program_still_sees_another_does_not_tell_to_be_over(storage: Storage) -> None:
    ill, well = Town(storage), Town(storage)
    ill.ailments = [Ailment.CONTESTED]
    await ill.look()
    assert await ill.look(PATIENCE) == [T("alert.contested")]
    for _ in range(3):
        assert [await town.look(CALM) for town in (ill, well)] == [[], []]


async def test_what_comes_and_goes_is_one_ailment_until_it_stays_away(storage: Storage) -> None:
    town = Town(storage)
    town.ailments = [Ailment.STUCK]
    await town.look()
    said = await town.look(PATIENCE)
    for _ in range(5):
        town.ailments = []
        said += await town.look(CALM - PATIENCE)
        town.ailments = [Ailment.STUCK]
        said += await town.look(PATIENCE / 2)
    assert said == [T("alert.stuck")]
    town.ailments = []
    ended = town.now
    assert await town.look(CALM) == [over("stuck", MORNING, ended)]


async def test_what_comes_back_after_its_end_is_told_again_but_not_all_day(storage: Storage) -> None:
    town, said = Town(storage), list[str]()
    for _ in range(2 * MOST_TIMES):
        town.ailments = [Ailment.WAITING]
        await town.look()
        said += await town.look(PATIENCE)
        town.ailments = []
        said += await town.look(CALM)
    assert said.count(T("alert.waiting")) == MOST_TIMES
    assert len(said) == 2 * MOST_TIMES


async def test_end_that_could_not_be_told_is_told_later(storage: Storage) -> None:
    town = Town(storage)
    town.ailments = [Ailment.JOB_LATE]
    assert await town.look() == [T("alert.job_late")]
    town.ailments, town.broken = [], True
    with pytest.raises(OSError):  # noqa: PT011 – the network is out of order
        await town.look(CALM)
    town.broken = False
    assert await town.look() == [over("job_late", MORNING, MORNING)]
    assert await town.look(CALM) == []


async def test_end_that_a_program_died_before_telling_is_told_by_another(storage: Storage) -> None:
    dying, other = Town(storage), Town(storage)
    dying.ailments = [Ailment.STUCK]
    await dying.look()
    await dying.look(PATIENCE)
    dying.ailments, dying.broken = [], True
    with pytest.raises(OSError):  # noqa: PT011 – it claimed the end, and could not say it
        await dying.look(CALM)

    other.now = dying.now
    assert await other.look() == []
    assert await other.look(CALM) == [over("stuck", MORNING, MORNING + PATIENCE)]
    assert await other.look(CALM) == []


async def test_courier_that_stopped_is_told(storage: Storage) -> None:
    town = Town(storage)
    await storage.outbox.lead("courier", at=MORNING, seconds=0)
    await town.look(timedelta(seconds=1))
    assert await town.look(PATIENCE) == [T("alert.no_courier")]


async def test_who_cannot_be_told_is_counted_once_a_week_without_a_name(storage: Storage) -> None:
    town = Town(storage)
    person = replace(ANA, family_id=None, reachable=False)
    with storage.transaction() as records:
        seeds.person(records, person)
        records.people.grant(person.id, Mandate(role=Role.DIRECTOR, of="marcinelle"), at=MORNING)
    (said,) = await town.look()
    assert said == T("alert.unreached", firms=0, staff=1)
    assert ANA.name not in said
    assert await town.look(timedelta(days=1)) == []
    assert await town.look(timedelta(days=7)) == [said]


async def test_notices_are_counted_by_state(storage: Storage) -> None:
    town = Town(storage)
    await town.look(PEOPLE_EVERY)
    assert (dict(town.watch.notices), town.watch.staff_unheard, town.watch.firms_unheard) == ({}, 0, 0)
