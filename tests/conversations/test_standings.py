"""A rank that explains itself and says why it moved, on the screen and in each language."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.rules.calendar import Month
from bot.rules.requests import Claim, ClaimCode, State
from bot.texts import Texts
from tests.cast import LAMBERT_CONFIRMED, MORNING, TECHNORD, TECHNORD_AGREEMENT
from tests.conversations.conftest import Town

TEXTS = Texts.load()
NewTown = Callable[[], Awaitable[Town]]
EARLIER = MORNING - timedelta(minutes=30)


@pytest.mark.parametrize(
    ("language", "month", "forward", "same", "estimate"),
    [
        (
            "fr",
            1,
            ("↑ 1 position\u00a0: 1 famille a quitté la liste (proposition, retrait ou pause)."),
            "Votre position n’a pas changé depuis votre dernier passage (12 janvier 2027).",
            "Une place\u00a0: en janvier 2028 au plus tard, si rien d’autre ne change.",
        ),
        (
            "nl",
            2,
            ("↑ 1 positie: 1 gezin verliet de lijst (voorstel, terugtrekking of pauze)."),
            "Uw positie is niet veranderd sinds u laatst keek (12 januari 2027).",
            "Een plaats: ten laatste in februari 2028, als er verder niets verandert.",
        ),
        (
            "de",
            3,
            ("↑ 1 Position: 1 Familie hat die Liste verlassen (Angebot, Rückzug oder Pause)."),
            "Ihre Position ist unverändert, seit Sie zuletzt nachgesehen haben (12. Januar 2027).",
            "Ein Platz: spätestens im März 2028, wenn sich sonst nichts ändert.",
        ),
        (
            "en",
            4,
            ("↑ 1 position: 1 family left the list (offer, withdrawal or pause)."),
            "Your position has not changed since you last looked (12 January 2027).",
            "A place: in April 2028 at the latest, if nothing else changes.",
        ),
    ],
)
async def test_status_says_what_moved_since_the_last_look(
    new_town: NewTown, language: str, month: int, forward: str, same: str, estimate: str
):
    town = await new_town()
    wishes = replace(LAMBERT_CONFIRMED.wishes, entry=Month(2028, month), creches=("marcinelle",))
    mine = replace(LAMBERT_CONFIRMED, wishes=wishes)
    ana = await town.family(mine, language)
    bilal = await town.family(replace(mine, confirmed_at=EARLIER), name="Bilal")
    first = await ana.says("/status")
    assert "↑" not in first.text
    assert estimate in first.text

    await bilal.says("/status")
    await bilal.taps("Retirer ma demande")
    await bilal.taps("Oui, retirer ma demande")
    seen = await ana.says("/status")
    assert forward in seen.text
    assert re.search(r"\(09:\d\d\)", seen.text)
    again = await ana.says("/status")
    assert forward in again.text

    await town.clock(advance="P1D")
    await ana.says("/status")
    later = await ana.says("/status")
    assert same in later.text
    assert "↑" not in later.text


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("fr", "Personne n’est devant vous pour ce mois d’entrée."),
        ("nl", "Niemand staat vóór u voor die startmaand."),
        ("de", "Niemand steht für diesen Beginn vor Ihnen."),
        ("en", "Nobody is ahead of you for this month of entry."),
    ],
)
async def test_nobody_ahead_is_said_of_the_month_wished(new_town: NewTown, language: str, first: str):
    """Families of other months stand before her all the same, and the estimate counts them."""
    town = await new_town()
    await town.family(replace(LAMBERT_CONFIRMED, confirmed_at=EARLIER), name="Bilal")
    wishes = replace(LAMBERT_CONFIRMED.wishes, entry=Month(2028, 1), creches=("marcinelle",))
    ana = await town.family(replace(LAMBERT_CONFIRMED, wishes=wishes), language)
    assert first in (await ana.says("/status")).text
    same = replace(LAMBERT_CONFIRMED, wishes=wishes, confirmed_at=EARLIER)
    await town.family(same, name="Chloé")
    assert first not in (await ana.says("/status")).text


async def test_estimate_says_that_it_counts_no_places_of_the_employer(new_town: NewTown):
    """A colleague reads "no place in sight" and is offered one the month after."""
    town, say = await new_town(), TEXTS.speaker("fr")
    with town.storage.transaction() as records:
        records.sponsors.add(TECHNORD)
        records.sponsors.add_agreement(TECHNORD_AGREEMENT)
    claim = Claim(code=ClaimCode.EMPLOYER, sponsor_id=TECHNORD.id)
    wishes = replace(LAMBERT_CONFIRMED.wishes, creches=("marcinelle", "lodelinsart"))
    for seen_on, times in ((None, 0), (MORNING.date(), 1)):
        claims = (replace(claim, seen_on=seen_on),)
        ana = await town.family(replace(LAMBERT_CONFIRMED, wishes=wishes, claims=claims))
        assert (await ana.says("/status")).text.count(say.plain("estimate.firm")) == times


async def test_many_creches_fit_a_phone_and_unfold(town: Town):
    creches = tuple(creche.id for creche in town.policy.creches)
    wishes = replace(LAMBERT_CONFIRMED.wishes, entry=Month(2028, 9), creches=creches)
    ana = await town.family(replace(LAMBERT_CONFIRMED, wishes=wishes))
    await town.family(replace(LAMBERT_CONFIRMED, wishes=wishes, confirmed_at=EARLIER), name="Bilal")

    seen = await ana.says("/status")
    assert seen.text.count("position 2 sur 2") == 6
    assert seen.text.count("Devant vous") == 3
    seen = await ana.taps("Tout en détail")
    assert seen.text.count("Devant vous") == 6
    seen = await ana.taps("En plus court")
    assert seen.text.count("Devant vous") == 3


async def test_details_say_how_the_order_goes_and_what_the_estimate_rests_on(town: Town):
    ana = await town.family(replace(LAMBERT_CONFIRMED, state=State.REFUSED))

    seen = await ana.says("/status")
    assert "Une famille avec une priorité légale peut encore passer devant." in seen.text
    assert "L’ordre" not in seen.text
    seen = await ana.taps("Tout en détail")
    assert "L’ordre" in seen.text
    assert "Une famille qui a une priorité légale peut donc encore passer devant." in seen.text
    assert "comme si aucune ne renonçait" in seen.text
