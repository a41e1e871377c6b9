"""Jobs run at the start, on demand and at their time; one that fails does not take the others with it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import timetable
from bot.actions import erasure
from bot.inbox.envelope import seal
from bot.ports import Records
from bot.rules.policy import Policy
from bot.timetable import JOBS, Job, Outside, Timetable
from storage import Storage
from tests.cast import ANA, MORNING, POLICY
from tests.kept import empty_storage
from tests.storage import seeds


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with empty_storage(tmp_path) as opened:
        yield opened


class Clock:
    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now


def runs(records: Records, *, now: datetime, policy: Policy) -> None:
    records.trace.note(who="timer", what="ran", subject="job", at=now)


def fails(records: Records, *, now: datetime, policy: Policy) -> None:
    raise ValueError("Ana Lambert")


def of(storage: Storage, clock: Clock, monkeypatch: pytest.MonkeyPatch, *jobs: Job) -> Timetable:
    monkeypatch.setattr(timetable, "JOBS", jobs)
    return Timetable(storage, storage.inbox, policy=POLICY, clock=clock)


async def times(storage: Storage) -> list[object]:
    return [note["at"] for note in await storage.look(lambda records: records.trace.of("job"))]


async def test_run_due_runs_every_job_now(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    table = of(storage, clock, monkeypatch, Job(name="a", action=runs, when={"hour": 3}))
    await table.run_due()
    clock.now += timedelta(days=1)
    await table.run_due()
    assert len(await times(storage)) == 2


async def test_a_job_that_fails_is_named_without_its_words(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = (Job(name="a", action=fails, when={}), Job(name="b", action=runs, when={}))
    await of(storage, Clock(), monkeypatch, *jobs).run_due()
    assert [record.getMessage() for record in caplog.records] == ["the job a failed: ValueError"]
    assert len(await times(storage)) == 1


async def test_who_takes_over_again_while_catching_up_does_not_begin_anew(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = (Job(name="a", action=runs, when={"hour": 3}), Job(name="b", action=runs, when={"hour": 3}))
    table = of(storage, Clock(), monkeypatch, *jobs)
    table.catch_up()
    await asyncio.sleep(0)
    table.catch_up()
    async with asyncio.timeout(60):
        while not table.done["b"]:  # noqa: ASYNC110 – a job says no word to us
            await asyncio.sleep(0.01)
    await table.stop()
    assert len(await times(storage)) == 2


async def test_stop_ends_with_the_transaction_at_work(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the subjects that are left, and of the jobs behind, each knows that it is still due."""
    stopping: list[asyncio.Future[None]] = []
    loop = asyncio.get_running_loop()

    def each(records: Records, *, now: datetime, policy: Policy, of: Sequence[str]) -> None:
        records.trace.note(who="timer", what="did", subject="job", why=of[0], at=now)
        stopping.append(asyncio.run_coroutine_threadsafe(table.stop(), loop))  # type: ignore[arg-type]

    def subjects(records: Records, *, now: datetime, policy: Policy) -> list[str]:
        return list("abc")

    first = Job(name="a", action=runs, parts=(subjects, each), most=1, when={"hour": 3})
    table = of(storage, Clock(), monkeypatch, first, Job(name="b", action=runs, when={"hour": 3}))
    await table.run_due()
    assert [line["why"] for line in await storage.look(lambda records: records.trace.of("job"))] == ["a"]


async def test_the_timer_wakes_a_job_at_its_time(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    table = of(storage, Clock(), monkeypatch, Job(name="a", action=runs, when={"second": "*"}))
    await table.start()
    async with asyncio.timeout(60):
        while len(await times(storage)) < 3:  # noqa: ASYNC110 – one at the start, then two
            await asyncio.sleep(0.1)
    await table.stop()
    await storage.do(lambda _: None)  # whatever it had begun is done
    woken = len(await times(storage))
    await asyncio.sleep(1.1)
    assert len(await times(storage)) == woken


async def test_late_jobs_run_once_and_are_never_skipped(storage: Storage) -> None:
    table = Timetable(storage, storage.inbox, policy=POLICY, clock=Clock())
    await table.start()
    jobs = table._scheduler.get_jobs()
    assert {job.id for job in jobs} == {*(job.name for job in JOBS), "inbox", "copies"}
    assert {(job.coalesce, job.misfire_grace_time, job.max_instances) for job in jobs} == {(True, None, 1)}
    await table.stop()


async def test_raw_updates_are_deleted_when_their_hours_are_over(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    await storage.inbox.put([seal({"update_id": 5})], at=MORNING)
    await storage.inbox.finish(5)
    assert await storage.inbox.waiting() == ()
    clock = Clock()
    table = Timetable(storage, storage.inbox, policy=replace(POLICY, inbox_hours=72), clock=clock)
    clock.now += timedelta(hours=71)
    await table.run_due()
    assert await storage.inbox.put([seal({"update_id": 5})], at=clock.now) == ()
    clock.now += timedelta(hours=2)
    await table.run_due()
    assert len(await storage.inbox.put([seal({"update_id": 5})], at=clock.now)) == 1
    assert caplog.records == [] or caplog.records[0].levelno < logging.ERROR


async def test_job_with_many_subjects_takes_some_at_a_time(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done before a batch that fails stays done; a tap may come between two of them."""
    monkeypatch.setattr(timetable, "BATCH", 2)

    def subjects(records: Records, *, now: datetime, policy: Policy) -> list[str]:
        done = {line["why"] for line in records.trace.of("job")}
        return [one for one in "abcde" if one not in done]

    def each(records: Records, *, now: datetime, policy: Policy, of: Sequence[str]) -> None:
        for one in of:
            records.trace.note(who="timer", what="did", subject="job", why=one, at=now)
            if one == broken:
                raise ValueError

    async def done() -> str:
        lines = await storage.look(lambda records: records.trace.of("job"))
        return "".join(line["why"] for line in lines)

    job = Job(name="a", action=runs, parts=(subjects, each), when={"hour": 3})
    table = of(storage, Clock(), monkeypatch, job)
    broken = "d"
    await table.run_due()
    assert await done() == "ab"
    broken = ""
    await table.run_due()
    assert await done() == "abcde"


async def test_whom_we_forgot_is_noted_outside_the_database(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.person(records, ANA)
        erasure.erase(records, ANA.id, now=MORNING)
    noted: list[tuple[str, datetime]] = []
    outside = Outside(note_forgotten=noted.extend)
    table = Timetable(storage, storage.inbox, policy=POLICY, clock=Clock(), outside=outside)
    await table.run_due()
    assert noted == [(ANA.id, MORNING)]


async def test_copies_in_which_somebody_stays_are_counted_and_trouble_with_them_is_named(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    found = {"left": 0}
    outside = Outside(clear_copies=lambda: found.pop("left"))
    table = Timetable(storage, storage.inbox, policy=POLICY, clock=Clock(), outside=outside)
    await table.clear()
    found["left"] = 2
    await table.clear()
    await table.clear()
    assert [record.getMessage() for record in caplog.records] == [
        "who was erased is still in 2 copies: `cigogne doctor` says which",
        "the copies could not be cleared: KeyError",
    ]
