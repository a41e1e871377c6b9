"""HR managers make codes for their colleagues, through the sandbox."""

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from bot.rules.calendar import Month
from bot.rules.people import LANGUAGES, Mandate, Role
from bot.rules.places import Sponsor
from bot.texts import Texts
from tests.cast import TECHNORD, TECHNORD_AGREEMENT
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Seen, Someone
from tests.conversations.forms import DUE, begin, label, tap

TEXTS = Texts.load()


def firm(town: Town, *, agreed: bool = True) -> Sponsor:
    """A firm of this test's own."""
    with town.storage.transaction() as records:
        own = replace(TECHNORD, id=records.new_id(), name="Atelier & Fils", number="", example=False)
        records.sponsors.add(own)
        if agreed:
            one = replace(TECHNORD_AGREEMENT, id=records.new_id(), sponsor_id=own.id, places=1)
            records.sponsors.add_agreement(one)
    return own


async def codes_on(someone: Someone, seen: Seen) -> list[str]:
    """The codes on the sheet that came."""
    (document,) = (message["document"] for message in seen.messages if "document" in message)
    file = await someone.file(document["file_id"])
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)
    return re.findall(r"(?:[0-9A-Z]{5}-){5}[0-9A-Z]", text)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_sheet_is_made_handed_out_and_used_by_the_link(town: Town, language: str) -> None:
    t, own = TEXTS.speaker(language), firm(town)
    luc = await town.staff(Role.HR, of=own.id, language=language)
    await luc.says("/menu")
    seen = await luc.taps(t.plain("menu.codes"))
    assert (
        t("code.title", firm="Atelier & Fils").removeprefix("<b>").removesuffix("</b>").replace("&amp;", "&")
        in seen.text
    )

    seen = await luc.taps(t.plain("code.make", n=5))
    codes = await codes_on(luc, seen)
    assert len(set(codes)) == 5

    ana = await town.parent(language)
    seen = await ana.says(f"/start e-{codes[0].replace('-', '')}")
    assert t.plain("code.slip.sees") in seen.text
    seen = await ana.taps(t.plain("menu.signup"))
    assert t.plain("signup.link.expired") not in seen.text
    with town.storage.transaction() as records:
        person = records.people.by_chat(ana.user_id)
        draft = person and records.drafts.of(person.id)
    assert draft
    assert draft.answers.code == codes[0].replace("-", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("chosen", "key"), [("1", "where"), ("2", "elsewhere")])
async def test_code_says_at_which_creches_it_can_count(
    town: Town, language: str, chosen: str, key: str
) -> None:
    t, own = TEXTS.speaker(language), firm(town)
    luc = await town.staff(Role.HR, of=own.id, language=language)
    await luc.says("/codes")
    (code,) = await codes_on(luc, await luc.taps(t.plain("code.make", n=1)))
    ana = await begin(town, language)
    await tap(ana, "children.one", "born.expected", language=language, first="Ana")
    await ana.says(t.show(DUE))
    await tap(ana, "go", "week.all", "go", "skip", language=language, first=t.show(Month(2027, 10)))
    await ana.says(chosen)  # the agreement is at the first
    await ana.taps(label("claims.none", language))

    seen = await ana.says(code.lower())

    assert t.plain(f"signup.code.{key}", creches=["Marcinelle"]) in seen.text


async def test_second_link_leaves_the_code_that_is_filled_in(town: Town) -> None:
    own = firm(town)
    luc = await town.staff(Role.HR, of=own.id)
    await luc.says("/codes")
    codes = await codes_on(luc, await luc.taps("Faire 5 codes"))
    ana = await town.parent()
    for code in codes[:2]:
        await ana.says(f"/start e-{code}")
        seen = await ana.taps("Inscrire un enfant")
    assert "a déjà un code d’employeur" in seen.text


async def test_tap_three_times_makes_one_sheet(town: Town) -> None:
    own = firm(town)
    luc = await town.staff(Role.HR, of=own.id)
    await luc.says("/codes")
    await luc.taps("Faire 5 codes", repeat=3)
    with town.storage.transaction() as records:
        assert len(records.sponsors.sheets(own.id)) == 1


async def test_sheet_is_called_back(town: Town) -> None:
    own = firm(town)
    luc = await town.staff(Role.HR, of=own.id)
    await luc.says("/codes")
    seen = await luc.taps("Faire 1 code")
    (code,) = await codes_on(luc, seen)
    await luc.taps("Les codes")
    await luc.taps("Annuler\N{NO-BREAK SPACE}: 1, faits le 12 janvier 2027")
    await luc.taps("Oui, annuler")
    seen = await luc.taps("Les codes")
    assert "Faits : 1, dont 1 expirés ou annulés" in seen.text.replace("\N{NO-BREAK SPACE}", " ")

    ana = await town.parent()
    assert "n’est plus valable" in (await ana.says(f"/start e-{code}")).text
    assert "Question 1 sur" in (await ana.taps("Inscrire un enfant")).text


async def test_firm_without_an_agreement_makes_none(town: Town) -> None:
    own = firm(town, agreed=False)
    luc = await town.staff(Role.HR, of=own.id)
    await luc.says("/codes")
    assert "pas de convention en cours" in (await luc.taps("Faire 1 code")).text


async def test_contact_of_two_firms_chooses_which(town: Town) -> None:
    first, second = firm(town), firm(town)
    luc = await town.staff(Role.HR, of=first.id)
    with town.storage.transaction() as records:
        person = records.people.by_chat(luc.user_id)
        assert person
        records.people.grant(person.id, Mandate(role=Role.HR, of=second.id), at=town.sandbox.now())
    seen = await luc.says("/codes")
    assert seen.buttons.count("Atelier & Fils") == 2
    await luc.taps(f"eo:{second.id}")
    await luc.taps("Faire 1 code")
    with town.storage.transaction() as records:
        assert [len(records.sponsors.sheets(one.id)) for one in (first, second)] == [0, 1]


async def test_coordinator_makes_them_for_a_firm(town: Town) -> None:
    own = firm(town)
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(f"sf:{own.id}")
    await nadia.taps("Codes")
    assert len(await codes_on(nadia, await nadia.taps("Faire 10 codes"))) == 10
