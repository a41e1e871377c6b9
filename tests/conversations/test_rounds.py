"""A coordinator prepares the month's decision, reads it, approves it; families hear of it."""

from collections.abc import Awaitable, Callable

import pytest

from bot.rules.calendar import Month
from bot.rules.people import LANGUAGES, Role
from bot.rules.references import grouped
from bot.rules.requests import State
from bot.texts import Texts
from tests.cast import LAMBERT_CONFIRMED, PEETERS_CONFIRMED, SCHMITZ_CONFIRMED
from tests.conversations.conftest import Town

TEXTS = Texts.load()
everywhere = pytest.mark.parametrize("language", LANGUAGES)


@everywhere
async def test_a_round_is_prepared_read_approved_and_told(
    new_town: Callable[[], Awaitable[Town]], language: str
):
    town, say = await new_town(), TEXTS.speaker(language)
    ana = await town.family(LAMBERT_CONFIRMED, language)
    await town.family(PEETERS_CONFIRMED)
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await town.clock(to="2027-02-01T09:00:00+01:00")

    await nadia.says("/menu")
    seen = await nadia.taps(say.plain("menu.round"))
    assert say.plain("rounds.prepare") in seen.buttons
    seen = await nadia.taps(say.plain("rounds.prepare"))
    assert say("rounds.placed", n=2).replace("<b>", "").replace("</b>", "") in seen.text
    assert town.request_of(ana).state is State.CONFIRMED

    seen = await nadia.taps(say.plain("rounds.see_placed"))
    (line,) = [text for text in seen.buttons if grouped(town.request_of(ana).reference) in text]
    seen = await nadia.taps(line)
    assert "Marcinelle" in seen.text
    await nadia.taps(say.plain("rounds.back_to_list"))
    await nadia.taps(say.plain("rounds.back"))

    await nadia.taps(say.plain("rounds.approve"))
    assert town.request_of(ana).state is State.CONFIRMED
    seen = await nadia.taps(say.plain("rounds.sure"))
    assert say("rounds.offered", n=2) in seen.text
    assert town.request_of(ana).state is State.OFFERED
    assert say.plain("offer.accept") in (await ana.sees()).buttons


async def test_a_coordinator_decides_otherwise_in_her_own_words(new_town: Callable[[], Awaitable[Town]]):
    town, say = await new_town(), TEXTS.speaker("fr")
    ana = await town.family(LAMBERT_CONFIRMED)
    nadia = await town.staff(Role.COORDINATOR)
    await town.clock(to="2027-02-01T09:00:00+01:00")
    await nadia.says("/round")
    await nadia.taps(say.plain("rounds.prepare"))
    await nadia.taps(f"rx:{town.request_of(ana).id}:placed:0")
    seen = await nadia.taps(say.plain("rounds.otherwise"))
    assert {say.plain("rounds.hold"), say.plain("rounds.back")} <= set(seen.buttons)
    (lodelinsart,) = [text for text in seen.buttons if "Lodelinsart" in text]
    seen = await nadia.taps(lodelinsart)
    assert say.plain("rounds.back") in seen.buttons
    seen = await nadia.says("Le frère y est déjà")
    assert "Lodelinsart" in seen.text
    assert "Le frère y est déjà" in seen.text
    seen = await nadia.taps(say.plain("rounds.back"))
    assert say("rounds.changed", n=1) in seen.text


@everywhere
async def test_a_director_reads_the_own_lines_and_approves_nothing(
    new_town: Callable[[], Awaitable[Town]], language: str
):
    town, say = await new_town(), TEXTS.speaker(language)
    chloe, david = await town.family(PEETERS_CONFIRMED), await town.family(SCHMITZ_CONFIRMED)
    mine = grouped(town.request_of(chloe).reference)
    other = grouped(town.request_of(david).reference)
    nadia, mireille = (
        await town.staff(Role.COORDINATOR),
        await town.staff(Role.DIRECTOR, "marcinelle", language=language),
    )
    await town.clock(to="2027-02-01T09:00:00+01:00")

    seen = await mireille.taps(say.plain("menu.round"))
    assert plain(say("rounds.none.director", month=Month(2027, 2))) in seen.text
    assert say.plain("rounds.prepare") not in seen.buttons
    await nadia.says("/round")
    await nadia.taps(TEXTS.speaker("fr").plain("rounds.prepare"))

    seen = await mireille.says("/round")
    assert plain(say("rounds.placed", n=1)) in seen.text
    assert say("rounds.not_sent.director") in seen.text
    assert ["Marcinelle" in seen.text, "Lodelinsart" in seen.text] == [True, False]
    ways = [say.plain("rounds.see_placed"), say.plain("menu.open")]
    assert seen.buttons == ways
    seen = await mireille.taps(ways[0])
    (line,) = [text for text in seen.buttons if mine in text]
    assert other not in str(seen.buttons)
    seen = await mireille.taps(line)
    assert "Marcinelle" in seen.text
    assert say.plain("rounds.most_wished") not in seen.text  # not theirs to know
    assert say.plain("rounds.otherwise") not in seen.buttons
    seen = await nadia.taps(f"rx:{town.request_of(chloe).id}:placed:0")
    assert TEXTS.speaker("fr").plain("rounds.most_wished") in seen.text
    seen = await mireille.taps(f"rx:{town.request_of(david).id}:placed:0")
    assert say.plain("refusal.not_found") in seen.text
    assert other not in seen.text


async def test_only_coordinators_prepare_change_and_approve(town: Town):
    mireille = await town.staff(Role.DIRECTOR, "marcinelle")
    ana = await town.family(LAMBERT_CONFIRMED)
    for someone in (mireille, ana):
        for word in ("rd:prepare:0", "rd:ask:0", "rd:approve:1", f"ro:{'0' * 32}", f"rw:{'0' * 32}:"):
            seen = await someone.taps(word)
            assert TEXTS.speaker("fr").plain("refusal.not_allowed") in f"{seen.text}{seen.answer}"
    for word in ("rd:see:0", f"rx:{'0' * 32}:placed:0", "rl:placed:0"):
        seen = await ana.taps(word)
        assert TEXTS.speaker("fr").plain("refusal.not_allowed") in f"{seen.text}{seen.answer}"


def plain(html: str) -> str:
    return html.replace("<b>", "").replace("</b>", "")


async def test_decision_about_nobody_says_so(town: Town):
    nadia, mireille = await town.staff(Role.COORDINATOR), await town.staff(Role.DIRECTOR, "marcinelle")
    say = TEXTS.speaker("fr")
    seen = await nadia.taps("rd:prepare:0")
    assert "Aucune demande n’était confirmée avant ce mois" in seen.text
    assert seen.buttons == [say.plain("rounds.again"), say.plain("menu.open")]
    seen = await mireille.taps("rd:see:0")
    assert say.plain("rounds.nobody.director") in seen.text


async def test_nobody_next_is_said_kindly(town: Town):
    mireille = await town.staff(Role.DIRECTOR, "marcinelle")
    seen = await mireille.taps("rn:marcinelle")
    assert "Personne sur la liste de réserve" in f"{seen.text}{seen.answer}"
    seen = await mireille.taps("rn:andrimont")
    assert "Personne sur la liste" not in f"{seen.text}{seen.answer}"
