"""What can be an answer, and what cannot: each no with its facts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.calendar import months_after
from bot.rules.policy import Policy
from bot.rules.predemands import check_predemand
from bot.rules.refusals import (
    BirthInFuture,
    BirthTooLongAgo,
    DueDatePast,
    DueDateTooFar,
    EntryPast,
    EntryTooFar,
    NothingChosen,
    TooLong,
    Unclear,
)
from bot.rules.signup.course import MOST_EARLIER, MOST_LATER, entry_bounds
from bot.rules.signup.form import Answers, Desk, Step, index_of, step_of

LONGEST_NAME = 60
#: A child may keep its parents waiting: so long after the due date it is still believed expected.
LATE_BIRTH = timedelta(days=21)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every check may look at besides the answers."""

    today: date
    policy: Policy


def check(answers: Answers, place: str, frame: Frame) -> None:
    """Refused, by the answer's own no, if what stands at this place cannot be an answer."""
    _CHECK.get(step_of(place), _anything)(answers, index_of(place), frame)


def _anything(_: Answers, __: int, ___: Frame) -> None:
    """Nothing can be wrong with it (skipped, or limited while it was written)."""


def _check_name(answers: Answers, _: int, __: Frame) -> None:
    if not any(sign.isalpha() for sign in answers.name):
        raise Unclear(what=Step.NAME)
    if len(answers.name) > LONGEST_NAME:
        raise TooLong(most=LONGEST_NAME)


def _check_phone(answers: Answers, _: int, __: Frame) -> None:
    if answers.desk and not answers.phone:
        raise Unclear(what=Step.PHONE)


def _check_language(answers: Answers, _: int, __: Frame) -> None:
    if not (answers.desk and answers.desk.language):
        raise Unclear(what=Step.LANGUAGE)


def _check_consent(answers: Answers, _: int, frame: Frame) -> None:
    """Given, and to the notice that is in force, in the family's language."""
    desk = answers.desk
    if desk is None or desk.given is None or desk.notice != notice_for(desk, frame.policy):
        raise Unclear(what=Step.CONSENT)


def notice_for(desk: Desk, policy: Policy) -> str:
    """Which notice a family has to hear: its version and language."""
    return f"{policy.notice_version}/{desk.language}"


def _check_children(answers: Answers, _: int, __: Frame) -> None:
    if answers.siblings is None:
        raise Unclear(what=Step.CHILDREN)


def _check_born(answers: Answers, index: int, _: Frame) -> None:
    if answers.born[index] is None:
        raise Unclear(what=Step.BORN)


def _check_day(answers: Answers, index: int, frame: Frame) -> None:
    day, born = answers.days[index], answers.born[index]
    if day is None or born is None:
        raise Unclear(what=Step.DAY)
    if born:
        check_birth(day, frame)
    else:
        check_due_date(day, frame)


def check_birth(day: date, frame: Frame) -> None:
    """Not in the future, and not yet of an age for school."""
    if day > frame.today:
        raise BirthInFuture(day=day)
    years = frame.policy.oldest_child_years
    if months_after(day, 12 * years) <= frame.today:
        raise BirthTooLongAgo(day=day, years=years)


def check_due_date(day: date, frame: Frame) -> None:
    """Not further ahead than a pregnancy lasts, and not long past."""
    if day < frame.today - LATE_BIRTH:
        raise DueDatePast(day=day)
    latest = months_after(frame.today, frame.policy.due_date_months_ahead)
    if day > latest:
        raise DueDateTooFar(day=day, latest=latest)


def _check_together(answers: Answers, _: int, __: Frame) -> None:
    if answers.together is None:
        raise Unclear(what=Step.TOGETHER)


def _check_entry(answers: Answers, _: int, frame: Frame) -> None:
    if answers.entry is None:
        raise Unclear(what=Step.ENTRY)
    first, last = entry_bounds(answers, frame.today, frame.policy)
    if answers.entry < first:
        raise EntryPast(month=answers.entry, first=first)
    if answers.entry > last:
        raise EntryTooFar(month=answers.entry, last=last)


def _check_window(answers: Answers, _: int, frame: Frame) -> None:
    earlier, later = answers.earlier or 0, answers.later or 0
    if not (0 <= earlier <= MOST_EARLIER and 0 <= later <= MOST_LATER):
        raise Unclear(what=Step.WINDOW)
    first, _last = entry_bounds(answers, frame.today, frame.policy)
    if answers.entry is not None and earlier and answers.entry.plus(-earlier) < first:
        raise EntryPast(month=answers.entry.plus(-earlier), first=first)


def _check_week(answers: Answers, _: int, __: Frame) -> None:
    if not answers.week:
        raise NothingChosen


def _check_creches(answers: Answers, _: int, frame: Frame) -> None:
    known = {creche.id for creche in frame.policy.creches}
    if not known.intersection(answers.creches):
        raise NothingChosen


def _check_predemand(answers: Answers, _: int, __: Frame) -> None:
    if answers.predemand:
        check_predemand(answers.predemand)


_CHECK: dict[Step, Callable[[Answers, int, Frame], None]] = {
    Step.NAME: _check_name,
    Step.PHONE: _check_phone,
    Step.LANGUAGE: _check_language,
    Step.CONSENT: _check_consent,
    Step.CHILDREN: _check_children,
    Step.BORN: _check_born,
    Step.DAY: _check_day,
    Step.TOGETHER: _check_together,
    Step.ENTRY: _check_entry,
    Step.WINDOW: _check_window,
    Step.WEEK: _check_week,
    Step.CRECHES: _check_creches,
    Step.PREDEMAND: _check_predemand,
}
