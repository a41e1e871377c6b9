"""Typed moments, in any of our languages: "demain 7h30", "morgen 7u30", "15. Januar um 8 Uhr"."""

import re
from datetime import date, datetime, time, timedelta

from bot.rules.calendar import BRUSSELS, local_day
from bot.rules.refusals import Unclear
from bot.texts.days import read_day
from bot.texts.words import fold, weekdays

_AHEAD = re.compile(r"\b(?:dans|over|in)\s+(\d{1,3})\s*(minut\w*|min|h|heures?|uur|uren|stunden?|hours?)\b")
#: How an hour is written, the surest way first; each names the hour and, perhaps, the minutes.
_HOURS = (
    re.compile(r"\b(?P<h>\d{1,2})[:.](?P<m>\d{2})\s*(?:uhr|uur|heures?|h|u)\b"),
    re.compile(r"\b(?P<h>\d{1,2})\s*(?:heures?|uhr|uur|h|u)\s*(?P<m>\d{2})?\b"),
    re.compile(r"\b(?P<h>\d{1,2}):(?P<m>\d{2})(?:\s*(?P<half>[ap])\.?m\b\.?)?"),
    re.compile(r"\b(?P<h>\d{1,2})\s*(?P<half>[ap])\.?m\b\.?(?!\s*\d)"),
    re.compile(r"(?<![\d./])(?P<h>\d{1,2})\.(?P<m>\d{2})(?![\d./])"),
    re.compile(r"\b(?P<noon>midi|middag|mittags?|noon)\b"),
)
_LATER_DAYS = {
    "apres demain": 2,
    "apres-demain": 2,
    "overmorgen": 2,
    "ubermorgen": 2,
    "day after tomorrow": 2,
}


def read_moment(text: str, language: str, now: datetime) -> datetime:
    """The moment that was typed, in Brussels; an hour alone is the next such. It may be over.

    Refused Unclear, DayDoesNotExist.
    """
    said = " ".join(fold(text).split())
    ahead = _AHEAD.search(said)
    if ahead is not None:
        unit = timedelta(minutes=1) if ahead[2].startswith("min") else timedelta(hours=1)
        return (now + int(ahead[1]) * unit).astimezone(BRUSSELS).replace(second=0, microsecond=0)
    hour, rest = _hour(said)
    return datetime.combine(_day(rest, language, now, hour), hour, BRUSSELS)


def _hour(said: str) -> tuple[time, str]:
    """The hour, and what else was said."""
    for way in _HOURS:
        found = way.search(said)
        if found is not None:
            return _time(found.groupdict()), f"{said[: found.start()]} {said[found.end() :]}"
    raise Unclear(what="moment")


def _time(said: dict[str, str | None]) -> time:
    if said.get("noon"):
        return time(12)
    hour, minute = int(said["h"] or 0), int(said.get("m") or 0)
    if said.get("half"):
        hour = hour % 12 + (12 if said["half"] == "p" else 0)
    if hour > 23 or minute > 59:
        raise Unclear(what="moment")
    return time(hour, minute)


def _day(said: str, language: str, now: datetime, hour: time) -> date:
    today = local_day(now)
    for words, days in _LATER_DAYS.items():
        if words in said:
            return today + timedelta(days=days)
    known = weekdays(language)
    names = [known[word] for word in re.findall(r"[^\W\d_]{2,}", said) if word in known]
    over = datetime.combine(today, hour, BRUSSELS) <= now
    if names and not any(char.isdecimal() for char in said):
        days = (names[0] - today.weekday()) % 7
        return today + timedelta(days=7 if days == 0 and over else days)
    try:
        return read_day(said, language, today, ahead=True).day
    except Unclear:
        if any(char.isdecimal() for char in said):
            raise Unclear(what="moment") from None
        return today + timedelta(days=over)
