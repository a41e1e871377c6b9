"""One line per job. The timer only wakes the action; what is due, the action reads from the ledger."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol

from bot.actions.agreements import remind_renewals
from bot.actions.announcements import depart, rest_at_night
from bot.actions.answers import tell_answers
from bot.actions.births import ask_births
from bot.actions.contracts import tell_overdue
from bot.actions.erasure import forgotten
from bot.actions.guesses import forget_old as forget_old_guesses
from bot.actions.house import standing_policy
from bot.actions.idle import end_idle_rights
from bot.actions.looking import ask_still_looking, silent
from bot.actions.offers import lapse_offers, remind_offers
from bot.actions.pleas import remind as remind_pleas
from bot.actions.requests import remind_confirmable
from bot.actions.reserve import tell_freed
from bot.actions.retention import due, keep_house
from bot.actions.rounds import carry_out
from bot.actions.signup import nudge_and_purge_drafts
from bot.actions.summaries import ensure_summaries, owed
from bot.actions.unheard import tell_unheard
from bot.actions.vacancies import sponsored, tell_vacancies
from bot.ports import Inbox, Records, Store
from bot.rules.policy import Policy
from bot.rules.retention import Category, terms

log = logging.getLogger(__name__)


#: So many subjects a transaction: somebody's tap between two of them does not wait long.
BATCH = 100


class Action(Protocol):
    """Does whatever is due at `now` and was not done before, however late it is."""

    def __call__(self, records: Records, *, now: datetime, policy: Policy) -> object: ...


class Part(Protocol):
    """The same, for some of its subjects."""

    def __call__(self, records: Records, *, now: datetime, policy: Policy, of: Sequence[str]) -> object: ...


class Subjects(Protocol):
    """The ids of what an action looks at."""

    def __call__(self, records: Records, *, now: datetime, policy: Policy) -> Sequence[str]: ...


@dataclass(frozen=True, kw_only=True)
class Job:
    """An action, and when the timer wakes it (APScheduler's cron fields, UTC)."""

    name: str
    action: Action
    when: dict[str, Any]
    parts: tuple[Subjects, Part] | None = None  # the same, some subjects a transaction
    most: int | None = None  # how many, where they take longer than others


JOBS = (
    Job(
        name="summaries",
        action=ensure_summaries,
        parts=(owed, ensure_summaries),
        most=10,
        when={"second": 0},
    ),
    Job(name="offers-lapsed", action=lapse_offers, when={"minute": 0}),
    Job(name="offers-reminded", action=remind_offers, when={"minute": 0}),
    Job(name="offers-answered", action=tell_answers, when={"minute": 45}),
    Job(name="contracts-overdue", action=tell_overdue, when={"minute": 50}),
    Job(name="announcements", action=depart, when={"second": "*/5"}),
    Job(name="announcements-at-night", action=rest_at_night, when={"second": "*/5"}),
    Job(name="rounds", action=carry_out, when={"second": "*/5"}),
    Job(name="places-freed", action=tell_freed, when={"second": 40}),
    Job(name="confirmations", action=remind_confirmable, when={"minute": 5}),
    Job(
        name="still-looking",
        action=ask_still_looking,
        parts=(silent, ask_still_looking),
        when={"hour": 8, "minute": 15},
    ),
    Job(name="births", action=ask_births, when={"hour": 7, "minute": 25}),
    Job(name="pleas", action=remind_pleas, when={"hour": 8, "minute": 25}),
    Job(name="renewals", action=remind_renewals, when={"hour": 8, "minute": 35}),
    Job(
        name="vacancies",
        action=tell_vacancies,
        parts=(sponsored, tell_vacancies),
        most=10,
        when={"hour": 8, "minute": 40},
    ),
    Job(name="vacancies-unheard", action=tell_unheard, when={"hour": 8, "minute": 50}),
    Job(name="drafts", action=nudge_and_purge_drafts, when={"minute": 10}),
    Job(name="guesses", action=forget_old_guesses, when={"minute": 12}),
    Job(name="idle", action=end_idle_rights, when={"minute": 15}),
    Job(
        name="retention",
        action=keep_house,
        parts=(due, keep_house),
        most=10,
        when={"hour": 1, "minute": 30},
    ),
)
PURGE = {"minute": 20}
#: Not at the start: copies may be many.
COPIES = {"minute": 25}
#: A job that has been due for so long is late, and somebody should look.
LATE = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Outside:
    """What lies outside the database: who was forgotten, for a restore; its copies, which forget as well."""

    note_forgotten: Callable[[Iterable[tuple[str, datetime]]], None] | None = None
    clear_copies: Callable[[], int] = lambda: 0


class Timetable:
    """The jobs of one life of the program: all of them at the start, then each at its time."""

    def __init__(
        self,
        store: Store,
        inbox: Inbox,
        *,
        policy: Policy,
        clock: Callable[[], datetime],
        done: Callable[[], None] = lambda: None,
        outside: Outside | None = None,
        may: Callable[[], bool] = lambda: True,
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._policy = policy
        self._clock = clock
        self._done = done
        self._outside = outside or Outside()
        self._may = may
        self._scheduler: Any = None
        self._stopping = False
        self._catching_up: asyncio.Task[None] | None = None
        self._open: dict[str, datetime] = {}  # begun and not done, since when
        self.due: Counter[str] = Counter()
        self.done: Counter[str] = Counter()

    async def start(self) -> None:
        """Catch up on what became due while nobody was there, then keep time."""
        await self.run_due()
        self._scheduler = await asyncio.to_thread(_scheduler)
        for job in JOBS:
            self._scheduler.add_job(self._wake, "cron", args=[self._run, job], id=job.name, **job.when)
        self._scheduler.add_job(self._wake, "cron", args=[self._purge], id="inbox", **PURGE)
        self._scheduler.add_job(self._wake, "cron", args=[self.clear], id="copies", **COPIES)
        self._scheduler.start()

    async def stop(self) -> None:
        """Wake nothing more; what is at work ends with the transaction that it is in."""
        self._stopping = True
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
        if self._catching_up is not None:
            await self._catching_up

    def catch_up(self) -> None:
        """Whoever kept time before is gone: what it left undone is done now, unless we are still at it."""
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.get_running_loop().create_task(self.run_due())

    async def run_due(self) -> None:
        """Run every job now, until told to stop; each finds for itself what is due."""
        for job in JOBS:
            await self._run(job)
        if not self._stopping:
            await self._purge()

    async def clear(self) -> None:
        """Whoever is erased goes from the copies of the database too, which lie outside it."""
        try:
            left = await asyncio.to_thread(self._outside.clear_copies)
        except Exception as error:  # noqa: BLE001 – the next hour tries again
            log.error("the copies could not be cleared: %s", type(error).__name__)  # noqa: TRY400 – likewise
        else:
            if left:
                log.error("who was erased is still in %d copies: `cigogne doctor` says which", left)

    async def _wake(self, work: Callable[..., Awaitable[None]], *about: Job) -> None:
        """Where several keep time, one does what is due."""
        if self._may():
            await work(*about)

    def late(self) -> tuple[str, ...]:
        """The jobs that have been due for too long: they fail, or do not come to an end."""
        now = self._clock()
        return tuple(name for name, since in self._open.items() if now - since > LATE)

    async def _run(self, job: Job) -> None:
        if self._stopping:
            return
        self.due[job.name] += 1
        self._open.setdefault(job.name, self._clock())
        try:
            await self._do(job)
        except Exception as error:  # noqa: BLE001 – the ledger still says it is due: next time
            log.error("the job %s failed: %s", job.name, type(error).__name__)  # noqa: TRY400 – no content in logs
        else:
            self.done[job.name] += 1
            self._open.pop(job.name, None)
            self._done()

    async def _do(self, job: Job) -> None:
        """Whole, or some subjects at a time; after a crash the ledger knows which of them were done."""
        now, policy = self._clock(), self._policy
        if job.parts is None:
            await self._store.do(_as_it_stands, job.action, now=now, policy=policy)
            return
        subjects, part = job.parts
        ids = await self._store.look(subjects, now=now, policy=policy)
        most = job.most or BATCH
        for start in range(0, len(ids), most):
            if self._stopping:
                return
            some = partial(part, of=ids[start : start + most])
            await self._store.do(_as_it_stands, some, now=now, policy=policy)
            self._done()

    async def _purge(self) -> None:
        """Raw updates are kept so many hours and no longer (rules, section 8); who was forgotten is noted."""
        try:
            await self._inbox.purge(before=terms(self._policy)[Category.UPDATES].since(self._clock()))
        except Exception as error:  # noqa: BLE001 – what could not be deleted is deleted next time
            log.error("old updates could not be deleted: %s", type(error).__name__)  # noqa: TRY400 – likewise
        try:
            await self._note_outside()
        except Exception as error:  # noqa: BLE001 – the database knows them, and the next hour tries again
            log.error("who was forgotten could not be noted: %s", type(error).__name__)  # noqa: TRY400 – likewise

    async def _note_outside(self) -> None:
        """Outside the database, for a restore."""
        if self._outside.note_forgotten is not None:
            await asyncio.to_thread(self._outside.note_forgotten, await self._store.look(forgotten))


def _as_it_stands(records: Records, action: Action, *, now: datetime, policy: Policy) -> object:
    """With the policy as staff completed it."""
    return action(records, now=now, policy=standing_policy(records, policy))


def _scheduler() -> Any:
    """Imported beside the loop. Late is run once, never skipped; UTC knows no missing hour."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415 – not before it is needed

    return AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    )
