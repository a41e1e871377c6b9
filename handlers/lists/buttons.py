"""A crèche's list as a button says it is wanted."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from bot.rules.calendar import FULL_WEEK, Month, Slot, Week, local_day
from bot.rules.lists import Part, Wanted
from bot.rules.refusals import StaleScreen, Unclear
from bot.texts import Speaker
from bot.texts.reading import read_month, read_week
from handlers import menu
from handlers.screens import Button

EVERY_HALF_DAY = 1023


class Listed(CallbackData, prefix="wl"):
    """A crèche's list as it is wanted. `do`: see, on, back (from `at`), filter, first, last, days.

    Months are numbers, 0 for none; the week is a number with a bit for each half-day.
    """

    do: str
    creche: str
    part: Part = Part.RANKED
    first: int = 0
    last: int = 0
    priority: bool = False
    week: int = EVERY_HALF_DAY
    at: str = ""


def but(here: Listed, **changes: object) -> Listed:
    """The same list, a little otherwise, from its top."""
    return here.model_copy(update={"at": "", **changes})


def wanted_of(listed: Listed) -> Wanted:
    """What a button's numbers say; forged ones are a screen that never was."""
    try:
        return Wanted(
            part=listed.part,
            first=month_of(listed.first) if listed.first else None,
            last=month_of(listed.last) if listed.last else None,
            priority=listed.priority,
            week=frozenset(slot for slot in Slot if listed.week >> slot & 1) or FULL_WEEK,
        )
    except ValueError as problem:
        raise StaleScreen from problem


def narrowed(listed: Listed, text: str, language: str, now: datetime) -> Listed:
    """The list with the typed entry month, or the typed half-days; refused Unclear."""
    try:
        number = number_of(Month.of(read_month(text, language, local_day(now)).day))
    except Unclear:
        pass
    else:
        return but(listed, first=number, last=number)
    try:
        return but(listed, week=bits_of(read_week(text, language)))
    except Unclear:
        raise Unclear(what="list") from None


def number_of(month: Month) -> int:
    return month.year * 12 + month.number - 1


def month_of(number: int) -> Month:
    return Month(number // 12, number % 12 + 1)


def bits_of(week: Week) -> int:
    return sum(1 << slot for slot in week)


def ways(t: Speaker) -> list[list[Button]]:
    return [[Button(t.plain("lists.others"), menu.LISTS), menu.open_button(t)]]
