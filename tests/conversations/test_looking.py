"""Pause, "still looking?", close: the family and the desk, through the sandbox and its clock."""

from collections.abc import Awaitable, Callable

import pytest

from bot.rules.people import Role
from bot.rules.requests import State
from tests.cast import LAMBERT_CONFIRMED, SCHMITZ_CONFIRMED
from tests.conversations.conftest import Town

NewTown = Callable[[], Awaitable[Town]]


@pytest.mark.parametrize(
    ("language", "pause", "sure", "paused", "again", "thanks"),
    [
        (
            "fr",
            "Mettre en pause",
            "Oui, mettre en pause",
            "est en pause",
            "Oui, je cherche toujours",
            "Merci",
        ),
        ("nl", "Pauzeren", "Ja, pauzeren", "staat op pauze", "Ja, ik zoek nog", "Dank u"),
        ("de", "Pausieren", "Ja, pausieren", "pausiert", "Ja, ich suche noch", "Danke"),
        ("en", "Pause", "Yes, pause it", "is paused", "Yes, still looking", "Thank you"),
    ],
)
async def test_family_pauses_and_resumes(
    town: Town, language: str, pause: str, sure: str, paused: str, again: str, thanks: str
):
    someone = await town.family(SCHMITZ_CONFIRMED, language)
    await someone.says("/status")

    await someone.taps(pause)
    assert town.request_of(someone).state is State.CONFIRMED
    seen = await someone.taps(sure)
    assert paused in seen.text
    assert town.request_of(someone).state is State.PAUSED
    assert pause not in seen.buttons

    seen = await someone.taps(again)
    assert seen.text.startswith(thanks)
    resumed = town.request_of(someone)
    assert (resumed.state, resumed.confirmed_at) == (State.CONFIRMED, SCHMITZ_CONFIRMED.confirmed_at)


async def test_one_tap_answers_the_question_of_three_months(new_town: NewTown):
    town = await new_town()
    ana, bilal = await town.family(LAMBERT_CONFIRMED), await town.family(SCHMITZ_CONFIRMED, "nl", "Bilal")

    await town.clock(to="2027-04-12T09:30:00+02:00")
    seen = await ana.sees()
    assert "Cherchez-vous toujours une place" in seen.text
    await ana.taps("Oui, je cherche toujours")

    for day in ("2027-04-19", "2027-04-26"):
        await town.clock(to=f"{day}T09:30:00+02:00")
        assert "Een kleine herinnering" in (await bilal.sees()).text
    await town.clock(to="2027-05-03T09:30:00+02:00")
    seen = await bilal.sees()
    assert "staat op pauze. Er is niets gewist" in seen.text
    assert [town.request_of(one).state for one in (ana, bilal)] == [State.CONFIRMED, State.PAUSED]

    await bilal.taps("Ja, ik zoek nog")
    assert town.request_of(bilal).state is State.CONFIRMED


async def test_desk_closes_a_paused_request_with_a_reason(town: Town):
    nadia, someone = await town.staff(Role.COORDINATOR), await town.family(SCHMITZ_CONFIRMED, "de")
    await someone.says("/status")
    await someone.taps("Pausieren")
    await someone.taps("Ja, pausieren")
    await nadia.says("/meetings")
    await nadia.says(town.request_of(someone).reference)

    seen = await nadia.taps("Clôturer")
    assert seen.text.startswith("Pourquoi clôturer cette demande\u00a0?")
    await nadia.taps("Non, elle reste en pause")
    assert town.request_of(someone).state is State.PAUSED
    await nadia.taps("Clôturer")
    seen = await nadia.taps("Une place a été trouvée ailleurs")

    assert seen.text.startswith("C’est noté\u00a0: la demande est clôturée")
    assert town.request_of(someone).state is State.CLOSED
    letter = await someone.sees()
    assert "Das Team hat Ihren Antrag" in letter.text
    assert "anderswo" not in letter.text.lower()


async def test_old_button_on_a_closed_request_says_why_not(town: Town):
    nadia, someone = await town.staff(Role.COORDINATOR), await town.family(SCHMITZ_CONFIRMED)
    await someone.says("/status")
    await someone.taps("Mettre en pause")
    card = (await someone.taps("Oui, mettre en pause")).last
    await nadia.says("/meetings")
    await nadia.says(town.request_of(someone).reference)
    await nadia.taps("Clôturer")
    await nadia.taps("La famille ne répond plus")
    await someone.sees()

    seen = await someone.taps("Oui, je cherche toujours", on=card)

    assert "Cette demande est «\u00a0clôturée\u00a0»" in seen.text
    assert town.request_of(someone).state is State.CLOSED


async def test_pausing_twice_is_told_as_done_with_the_request_below(town: Town):
    someone = await town.family(SCHMITZ_CONFIRMED)
    await someone.says("/status")
    await someone.taps("Mettre en pause")
    await someone.taps("Oui, mettre en pause")

    seen = await someone.taps(f"lk:rest:{town.request_of(someone).id}")

    assert seen.text.startswith("C’est déjà fait\u00a0: la demande est «\u00a0en pause\u00a0».")
    assert "Oui, je cherche toujours" in seen.buttons
