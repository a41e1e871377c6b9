"""Where an answer leads. A no is raised; nothing is lost by it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import FormIncomplete, Refusal, StaleScreen, Unclear
from bot.rules.signup.checks import Frame, check
from bot.rules.signup.course import course
from bot.rules.signup.form import Answers, Deed, Draft, Said, Step, may_skip, step_of
from bot.rules.signup.written import put, switch


def answer(draft: Draft, said: Said, *, today: date, policy: Policy) -> Draft:
    """The form after what was said. Refused StaleScreen at another question, else by the answer's own no."""
    frame = Frame(today=today, policy=policy)
    draft = standing(draft, policy)
    if said.deed is Deed.RESUME:
        return replace(draft, place=draft.question)
    if said.place != draft.place:
        raise StaleScreen
    if draft.leaving:
        return _leaving(draft, said.deed)
    return _DEEDS.get(said.deed, _not_here)(draft, said.value, frame)


def contact(person: Person, step: Step, value: str, *, today: date, policy: Policy) -> Person:
    """With another name or telephone, taken as the form takes it; refused by the answer's own no."""
    known = Answers(name=person.name, phone=person.phone)
    answers = put(known, step, value, Frame(today=today, policy=policy))
    return replace(person, name=answers.name, phone=answers.phone)


def standing(draft: Draft, policy: Policy) -> Draft:
    """The draft at a place that exists: where a question is gone, at the first without an answer."""
    if draft.question in course(draft.answers, policy):
        return draft
    gaps = (place for place in course(draft.answers, policy) if place not in draft.answers.answered)
    return replace(draft, place=next(gaps))


def gap(answers: Answers, *, today: date, policy: Policy) -> str:
    """The first place whose answer is missing or holds no longer; the review if there is none."""
    frame = Frame(today=today, policy=policy)
    places = (place for place in course(answers, policy) if place != Step.REVIEW)
    return next((place for place in places if _open(answers, place, frame)), Step.REVIEW.value)


def check_complete(draft: Draft, *, today: date, policy: Policy) -> None:
    """Refused FormIncomplete, naming the place, unless the form can be sent."""
    place = gap(draft.answers, today=today, policy=policy)
    if place != Step.REVIEW:
        raise FormIncomplete(step=place)


def _open(answers: Answers, place: str, frame: Frame) -> bool:
    try:
        check(answers, place, frame)
    except Refusal:
        return True
    return place not in answers.answered


# Where an answer leads.


def _pick(draft: Draft, value: str, frame: Frame) -> Draft:
    return _go(_propose(draft, value, frame), "", frame)


def _propose(draft: Draft, value: str, frame: Frame) -> Draft:
    """Keep the answer without going on; it counts only once somebody says that it is right."""
    answers = put(draft.answers, draft.place, value, frame)
    return replace(draft, answers=replace(answers, answered=answers.answered - {draft.place}))


def _turn_on(draft: Draft, value: str, frame: Frame) -> Draft:
    return replace(draft, answers=switch(draft.answers, draft.place, Deed.ON, value, frame))


def _turn_off(draft: Draft, value: str, frame: Frame) -> Draft:
    return replace(draft, answers=switch(draft.answers, draft.place, Deed.OFF, value, frame))


def _go(draft: Draft, _: str, frame: Frame) -> Draft:
    if draft.place == Step.REVIEW:
        raise StaleScreen
    check(draft.answers, draft.place, frame)
    answered = draft.answers.answered | {draft.place}
    return _onward(replace(draft, answers=replace(draft.answers, answered=answered)), frame)


def _skip(draft: Draft, _: str, frame: Frame) -> Draft:
    step = step_of(draft.place)
    if not may_skip(step, draft.answers):
        raise Unclear(what=step)
    empty = replace(draft, answers=put(draft.answers, draft.place, "", frame))
    return _go(empty, "", frame)


def _back(draft: Draft, _: str, frame: Frame) -> Draft:
    """One question back, or back to the review from a correction; answers stand."""
    if draft.correcting and gap(draft.answers, today=frame.today, policy=frame.policy) == Step.REVIEW:
        return replace(draft, place=Step.REVIEW.value, correcting=False)
    places = course(draft.answers, frame.policy)
    return replace(draft, place=places[max(0, places.index(draft.place) - 1)])


def _fix(draft: Draft, value: str, frame: Frame) -> Draft:
    if draft.place != Step.REVIEW or value not in course(draft.answers, frame.policy):
        raise StaleScreen
    return replace(draft, place=value, correcting=value != Step.REVIEW)


def _leave(draft: Draft, _: str, __: Frame) -> Draft:
    return replace(draft, place=f"leave/{draft.place}")


def _leaving(draft: Draft, deed: Deed) -> Draft:
    """Kept for later or not left at all: the question is the same either way."""
    if deed not in {Deed.KEEP, Deed.BACK}:
        raise StaleScreen
    return replace(draft, place=draft.question)


def _not_here(_: Draft, __: str, ___: Frame) -> Draft:
    raise StaleScreen


def _onward(draft: Draft, frame: Frame) -> Draft:
    places = course(draft.answers, frame.policy)
    place = places[places.index(draft.place) + 1]
    if draft.correcting and step_of(draft.place) is not Step.BORN:
        place = gap(draft.answers, today=frame.today, policy=frame.policy)
    return replace(draft, place=place, correcting=draft.correcting and place != Step.REVIEW)


_DEEDS: dict[Deed, Callable[[Draft, str, Frame], Draft]] = {
    Deed.PICK: _pick,
    Deed.PROPOSE: _propose,
    Deed.ON: _turn_on,
    Deed.OFF: _turn_off,
    Deed.GO: _go,
    Deed.SKIP: _skip,
    Deed.BACK: _back,
    Deed.FIX: _fix,
    Deed.LEAVE: _leave,
}
