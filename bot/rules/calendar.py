"""Days, months, half-days: the arithmetic that every other rule shares. Belgian time throughout."""

import calendar as _calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


class Slot(IntEnum):
    """One of the ten half-days of a week; `slot // 2` is the weekday, Monday being 0."""

    MON_AM = 0
    MON_PM = 1
    TUE_AM = 2
    TUE_PM = 3
    WED_AM = 4
    WED_PM = 5
    THU_AM = 6
    THU_PM = 7
    FRI_AM = 8
    FRI_PM = 9

    @property
    def weekday(self) -> int:
        return self // 2


Week = frozenset[Slot]
FULL_WEEK: Week = frozenset(Slot)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"a month is 1 to 12, not {self.number}")
        if not 1 <= self.year <= 9999:
            raise ValueError(f"a year is 1 to 9999, not {self.year}")

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read "2027-03"; ValueError on anything else."""
        year, _, number = text.partition("-")
        month = cls(int(year), int(number))
        if str(month) != text:
            raise ValueError(f"a month is written like 2027-03, not {text!r}")
        return month

    def plus(self, months: int) -> "Month":
        years, index = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, index + 1)

    def until(self, other: "Month") -> int:
        """Whole months from this one to the other (negative backwards)."""
        return (other.year - self.year) * 12 + other.number - self.number

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, _calendar.monthrange(self.year, self.number)[1])

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both inclusive; `end` None means "until further notice"."""

    start: date
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def within(self, month: Month) -> "Period | None":
        """The part of this period that lies in `month`, or None."""
        return self.overlap(Period(month.first, month.last))

    def overlap(self, other: "Period") -> "Period | None":
        """The days that lie in both, or None."""
        start = max(self.start, other.start)
        end = min(self.end or date.max, other.end or date.max)
        if start > end:
            return None
        return Period(start, None if end == date.max else end)

    def days(self) -> Iterator[date]:
        """Every day of a period that ends."""
        if self.end is None:
            raise ValueError("an open period has no last day")
        for ordinal in range(self.start.toordinal(), self.end.toordinal() + 1):
            yield date.fromordinal(ordinal)


def months_after(day: date, months: int) -> date:
    """The same day so many months later (earlier if negative), or the last day of that month."""
    years, index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, index + 1
    if day.day <= 28:
        return date(year, month, day.day)
    last = Month(year, month).last
    return last.replace(day=min(day.day, last.day))


def local_day(now: datetime) -> date:
    """The day it is in Belgium."""
    return now.astimezone(BRUSSELS).date()


def end_of_day(day: date) -> datetime:
    """The last second of a day in Belgium, as UTC: a deadline is inclusive (rules, section 7)."""
    return datetime.combine(day, time(23, 59, 59), BRUSSELS).astimezone(UTC)


def in_daytime(now: datetime) -> datetime:
    """That moment, or the next at which people may be written to: from 9 to 20 o'clock in Belgium."""
    here = now.astimezone(BRUSSELS)
    if 9 <= here.hour < 20:
        return now
    return at_local(here.date() + timedelta(days=here.hour >= 20), 9)


def at_local(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall-clock moment in Belgium, as UTC."""
    return datetime.combine(day, time(hour, minute), BRUSSELS).astimezone(UTC)
