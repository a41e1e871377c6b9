import json

import pytest

from bot.rules.people import LANGUAGES, Role
from bot.rules.references import grouped
from tests.cast import LAMBERT_CONFIRMED
from tests.conversations.conftest import Town
from tests.conversations.forms import TEXTS


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
