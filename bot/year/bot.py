"""The bot as the people of the year meet it: its real actions on its real storage, whole or not at all."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from bot.actions.house import standing_policy
from bot.ports import Records
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal
from bot.timetable import JOBS, Job
from bot.year.clock import Clock
from bot.year.faults import Crash, Fault, Faults
from storage.records import Memory

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class _Step(Generic[T]):
    """Something to do in one transaction."""

    name: str
    work: Callable[[Records], T]


@dataclass
class Bot:
    """Each action has a savepoint of its own, as the storage's writer gives it; a day is one commit.

    `done`: whether the last action was. `broken`: what ended one neither done nor refused, which is a bug.
    """

    memory: Memory
    clock: Clock
    policy: Policy  # as loaded; `standing` is that of today
    faults: Faults
    standing: Policy = field(init=False)
    refused: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    done: bool = False

    def __post_init__(self) -> None:
        self.standing = self.policy

    @property
    def now(self) -> datetime:
        return self.clock.now

    def do(self, action: Callable[Concatenate[Records, P], T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What the action answers; None if it refused. Faults strike on the way."""
        step = _Step(
            f"{action.__module__}.{action.__name__}", lambda records: action(records, *args, **kwargs)
        )
        if self.faults.strikes(Fault.CRASH):
            answer = self._attempt(step, self.faults.breaking(self.memory))
            if self.done:
                return answer  # the power failed a step too late
        answer = self._attempt(step, self.memory)
        done = self.done
        if self.faults.strikes(Fault.LOST) or self.faults.strikes(Fault.TWICE):
            self._attempt(step, self.memory)
        self.done = done
        return answer

    def wake(self, job: Job) -> object:
        """Let the timetable's job do what is due."""
        return self.do(_as_it_stands, job.action, now=self.now, policy=self.policy)

    def look_at_policy(self) -> None:
        """What staff completed counts from now on."""
        self.standing = standing_policy(self.memory, self.policy)

    def _attempt(self, step: "_Step[T]", records: Records) -> T | None:
        self.done = False
        answer = None
        try:
            with self._whole_or_not():
                answer = step.work(records)
        except Refusal as refusal:
            self.refused[f"{step.name}: {type(refusal).__name__}"] += 1
        except Crash:
            pass
        except Exception as error:  # noqa: BLE001 – whatever it was, it is told as what it is: a bug
            self.broken.append(f"{step.name} broke: {type(error).__name__}: {error}")
        else:
            self.done = True
        return answer

    @contextlib.contextmanager
    def _whole_or_not(self) -> Iterator[None]:
        command = self.memory.wire.command
        command("SAVEPOINT step")
        try:
            yield
        except BaseException:
            command("ROLLBACK TO step")
            command("RELEASE step")
            raise
        command("RELEASE step")


def _as_it_stands(records: Records, action: Any, *, now: datetime, policy: Policy) -> object:
    """With the policy as staff completed it, as the timetable does."""
    return action(records, now=now, policy=standing_policy(records, policy))


#: The jobs that are woken every minute or oftener run in the evening too, the others each morning alone.
OFTEN = tuple(job for job in JOBS if "second" in job.when)
