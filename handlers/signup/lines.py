"""The answers in words: a line each, for the review and to echo what was understood."""

from collections.abc import Callable, Iterator

from bot.rules.policy import Policy
from bot.rules.signup import Answers, Siblings, Step, index_of, step_of
from bot.rules.signup.course import course
from bot.texts import Html, Speaker


def lines(answers: Answers, t: Speaker, policy: Policy) -> Iterator[tuple[str, Html]]:
    """Every answer that goes with the request: the place to correct it, and its line."""
    for place in course(answers, policy):
        if step_of(place) not in {Step.BORN, Step.POSTAL, Step.REVIEW}:
            yield place.replace(Step.DAY, Step.BORN), line(place, answers, t, policy)


def line(place: str, answers: Answers, t: Speaker, policy: Policy) -> Html:
    """One answer, named and in words."""
    value = value_of(place, answers, t, policy)
    return t("signup.line", label=label_of(place, answers, t), value=value)


def value_of(place: str, answers: Answers, t: Speaker, policy: Policy) -> str:
    """One answer in words."""
    return _VALUES[step_of(place)](answers, index_of(place), t, policy)


def label_of(place: str, answers: Answers, t: Speaker) -> str:
    """What an answer is about; with several children, which child."""
    step = step_of(place)
    if step in {Step.BORN, Step.DAY}:
        several = (answers.siblings or Siblings.ONE).dates > 1
        key, at = ("signup.label.day_of", index_of(place) + 1) if several else ("signup.label.day", 0)
        return t.plain(key, at=at)
    key = "contact" if step is Step.NAME and answers.desk else step.value
    return t.plain(f"signup.label.{key}")


def window_in_words(answers: Answers, t: Speaker) -> str:
    """From the earliest month that would do to the latest."""
    entry = answers.entry
    if entry is None or not (answers.earlier or answers.later):
        return t.plain("signup.window.exactly")
    first, last = entry.plus(-(answers.earlier or 0)), entry.plus(answers.later or 0)
    return t.plain("signup.window.between", first=first, last=last)


def _name(answers: Answers, _: int, __: Speaker, ___: Policy) -> str:
    return answers.name


def _language(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    return t.languages.get(answers.desk.language, "") if answers.desk else ""


def _consent(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    return t.show(answers.desk and answers.desk.given)


def _children(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    return t.plain(f"signup.children.{(answers.siblings or Siblings.ONE).value}")


def _born(answers: Answers, index: int, t: Speaker, _: Policy) -> str:
    return t.plain("signup.born.born" if answers.born[index] else "signup.born.expected")


def _day(answers: Answers, index: int, t: Speaker, _: Policy) -> str:
    key = "signup.day.birth" if answers.born[index] else "signup.day.due"
    return t.plain(key, day=answers.days[index])


def _together(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    return t.plain("signup.together.separately" if answers.together is False else "signup.together.together")


def _entry(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    return t.show(answers.entry)


def _window(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    return window_in_words(answers, t)


def _week(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    return t.show(answers.week)


def _postal(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    return answers.postal_code or t.plain("signup.none")


def _creches(answers: Answers, _: int, __: Speaker, policy: Policy) -> str:
    names = {creche.id: creche.name for creche in policy.creches}
    return ", ".join(names[creche] for creche in answers.creches if creche in names)


def _claims(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    """How many only: which ones is nobody's business who looks over a shoulder."""
    return t.plain("signup.claims.count", n=len(answers.claims)) if answers.claims else t.plain("signup.none")


def _code(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    return t.plain("signup.code.given") if answers.code else t.plain("signup.none")


def _predemand(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    return answers.predemand or t.plain("signup.later")


def _phone(answers: Answers, _: int, t: Speaker, __: Policy) -> str:
    return answers.phone or t.plain("signup.none")


_VALUES: dict[Step, Callable[[Answers, int, Speaker, Policy], str]] = {
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
