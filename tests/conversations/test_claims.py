"""Proofs at the desk, through the sandbox: the director taps, the family reads it in its language."""

from dataclasses import replace

import pytest

from bot.rules.people import Role
from bot.rules.references import grouped
from bot.rules.requests import Claim, ClaimCode
from tests.cast import HADDAD_CONFIRMED, SCHMITZ_CONFIRMED, TODAY
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Seen, Someone

CLAIMING = replace(
    HADDAD_CONFIRMED, claims=(Claim(code=ClaimCode.SIBLINGS), Claim(code=ClaimCode.DISABILITY))
)


async def opens(town: Town, staff: Someone, family: Someone) -> Seen:
    await staff.says("/meetings")
    return await staff.says(town.request_of(family).reference)


@pytest.mark.parametrize(
    ("language", "seen_button", "told"),
    [
        ("fr", "Preuve vue (52-1a)", "votre priorité légale compte désormais"),
        ("nl", "Bewijs gezien (52-1a)", "uw wettelijke voorrang telt nu mee"),
        ("de", "Nachweis gesehen (52-1a)", "Ihr gesetzlicher Vorrang zählt nun"),
        ("en", "Proof seen (52-1a)", "your legal priority counts now"),
    ],
)
async def test_director_sees_a_proof(town: Town, language: str, seen_button: str, told: str):
    director = await town.staff(Role.DIRECTOR, "marcinelle", language)
    family = await town.family(CLAIMING, language)

    await opens(town, director, family)
    seen = await director.taps(seen_button)

    assert seen_button not in seen.buttons
    proven = Claim(code=ClaimCode.SIBLINGS, seen_on=TODAY, seen_by="director")
    assert town.request_of(family).claims == (proven, CLAIMING.claims[1])
    letter = await family.sees()
    assert told in letter.text
    assert grouped(town.request_of(family).reference) in letter.text


async def test_claim_that_does_not_hold_is_asked_about_and_told_without_the_reason(town: Town):
    nadia, family = await town.staff(Role.COORDINATOR), await town.family(CLAIMING)
    await opens(town, nadia, family)

    seen = await nadia.taps("Ne tient pas (52-1c)")
    assert seen.text.startswith("Pourquoi cette priorité ne tient-elle pas\u00a0: handicap (52-1c)\u00a0?")
    assert town.request_of(family).claims == CLAIMING.claims
    seen = await nadia.taps("Non, la priorité reste")
    assert "Priorité demandée\u00a0: handicap (52-1c)." in seen.text

    await nadia.taps("Ne tient pas (52-1c)")
    seen = await nadia.taps("La preuve ne correspond pas")
    assert seen.text.startswith("C’est noté\u00a0: la demande continue sans cette priorité.")
    assert town.request_of(family).claims == CLAIMING.claims[:1]
    letter = await family.sees()
    assert "une priorité légale que vous aviez cochée ne peut pas compter" in letter.text
    for private in ("handicap", "52-1", "correspond"):
        assert private not in letter.text


@pytest.mark.parametrize(
    ("code", "no"),
    [
        ("52-9", "Cette priorité n’existe pas"),
        ("52-2", "La famille n’a pas demandé cette priorité\u00a0: crèche précédente fermée (52-2)"),
    ],
)
async def test_forged_proofs_are_refused_with_the_article(town: Town, code: str, no: str):
    nadia, family = await town.staff(Role.COORDINATOR), await town.family(CLAIMING)
    await opens(town, nadia, family)

    seen = await nadia.taps(f"cl:seen:{town.request_of(family).id}:{code}")

    assert seen.text.startswith(no)
    assert "art. 52" in seen.text
    assert town.request_of(family).claims == CLAIMING.claims


async def test_parent_cannot_mark_a_proof(town: Town):
    family = await town.family(replace(SCHMITZ_CONFIRMED, claims=CLAIMING.claims))
    await family.says("/status")
    request = town.request_of(family)

    for word in ("cl:seen:{}:52-1a", "co:{}:52-1a:not shown"):
        await family.taps(word.format(request.id))

    assert town.request_of(family) == request
