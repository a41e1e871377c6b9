"""A firm hears that a place of its stands vacant, gives it back, thinks again; through the sandbox."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.rules.calendar import Month, Period
from bot.rules.people import LANGUAGES, Role
from bot.rules.places import Sponsor
from bot.rules.vacancies import Vacancy
from bot.texts import Texts
from tests.cast import TECHNORD, TECHNORD_AGREEMENT, TODAY
from tests.conversations.conftest import Town

TEXTS = Texts.load()


def firm(town: Town) -> tuple[Sponsor, Vacancy]:
    """A firm of this test's own that was told of a place this morning."""
    with town.storage.transaction() as records:
        own = replace(TECHNORD, id=records.new_id(), name="Atelier & Fils", number="", example=False)
        records.sponsors.add(own)
        one = replace(
            TECHNORD_AGREEMENT, id=records.new_id(), sponsor_id=own.id, places=1, period=Period(TODAY)
        )
        records.sponsors.add_agreement(one)
        vacancy = Vacancy(
            id=records.new_id(),
            agreement_id=one.id,
            places=1,
            left=1,
            since=TODAY,
            told_on=TODAY,
            decide_by=TODAY + timedelta(days=30),
        )
        records.sponsors.add_vacancy(vacancy)
    return own, vacancy


@pytest.mark.parametrize("language", LANGUAGES)
async def test_place_is_given_back_and_kept_after_all(town: Town, language: str) -> None:
    t, (own, vacancy) = TEXTS.speaker(language), firm(town)
    luc = await town.staff(Role.HR, of=own.id, language=language)
    seen = await luc.taps(f"vd:{own.id}")
    assert t.show(vacancy.decide_by) in seen.text

    seen = await luc.taps(t.plain("vacancy.release_at", creche="Marcinelle"))
    with town.storage.transaction() as records:
        assert records.sponsors.vacancy(vacancy.id).released_at is not None
    seen = await luc.taps(t.plain("vacancy.undo"))
    assert t.show(vacancy.decide_by) in seen.text
    with town.storage.transaction() as records:
        assert records.sponsors.vacancy(vacancy.id) == vacancy

    await luc.taps(t.plain("vacancy.release"))
    seen = await luc.taps(f"vd:{own.id}")
    assert t("vacancy.none", firm="X", days=30).split("X</b>")[1] in seen.text


async def test_month_asks_for_a_decision_where_there_is_one_alone(town: Town) -> None:
    t, (own, vacancy) = TEXTS.speaker("fr"), firm(town)
    luc = await town.staff(Role.HR, of=own.id)
    seen = await luc.taps(f"oc:{own.id}:{Month.of(TODAY)}")
    assert t.plain("summary.button.decide") in seen.buttons
    await luc.taps(f"va:release:{vacancy.id}")
    seen = await luc.taps(f"oc:{own.id}:{Month.of(TODAY)}")
    assert t.plain("summary.decide.nothing") in seen.text
    assert t.plain("summary.button.decide") not in seen.buttons


async def test_coordinator_sees_who_has_not_decided_and_decides_for_a_firm_that_phones(town: Town) -> None:
    t, (_, vacancy) = TEXTS.speaker("fr"), firm(town)
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps("sponsors")
    seen = await nadia.taps(t.plain("sponsor.by_creche"))
    assert t("sponsor.undecided.by", by=vacancy.decide_by) in seen.text
    await nadia.taps("Marcinelle")
    await nadia.taps(t.plain("sponsor.decides", firm="Atelier & Fils"))
    seen = await nadia.taps(t.plain("vacancy.release_at", creche="Marcinelle"))
    with town.storage.transaction() as records:
        assert records.sponsors.vacancy(vacancy.id).released_at is not None
