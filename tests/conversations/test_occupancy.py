"""HR managers: invited once, told each month once, and never a word about a child."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from bot.actions import invitations
from bot.rules.calendar import Period
from bot.rules.people import Mandate, Role
from tests.cast import FULL_STAY, TECHNORD, TECHNORD_AGREEMENT, TWO_DAY_STAY
from tests.conversations.conftest import ACCEPT, Town
from tests.conversations.dialogue import Someone
from tests.conversations.forms import TEXTS

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

    asked = await luc.says("/summary")
    assert (asked.buttons[0], asked.buttons[7:]) == (
        "April 2027",
        ["September 2026", "Menu"],
    )  # it began then
    seen = await luc.taps("March 2027")

    assert ["photo" in seen.messages[0], "document" in seen.messages[-1]] == [True, True]
    assert "65,9" in seen.messages[0]["caption"]


async def test_month_may_be_typed(new_town: NewTown):
    town = await new_town()
    sponsor(town)
    luc = await manager(town, "nl")
    await town.clock(to="2027-04-20T10:00:00+02:00")
    await luc.sees()
    await luc.says("/summary")

    for words in ("03/2027", "maart"):
        seen = await luc.says(words)
        assert "65,9" in seen.messages[0]["caption"]
        assert "Menu" in seen.buttons
    assert "2027" in (await luc.says("mei 2027")).text


async def test_firm_whose_agreement_is_to_come_has_no_month_yet(new_town: NewTown):
    town = await new_town()
    with town.storage.transaction() as records:
        records.sponsors.add(TECHNORD)
        to_come = Period(date(2027, 9, 1), date(2029, 8, 31))
        records.sponsors.add_agreement(replace(TECHNORD_AGREEMENT, period=to_come))
    luc = await manager(town, "nl")

    asked = await luc.says("/summary")

    assert (asked.text, asked.buttons) == (TEXTS.speaker("nl")("summary.no_month"), ["Menu"])


async def test_details_say_the_month_in_words(new_town: NewTown):
    town = await new_town()
    sponsor(town)
    luc = await manager(town, "en")
    await town.clock(to="2027-04-05T09:00:30+02:00")
    await luc.sees()

    seen = await luc.taps("om:details:technord:2027-03")

    assert "Vacant half-days: 30 of 88" in seen.text
    assert "Waiting at the end of the month: fewer than\xa05" in seen.text


async def test_month_that_is_not_told_yet_counts_nobody(new_town: NewTown):
    """Who could look every day would see one colleague more make another band."""
    town = await new_town()
    sponsor(town)
    luc = await manager(town, "en")
    await town.clock(to="2027-04-20T10:00:00+02:00")
    await luc.sees()

    running = await luc.taps("om:details:technord:2027-04")
    never_told = await luc.taps("om:details:technord:2026-12")

    assert "fewer than" not in running.text + never_told.text
    assert running.text.endswith("Your colleagues are counted once a month, when the summary leaves.")


async def test_spreadsheet_has_twelve_months(new_town: NewTown):
    town = await new_town()
    sponsor(town)
    luc = await manager(town)
    await town.clock(to="2027-04-05T09:00:30+02:00")
    await luc.sees()

    document = (await luc.taps("om:sheet:technord:2027-03")).messages[-1]["document"]
    sheet = load_workbook(BytesIO(await luc.file(document["file_id"]))).active

    assert document["file_name"] == "cigogne-2027-03.xlsx"
    assert [row[0].strftime("%Y-%m") for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        *(f"2026-{number:02}" for number in range(9, 13)),  # the agreement begins in September
        *(f"2027-{number:02}" for number in range(1, 4)),
    ]


async def test_statement_of_a_year_is_a_page(new_town: NewTown):
    town = await new_town()
    sponsor(town)
    luc = await manager(town)
    await town.clock(to="2028-01-05T09:00:30+01:00")

    told = [message for message in (await luc.everything()).messages if "photo" in message][-1]
    words = [row[0]["callback_data"] for row in told["reply_markup"]["inline_keyboard"]]
    document = (await luc.taps("om:year:technord:2027-12")).messages[-1]["document"]
    text = PdfReader(BytesIO(await luc.file(document["file_id"]))).pages[0].extract_text()

    months = [f"om:{do}:technord:2027-12" for do in ("details", "sheet", "year", "preview", "other")]
    assert words == months  # nothing is held for the firm yet: nothing to decide
    assert document["file_name"] == "cigogne-2027.pdf"
    assert "L’ONE seul délivre le document fiscal" in " ".join(text.split())


@pytest.mark.parametrize("do", ["details", "sheet", "year"])
async def test_what_a_firm_has_no_agreement_for_is_said_kindly(new_town: NewTown, do: str):
    town = await new_town()
    sponsor(town)
    luc = await manager(town, "en")

    for month, said in (("2025-03", "no agreement in March 2025"), ("2031-03", "not over yet: March 2031")):
        seen = await luc.taps(f"om:{do}:technord:{month}")
        assert seen.answer is not None
        assert said in seen.answer["text"]


@pytest.mark.parametrize("do", ["details", "sheet", "year"])
async def test_nothing_of_another_firms_is_shown(new_town: NewTown, do: str):
    town = await new_town()
    sponsor(town)
    with town.storage.transaction() as records:
        records.sponsors.add(replace(TECHNORD, id="other", name="Autre"))
        records.sponsors.add_agreement(replace(TECHNORD_AGREEMENT, id="others", sponsor_id="other"))
    luc = await manager(town)

    seen = await luc.taps(f"om:{do}:other:2026-12")

    assert "Autre" not in seen.text
    assert not any("document" in message for message in seen.messages)


async def test_month_that_changed_afterwards_is_told_again_once(new_town: NewTown):
    """A contract that came in late: with the next summary, with what changed."""
    town = await new_town()
    sponsor(town)
    luc = await manager(town, "en")
    await town.clock(to="2027-04-05T09:00:30+02:00")
    before = len((await luc.everything()).messages)
    with town.storage.transaction() as records:
        records.places.add_stay(replace(TWO_DAY_STAY, id="late", period=Period(date(2027, 3, 22))))

    await town.clock(to="2027-05-05T09:00:30+02:00")
    came = (await luc.everything()).messages[before:]
    await town.clock(to="2027-06-05T09:00:30+02:00")
    later = (await luc.everything()).messages[before + len(came) :]

    assert ["photo" in message for message in came] == [False, True, False]
    assert came[0]["document"]["file_name"] == "cigogne-2027-03.pdf"
    assert "64 half-days contracted of 88 reserved, instead of 58 of 88" in came[0]["caption"]
    assert len(later) == 2
    asked = await luc.taps("om:details:technord:2027-03")
    assert "Vacant half-days: 24 of 88" in asked.text


async def test_month_without_agreement_is_said_kindly(new_town: NewTown):
    town = await new_town()
    sponsor(town)
    luc = await manager(town, "en")
    await luc.says("/summary")

    seen = await luc.taps("oc:technord:2026-03")

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


@pytest.mark.parametrize(("language", "other"), [("fr", "nl"), ("en", "de")])
async def test_preview_is_what_a_director_gets(new_town: NewTown, language: str, other: str):
    """The same picture, words and page as the second contact's, without buttons, in either language."""
    town = await new_town()
    sponsor(town)
    luc, director = await manager(town, language), await manager(town, other)
    for tap, reader, theirs in (
        (f"om:preview:{TECHNORD.id}:2026-12", luc, language),
        (None, director, other),
    ):
        told = (await reader.taps(f"oc:{TECHNORD.id}:2026-12")).messages
        shown = (await luc.taps(tap or f"op:{other}:{TECHNORD.id}:2026-12")).messages
        picture, page, words = shown
        assert picture["caption"] == told[0]["caption"]
        assert "reply_markup" not in picture
        assert "reply_markup" not in page
        for kind, (mine, other_one) in {
            "photo": (picture["photo"][-1], told[0]["photo"][-1]),
            "document": (page["document"], told[1]["document"]),
        }.items():
            assert await luc.file(mine["file_id"]) == await reader.file(other_one["file_id"]), kind
        assert len(words["reply_markup"]["inline_keyboard"][0]) == 3, theirs
