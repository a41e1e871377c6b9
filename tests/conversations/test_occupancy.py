"""HR managers: invited once, told each month once, and never a word about a child."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.actions import invitations
from bot.rules.people import Mandate, Role
from tests.cast import FULL_STAY, TECHNORD, TECHNORD_AGREEMENT, TWO_DAY_STAY
from tests.conversations.conftest import ACCEPT, Town
from tests.conversations.dialogue import Someone

NewTown = Callable[[], Awaitable[Town]]
HR = Mandate(role=Role.HR, of=TECHNORD.id)


def sponsor(town: Town) -> None:
    with town.storage.transaction() as records:
        records.sponsors.add(TECHNORD)
        records.sponsors.add_agreement(TECHNORD_AGREEMENT)
        records.places.add_stay(FULL_STAY)
        records.places.add_stay(TWO_DAY_STAY)


def invitation(town: Town, mandate: Mandate = HR) -> str:
    with town.storage.transaction() as records:
        return invitations.invite(records, mandate, now=town.sandbox.now(), policy=town.policy)


async def manager(town: Town, language: str = "fr") -> Someone:
    someone = await town.somebody(language, "Luc")
    await someone.says(f"/start {invitation(town)}")
    await someone.taps(ACCEPT[language])
    return someone


@pytest.mark.parametrize(
    ("language", "never"),
    [
        ("fr", "Vous ne verrez jamais"),
        ("nl", "U ziet nooit"),
        ("de", "Sie sehen nie"),
        ("en", "You will never see"),
    ],
)
async def test_invitation_says_what_is_seen_and_what_never(new_town: NewTown, language: str, never: str):
    town = await new_town()
    sponsor(town)
    someone = await town.somebody(language, "Luc")

    await someone.says(f"/start {invitation(town)}")
    seen = await someone.taps(ACCEPT[language])

    assert never in seen.text


async def test_invitation_works_once_and_not_for_ever(new_town: NewTown):
    town = await new_town()
    sponsor(town)
    payload = invitation(town)
    luc, eve = await town.parent("fr", "Luc"), await town.parent("fr", "Eve")

    assert "Vous suivez les places" in (await luc.says(f"/start {payload}")).text
    used = (await eve.says(f"/start {payload}")).text
    late = invitation(town)
    await town.clock(advance="P4D")
    expired = (await eve.says(f"/start {late}")).text
    unknown = (await eve.says("/start i" + "A" * 22)).text

    assert used == expired == unknown
    assert "Le résumé de nos places" not in (await eve.says("/menu")).buttons


async def test_summary_comes_on_the_fifth_at_nine_once(new_town: NewTown):
    town = await new_town()
    sponsor(town)
    luc = await manager(town)

    await town.clock(to="2027-04-05T08:59:00+02:00")
    before = await luc.everything()
    await town.clock(to="2027-04-05T09:00:30+02:00")
    after = await luc.everything()
    await town.clock(advance="PT1H")
    await town.clock(advance="P1D")

    came = after.messages[len(before.messages) :]
    assert ["photo" in message for message in came] == [True, False]
    assert came[1]["document"]["file_name"] == "cigogne-2027-03.pdf"
    caption = came[0]["caption"]
    assert "mars 2027" in caption
    for figure in ("65,9\u00a0%", "1,3", "0,7"):
        assert figure in caption
    assert len((await luc.everything()).messages) == len(after.messages)


async def test_page_is_one_page_with_the_figures(new_town: NewTown):
    town = await new_town()
    sponsor(town)
    luc = await manager(town, "nl")
    await town.clock(to="2027-04-05T09:00:30+02:00")

    document = (await luc.everything()).messages[-1]["document"]
    reader = PdfReader(BytesIO(await luc.file(document["file_id"])))

    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    for figure in ("88", "58", "30", "65,9"):
        assert figure in text


async def test_any_month_on_request(new_town: NewTown):
    town = await new_town()
    sponsor(town)
    luc = await manager(town, "en")
    await town.clock(to="2027-04-20T10:00:00+02:00")
    await luc.sees()

    await luc.says("/summary")
    seen = await luc.taps("March 2027")

    assert ["photo" in seen.messages[0], "document" in seen.messages[-1]] == [True, True]
    assert "65,9" in seen.messages[0]["caption"]


async def test_month_without_agreement_is_said_kindly(new_town: NewTown):
    town = await new_town()
    sponsor(town)
    luc = await manager(town, "en")
    await luc.says("/summary")

    seen = await luc.taps("March 2026")

    assert seen.answer is not None
    assert seen.answer["show_alert"] is True
    assert "March 2026" in seen.answer["text"]


async def test_another_firms_month_is_not_shown(new_town: NewTown):
    town = await new_town()
    sponsor(town)
    with town.storage.transaction() as records:
        records.sponsors.add(replace(TECHNORD, id="other", name="Autre"))
    luc = await manager(town)
    await luc.says("/summary")

    seen = await luc.taps("oc:other:2026-12")

    assert not any("photo" in message for message in seen.messages)
