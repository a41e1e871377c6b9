import json
import re

import pytest

from bot.rules.people import LANGUAGES, Role
from bot.rules.pleas import Plea
from bot.rules.references import grouped
from tests.cast import LAMBERT_CONFIRMED
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Someone
from tests.conversations.forms import FRENCH, TEXTS

WORDS = "Mon nom s’écrit Lambrecht <b>"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_family_asks_for_a_correction_and_a_person_answers(town: Town, language: str):
    t = TEXTS.speaker(language)
    ana, nadia = await town.family(LAMBERT_CONFIRMED, language), await town.staff(Role.COORDINATOR)
    await ana.says("/mydata")
    seen = await ana.taps(t.plain("plea.button"))
    assert t.plain("plea.write.objection") in seen.buttons
    assert len(seen.buttons) == 6  # what she changes herself stands first

    await ana.taps(t.plain("plea.write.correction"))
    await ana.says(WORDS)

    assert plea_of(town, ana).words == WORDS
    assert (await nadia.sees()).buttons == ["Lire"]
    assert (await nadia.says("/calls")).buttons[0].startswith("Données")
    await nadia.taps("pleas")
    await nadia.taps(f"pv:{plea_of(town, ana).id}")
    card = await nadia.says("C’est corrigé")
    assert "C’est envoyé" in card.text
    assert "C’est corrigé" in (await ana.sees()).text
    assert plea_of(town, ana).answer == "C’est corrigé"


def plea_of(town: Town, someone: Someone) -> Plea:
    """The newest of theirs."""
    with town.storage.transaction() as records:
        person = records.people.by_chat(someone.user_id)
        assert person is not None
        return records.pleas.of(person.id)[-1]


async def test_words_and_answer_stand_in_the_file(town: Town):
    ana = await town.family(LAMBERT_CONFIRMED)
    await ana.taps("pk:objection")
    await ana.says("Plus d’annonces")
    await ana.says("/mydata")

    seen = await ana.taps("Recevoir le fichier")

    (told,) = json.loads(await ana.file(seen.last["document"]["file_id"]))["asked_about_data"]
    assert (told["kind"], told["words"], told["answer"]) == ("objection", "Plus d’annonces", "")


async def test_words_too_long_are_asked_for_again(town: Town):
    ana = await town.family(LAMBERT_CONFIRMED)
    await ana.taps("pk:correction")
    assert FRENCH.show(1000) in (await ana.says("x" * 1001)).text
    await ana.says("Plus court")
    assert plea_of(town, ana).words == "Plus court"


async def test_second_answer_is_refused(town: Town):
    ana, nadia = await town.family(LAMBERT_CONFIRMED), await town.staff(Role.COORDINATOR)
    other = await town.staff(Role.COORDINATOR)
    await ana.taps("pk:correction")
    await ana.says(WORDS)
    tap = f"pv:{plea_of(town, ana).id}"
    for one in (nadia, other):
        await one.taps(tap)
    await nadia.says("C’est corrigé")
    assert "C’est envoyé" not in (await other.says("C’est faux")).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_family_corrects_its_own_name_and_telephone(town: Town, language: str):
    t = TEXTS.speaker(language)
    ana = await town.family(LAMBERT_CONFIRMED, language)
    await ana.taps("plea")
    await ana.taps(t.plain("signup.label.name"))
    assert "Ana Lambrecht" in (await ana.says("  Ana   Lambrecht ")).text

    await ana.taps("plea")
    await ana.taps(t.plain("signup.label.phone"))
    assert (await ana.says("047 1 typfout")).text == plain(t("refusal.unclear.phone"))
    await ana.says("0471/99.88.77")

    page = (await ana.says("/mydata")).text
    assert "Ana Lambrecht" in page
    assert "+32471998877" in page


async def test_more_can_be_added_and_the_answer_leads_on(town: Town):
    ana, nadia = await town.family(LAMBERT_CONFIRMED), await town.staff(Role.COORDINATOR)
    await ana.taps("pk:correction")
    await ana.says(WORDS)
    await ana.taps("Ajouter quelque chose")
    await ana.says("Et le 20 juin, pas le 21")
    tap = f"pv:{plea_of(town, ana).id}"

    card = await nadia.taps(tap)
    assert "Une correction, " in card.text
    assert "français" in card.text
    await nadia.taps(f"Ouvrir le dossier {grouped(town.request_of(ana).reference)}")
    await nadia.taps(tap)
    await nadia.says("C’est corrigé")

    assert (await ana.sees()).buttons == ["Mes données"]


def plain(html: str) -> str:
    return re.sub("<[^>]+>", "", html)
