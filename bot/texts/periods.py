"""Typed days: one, or from one to another: "du 24 au 31 décembre 2026", "24/12/2026 - 2/1/2027"."""

import re
from datetime import date

from bot.rules.calendar import Month, Period
from bot.rules.refusals import DayDoesNotExist, Unclear
from bot.texts.days import read_day

_FROM = re.compile(r"^\s*(du|van|vom|from)\s+", re.IGNORECASE)
_TO = re.compile(r"\s+(?:jusqu.au|au|à|tot en met|tot|t/m|bis zum|bis|until|to|-)\s+|\s*–\s*", re.IGNORECASE)
_DAY_ALONE = re.compile(r"(?:le\s+)?(\d{1,2})(?:er|\.)?")


def read_period(text: str, language: str, today: date) -> Period:
    """The day or days that were typed, both included; refused Unclear, DayDoesNotExist.

    A first day without its month is one of the last day's.
    """
    parts = _TO.split(_FROM.sub("", text))
    if len(parts) > 2:
        raise Unclear(what="days")
    last = _day(parts[-1], language, today)
    first = _first(parts[0], last, language, today) if len(parts) == 2 else last
    if first > last:
        raise Unclear(what="days")
    return Period(first, last)


def _first(text: str, last: date, language: str, today: date) -> date:
    alone = _DAY_ALONE.fullmatch(text.strip())
    if alone is None:
        return _day(text, language, today)
    month, day = Month.of(last), int(alone.group(1))
    if not 1 <= day <= month.last.day:
        raise DayDoesNotExist(day=day, month=month, last=month.last)
    return last.replace(day=day)


def _day(text: str, language: str, today: date) -> date:
    try:
        return read_day(text, language, today, ahead=True).day
    except Unclear:
        raise Unclear(what="days") from None
