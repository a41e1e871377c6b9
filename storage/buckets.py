"""The stretches of time under which lists are counted."""

from datetime import UTC, datetime
from functools import lru_cache

from bot.rules.calendar import Month, local_day


@lru_cache(maxsize=512)
def buckets(moment: datetime) -> tuple[str, str, str, str]:
    """Where a moment is counted: its Belgian month, then the day, the hour and the minute, by UTC, in it.

    Each is the start of the next, so that the buckets of one lie between it and its own next in order.
    """
    month = str(Month.of(local_day(moment)))
    text = moment.astimezone(UTC).isoformat(timespec="minutes")
    return month, f"{month} {text[:10]}", f"{month} {text[:13]}", f"{month} {text[:16]}"
