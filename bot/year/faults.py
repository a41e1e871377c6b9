"""What goes wrong in a year: drawn from the seed, counted, and without a trace afterwards if all is well."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from random import Random
from typing import Any, cast

from bot.ports import Records


class Fault(StrEnum):
    """What can befall somebody who uses the bot, or the machine that it runs on."""

    CRASH = "crashes"  # the program dies between two steps of an action, and it is tried again
    LOST = "lost answers"  # the action was done, nobody heard of it, and it is asked for again
    TWICE = "taps twice"
    STALE = "old buttons"  # pressed again days later
    UNANSWERED = "unanswered deliveries"
    BLOCKED = "blocked bots"
    CLOCK = "clock steps"
    RESTORE = "restores"  # the disk is gone: the last copy takes its place


class Crash(Exception):  # noqa: N818 – nothing is wrong with the program: its power failed
    """The program died here."""


@dataclass
class Faults:
    """How often each happens, and how often it did."""

    chance: Random
    share: float = 0.02
    seen: Counter[Fault] = field(default_factory=Counter)

    def strikes(self, fault: Fault, share: float | None = None) -> bool:
        """Whether it happens now."""
        happens = self.chance.random() < (self.share if share is None else share)
        self.seen[fault] += happens
        return happens

    def breaking(self, records: Records) -> Records:
        """The same records, which break off before one of the next steps."""
        return cast("Records", _Breaking(records, _Countdown(self.chance.randint(1, 12))))

    def wrong_clock(self) -> timedelta:
        """By how much a clock that is set wrongly is off."""
        self.seen[Fault.CLOCK] += 1
        hour, day = timedelta(hours=1), timedelta(days=1)
        return self.chance.choice((hour, -hour, day, -day))


@dataclass
class _Countdown:
    steps: int

    def step(self) -> None:
        self.steps -= 1
        if self.steps == 0:
            raise Crash


class _Breaking:
    """Looks through at the records; every call is a step."""

    def __init__(self, inner: Any, countdown: _Countdown) -> None:
        self._inner = inner
        self._countdown = countdown

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return self._counted(found) if callable(found) else _Breaking(found, self._countdown)

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self._countdown.step()
            return call(*args, **kwargs)

        return counted
