"""How an answer is written down. Values are plain words: "2027-03-15", "twins", "52-2"."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from bot.rules.calendar import Month, Slot
from bot.rules.codes import normal
from bot.rules.nearness import creches_by_nearness
from bot.rules.people import LANGUAGES, Given
from bot.rules.refusals import StaleScreen, TooLong, Unclear
from bot.rules.requests import ClaimCode
from bot.rules.signup.checks import Frame, check, notice_for
from bot.rules.signup.course import claim_options
from bot.rules.signup.form import Answers, Deed, Desk, Siblings, Step, index_of, step_of

T = TypeVar("T")

LONGEST_WORD = 40  # pré-demande, phone, code: their shapes are the business of those who give them


def put(answers: Answers, place: str, value: str, frame: Frame) -> Answers:
    """Set a place to what a plain word stands for, checked. Refused Unclear if it stands for nothing."""
    try:
        changed = _WRITE[step_of(place)](answers, index_of(place), value, frame)
    except (KeyError, ValueError, IndexError):
        raise Unclear(what=step_of(place)) from None
    if value:
        check(changed, place, frame)
    return changed


def switch(answers: Answers, place: str, deed: Deed, value: str, frame: Frame) -> Answers:
    """Set one of several things to the state wanted: "all", a half-day, a crèche, a priority, "-2" months."""
    turn = _SWITCH.get(step_of(place))
    if turn is None:
        raise StaleScreen
    try:
        return turn(answers, deed is Deed.ON, value, frame)
    except (ValueError, IndexError):
        raise StaleScreen from None


def _name(answers: Answers, _: int, value: str, __: Frame) -> Answers:
    return replace(answers, name=_tidy(value))


def _language(answers: Answers, _: int, value: str, __: Frame) -> Answers:
    """In another language the notice is another one."""
    if value not in LANGUAGES:
        raise ValueError("a language that the bot does not speak")
    return replace(answers, desk=replace(_desk(answers), language=value))


def _consent(answers: Answers, _: int, value: str, frame: Frame) -> Answers:
    desk = replace(_desk(answers), given=Given(value))
    return replace(answers, desk=replace(desk, notice=notice_for(desk, frame.policy)))


def _desk(answers: Answers) -> Desk:
    if answers.desk is None:
        raise ValueError("asked at the desk only")
    return answers.desk


def _children(answers: Answers, _: int, value: str, __: Frame) -> Answers:
    siblings = Siblings(value)
    keep = siblings.dates
    gone = {f"{step}:{i}" for i in range(keep, len(answers.days)) for step in (Step.BORN, Step.DAY)}
    alone = siblings.children == 1
    return replace(
        answers,
        siblings=siblings,
        born=(*answers.born, *(None,) * keep)[:keep],
        days=(*answers.days, *(None,) * keep)[:keep],
        together=None if alone else answers.together,
        answered=answers.answered - gone - ({Step.TOGETHER.value} if alone else set()),
    )


def _born(answers: Answers, index: int, value: str, _: Frame) -> Answers:
    born = {"born": True, "expected": False}[value]
    if answers.born[index] is born:
        return answers
    return replace(
        answers,
        born=_at(answers.born, index, born),
        days=_at(answers.days, index, None),
        answered=answers.answered - {f"{Step.DAY}:{index}"},
    )


def _day(answers: Answers, index: int, value: str, _: Frame) -> Answers:
    return replace(answers, days=_at(answers.days, index, date.fromisoformat(value)))


def _together(answers: Answers, _: int, value: str, __: Frame) -> Answers:
    return replace(answers, together={"together": True, "separately": False}[value])


def _entry(answers: Answers, _: int, value: str, __: Frame) -> Answers:
    return replace(answers, entry=Month.parse(value))


def _window(answers: Answers, _: int, value: str, __: Frame) -> Answers:
    earlier, later = value.split(",")
    return replace(answers, earlier=int(earlier), later=int(later))


def _week(answers: Answers, _: int, value: str, frame: Frame) -> Answers:
    slots = (
        frame.policy.opening if value == "all" else frozenset(Slot(int(slot)) for slot in value.split(","))
    )
    return replace(answers, week=slots & frame.policy.opening)


def _postal(answers: Answers, _: int, value: str, __: Frame) -> Answers:
    if value and not (len(value) == 4 and value.isascii() and value.isdecimal()):
        raise ValueError("a Belgian postal code has four digits")
    return replace(answers, postal_code=value)


def _creches(answers: Answers, _: int, value: str, frame: Frame) -> Answers:
    known = creches_by_nearness(frame.policy, answers.postal_code)
    wished = known if value == "all" else tuple(dict.fromkeys(value.split(",")))
    if not set(wished) <= set(known):
        raise ValueError("a crèche that does not exist")
    return _wish(answers, wished)


def _wish(answers: Answers, wished: tuple[str, ...]) -> Answers:
    """In the family's order; at a director's desk their own crèche comes first."""
    own = answers.desk.creche if answers.desk else ""
    return replace(answers, creches=tuple(dict.fromkeys((*([own] if own else []), *wished))))


def _claims(answers: Answers, _: int, value: str, frame: Frame) -> Answers:
    ticked = {ClaimCode(code) for code in value.split(",") if code}
    return replace(answers, claims=frozenset(ticked.intersection(claim_options(answers, frame.policy))))


def _code(answers: Answers, _: int, value: str, __: Frame) -> Answers:
    return replace(answers, code=normal(_short(value)))


def _predemand(answers: Answers, _: int, value: str, __: Frame) -> Answers:
    return replace(answers, predemand=_short(value))


def _phone(answers: Answers, _: int, value: str, __: Frame) -> Answers:
    return replace(answers, phone=_short(value))


_WRITE: dict[Step, Callable[[Answers, int, str, Frame], Answers]] = {
    Step.NAME: _name,
    Step.LANGUAGE: _language,
    Step.CONSENT: _consent,
    Step.CHILDREN: _children,
    Step.BORN: _born,
    Step.DAY: _day,
    Step.TOGETHER: _together,
    Step.ENTRY: _entry,
    Step.WINDOW: _window,
    Step.WEEK: _week,
    Step.POSTAL: _postal,
    Step.CRECHES: _creches,
    Step.CLAIMS: _claims,
    Step.CODE: _code,
    Step.PREDEMAND: _predemand,
    Step.PHONE: _phone,
}


# Switched on and off


def _switch_months(answers: Answers, on: bool, value: str, frame: Frame) -> Answers:  # noqa: FBT001 – one of a table
    months = abs(int(value)) if on else 0
    changed = replace(answers, earlier=months) if value[0] == "-" else replace(answers, later=months)
    check(changed, Step.WINDOW, frame)
    return changed


def _switch_slot(answers: Answers, on: bool, value: str, frame: Frame) -> Answers:  # noqa: FBT001 – one of a table
    slots = frame.policy.opening if value == "all" else frozenset({Slot(int(value))}) & frame.policy.opening
    return replace(answers, week=answers.week | slots if on else answers.week - slots)


def _switch_creche(answers: Answers, on: bool, value: str, frame: Frame) -> Answers:  # noqa: FBT001 – one of a table
    known = creches_by_nearness(frame.policy, answers.postal_code)
    meant = known if value == "all" else (known[known.index(value)],)
    if on:
        return _wish(answers, (*answers.creches, *meant))
    return _wish(answers, tuple(creche for creche in answers.creches if creche not in meant))


def _switch_claim(answers: Answers, on: bool, value: str, frame: Frame) -> Answers:  # noqa: FBT001 – one of a table
    code = frozenset({ClaimCode(value)}).intersection(claim_options(answers, frame.policy))
    return replace(answers, claims=answers.claims | code if on else answers.claims - code)


_SWITCH: dict[Step, Callable[[Answers, bool, str, Frame], Answers]] = {
    Step.WINDOW: _switch_months,
    Step.WEEK: _switch_slot,
    Step.CRECHES: _switch_creche,
    Step.CLAIMS: _switch_claim,
}


def _at(values: tuple[T, ...], index: int, value: T) -> tuple[T, ...]:
    return (*values[:index], value, *values[index + 1 :])


def _tidy(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _short(value: str) -> str:
    if len(value) > LONGEST_WORD:
        raise TooLong(most=LONGEST_WORD)
    return _tidy(value)
