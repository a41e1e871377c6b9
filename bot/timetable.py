"""What happens when: one line a job. A timer wakes, the ledger decides what is due (rules, section 7)."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.actions import requests, signup, summaries
from bot.ports import Inbox, Store
from bot.rules.policy import Policy

log = logging.getLogger(__name__)

Action = Callable[..., object]


@dataclass(frozen=True)
class Job:
    """An action that does whatever is due and not yet done, and how often it is asked to."""

    name: str
    action: Action
    every: timedelta


#: Each may run at any time and any number of times: what was done stands in the ledger.
JOBS = (
    Job("summaries", summaries.ensure_summaries, timedelta(minutes=1)),
    Job("confirmations", requests.remind_confirmable, timedelta(minutes=10)),
    Job("drafts", signup.nudge_and_purge_drafts, timedelta(minutes=10)),
)


class Timetable:
    """Runs the jobs in time; `done` is called when one of them may have queued something."""

    def __init__(
        self,
        store: Store,
        inbox: Inbox,
        *,
        policy: Policy,
        clock: Callable[[], datetime],
        done: Callable[[], None],
        jobs: tuple[Job, ...] = JOBS,
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._policy = policy
        self._clock = clock
        self._done = done
        self._jobs = jobs
        # Late is better than never (misfire), once is enough after a long sleep (coalesce).
        self._scheduler = AsyncIOScheduler(job_defaults={"coalesce": True, "misfire_grace_time": None})

    async def start(self) -> None:
        """Do what became due while nobody ran, then keep time."""
        await self.run_due()
        for job in self._jobs:
            self._scheduler.add_job(self._run, _every(job.every), args=(job,), id=job.name)
        self._scheduler.add_job(self._purge, _every(timedelta(hours=1)), id="inbox")
        self._scheduler.start()

    async def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def run_due(self) -> None:
        """Ask every job now: at the start, and when a clock was moved."""
        for job in self._jobs:
            await self._run(job)
        await self._purge()

    async def _run(self, job: Job) -> None:
        await self._whole(job.name, self._store.do(job.action, now=self._clock(), policy=self._policy))

    async def _purge(self) -> None:
        before = self._clock() - timedelta(hours=self._policy.inbox_hours)
        await self._whole("inbox", self._inbox.purge(before=before))

    async def _whole(self, name: str, work: Awaitable[object]) -> None:
        """Whatever fails is tried again at the next tick; the other jobs go on."""
        try:
            if await work:
                self._done()
        except Exception as problem:
            log.exception("the job %s failed: %s", name, type(problem).__name__)


def _every(interval: timedelta) -> IntervalTrigger:
    return IntervalTrigger(seconds=interval.total_seconds(), timezone="UTC")
