"""Each question of the form as a screen; the review of all answers; the question whether to leave."""

from datetime import date, timedelta
from typing import Any

from bot.rules.calendar import local_day, months_after
from bot.rules.signup import Deed, Siblings, Step
from bot.rules.signup.course import entry_months, presences, progress, too_few_presences
from bot.rules.signup.form import may_skip
from bot.texts import Html
from handlers.notice import notice_aloud
from handlers.signup.buttons import Question, Row, View
from handlers.signup.choices import choices, in_rows
from handlers.signup.effects import effects_in_words
from handlers.signup.lines import label_of, lines, value_of, window_in_words

#: Answered in words: what stands is kept with a button of its own.
IN_WORDS = frozenset({Step.NAME, Step.DAY, Step.ENTRY, Step.POSTAL, Step.CODE, Step.PREDEMAND, Step.PHONE})
SEVERAL = frozenset({Step.WINDOW, Step.WEEK, Step.CRECHES, Step.CLAIMS})


def question(view: View) -> Question:
    """What is asked at the place where the form stands."""
    if view.draft.leaving:
        return _leaving(view)
    if view.step is Step.REVIEW:
        return _review(view)
    text = [_header(view), view.t(_ask(view), **_facts(view)), _warning(view)]
    return Question(
        text=Html("\n\n".join(filter(None, text))),
        choices=choices(view),
        ways=[*_onward(view), _backward(view)],
    )


def _header(view: View) -> Html:
    at, of = progress(view.draft.answers, view.draft.place, view.policy)
    return view.t("signup.progress_desk" if view.desk else "signup.progress", at=at, of=of)


def _ask(view: View) -> str:
    """The key of the question's words."""
    if view.step is Step.DAY:
        if proposed(view):
            return "signup.ask.day_sure"
        return "signup.ask.birth" if view.draft.answers.born[view.index] else "signup.ask.due"
    if view.desk and view.step in {Step.NAME, Step.PHONE}:
        return f"signup.ask.{view.step.value}_desk"
    several = _siblings(view).dates > 1
    return "signup.ask.born_of" if view.step is Step.BORN and several else f"signup.ask.{view.step.value}"


def _siblings(view: View) -> Siblings:
    return view.draft.answers.siblings or Siblings.ONE


def proposed(view: View) -> bool:
    """Whether a typed date was partly guessed and waits for a yes."""
    answers, place = view.draft.answers, view.draft.place
    return view.step is Step.DAY and answers.days[view.index] is not None and place not in answers.answered


def _facts(view: View) -> dict[str, Any]:
    """What the words of some question need."""
    answers, today = view.draft.answers, view.today
    if view.step in {Step.BORN, Step.DAY}:
        example = months_after(today, -4 if answers.born[view.index] else 5)
        label = label_of(view.draft.place, answers, view.t)
        facts = {"label": label, "at": view.index + 1, "example": example, "day": answers.days[view.index]}
        return {**facts, "n": _siblings(view).children}
    if view.step is Step.WINDOW:
        return {"entry": answers.entry, "window": window_in_words(answers, view.t)}
    if view.step is Step.WEEK:
        return {"week": answers.week}
    if view.step is Step.CONSENT and view.desk:
        return {"notice": notice_aloud(view.texts.speaker(view.desk.language), view.policy)}
    if view.step is Step.ENTRY:
        months = entry_months(answers, today, view.policy)
        return {"example": months[len(months) // 2]}
    return {}


def _warning(view: View) -> Html | None:
    """Few half-days: a crèche may refuse (order, 53); told, and left to the parents."""
    week = view.draft.answers.week
    if view.step is not Step.WEEK or not too_few_presences(week, view.policy):
        return None
    average, minimum = presences(week, view.policy), view.policy.minimum_presences_a_month
    return view.t("signup.week.few", presences=average, minimum=minimum)


# Ways on and back


def _onward(view: View) -> list[Row]:
    """Go on with the answer that stands; leave the question open where that is allowed."""
    if view.step in SEVERAL:
        return _onward_from_several(view)
    if proposed(view):
        return [[view.way("yes", Deed.GO)]]
    rows = []
    if standing(view):
        shown = value_of(view.draft.place, view.draft.answers, view.t, view.policy)
        rows.append([view.way("keep_answer", Deed.GO, answer=shown)])
    if view.step is Step.PHONE and not view.desk:
        rows.append([view.way("phone.share", Deed.SHARE)])
    return [*rows, [view.way("skip", Deed.SKIP)]] if may_skip(view.step, view.draft.answers) else rows


def standing(view: View) -> bool:
    """Whether an answer in words stands already (or is known from an earlier request)."""
    if view.step not in IN_WORDS:
        return False
    answers = view.draft.answers
    if view.step is Step.DAY:
        return answers.days[view.index] is not None
    return bool(
        {
            Step.NAME: answers.name,
            Step.ENTRY: answers.entry,
            Step.POSTAL: answers.postal_code,
            Step.CODE: answers.code,
            Step.PREDEMAND: answers.predemand,
            Step.PHONE: answers.phone,
        }[view.step]
    )


def _onward_from_several(view: View) -> list[Row]:
    answers = view.draft.answers
    if view.step is Step.CLAIMS and not answers.claims:
        return [[view.way("claims.none", Deed.SKIP)]]
    if (view.step is Step.WEEK and not answers.week) or (view.step is Step.CRECHES and not answers.creches):
        return []
    few = view.step is Step.WEEK and too_few_presences(answers.week, view.policy)
    return [[view.way("go_anyway" if few else "go", Deed.GO)]]


def _backward(view: View) -> Row:
    leave = view.way("leave", Deed.LEAVE)
    if view.draft.correcting:
        return [view.way("back_to_review", Deed.BACK), leave]
    return [leave] if view.step is Step.NAME else [view.way("back", Deed.BACK), leave]


# The last screens


def _review(view: View) -> Question:
    if view.draft.answers.changing:
        return _review_of_change(view)
    return _review_of_new(view)


def _review_of_new(view: View) -> Question:
    """The whole request on one screen: a line is corrected by its number."""
    numbered, fixes = _numbered(view)
    title = view.t("signup.review_desk" if view.desk else "signup.review")
    text = [title, numbered, view.t("signup.review.ask_desk" if view.desk else "signup.review.ask")]
    ways = [
        [view.way("enter" if view.desk else "send", Deed.SEND, view.draft.id)],
        [view.way("back", Deed.BACK), view.way("leave", Deed.LEAVE)],
    ]
    return Question(text=Html("\n\n".join(text)), choices=in_rows(6, fixes), ways=ways)


def _review_of_change(view: View) -> Question:
    """The wishes, and beforehand what they do to the rank at each crèche."""
    numbered, fixes = _numbered(view)
    effects = effects_in_words(view)
    ask = [view.t("wishes.ask")] if effects else [view.t("wishes.choose")]
    send = [[view.way("change", Deed.SEND, view.draft.answers.changing)]] if effects else []
    text = [view.t("wishes.review"), numbered, *effects, *ask]
    ways = [*send, [view.way("unchanged", Deed.DELETE)]]
    return Question(text=Html("\n\n".join(text)), choices=in_rows(6, fixes), ways=ways)


def _numbered(view: View) -> tuple[Html, Row]:
    """A line for each answer, and a button with its number."""
    said = list(lines(view.draft.answers, view.t, view.policy))
    numbered = Html("\n".join(f"{number}. {line}" for number, (_, line) in enumerate(said, 1)))
    return numbered, [view.button(str(number), Deed.FIX, place) for number, (place, _) in enumerate(said, 1)]


def _leaving(view: View) -> Question:
    """Asked once: keep for later, delete, or not leave at all."""
    if view.draft.answers.changing:
        stay = [[view.way("unchanged", Deed.DELETE)], [view.way("leave.stay", Deed.BACK)]]
        return Question(text=view.t("wishes.leave"), choices=stay, ways=[])
    choices = [
        [view.way("leave.keep", Deed.KEEP)],
        [view.way("leave.delete", Deed.DELETE)],
        [view.way("leave.stay", Deed.BACK)],
    ]
    return Question(text=view.t("signup.leave.ask", until=kept_until(view)), choices=choices, ways=[])


def kept_until(view: View) -> date:
    """The day on which an untouched form is deleted."""
    return local_day(view.draft.touched_at + timedelta(days=view.policy.draft_days))
