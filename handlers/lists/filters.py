"""Which requests of a list: the screens on which that is chosen."""

from datetime import datetime

from bot.rules.calendar import FULL_WEEK, Month, Slot, local_day
from bot.rules.lists import Part, Wanted
from bot.rules.policy import Policy
from bot.texts import Html, Speaker
from handlers.lists.buttons import EVERY_HALF_DAY, Listed, bits_of, but, month_of, number_of, wanted_of, ways
from handlers.screens import Button, Screen

_MONTHS = 12


def conditions(t: Speaker, wanted: Wanted) -> list[Html]:
    """What else the requests shown have in common."""
    said = []
    if wanted.first and wanted.first == wanted.last:
        said.append(t("lists.entry_in", month=wanted.first))
    elif wanted.first and wanted.last:
        said.append(t("lists.entry_between", first=wanted.first, last=wanted.last))
    elif wanted.first:
        said.append(t("lists.entry_from", month=wanted.first))
    elif wanted.last:
        said.append(t("lists.entry_until", month=wanted.last))
    if wanted.week != FULL_WEEK:
        said.append(t("lists.any_of", week=wanted.week))
    if wanted.priority:
        said.append(t("lists.with_priority"))
    return said


def filter_screen(t: Speaker, here: Listed, policy: Policy) -> Screen:
    """Each button says what a tap on it makes of the list."""
    wanted = wanted_of(here)
    parts = [Button(_ticked(t, t.show(part), on=part is here.part), but(here, part=part)) for part in Part]
    label = _ticked(t, t.plain("lists.priority"), on=here.priority)
    rows = [
        *(parts[index : index + 2] for index in range(0, len(parts), 2)),
        [Button(t.plain("lists.choose_entry"), but(here, do="first"))],
        [Button(t.plain("lists.choose_days"), but(here, do="days"))],
        [Button(label, but(here, priority=not here.priority))],
        [Button(t.plain("lists.see"), but(here, do="see"))],
        *ways(t),
    ]
    common = conditions(t, wanted) or [t("lists.everything")]
    lines = [t("lists.title", creche=policy.creche(here.creche).name), t.show(here.part), *common]
    return Screen("\n".join(lines) + "\n\n" + t("lists.narrow"), rows)


def months_screen(t: Speaker, here: Listed, now: datetime, policy: Policy) -> Screen:
    """From which month, then until which; either may stay open."""
    first = here.do == "first"
    start = month_of(here.first) if here.first and not first else Month.of(local_day(now))
    months = [start.plus(ahead) for ahead in range(_MONTHS)]
    buttons = [Button(t.show(month), _until(here, month) if first else _by(here, month)) for month in months]
    open_ = but(here, do="see", first=0, last=0) if first else but(here, do="see", last=0)
    any_ = Button(t.plain("lists.any_month" if first else "lists.no_last"), open_)
    rows = [buttons[index : index + 2] for index in range(0, _MONTHS, 2)]
    key = "lists.ask_first" if first else "lists.ask_last"
    return Screen(t(key, creche=policy.creche(here.creche).name), [*rows, [any_], *ways(t)])


def _until(here: Listed, month: Month) -> Listed:
    return but(here, do="last", first=number_of(month))


def _by(here: Listed, month: Month) -> Listed:
    return but(here, do="see", last=number_of(month))


def days_screen(t: Speaker, here: Listed, policy: Policy) -> Screen:
    wanted = wanted_of(here)
    every = wanted.week == FULL_WEEK
    days = []
    for day in range(5):
        both = frozenset({Slot(2 * day), Slot(2 * day + 1)})
        on = not every and both <= wanted.week
        week = wanted.week - both if on else both if every else wanted.week | both
        days.append(Button(_ticked(t, t.weekday(day), on=on), but(here, do="days", week=bits_of(week))))
    everything = Button(
        _ticked(t, t.plain("lists.any_day"), on=every), but(here, do="days", week=EVERY_HALF_DAY)
    )
    rows = [days[:2], days[2:4], [*days[4:], everything], [Button(t.plain("lists.see"), but(here, do="see"))]]
    text = t("lists.ask_days", creche=policy.creche(here.creche).name, week=wanted.week)
    return Screen(text, [*rows, *ways(t)])


def _ticked(t: Speaker, name: str, *, on: bool) -> str:
    return t.plain("audience.on" if on else "audience.off", name=name)
