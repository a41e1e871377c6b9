"""The time everybody in the sandbox lives in: it ticks with real time and jumps forward when asked."""

import calendar
import re
import time
from datetime import UTC, datetime, timedelta

_DURATION = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)


class Clock:
    """Starts at the real time, or at `start_at`, and only ever moves forward."""

    def __init__(self, start_at: datetime | None = None) -> None:
        start = start_at or datetime.now(UTC)  # noqa: TID251 – the sandbox is where this time comes from
        if start.tzinfo is None:
            raise ValueError("start_at carries no time zone")
        self._base = start
        self._real = time.monotonic()

    def now(self) -> datetime:
        """The present moment, aware, in the zone the clock was started in."""
        return self._base + timedelta(seconds=time.monotonic() - self._real)

    def stamp(self) -> int:
        """The present moment in Unix seconds, as Telegram dates its messages."""
        return int(self._base.timestamp() + time.monotonic() - self._real)

    def move_to(self, moment: datetime) -> None:
        """Jump to a later moment; raises ValueError for an earlier one."""
        if moment < self.now():
            raise ValueError("the clock only moves forward")
        self._base = moment.astimezone(self._base.tzinfo)
        self._real = time.monotonic()


def later(moment: datetime, duration: str) -> datetime:
    """A moment plus an ISO 8601 duration such as P1D, PT1H or P1M; raises ValueError for anything else."""
    found = _DURATION.fullmatch(duration)
    if found is None or not any(found.groupdict().values()):
        raise ValueError(f"{duration!r} is not an ISO 8601 duration such as P1D or PT1H")
    part = {name: float(value) for name, value in found.groupdict().items() if value}
    moment = _add_months(moment, int(part.pop("years", 0)) * 12 + int(part.pop("months", 0)))
    return moment + timedelta(**part)


def _add_months(moment: datetime, months: int) -> datetime:
    if not months:
        return moment
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
