"""A family changes what it asks for after registration: the time of confirmation stays (section 3)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.rules.calendar import Month
from bot.rules.policy import Policy
from bot.rules.refusals import NothingChanged, NotWaiting
from bot.rules.requests import ON_THE_LIST, Request, Wishes
from bot.rules.signup import Answers, Draft, check_complete
from bot.rules.signup.asked import wishes
from bot.rules.signup.course import WISHES


class Wish(StrEnum):
    """What can be changed; none of it moves the time of confirmation."""

    ENTRY = "entry"
    WINDOW = "window"
    WEEK = "week"
    CRECHES = "creches"


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a change does at one crèche: which entry month's list is left or joined, at which rank."""

    creche: str
    before: Month | None  # the entry month of the list stood on; None: not at this crèche
    after: Month | None
    rank_before: int | None = None  # None: no rank there
    rank_after: int | None = None

    @property
    def same_list(self) -> bool:
        return self.before == self.after


def answers_of(request: Request, policy: Policy) -> Answers:
    """The sign-up form as this request would have filled it, for its wishes that can still be had."""
    asked = request.wishes
    return Answers(
        changing=request.id,
        born=tuple(child.born for child in request.children),
        days=tuple(child.day for child in request.children),
        entry=asked.entry,
        earlier=asked.earlier,
        later=asked.later,
        week=asked.week,
        creches=tuple(creche for creche in asked.creches if not policy.gone((creche,))),
        answered=frozenset(map(str, WISHES)),
    )


def check_changeable(request: Request) -> None:
    """Refused NotWaiting: what an offer or a contract rests on is no wish any more."""
    if request.state not in ON_THE_LIST:
        raise NotWaiting(state=request.state)


def change(request: Request, draft: Draft, *, today: date, policy: Policy) -> Request:
    """The request with its new wishes, everything else as it was.

    Refused NotWaiting, FormIncomplete, NothingChanged.
    """
    check_changeable(request)
    check_complete(draft, today=today, policy=policy)
    changed = replace(request, wishes=wishes(draft.answers))
    if changed == request:
        raise NothingChanged
    return changed


def changed_wishes(before: Wishes, after: Wishes) -> tuple[Wish, ...]:
    """Which of them differ, in the order of the form."""
    differs = {
        Wish.ENTRY: before.entry != after.entry,
        Wish.WINDOW: (before.earlier, before.later) != (after.earlier, after.later),
        Wish.WEEK: before.week != after.week,
        Wish.CRECHES: before.creches != after.creches,
    }
    return tuple(wish for wish, differ in differs.items() if differ)


def creches_touched(before: Wishes, after: Wishes) -> tuple[str, ...]:
    """Every crèche of either, those wished for now first."""
    return tuple(dict.fromkeys((*after.creches, *before.creches)))
