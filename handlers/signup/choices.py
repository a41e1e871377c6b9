"""What there is to choose at each question of the form."""

from collections.abc import Callable, Sequence

from bot.rules.nearness import creches_by_nearness
from bot.rules.people import Given
from bot.rules.signup import Deed, Siblings, Step
from bot.rules.signup.course import (
    MOST_LATER,
    claim_options,
    entry_months,
    most_earlier,
)
from handlers.screens import Button
from handlers.signup.buttons import CHOSEN, Row, View


def choices(view: View) -> list[Row]:
    """The answers to choose from at the question on the screen; none where it is answered in words."""
    choose = _CHOICES.get(view.step)
    return choose(view) if choose else []


def in_rows(width: int, buttons: Sequence[Button]) -> list[Row]:
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def _name(view: View) -> list[Row]:
    if view.draft.answers.name or view.desk or not view.first_name:
        return []
    return [[view.button(view.first_name, Deed.PICK)]]  # the name itself is read from Telegram when tapped


def _language(view: View) -> list[Row]:
    now = view.desk.language if view.desk else ""
    return in_rows(2, [view.pick(name, code, chosen=code == now) for code, name in view.t.languages.items()])


def _consent(view: View) -> list[Row]:
    """What stands for another notice does not count."""
    now = view.desk.given if view.desk and view.draft.place in view.draft.answers.answered else None
    word = view.t.plain
    return [[view.pick(word(f"signup.consent.{g.name.lower()}"), g.value, chosen=g is now)] for g in Given]


def _children(view: View) -> list[Row]:
    now, word = view.draft.answers.siblings, view.t.plain
    return [[view.pick(word(f"signup.children.{s.value}"), s.value, chosen=s is now)] for s in Siblings]


def _born(view: View) -> list[Row]:
    now, word = view.draft.answers.born[view.index], view.t.plain
    return [
        [view.pick(word("signup.born.born"), "born", chosen=now is True)],
        [view.pick(word("signup.born.expected"), "expected", chosen=now is False)],
    ]


def _together(view: View) -> list[Row]:
    now, word = view.draft.answers.together, view.t.plain
    return [
        [view.pick(word("signup.together.together"), "together", chosen=now is True)],
        [view.pick(word("signup.together.separately"), "separately", chosen=now is False)],
    ]


def _entry(view: View) -> list[Row]:
    months = entry_months(view.draft.answers, view.today, view.policy)
    now = view.draft.answers.entry
    return in_rows(2, [view.pick(view.t.show(m), str(m), chosen=m == now) for m in months])


def _window(view: View) -> list[Row]:
    answers = view.draft.answers
    most = most_earlier(answers, view.today, view.policy)
    earlier = [_months(view, "-", n, on=(answers.earlier or 0) == n) for n in range(most + 1)]
    later = [_months(view, "+", n, on=(answers.later or 0) == n) for n in range(MOST_LATER + 1)]
    return [*in_rows(2, earlier if most else []), *in_rows(2, later)]


def _months(view: View, sign: str, months: int, *, on: bool) -> Button:
    """One of its row is always chosen: a second tap leaves it so."""
    way = "earlier" if sign == "-" else "later"
    key = f"signup.window.{way}" if months else f"signup.window.not_{way}"
    return view.button(f"{CHOSEN if on else ''}{view.t.plain(key, n=months)}", Deed.ON, f"{sign}{months}")


def _week(view: View) -> list[Row]:
    week = view.draft.answers.week
    slots = sorted(view.policy.opening)
    switches = {slot: view.switch(view.t.brief(slot), str(int(slot)), on=slot in week) for slot in slots}
    days = [[switches[slot] for slot in slots if slot.weekday == day] for day in range(5)]
    ways = [view.way("week.all", Deed.ON, "all"), view.way("week.clear", Deed.OFF, "all")]
    return [*filter(None, days), ways]


def _creches(view: View) -> list[Row]:
    wished = view.draft.answers.creches
    names = {creche.id: creche.name for creche in view.policy.creches}
    rows = []
    for creche in creches_by_nearness(view.policy, view.draft.answers.postal_code):
        number = f"{wished.index(creche) + 1}. " if creche in wished else ""
        rows.append([view.switch(f"{number}{names[creche]}", creche, on=creche in wished)])
    return [*rows, [view.way("creches.all", Deed.ON, "all")]]


def _claims(view: View) -> list[Row]:
    ticked, word = view.draft.answers.claims, view.t.plain
    return [
        [view.switch(word(f"signup.claim.{code.name.lower()}"), code.value, on=code in ticked)]
        for code in claim_options(view.draft.answers, view.policy)
    ]


_CHOICES: dict[Step, Callable[[View], list[Row]]] = {
    Step.NAME: _name,
    Step.LANGUAGE: _language,
    Step.CONSENT: _consent,
    Step.CHILDREN: _children,
    Step.BORN: _born,
    Step.TOGETHER: _together,
    Step.ENTRY: _entry,
    Step.WINDOW: _window,
    Step.WEEK: _week,
    Step.CRECHES: _creches,
    Step.CLAIMS: _claims,
}
