"""The sign-up form: where answers lead, what is refused, what can never be lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Month
from bot.rules.refusals import (
    FormIncomplete,
    Refusal,
    StaleScreen,
    Unclear,
)
from bot.rules.requests import ClaimCode, Wishes
from bot.rules.signup import Answers, Deed, Draft, Siblings, check_complete, gap, standing
from bot.rules.signup.asked import groups, wishes
from bot.rules.signup.course import (
    claim_options,
    course,
    progress,
)
from tests.cast import POLICY, TODAY
from tests.forms import ANA_SAYS, EMPTY, fill, pick, say

# The course


def test_course_of_one_child_has_thirteen_questions_and_the_review() -> None:
    assert course(Answers(), POLICY) == (
        "name", "children", "born:0", "day:0", "entry", "window", "week",
        "postal", "creches", "claims", "code", "predemand", "phone", "review",
    )  # fmt: skip


def test_course_of_two_siblings_asks_each_date_and_whether_together() -> None:
    asked = course(Answers(siblings=Siblings.TWO), POLICY)
    assert asked[2:8] == ("born:0", "day:0", "born:1", "day:1", "together", "entry")


def test_course_of_twins_asks_one_date() -> None:
    asked = course(Answers(siblings=Siblings.TWINS), POLICY)
    assert asked[2:6] == ("born:0", "day:0", "together", "entry")


def test_course_without_published_priorities_asks_for_none() -> None:
    policy = replace(POLICY, creches=tuple(replace(c, priorities=frozenset()) for c in POLICY.creches))
    assert "claims" not in course(Answers(), policy)


def test_progress_counts_questions_not_the_review() -> None:
    assert progress(Answers(), "name", POLICY) == (1, 13)
    assert progress(Answers(), "phone", POLICY) == (13, 13)


def test_claim_options_are_what_the_chosen_creches_publish_but_for_the_employers() -> None:
    creches = tuple(
        replace(c, priorities=frozenset({"52-2", "52-4"} if c.id == "marcinelle" else {"52-6"}))
        for c in POLICY.creches
    )
    policy = replace(POLICY, creches=creches)
    assert claim_options(Answers(creches=("marcinelle",)), policy) == (ClaimCode.CLOSURE,)
    assert claim_options(Answers(creches=("liege-1",)), policy) == (ClaimCode.COMMUTER,)


# The whole form


def test_form_filled_in_order_ends_at_the_review_complete() -> None:
    draft = fill(EMPTY)
    assert draft.place == "review"
    assert gap(draft.answers, today=TODAY, policy=POLICY) == "review"
    assert wishes(draft.answers) == Wishes(
        entry=Month(2027, 10), earlier=1, later=2, week=FULL_WEEK, creches=("marcinelle", "lodelinsart")
    )


def test_form_sent_too_early_names_the_open_question() -> None:
    with pytest.raises(FormIncomplete) as no:
        check_complete(replace(fill(EMPTY, "week"), place="review"), today=TODAY, policy=POLICY)
    assert no.value == FormIncomplete(step="week")


def test_answer_to_another_question_is_stale() -> None:
    with pytest.raises(StaleScreen):
        say(fill(EMPTY, "week"), Deed.PICK, "twins", place="children")


def test_answer_that_no_longer_holds_is_asked_again() -> None:
    draft = fill(EMPTY)
    assert gap(draft.answers, today=date(2027, 11, 1), policy=POLICY) == "day:0"  # long past the due date


def test_back_keeps_the_answer_and_going_on_returns() -> None:
    draft = fill(EMPTY, "week")
    back = say(draft, Deed.BACK)
    assert (back.place, back.answers) == ("window", draft.answers)
    assert say(back, Deed.GO) == draft


def test_back_at_the_first_question_stays() -> None:
    assert say(EMPTY, Deed.BACK) == EMPTY


def test_leaving_is_asked_once_and_every_way_out_keeps_the_answers() -> None:
    draft = fill(EMPTY, "day:0")
    leaving = say(draft, Deed.LEAVE)
    assert (leaving.place, leaving.leaving, leaving.question) == ("leave/day:0", True, "day:0")
    assert say(leaving, Deed.BACK) == draft
    assert say(leaving, Deed.KEEP) == draft
    with pytest.raises(StaleScreen):
        say(leaving, Deed.PICK, "2027-06-20")


def test_resuming_returns_to_the_question_wherever_the_form_stands() -> None:
    draft = fill(EMPTY, "day:0")
    assert say(say(draft, Deed.LEAVE), Deed.RESUME, place="anything") == draft


@pytest.mark.parametrize(
    "place", ["name", "children", "born:0", "day:0", "entry", "window", "week", "creches"]
)
def test_needed_answer_cannot_be_skipped(place: str) -> None:
    with pytest.raises(Unclear):
        say(fill(EMPTY, place), Deed.SKIP)


@pytest.mark.parametrize("place", ["postal", "claims", "code", "predemand", "phone"])
def test_skipping_empties_the_answer_and_goes_on(place: str) -> None:
    draft = fill(EMPTY, place)
    asked = course(draft.answers, POLICY)
    assert say(draft, Deed.SKIP).place == asked[asked.index(place) + 1]


# Corrections from the review


def test_corrected_line_returns_to_the_review() -> None:
    fixing = say(fill(EMPTY), Deed.FIX, "entry")
    assert (fixing.place, fixing.correcting) == ("entry", True)
    fixed = say(fixing, Deed.PICK, "2027-11")
    assert (fixed.place, fixed.correcting, fixed.answers.entry) == ("review", False, Month(2027, 11))


def test_correction_given_up_returns_to_the_review_unchanged() -> None:
    draft = fill(EMPTY)
    assert say(say(draft, Deed.FIX, "week"), Deed.BACK) == draft


def test_corrected_birth_asks_for_its_date_again() -> None:
    fixing = say(say(fill(EMPTY), Deed.FIX, "born:0"), Deed.PICK, "born")
    assert (fixing.place, fixing.answers.days) == ("day:0", (None,))
    assert say(fixing, Deed.PICK, "2026-10-03").place == "review"


def test_one_child_corrected_to_two_siblings_asks_only_what_is_missing() -> None:
    draft = say(say(fill(EMPTY), Deed.FIX, "children"), Deed.PICK, "two")
    assert (draft.place, draft.answers.days) == ("born:1", (date(2027, 6, 20), None))
    draft = pick(draft, "born", "2026-10-03")
    assert draft.place == "together"
    assert pick(draft, "together").place == "review"


def test_siblings_corrected_to_one_child_forget_the_second_date() -> None:
    draft = pick(EMPTY, "Ana", "two", "expected", "2027-06-20", "born", "2026-10-03", "together")
    one = say(say(say(draft, Deed.BACK), Deed.BACK), Deed.BACK)
    while one.place != "children":
        one = say(one, Deed.BACK)
    one = pick(one, "one")
    assert (one.answers.days, one.answers.together) == ((date(2027, 6, 20),), None)
    assert one.answers.answered == {"name", "children", "born:0", "day:0"}


def test_entry_that_a_corrected_date_makes_impossible_is_asked_again() -> None:
    draft = fill(EMPTY, entry="2027-06", window="0,0")
    fixed = say(say(say(draft, Deed.FIX, "born:0"), Deed.GO), Deed.PICK, "2027-08-20")
    assert (fixed.place, fixed.correcting) == ("entry", True)


def test_line_that_does_not_exist_cannot_be_corrected() -> None:
    with pytest.raises(StaleScreen):
        say(fill(EMPTY), Deed.FIX, "day:7")


def test_draft_at_a_question_that_is_gone_stands_at_the_first_open_one() -> None:
    draft = replace(fill(EMPTY, "entry"), place="day:1")
    assert standing(draft, POLICY).place == "entry"


# Whatever is said, in whatever order

words = st.one_of(
    st.sampled_from(
        [*ANA_SAYS.values(), "two", "three", "born", "together", "separately", "2026-10-03", "0,0", "-2",
         "+3", "3", "all", "marcinelle", "52-2", "entry", "born:0", "review", "", "9999-12-31", "0001-01"]
    ),
    st.text(max_size=12),
)  # fmt: skip
deeds = st.lists(st.tuples(st.sampled_from(Deed), words), max_size=40)


def wander(draft: Draft, said: list[tuple[Deed, str]]) -> Draft:
    """Do all of it; a no changes nothing."""
    for deed, value in said:
        try:
            draft = say(draft, deed, value)
        except Refusal:
            continue
    return draft


@given(deeds)
@settings(max_examples=300)
def test_anything_said_leaves_the_form_at_a_place_that_exists(said: list[tuple[Deed, str]]) -> None:
    draft = wander(EMPTY, said)
    assert draft.question in course(draft.answers, POLICY)
    assert draft.answers.answered <= set(course(draft.answers, POLICY)[:-1]) | {"claims"}


ALWAYS = {
    **ANA_SAYS,
    **{f"born:{i}": "expected" for i in range(3)},
    **{f"day:{i}": "2027-06-20" for i in range(3)},
    "together": "together",
}


def finish(draft: Draft) -> Draft:
    """Answer every question put, as somebody patient does; from the review, what is still open."""
    for _ in range(60):
        open_place = gap(draft.answers, today=TODAY, policy=POLICY)
        if draft.place == "review" and open_place == "review":
            return draft
        if draft.place == "review":
            draft = say(draft, Deed.FIX, open_place)
        value = ALWAYS[draft.place]
        draft = say(draft, Deed.PICK, value) if value else say(draft, Deed.SKIP)
    raise AssertionError(f"still at {draft.place} after sixty answers")


@given(deeds)
@settings(max_examples=200)
def test_any_form_can_still_be_finished(said: list[tuple[Deed, str]]) -> None:
    finished = finish(say(wander(EMPTY, said), Deed.RESUME))
    check_complete(finished, today=TODAY, policy=POLICY)
    assert wishes(finished.answers).creches[0] == "marcinelle"


@given(deeds, st.integers(0, 400))
@settings(max_examples=200)
def test_complete_form_asks_for_what_is_possible_whatever_day_it_is(
    said: list[tuple[Deed, str]], days: int
) -> None:
    draft, today = wander(fill(EMPTY), said), TODAY + timedelta(days=days)
    if gap(draft.answers, today=today, policy=POLICY) != "review":
        return
    asked = wishes(draft.answers)
    assert asked.entry.plus(-asked.earlier) >= Month.of(today)
    assert asked.week
    assert asked.creches
    children = [child for group in groups(draft.answers) for child in group]
    assert len(children) == (draft.answers.siblings or Siblings.ONE).children
