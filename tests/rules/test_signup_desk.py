"""The form at the desk: what a member of staff asks besides, and what cannot stay open."""

from dataclasses import replace

import pytest

from bot.rules.people import Given
from bot.rules.refusals import FormIncomplete, Unclear
from bot.rules.signup import Answers, Deed, Desk, Draft, answer, check_complete
from bot.rules.signup.course import course
from bot.rules.signup.form import Said
from tests.cast import POLICY, TODAY
from tests.forms import EMPTY, fill, pick, say

AT_DESK = replace(EMPTY, answers=Answers(desk=Desk()))
AT_MARCINELLE = replace(EMPTY, answers=Answers(desk=Desk(creche="marcinelle"), creches=("marcinelle",)))


def missing(draft: Draft) -> str:
    with pytest.raises(FormIncomplete) as no:
        check_complete(draft, today=TODAY, policy=POLICY)
    return no.value.step


def test_desk_asks_the_parents_questions_and_three_more() -> None:
    ours, theirs = course(AT_DESK.answers, POLICY), course(EMPTY.answers, POLICY)
    assert set(ours) - set(theirs) == {"language", "consent"}
    assert set(theirs) <= set(ours)
    assert ours[:4] == ("name", "phone", "language", "consent")


def test_phone_cannot_be_skipped_at_the_desk() -> None:
    asked = pick(AT_DESK, "Eva Novak")
    with pytest.raises(Unclear):
        say(asked, Deed.SKIP)
    with pytest.raises(Unclear):
        say(asked, Deed.GO)
    assert say(asked, Deed.PICK, "+32470123456").place == "language"


def test_filled_form_at_the_desk_is_complete() -> None:
    draft = fill(AT_DESK)
    check_complete(draft, today=TODAY, policy=POLICY)
    assert draft.answers.desk == Desk(language="en", given=Given.READ_OUT, notice="1/en")


def test_another_language_asks_for_consent_again() -> None:
    draft = say(say(fill(AT_DESK), Deed.FIX, "language"), Deed.PICK, "nl")
    assert draft.place == "consent"
    assert missing(draft) == "consent"
    check_complete(pick(draft, "on paper"), today=TODAY, policy=POLICY)


def test_another_notice_asks_for_consent_again() -> None:
    draft = fill(AT_DESK)
    with pytest.raises(FormIncomplete) as no:
        check_complete(draft, today=TODAY, policy=replace(POLICY, notice_version="2"))
    assert no.value.step == "consent"


def test_consent_cannot_be_skipped() -> None:
    asked = fill(AT_DESK, until="consent")
    for deed in (Deed.SKIP, Deed.GO):
        with pytest.raises(Unclear):
            say(asked, deed)
    with pytest.raises(Unclear):
        say(asked, Deed.PICK, "perhaps")


def test_parents_form_knows_neither_language_nor_consent() -> None:
    forged = replace(EMPTY, place="consent")
    with pytest.raises(Unclear):
        answer(forged, Said(place="name", deed=Deed.PICK, value=""), today=TODAY, policy=POLICY)


@pytest.mark.parametrize("wished", ["lodelinsart", "liege-1,marcinelle", "all"])
def test_directors_creche_is_always_first(wished: str) -> None:
    draft = fill(AT_MARCINELLE, creches=wished)
    assert draft.answers.creches[0] == "marcinelle"
    assert draft.answers.creches.count("marcinelle") == 1


def test_directors_creche_cannot_be_taken_out() -> None:
    asked = fill(AT_MARCINELLE, until="creches")
    asked = say(say(asked, Deed.ON, "liege-2"), Deed.OFF, "marcinelle")
    assert asked.answers.creches == ("marcinelle", "liege-2")
    assert say(asked, Deed.OFF, "all").answers.creches == ("marcinelle",)
