"""Each answer of the sign-up form: what is taken, what is refused, what a finished form asks for."""

from datetime import date
from fractions import Fraction

import pytest

from bot.rules.calendar import FULL_WEEK, Month, Slot
from bot.rules.people import Child
from bot.rules.refusals import (
    BirthInFuture,
    BirthTooLongAgo,
    DueDatePast,
    DueDateTooFar,
    EntryPast,
    EntryTooFar,
    NationalNumber,
    NothingChosen,
    Refusal,
    StaleScreen,
    TooLong,
    Unclear,
)
from bot.rules.requests import Claim, ClaimCode
from bot.rules.signup import Deed
from bot.rules.signup.asked import claims, groups, request_ids
from bot.rules.signup.course import (
    entry_bounds,
    entry_months,
    most_earlier,
    presences,
    too_few_presences,
)
from tests.cast import POLICY, TODAY
from tests.forms import EMPTY, fill, pick, said_twins, say

# Names and dates


def test_name_is_tidied() -> None:
    assert pick(EMPTY, "  Ana \n Lambert\t").answers.name == "Ana Lambert"


@pytest.mark.parametrize("name", ["أمينة بن علي", "Олена Шевченко"])
def test_name_in_any_letters_is_taken(name: str) -> None:
    assert pick(EMPTY, name).answers.name == name


def test_name_of_sixty_characters_is_taken_longer_refused() -> None:
    assert pick(EMPTY, "a" * 60).place == "children"
    with pytest.raises(TooLong) as no:
        pick(EMPTY, "a" * 61)
    assert no.value == TooLong(most=60)


@pytest.mark.parametrize("said", [" \u200b ", "0470 12 34 56", "😀"])
def test_name_without_a_letter_is_unclear(said: str) -> None:
    with pytest.raises(Unclear) as no:
        pick(EMPTY, said)
    assert no.value == Unclear(what="name")


@pytest.mark.parametrize(
    ("born", "day", "no"),
    [
        ("born", "2027-01-13", BirthInFuture(day=date(2027, 1, 13))),
        ("born", "2024-01-12", BirthTooLongAgo(day=date(2024, 1, 12), years=3)),
        ("expected", "2026-12-21", DueDatePast(day=date(2026, 12, 21))),
        ("expected", "2027-10-13", DueDateTooFar(day=date(2027, 10, 13), latest=date(2027, 10, 12))),
        ("expected", "2029-03-15", DueDateTooFar(day=date(2029, 3, 15), latest=date(2027, 10, 12))),
    ],
)
def test_date_outside_is_refused_with_its_facts(born: str, day: str, no: Refusal) -> None:
    with pytest.raises(type(no)) as said:
        pick(EMPTY, "Ana", "one", born, day)
    assert said.value == no


@pytest.mark.parametrize(
    ("born", "day"),
    [
        ("born", "2027-01-12"),
        ("born", "2024-01-13"),
        ("expected", "2026-12-22"),
        ("expected", "2027-10-12"),
    ],
)
def test_date_at_the_very_edge_is_taken(born: str, day: str) -> None:
    assert pick(EMPTY, "Ana", "one", born, day).answers.days == (date.fromisoformat(day),)


def test_guessed_date_waits_for_a_yes() -> None:
    asked = say(fill(EMPTY, "day:0"), Deed.PROPOSE, "2027-06-15")
    assert (asked.place, asked.answers.days) == ("day:0", (date(2027, 6, 15),))
    assert "day:0" not in asked.answers.answered
    assert say(asked, Deed.GO).place == "entry"


def test_guessed_date_that_is_impossible_is_refused_at_once() -> None:
    with pytest.raises(DueDatePast):
        say(fill(EMPTY, "day:0"), Deed.PROPOSE, "2026-06-15")


# Entry and window


def test_entry_months_start_three_months_after_the_due_date() -> None:
    months = entry_months(fill(EMPTY, "entry").answers, TODAY, POLICY)
    assert (months[0], len(months)) == (Month(2027, 9), 12)


def test_entry_bounds_are_the_birth_and_the_third_birthday() -> None:
    assert entry_bounds(fill(EMPTY, "entry").answers, TODAY, POLICY) == (Month(2027, 6), Month(2030, 1))
    assert entry_bounds(said_twins().answers, TODAY, POLICY) == (Month(2027, 1), Month(2029, 10))


def test_entry_before_the_birth_is_refused() -> None:
    with pytest.raises(EntryPast) as no:
        pick(fill(EMPTY, "entry"), "2027-05")
    assert no.value == EntryPast(month=Month(2027, 5), first=Month(2027, 6))


def test_entry_after_the_third_birthday_is_refused() -> None:
    with pytest.raises(EntryTooFar) as no:
        pick(pick(said_twins(), "together"), "2029-11")
    assert no.value == EntryTooFar(month=Month(2029, 11), last=Month(2029, 10))


def test_window_earlier_than_possible_is_neither_offered_nor_taken() -> None:
    draft = fill(EMPTY, "window", entry="2027-07")
    assert most_earlier(draft.answers, TODAY, POLICY) == 1
    with pytest.raises(EntryPast) as no:
        pick(draft, "2,0")
    assert no.value == EntryPast(month=Month(2027, 5), first=Month(2027, 6))


@pytest.mark.parametrize("value", ["4,0", "0,7", "-1,0", "1", "a,b", "1,2,3"])
def test_window_of_other_shapes_is_unclear(value: str) -> None:
    with pytest.raises(Unclear):
        pick(fill(EMPTY, "window"), value)


def test_window_tapped_sets_each_side_alone() -> None:
    draft = say(say(fill(EMPTY, "window"), Deed.ON, "-2"), Deed.ON, "+6")
    assert (draft.answers.earlier, draft.answers.later) == (2, 6)
    assert say(draft, Deed.ON, "-0").answers.earlier == 0


# Week, crèches, claims: switched to the state wanted


def test_switch_tapped_twice_never_flips() -> None:
    draft = fill(EMPTY, "week")
    once = say(draft, Deed.ON, "3")
    assert once.answers.week == {Slot.TUE_PM}
    assert say(once, Deed.ON, "3") == once
    assert say(say(once, Deed.OFF, "3"), Deed.OFF, "3") == draft


def test_whole_week_and_clear() -> None:
    draft = fill(EMPTY, "week")
    assert say(draft, Deed.ON, "all").answers.week == FULL_WEEK
    assert say(say(draft, Deed.ON, "all"), Deed.OFF, "all") == draft


def test_week_of_nothing_is_refused() -> None:
    with pytest.raises(NothingChosen):
        say(fill(EMPTY, "week"), Deed.GO)


def test_creche_of_none_is_refused() -> None:
    with pytest.raises(NothingChosen):
        say(fill(EMPTY, "creches"), Deed.GO)


def test_creches_are_numbered_in_the_order_of_taps() -> None:
    draft = fill(EMPTY, "creches")
    for creche in ("liege-1", "marcinelle", "liege-1"):
        draft = say(draft, Deed.ON, creche)
    assert draft.answers.creches == ("liege-1", "marcinelle")
    draft = say(draft, Deed.ON, "all")
    assert draft.answers.creches[:2] == ("liege-1", "marcinelle")
    assert set(draft.answers.creches) == {creche.id for creche in POLICY.creches}
    assert say(draft, Deed.OFF, "liege-1").answers.creches[0] == "marcinelle"


def test_forged_creche_is_stale_and_typed_one_unclear() -> None:
    draft = fill(EMPTY, "creches")
    with pytest.raises(StaleScreen):
        say(draft, Deed.ON, "atlantis")
    with pytest.raises(Unclear):
        say(draft, Deed.PICK, "marcinelle,atlantis")


def test_employer_claim_cannot_be_ticked() -> None:
    assert say(fill(EMPTY, "claims"), Deed.ON, "52-4").answers.claims == frozenset()


def test_no_claim_clears_what_was_ticked() -> None:
    assert say(say(fill(EMPTY, "claims"), Deed.ON, "52-2"), Deed.SKIP).answers.claims == frozenset()


@pytest.mark.parametrize(
    ("slots", "average", "few"),
    [
        ({Slot.MON_AM, Slot.TUE_AM}, Fraction(26, 3), True),
        ({Slot.MON_AM, Slot.TUE_AM, Slot.WED_AM}, Fraction(13), False),
        ({Slot.MON_AM, Slot.MON_PM}, Fraction(26, 3), True),
        (set(Slot), Fraction(130, 3), False),
    ],
)
def test_presences_are_a_monthly_average(slots: set[Slot], average: Fraction, few: bool) -> None:  # noqa: FBT001 – a table
    assert presences(frozenset(slots), POLICY) == average
    assert too_few_presences(frozenset(slots), POLICY) is few


def test_few_half_days_are_told_and_never_block() -> None:
    assert pick(fill(EMPTY, "week"), "0").place == "postal"


# What must not be kept


@pytest.mark.parametrize("number", ["85.07.30-033.28", "85073003328", "17 07 30 033 84"])
def test_national_number_is_refused(number: str) -> None:
    with pytest.raises(NationalNumber):
        pick(fill(EMPTY, "predemand"), number)


@pytest.mark.parametrize("number", ["85073003329", "ONE-2027-000123", "123"])
def test_other_number_is_a_predemand(number: str) -> None:
    assert pick(fill(EMPTY, "predemand"), number).answers.predemand == number


def test_very_long_answer_is_refused() -> None:
    with pytest.raises(TooLong) as no:
        pick(fill(EMPTY, "code"), "x" * 41)
    assert no.value == TooLong(most=40)


@pytest.mark.parametrize("code", ["400", "40000", "40o0", "４０００"])
def test_postal_code_of_another_shape_is_unclear(code: str) -> None:
    with pytest.raises(Unclear):
        pick(fill(EMPTY, "postal"), code)


# What is asked for


def test_twins_together_are_one_group_separately_two() -> None:
    child = Child(born=True, day=date(2026, 10, 3))
    assert groups(pick(said_twins(), "together").answers) == ((child, child),)
    assert groups(pick(said_twins(), "separately").answers) == ((child,), (child,))


def test_request_ids_are_always_the_same_the_first_the_drafts_own() -> None:
    ids = request_ids("ab" * 16, 3)
    assert ids == request_ids("ab" * 16, 3)
    assert ids[0] == "ab" * 16
    assert [len(id_) for id_ in ids] == [32, 32, 32]
    assert len(set(ids)) == 3


def test_claims_are_unproven_and_the_employers_as_the_creches_publish_it() -> None:
    answers = fill(EMPTY).answers
    assert claims(answers, None, POLICY) == (Claim(code=ClaimCode.SIBLINGS),)
    assert claims(answers, "technord", POLICY) == (
        Claim(code=ClaimCode.SIBLINGS),
        Claim(code=ClaimCode.EMPLOYER, sponsor_id="technord"),
        Claim(code=ClaimCode.BUSINESS_PARK, sponsor_id="technord"),
    )
