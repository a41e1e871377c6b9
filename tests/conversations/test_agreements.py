"""Coordinators enter firms and their agreements, through the sandbox."""

from dataclasses import replace
from datetime import date

import pytest

from bot.rules.calendar import Period
from bot.rules.people import LANGUAGES, Role
from bot.rules.places import Agreement, Sponsor
from bot.texts import Texts
from tests.cast import TECHNORD, TECHNORD_AGREEMENT
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Seen, Someone

TEXTS = Texts.load()
#: Numbers with right check digits, one a language.
NUMBERS = {"fr": "0403.170.701", "nl": "BE 0202.239.951", "de": "0417497106", "en": "0404 616 494"}


def firm(town: Town, number: str = "") -> Sponsor:
    """A firm of this test's own."""
    with town.storage.transaction() as records:
        own = replace(TECHNORD, id=records.new_id(), name="Atelier & Fils", number=number, example=False)
        records.sponsors.add(own)
    return own


def agreed(town: Town, own: Sponsor, **different: object) -> Agreement:
    with town.storage.transaction() as records:
        one = replace(TECHNORD_AGREEMENT, id=records.new_id(), sponsor_id=own.id, **different)  # type: ignore[arg-type]  # fields of an agreement
        records.sponsors.add_agreement(one)
    return one


def kept(town: Town, own: Sponsor) -> tuple[Agreement, ...]:
    with town.storage.transaction() as records:
        return records.sponsors.agreements(own.id)


async def up_to_review(nadia: Someone, own: Sponsor, places: str = "2", creche: str = "Andrimont") -> Seen:
    await nadia.taps(f"as:{own.id}")
    for said in (creche, "oui", places, "1/9/2027", "31/8/2030", "8.000 €", "3", "PC-2027-9"):
        seen = await nadia.says(said)
    return seen


@pytest.mark.parametrize("language", LANGUAGES)
async def test_firm_and_agreement_are_entered_read_back_and_kept(town: Town, language: str):
    t = TEXTS.speaker(language)
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await nadia.says("/menu")
    await nadia.taps(t.plain("menu.sponsors"))
    await nadia.taps(t.plain("sponsor.new"))
    seen = await nadia.says("0403.170.702")
    assert seen.text == t("refusal.unclear.enterprise_number")
    await nadia.says(NUMBERS[language])
    seen = await nadia.says("  Verrerie   <Mosane> ")
    assert "Verrerie <Mosane>" in seen.text

    await nadia.taps(t.plain("agreement.new"))
    creche = town.policy.creches[1]
    await nadia.taps(creche.name)
    await nadia.taps(t.plain("agreement.member.no"))
    await nadia.says("2")
    await nadia.says("1/9/2027")
    seen = await nadia.says("31/8/2027")
    assert t("refusal.ends_before_it_starts", start=date(2027, 9, 1), end=date(2027, 8, 31)) == seen.text
    await nadia.says("31/8/2030")
    await nadia.says("8000")
    seen = await nadia.taps(t.plain("agreement.months", n=3))
    seen = await nadia.taps(t.plain("signup.skip"))
    assert t.plain("agreement.read_back") in seen.text
    assert creche.name in seen.text
    with town.storage.transaction() as records:
        sponsor = next(one for one in records.sponsors.all() if one.number[-3:] == NUMBERS[language][-3:])
    assert kept(town, sponsor) == ()

    await nadia.taps(t.plain("agreement.line.places"))
    await nadia.says("3")
    seen = await nadia.taps(t.plain("agreement.keep"))

    assert seen.text.startswith(t.plain("agreement.kept"))
    (one,) = kept(town, sponsor)
    assert one == Agreement(
        id=one.id,
        sponsor_id=sponsor.id,
        creche=creche.id,
        places=3,
        period=Period(date(2027, 9, 1), date(2030, 8, 31)),
        price_cents=800_000,
        notice_months=3,
        member_of_po=False,
    )
    assert "52, 4°" in seen.text


async def test_everything_may_be_typed(town: Town):
    nadia, own = await town.staff(Role.COORDINATOR), firm(town)
    seen = await up_to_review(nadia, own)
    assert "PC-2027-9" in seen.text
    await nadia.taps("Garder cette convention")
    (one,) = kept(town, own)
    assert (one.creche, one.places, one.notice_months, one.invoice_reference) == (
        "andrimont",
        2,
        3,
        "PC-2027-9",
    )


async def test_more_than_half_of_a_creche_cannot_be_kept_and_is_corrected(town: Town):
    nadia, own = await town.staff(Role.COORDINATOR), firm(town)
    creche = town.policy.creches[2]
    most = creche.places // 2
    in_2028 = Period(date(2028, 1, 1), date(2028, 12, 31))
    other = agreed(town, own, creche=creche.id, places=most - 1, period=in_2028)
    seen = await up_to_review(nadia, own, "4", creche.name)
    assert f"prennent déjà {most - 1}" in seen.text
    assert "Garder cette convention" not in seen.buttons
    await nadia.taps("Fin")
    seen = await nadia.says("31/12/2027")
    assert "Garder cette convention" in seen.buttons
    await nadia.taps("Garder cette convention")
    assert len(kept(town, own)) == 2
    with town.storage.transaction() as records:  # the town is shared
        records.sponsors.save_agreement(replace(other, places=1))


async def test_crossing_agreement_of_the_firm_is_said(town: Town):
    nadia, own = await town.staff(Role.COORDINATOR), firm(town)
    agreed(town, own, creche="andrimont", places=1, period=Period(date(2027, 1, 1), date(2028, 12, 31)))
    seen = await up_to_review(nadia, own)
    assert "a déjà 1 place" in seen.text
    assert "3 en tout" in seen.text
    assert "Garder cette convention" in seen.buttons


async def test_number_of_a_firm_that_is_there_leads_to_it(town: Town):
    nadia = await town.staff(Role.COORDINATOR)
    firm(town, "0867686774")
    await nadia.taps("sn")
    seen = await nadia.says("BE0867.686.774")
    assert "Atelier & Fils" in seen.text


async def test_agreement_is_changed_line_by_line(town: Town):
    nadia, own = await town.staff(Role.COORDINATOR), firm(town)
    one = agreed(town, own)
    await nadia.taps(f"sf:{own.id}")
    seen = await nadia.taps(f"ag:{one.id}")
    seen = await nadia.taps("Changer une ligne")
    assert "Crèche" not in seen.buttons
    await nadia.taps("Places")
    await nadia.taps("Laisser comme c’est")
    await nadia.taps("Fin")
    await nadia.taps("Sans date de fin")
    await nadia.taps("Garder cette convention")
    assert kept(town, own) == (replace(one, period=Period(one.period.start)),)


async def test_old_button_of_another_agreement_changes_nothing(town: Town):
    nadia, own = await town.staff(Role.COORDINATOR), firm(town)
    await up_to_review(nadia, own)
    old = nadia.screen
    await nadia.taps(f"as:{own.id}")
    seen = await nadia.taps("Garder cette convention", on=old)
    assert seen.text != ""
    assert kept(town, own) == ()


async def test_what_was_written_is_forgotten_on_demand(town: Town):
    nadia, own = await town.staff(Role.COORDINATOR), firm(town)
    await up_to_review(nadia, own)
    seen = await nadia.taps("Ne rien garder")
    assert seen.text.startswith("Rien n’a été gardé")
    assert kept(town, own) == ()


async def test_forged_button_without_sense_is_answered_kindly(town: Town):
    nadia, own = await town.staff(Role.COORDINATOR), firm(town)
    seen = await nadia.taps(f"as:{own.id}")
    mark = seen.last["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[1]
    for forged in (
        f"af:{mark}:end:demain",
        f"af:{mark}:places:9",
        f"af:{mark}:creche:nowhere",
        f"ak:{mark}:1",
    ):
        assert "de notre côté" not in (await nadia.taps(forged)).text
    assert kept(town, own) == ()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_sponsors_what_is_seen_by_creche_and_as_a_sheet(town: Town, language: str):
    t, own = TEXTS.speaker(language), firm(town)
    creche = town.policy.creches[-1]
    soon = agreed(town, own, creche=creche.id, places=1, period=Period(date(2026, 1, 1), date(2027, 2, 1)))
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await nadia.taps("sponsors")
    seen = await nadia.taps(t.plain("sponsor.by_creche"))
    assert t.show(date(2027, 2, 1)) in seen.text
    seen = await nadia.taps(creche.name)
    assert "Atelier & Fils" in seen.text
    seen = await nadia.taps(f"ag:{soon.id}")
    assert t.plain("agreement.change") in seen.buttons

    await nadia.taps("so:")
    seen = await nadia.taps(t.plain("sponsor.board"))
    (document,) = (message["document"] for message in seen.messages if "document" in message)
    assert document["file_name"] == "cigogne-sponsors-2027-01-12.xlsx"
    assert (await nadia.file(document["file_id"])).startswith(b"PK")


async def test_name_and_number_of_a_firm_are_changed(town: Town):
    nadia, own = await town.staff(Role.COORDINATOR), firm(town)
    await nadia.taps(f"sf:{own.id}")
    await nadia.taps("Changer le nom ou le numéro")
    seen = await nadia.says("  Verrerie   Neuve ")
    assert seen.text.startswith("Verrerie Neuve")
    await nadia.taps("Changer le nom ou le numéro")
    assert "numéro d’entreprise belge" in (await nadia.says("0405.170.088")).text
    seen = await nadia.says("0405.170.087")
    assert "0405.170.087" in seen.text
    with town.storage.transaction() as records:
        changed = records.sponsors.get(own.id)
        whats = [line["what"] for line in records.trace.of(f"sponsor:{own.id}")]
    assert (changed.name, changed.number) == ("Verrerie Neuve", "0405170087")
    assert whats == ["sponsor changed", "sponsor changed"]
    other = firm(town)
    await nadia.taps(f"se:{other.id}")
    assert "d’une entreprise connue\u00a0: Verrerie Neuve" in (await nadia.says("0405170087")).text
