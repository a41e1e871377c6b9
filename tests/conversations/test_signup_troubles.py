"""Signing a child up when things go wrong: old buttons, two phones, stickers, other languages, restarts."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from bot.rules.calendar import FULL_WEEK, Month, Slot
from tests.browser.puppet import picture
from tests.conversations.conftest import Town
from tests.conversations.forms import (
    DUE,
    FRENCH,
    TEXTS,
    begin,
    draft_of,
    label,
    requests_of,
    tap,
    to_review,
)

PAYSLIP = {"base64": "JVBERi0xLjQ=", "file_name": "fiche.pdf", "mime_type": "application/pdf"}
SCAN = {"base64": base64.b64encode(picture(8, 8)).decode(), "file_name": "s.png", "mime_type": "image/png"}
STALE = FRENCH.plain("refusal.stale_screen")


async def test_send_tapped_many_times_is_one_request(town: Town) -> None:
    someone = await begin(town)
    await to_review(someone)
    await someone.taps(label("send"), repeat=3)
    assert len(requests_of(town, someone)) == 1


async def test_button_of_an_earlier_question_says_so_and_loses_nothing(town: Town) -> None:
    someone = await begin(town)
    await someone.says("Ana Lambert")
    old = someone.screen
    forged = next(row[0]["callback_data"] for row in old["reply_markup"]["inline_keyboard"])
    await someone.says("un enfant")
    before = draft_of(town, someone)
    seen = await someone.taps(forged, on=old)
    assert (seen.answer or {}).get("text") == STALE
    assert "Question 3 sur 13" in seen.text
    assert before is not None
    after = draft_of(town, someone)
    assert after is not None
    assert (after.place, after.answers) == (before.place, before.answers)


@pytest.mark.parametrize(
    "forged",
    ["su|00000000|name|pick|", "su|x", "su|00000000|name|explode|", "su|00000000|review|send|nobody"],
)
async def test_forged_button_is_answered_kindly(town: Town, forged: str) -> None:
    someone = await begin(town)
    before = draft_of(town, someone)
    seen = await someone.taps(forged)
    assert seen.answer is not None
    assert draft_of(town, someone) == before


async def test_somebody_elses_button_does_nothing_to_their_form(town: Town) -> None:
    ana, mallory = await begin(town), await begin(town)
    before = draft_of(town, ana)
    stolen = ana.screen["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await mallory.taps(stolen)
    assert draft_of(town, ana) == before


async def test_taps_of_two_phones_at_once_all_count(town: Town) -> None:
    someone = await begin(town)
    await tap(someone, "children.one", "born.born", first="Ana")
    await someone.says("3/10/2026")
    await someone.says("septembre 2027")
    await tap(someone, "go")
    buttons = [row[0]["callback_data"] for row in someone.screen["reply_markup"]["inline_keyboard"][:5]]
    screen = someone.screen["message_id"]
    await asyncio.gather(*(someone.forges(screen, data, repeat=2) for data in buttons))
    await someone.sees()
    draft = draft_of(town, someone)
    assert draft is not None
    assert draft.answers.week == frozenset(slot for slot in Slot if slot % 2 == 0)


async def test_language_changed_in_the_middle_keeps_every_answer(town: Town) -> None:
    someone = await begin(town)
    await tap(someone, "children.twins", "born.expected", first="Ana")
    before = draft_of(town, someone)
    await someone.says("/language")
    seen = await someone.taps("Deutsch")
    assert "Frage 4 von 14" in seen.text
    after = draft_of(town, someone)
    assert before is not None
    assert after is not None
    assert (after.place, after.answers) == (before.place, before.answers)
    seen = await someone.says("20 juin 2027")  # a date in the language of before
    assert TEXTS.speaker("de").show(DUE) in seen.text


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"document": PAYSLIP}, "signup.no_documents"),
        ({"photo": SCAN}, "signup.no_documents"),
        ({"sticker": {"emoji": "👶"}}, "signup.no_other"),
        ({"voice": {"duration": 4}}, "signup.no_voice"),
        ({"location": {"latitude": 50.4, "longitude": 4.4}}, "signup.no_location"),
        (
            {"contact": {"phone_number": "+32470123456", "first_name": "Eva", "user_id": 1}},
            "signup.no_contact",
        ),
    ],
)
async def test_what_cannot_be_an_answer_gets_a_plain_word_and_the_question_again(
    town: Town, message: dict[str, object], said: str
) -> None:
    someone = await begin(town)
    seen = await someone.sends(message)
    assert FRENCH.plain(said) in seen.text
    assert "Question 1 sur 13" in seen.text


async def test_edited_message_changes_no_answer_and_says_how_to(town: Town) -> None:
    someone = await begin(town)
    await someone.says("Ana Lambret")
    seen = await someone.edits("Ana Lambert")
    assert seen.text.startswith(FRENCH.plain("signup.edited"))
    assert "Question 2 sur 13" in seen.text
    draft = draft_of(town, someone)
    assert draft is not None
    assert draft.answers.name == "Ana Lambret"
    seen = await someone.taps(label("back"))
    assert label("keep_answer", answer="Ana Lambret") in seen.buttons


async def test_second_start_offers_the_form_where_it_stands(town: Town) -> None:
    someone = await begin(town)
    await someone.taps("Ana")
    seen = await someone.says("/start")
    assert seen.text == FRENCH.plain("menu.unfinished")
    seen = await someone.taps(FRENCH.plain("menu.continue"))
    assert "Question 2 sur 13" in seen.text


async def test_language_changed_with_the_form_put_aside_shows_the_menu(town: Town) -> None:
    someone = await begin(town)
    await tap(someone, "leave", "leave.keep", first="Ana")
    await someone.says("/language")
    seen = await someone.taps("Deutsch")
    assert seen.text.startswith(TEXTS.speaker("de").plain("language.changed"))
    seen = await someone.says("ein Kind")
    assert "Frage" not in seen.text


async def test_own_number_is_shared_with_telegrams_button(town: Town) -> None:
    someone = await begin(town)
    await to_review(someone)
    await someone.says("11")
    await someone.taps(label("phone.share"))
    own = {"phone_number": "32470123456", "first_name": "Ana", "user_id": someone.user_id}
    seen = await someone.sends({"contact": own})
    assert "+32470123456" in seen.text
    assert label("send") in seen.buttons


async def test_unknown_code_is_refused_and_skipped(town: Town) -> None:
    someone = await begin(town)
    await to_review(someone)
    await someone.says("9")
    seen = await someone.says("PAS-UN-CODE")
    assert FRENCH.plain("refusal.code_unknown") in seen.text
    seen = await someone.says("passer")
    assert label("send") in seen.buttons


async def test_form_survives_a_restart_of_the_bot(new_town: Callable[[], Awaitable[Town]]) -> None:
    town = await new_town()
    someone = await begin(town)
    await tap(someone, "children.one", "born.expected", first="Ana")
    await town.restart()
    await someone.says(FRENCH.show(DUE))
    await tap(someone, "go", "week.all", "go", "skip", first=FRENCH.show(Month(2027, 10)))
    await tap(someone, "creches.all", "go", "claims.none", "skip", "skip", "skip", "send")
    (request,) = requests_of(town, someone)
    assert request.wishes.week == FULL_WEEK


async def test_form_left_lying_is_nudged_and_goes_on(new_town: Callable[[], Awaitable[Town]]) -> None:
    town = await new_town()
    someone = await begin(town)
    await someone.taps("Ana")
    await town.clock(advance="P1DT2H")
    seen = await someone.sees()
    assert "26 janvier 2027" in seen.text
    seen = await someone.taps(FRENCH.plain("menu.continue"))
    assert "Question 2 sur 13" in seen.text


async def test_form_forgotten_in_time_is_gone_with_a_kind_word(
    new_town: Callable[[], Awaitable[Town]],
) -> None:
    town = await new_town()
    someone = await begin(town)
    old = someone.screen
    await town.clock(to=datetime(2027, 1, 27, 10, tzinfo=UTC).isoformat())
    assert draft_of(town, someone) is None
    await someone.sees(wait=False)
    seen = await someone.taps("Ana", on=old)
    assert "Ce formulaire n’est plus ouvert" in seen.text
