"""A coordinator prepares the month's decision, reads it, approves it; families hear of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest

from bot.rules.calendar import Month
from bot.rules.people import LANGUAGES, Role
from bot.rules.references import grouped
from bot.rules.requests import State
from bot.texts import Texts
from tests.cast import FULL_STAY, LAMBERT_CONFIRMED, PEETERS_CONFIRMED, SCHMITZ_CONFIRMED
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Someone

TEXTS = Texts.load()
everywhere = pytest.mark.parametrize("language", LANGUAGES)
SAY = TEXTS.speaker("fr")
NEXT = SAY.plain("rounds.next", creche="Marcinelle")


@dataclass
class Scarce:
    """One place at Marcinelle: Ana is offered it, Bilal is next; two coordinators."""

    town: Town
    ana: Someone
    bilal: Someone
    nadia: Someone
    karl: Someone

    async def ana_declines(self) -> None:
        """She is offered it; both coordinators are told, and look who is next."""
        for word in ("rounds.approve", "rounds.sure"):
            await self.nadia.taps(SAY.plain(word))
        await self.ana.sees()
        await self.ana.taps(SAY.plain("offer.decline"))
        await self.ana.taps(SAY.plain("offer.sure_decline"))
        await self.town.clock(advance="PT2M")
        for each in (self.nadia, self.karl):
            await each.sees()
            seen = await each.taps(NEXT)
            assert grouped(self.town.request_of(self.bilal).reference) in seen.text


@pytest.fixture
async def scarce(new_town: Callable[[], Awaitable[Town]]) -> Scarce:
    town = await new_town()
    with town.storage.transaction() as records:
        for number in range(town.policy.creche("marcinelle").places - 1):
            records.places.add_stay(replace(FULL_STAY, id=f"full-{number}", agreement_id=None))
    wishes = replace(LAMBERT_CONFIRMED.wishes, creches=("marcinelle",))
    first = replace(LAMBERT_CONFIRMED, wishes=wishes)
    ana = await town.family(first)
    second = replace(first, confirmed_at=SCHMITZ_CONFIRMED.confirmed_at)
    found = Scarce(
        town,
        ana,
        await town.family(second, name="Bilal"),
        await town.staff(Role.COORDINATOR),
        await town.staff(Role.COORDINATOR),
    )
    await town.clock(to="2027-02-01T09:00:00+01:00")
    await found.nadia.says("/round")
    await found.nadia.taps(SAY.plain("rounds.prepare"))
    return found


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
    assert say.plain("calls.file") in seen.buttons
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


async def test_whoever_shall_wait_is_refused_nothing_and_whom_that_passes_over_is_listed(scarce: Scarce):
    town, nadia = scarce.town, scarce.nadia
    ana, bilal = (town.request_of(one) for one in (scarce.ana, scarce.bilal))
    seen = await nadia.taps(f"rx:{ana.id}:placed:0")
    await nadia.taps(SAY.plain("rounds.otherwise"))
    await nadia.taps(SAY.plain("rounds.hold"))
    seen = await nadia.says("La famille demande d’attendre")
    assert plain(SAY("rounds.waits")) in seen.text
    assert plain(SAY("rounds.no_place")) not in seen.text
    seen = await nadia.taps(SAY.plain("rounds.back"))
    assert SAY.plain("rounds.open", n=1) in seen.text
    seen = await nadia.taps(SAY.plain("rounds.see_open"))
    assert [one for one in seen.buttons if grouped(bilal.reference) in one]
    await nadia.taps(SAY.plain("rounds.back"))
    seen = await nadia.taps(SAY.plain("rounds.approve"))
    assert plain(SAY("rounds.ask", month=Month(2027, 2), placed=0, unplaced=1)) in seen.text


async def test_reference_opens_its_line_of_the_decision_else_its_file(scarce: Scarce):
    """A hundred lines, six a page, and a parent on the phone."""
    late = await scarce.town.family(replace(SCHMITZ_CONFIRMED, state=State.REGISTERED, confirmed_at=None))
    ana, other = (scarce.town.request_of(one) for one in (scarce.ana, late))
    await scarce.nadia.taps(SAY.plain("rounds.see_unplaced"))
    seen = await scarce.nadia.says(grouped(ana.reference))
    assert "Marcinelle" in seen.text
    assert {SAY.plain("calls.file"), SAY.plain("rounds.back")} <= set(seen.buttons)
    seen = await scarce.nadia.says(grouped(other.reference))
    assert plain(SAY("files.why", reference=grouped(other.reference))) in seen.text


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


async def test_next_is_sent_once_whoever_taps_and_leads_on_and_back(scarce: Scarce):
    await scarce.ana_declines()
    seen = await scarce.nadia.taps(SAY.plain("rounds.back"))
    assert NEXT in seen.buttons
    seen = await scarce.nadia.taps(NEXT)
    assert seen.buttons == [SAY.plain(word) for word in ("rounds.send_next", "rounds.back", "menu.open")]
    seen = await scarce.nadia.taps(SAY.plain("rounds.send_next"))
    assert scarce.town.request_of(scarce.bilal).state is State.OFFERED
    assert SAY.plain("offer.accept") in (await scarce.bilal.sees()).buttons
    assert grouped(scarce.town.request_of(scarce.bilal).reference) in seen.text
    assert seen.buttons == [NEXT, SAY.plain("rounds.back"), SAY.plain("menu.open")]

    seen = await scarce.karl.taps(SAY.plain("rounds.send_next"))
    assert SAY.plain("refusal.another_next") in seen.text
    assert seen.buttons == [NEXT, SAY.plain("rounds.back"), SAY.plain("menu.open")]
    seen = await scarce.karl.taps(NEXT)
    assert SAY.plain("refusal.nobody_next") in seen.text
    assert seen.buttons == [SAY.plain("rounds.back"), SAY.plain("menu.open")]
    seen = await scarce.karl.taps(SAY.plain("rounds.back"))
    assert NEXT in seen.buttons


async def test_who_has_withdrawn_meanwhile_is_not_sent_anything(scarce: Scarce):
    await scarce.ana_declines()
    await scarce.bilal.says("/status")
    await scarce.bilal.taps(SAY.plain("withdraw.button"))
    await scarce.bilal.taps(SAY.plain("withdraw.sure"))
    seen = await scarce.nadia.taps(SAY.plain("rounds.send_next"))
    assert SAY.plain("refusal.another_next") in seen.text
    assert scarce.town.request_of(scarce.bilal).state is State.WITHDRAWN
