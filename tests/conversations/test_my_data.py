import json

import pytest

from bot.rules.calendar import Slot
from bot.rules.data import Datum
from bot.rules.history import Purpose, What
from bot.rules.people import LANGUAGES, Role
from bot.rules.references import grouped
from tests.cast import LAMBERT_CONFIRMED
from tests.conversations.conftest import Town
from tests.conversations.forms import FRENCH, TEXTS


@pytest.mark.parametrize("language", LANGUAGES)
async def test_family_reads_who_opened_its_file(town: Town, language: str):
    t = TEXTS.speaker(language)
    ana = await town.family(LAMBERT_CONFIRMED, language)
    nadia = await town.staff(Role.COORDINATOR)
    assert t.plain("mydata.reads.none") in (await ana.says("/mydata")).text

    await nadia.says(grouped(town.request_of(ana).reference))
    await nadia.taps("Un appel")

    seen = await ana.says("/mydata")
    assert f"{t.plain('role.name.coordinator')} ({t.plain('purpose.call')})" in seen.text
    assert "coordinator" not in seen.text.replace("coordination", "")  # in which role, never by name


async def test_file_holds_every_look_of_staff(town: Town):
    ana = await town.family(LAMBERT_CONFIRMED)
    nadia = await town.staff(Role.COORDINATOR)
    for purpose in ("call", "decision", "meeting", "call", "decision"):
        await nadia.taps(f"fo:{town.request_of(ana).id}:{purpose}")
    assert "Et 2 fois avant" in (await ana.says("/mydata")).text

    seen = await ana.taps("Recevoir le fichier")
    found = json.loads(await ana.file(seen.last["document"]["file_id"]))
    looks = [(one["role"], one["why"]) for one in found["opened_by_staff"]]
    whys = ("decision", "call", "meeting", "decision", "call")
    assert looks == [("coordinator", why) for why in whys]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_page_names_the_law_wherever_it_gives_a_time(town: Town, language: str):
    t = TEXTS.speaker(language)
    ana = await town.family(LAMBERT_CONFIRMED, language)
    for way in ("/mydata", "/erase", "/privacy"):
        assert "7/7" in (await ana.says(way)).text
    assert t.plain("menu.mydata") in (await ana.says("/privacy")).buttons


@pytest.mark.parametrize("language", LANGUAGES)
async def test_file_explains_its_names_and_codes(town: Town, language: str):
    t = TEXTS.speaker(language)
    ana = await town.family(LAMBERT_CONFIRMED, language)
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(f"fo:{town.request_of(ana).id}:call")
    await ana.says("/signup")
    await ana.taps("Ana")
    await ana.says("/mydata")

    seen = await ana.taps(t.plain("mydata.file"))

    assert seen.buttons == [t.plain("menu.mydata"), t.plain("menu.open")]
    found = json.loads(await ana.file(seen.last["document"]["file_id"]))
    explained, codes = found.pop("explained"), found.pop("codes")
    assert explained["met_on"] == t.show(Datum.MET_ON)
    assert set(explained) == names(found)
    assert codes["half_days"]["MON_AM"] == t.show(Slot.MON_AM)
    assert codes["why"] == {"call": t.show(Purpose.CALL)}
    assert found["unfinished_form"]["name"] == "Ana"


def names(told: object) -> set[str]:
    """Every name in the file, at any depth."""
    if isinstance(told, dict):
        return set(told).union(*map(names, told.values()))
    return set().union(*map(names, told)) if isinstance(told, list) else set()


async def test_page_leaves_what_typed_words_were_to_answer(town: Town):
    ana = await town.family(LAMBERT_CONFIRMED)
    await ana.taps("pk:objection")
    await ana.taps("Retour à mes données")
    assert "pas compris" in (await ana.says("Je réfléchis encore")).text


async def test_page_tells_every_reason(town: Town):
    ana = await town.family(LAMBERT_CONFIRMED)
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(f"fo:{town.request_of(ana).id}:other")
    await nadia.says("Elle a perdu son téléphone")
    await nadia.taps("Historique")
    page = (await ana.says("/mydata")).text
    assert "(Elle a perdu son téléphone)" in page
    assert f"({FRENCH.show(What.HISTORY)})" in page
