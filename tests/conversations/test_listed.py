"""Coordinators send agreements as a list, through the sandbox."""

import base64

import pytest

from bot.rules.people import LANGUAGES, Role
from bot.texts import Texts
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Seen, Someone

TEXTS = Texts.load()
NUMBERS = {"fr": "0444111134", "nl": "0444222287", "de": "0444333343", "en": "0444555552"}


async def sends(someone: Someone, text: str) -> Seen:
    held = base64.b64encode(text.encode("cp1252")).decode()
    return await someone.sends(
        {"document": {"base64": held, "file_name": "liste.csv", "mime_type": "text/csv"}}
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_template_filled_in_is_kept(town: Town, language: str) -> None:
    t = TEXTS.speaker(language)
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await nadia.taps("sponsors")
    seen = await nadia.taps(t.plain("sponsor.by_file"))
    (document,) = (message["document"] for message in seen.messages if "document" in message)
    heads = (await nadia.file(document["file_id"])).decode("utf-8-sig").strip()
    creche = town.policy.creches[3].name
    yes = {"fr": "oui", "nl": "ja", "de": "ja", "en": "yes"}[language]
    row = f"{NUMBERS[language]};Entreprise été {language};{creche};{yes};2;1/9/2027;;8.000,00;3;"

    seen = await sends(nadia, f"{heads}\r\n{row}\r\n{row}\r\n")
    assert t.plain("csv.faulty", n=1).partition("\n")[0].removeprefix("<b>").removesuffix("</b>") in seen.text
    with town.storage.transaction() as records:
        assert records.sponsors.by_number(NUMBERS[language]) is None

    assert t.plain("refusal.list_empty") in (await sends(nadia, f"{heads}\r\n")).text
    seen = await sends(nadia, f"{heads}\r\n{row}\r\n")
    assert t.plain("csv.kept.firms", n=1) in seen.text
    assert t.plain("sponsor.by_file") in seen.buttons
    with town.storage.transaction() as records:
        firm = records.sponsors.by_number(NUMBERS[language])
        assert firm is not None
        (one,) = records.sponsors.agreements(firm.id)
    assert (firm.name, one.places, one.price_cents) == (f"Entreprise été {language}", 2, 800_000)


async def test_wrong_columns_and_other_things_are_answered_kindly(town: Town) -> None:
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps("ax")
    assert "Couleur" in (await sends(nadia, "Couleur;Places\n1;2")).text
    assert "comme fichier" in (await nadia.says("0403170701;Verrerie")).text
    assert "comme fichier" in (await sends(nadia, "\0\0PK")).text
