"""What stands on the picture of a crèche's coming year."""

from collections.abc import Sequence
from typing import Any

from bot.reports.figures import capital, creche_name
from bot.rules.calendar import Slot
from bot.rules.capacity import Group, MonthRoom
from bot.rules.policy import Policy
from bot.texts import Speaker

#: From so many free places on a half-day counts as free; below it is nearly full.
_FREE_FROM = 3


def capacity(creche: str, months: Sequence[MonthRoom], t: Speaker, policy: Policy) -> dict[str, Any]:
    """A row a month: ten half-days with their free places, and the children by age group."""
    known = policy.creche(creche)
    return {
        "language": t.language,
        "title": t.plain("capacity.title"),
        "creche": creche_name(creche, policy),
        "places": t.plain("report.count.places", n=known.places),
        "days": [capital(t.manner.short_weekday(day)) for day in range(5)],
        "groups": [
            {"name": t.plain(f"group.{group.value}"), "limit": _limit(t, known.groups, index)}
            for index, group in enumerate(Group)
        ],
        "months": [_month(month, known.groups, t, first=month is months[0]) for month in months],
        "legend": [
            {"kind": kind, "name": t.plain(f"capacity.{kind}")}
            for kind in ("full", "few", "free", "over", "shut")
        ],
        "note": t.plain("capacity.note"),
    }


def _limit(t: Speaker, limits: tuple[int, ...], index: int) -> str:
    return t.plain("capacity.of", n=limits[index]) if limits else ""


def _month(room: MonthRoom, limits: tuple[int, ...], t: Speaker, *, first: bool) -> dict[str, Any]:
    return {
        "name": capital(t.manner.short_month(room.month)),
        "year": str(room.month.year) if first or room.month.number == 1 else "",
        "cells": [_cell(room.free.get(slot), t) for slot in Slot],
        "groups": [
            {
                "shown": t.show(room.ages.by_group[group]),
                "over": bool(limits) and room.ages.by_group[group] > limits[index],
            }
            for index, group in enumerate(Group)
        ],
    }


def _cell(free: int | None, t: Speaker) -> dict[str, str]:
    if free is None:
        return {"kind": "shut", "shown": "–"}
    kind = "over" if free < 0 else "full" if free == 0 else "few" if free < _FREE_FROM else "free"
    return {"kind": kind, "shown": t.show(free)}
