"""What a family without Telegram says on the phone, noted from its file, through the sandbox."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.actions import offers
from bot.ports import Records
from bot.rules.calendar import Month
from bot.rules.history import Purpose, What
from bot.rules.offers import Place
from bot.rules.people import LANGUAGES, Child, Person, Role
from bot.rules.references import grouped
from bot.rules.requests import Request, State
from tests.cast import SCHMITZ, SCHMITZ_CONFIRMED, TODAY
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Seen, Someone
from tests.conversations.forms import TEXTS

NewTown = Callable[[], Awaitable[Town]]
MET = replace(SCHMITZ, met_on=TODAY)


def settle(town: Town, request: Request) -> Request:
    """A family without Telegram that has made this request."""

    def add(records: Records) -> Request:
        family = records.new_id()
        records.people.add_family(family)
        guardian = Person(id=records.new_id(), chat_id=None, language="de", name="Jonas Weber")
        records.people.add(replace(guardian, family_id=family, phone="+32470123456"))
        own = replace(request, id=records.new_id(), reference=records.new_reference(), family_id=family)
        records.requests.add(own)
        return own

    with town.storage.transaction() as records:
        return add(records)


def stands(town: Town, request: Request) -> Request:
    with town.storage.transaction() as records:
        return records.requests.get(request.id)


async def file(town: Town, request: Request, language: str = "fr") -> Someone:
    """A coordinator with that family's file open."""
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await nadia.says("/meetings")
    await nadia.says(request.reference)
    return nadia


async def tap(staff: Someone, *keys: str, language: str = "fr") -> Seen:
    for key in keys:
        seen = await staff.taps(TEXTS.speaker(language).plain(key))
    return seen


@pytest.mark.parametrize("language", LANGUAGES)
async def test_family_confirms_with_its_number(town: Town, language: str) -> None:
    request, t = settle(town, replace(MET, predemand="")), TEXTS.speaker(language)
    nadia = await file(town, request, language)
    seen = await tap(nadia, "behalf.says.confirm", language=language)
    assert t.plain("behalf.ask_predemand") in seen.text
    seen = await nadia.says("ONE-4711")
    assert t.plain("behalf.confirmed").split("</b>")[0].removeprefix("<b>") in seen.text
    now = stands(town, request)
    assert (now.state, now.predemand) == (State.CONFIRMED, "ONE-4711")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_family_accepts_an_offer(new_town: NewTown, language: str) -> None:
    town, t = await new_town(), TEXTS.speaker(language)
    request = settle(town, SCHMITZ_CONFIRMED)
    start = date(2027, 10, 4)
    with town.storage.transaction() as records:
        offers.propose(
            records,
            records.requests.get(request.id),
            Place(creche="lodelinsart", start=start),
            who="",
            decided=True,
            now=town.sandbox.now(),
            policy=town.policy,
        )
    nadia = await file(town, request, language)
    seen = await tap(nadia, "behalf.says.answer", language=language)
    assert "Lodelinsart" in seen.text
    assert t.show(start) in seen.text
    seen = await tap(nadia, "behalf.accept", language=language)
    assert t.plain("state.accepted") in seen.text
    assert stands(town, request).state is State.ACCEPTED
    seen = await tap(nadia, "files.see_history", language=language)
    assert t.plain("because.on_the_phone") in seen.text


async def test_family_declines_and_waits_on(new_town: NewTown) -> None:
    town = await new_town()
    request = settle(town, SCHMITZ_CONFIRMED)
    with town.storage.transaction() as records:
        offers.propose(
            records,
            records.requests.get(request.id),
            Place(creche="lodelinsart", start=date(2027, 10, 4)),
            who="",
            decided=True,
            now=town.sandbox.now(),
            policy=town.policy,
        )
    nadia = await file(town, request)
    answer = (await tap(nadia, "behalf.says.answer")).last
    accept = answer["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await tap(nadia, "behalf.decline")
    assert stands(town, request).state is State.CONFIRMED
    seen = await nadia.taps(accept)  # an old button
    assert stands(town, request).state is State.CONFIRMED
    assert TEXTS.speaker("fr").plain("behalf.accepted").split("</b>")[0][3:] not in seen.text


async def test_family_leaves_after_one_question_and_comes_back(town: Town) -> None:
    request = settle(town, SCHMITZ_CONFIRMED)
    nadia = await file(town, request)
    await tap(nadia, "behalf.says.leave", "behalf.keep")
    assert stands(town, request).state is State.CONFIRMED
    await tap(nadia, "behalf.says.leave", "behalf.withdraw")
    assert stands(town, request).state is State.WITHDRAWN
    await tap(nadia, "behalf.says.undo")
    back = stands(town, request)
    assert (back.state, back.confirmed_at) == (State.CONFIRMED, SCHMITZ_CONFIRMED.confirmed_at)


async def test_family_with_telegram_has_no_such_buttons(town: Town) -> None:
    someone = await town.family(MET)
    nadia = await file(town, town.request_of(someone))
    labels = (await nadia.everything()).buttons
    t = TEXTS.speaker("fr")
    assert {t.plain(f"behalf.says.{do}") for do in ("confirm", "leave")}.isdisjoint(labels)
    seen = await nadia.taps(f"bh:withdraw:{town.request_of(someone).id}")
    assert t.plain("refusal.answers_itself") in seen.text
    assert town.request_of(someone).state is State.REGISTERED


@pytest.mark.parametrize("language", LANGUAGES)
async def test_name_telephone_and_language_are_corrected_from_the_file(town: Town, language: str) -> None:
    request, t = settle(town, SCHMITZ_CONFIRMED), TEXTS.speaker(language)
    nadia = await file(town, request, language)
    correct = t.plain("behalf.data", name="Jonas Weber")
    await tap(nadia, "behalf.says.else", language=language)
    await nadia.taps(correct)
    await tap(nadia, "behalf.correct.name", language=language)
    seen = await nadia.says("Jonas Weeber")
    assert "Jonas Weeber" in seen.text
    assert t.plain("behalf.corrected").removeprefix("<b>").removesuffix("</b>") in seen.text

    await tap(nadia, "behalf.says.else", language=language)
    await nadia.taps(t.plain("behalf.data", name="Jonas Weeber"))
    await tap(nadia, "behalf.correct.phone", language=language)
    seen = await nadia.says("douze")
    assert "Jonas" not in seen.text  # not understood; the question stands
    seen = await nadia.says("0470 99 88 77")
    assert "+32470998877" in seen.text

    await tap(nadia, "behalf.says.else", language=language)
    await nadia.taps(t.plain("behalf.data", name="Jonas Weeber"))
    await tap(nadia, "behalf.correct.language", language=language)
    await nadia.taps(t.languages["nl"])
    with town.storage.transaction() as records:
        (guardian,) = records.people.guardians(request.family_id)
    assert (guardian.name, guardian.phone, guardian.language) == ("Jonas Weeber", "+32470998877", "nl")
    seen = await tap(nadia, "files.see_history", language=language)
    assert t.plain("what.corrected") in seen.text
    assert "Jonas" not in seen.last["text"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_family_hears_what_a_family_with_telegram_reads(town: Town, language: str) -> None:
    request, t = settle(town, SCHMITZ_CONFIRMED), TEXTS.speaker(language)
    nadia = await file(town, request, language)
    seen = await tap(nadia, "behalf.says.else", "behalf.says.where", language=language)
    assert t.show(SCHMITZ_CONFIRMED.wishes.entry) in seen.text
    assert "Lodelinsart" in seen.text
    assert t.plain("slip.back") in seen.buttons


async def test_family_rests_and_still_looks(town: Town) -> None:
    request = settle(town, SCHMITZ_CONFIRMED)
    nadia = await file(town, request)
    await tap(nadia, "behalf.says.else", "behalf.says.still")
    assert stands(town, request).still_at is not None
    await tap(nadia, "behalf.says.else", "behalf.says.pause", "behalf.rest")
    assert stands(town, request).state is State.PAUSED
    await tap(nadia, "looking.resume_for")
    assert stands(town, request).state is State.CONFIRMED


@pytest.mark.parametrize("language", LANGUAGES)
async def test_family_tells_a_birth(town: Town, language: str) -> None:
    t = TEXTS.speaker(language)
    request = settle(town, replace(SCHMITZ_CONFIRMED, children=(Child(born=False, day=TODAY),)))
    nadia = await file(town, request, language)
    await tap(nadia, "behalf.says.else", "behalf.says.born", language=language)
    seen = await nadia.says(t.show(TODAY - timedelta(days=2)))
    assert t.show(TODAY - timedelta(days=2)) in seen.text
    await tap(nadia, "birth.fix", "desk.yesterday", language=language)
    assert stands(town, request).children == (Child(born=True, day=TODAY - timedelta(days=1)),)


async def test_no_child_is_expected_any_more(town: Town) -> None:
    request = settle(town, replace(SCHMITZ_CONFIRMED, children=(Child(born=False, day=TODAY),)))
    nadia = await file(town, request)
    await tap(nadia, "behalf.says.leave", "behalf.end")
    assert stands(town, request).state is State.WITHDRAWN


async def test_family_changes_its_wishes(town: Town) -> None:
    request = settle(town, SCHMITZ_CONFIRMED)
    nadia = await file(town, request)
    seen = await tap(nadia, "behalf.says.else", "behalf.says.change")
    assert "Au nom de la famille" in seen.text
    await nadia.taps("1")
    await nadia.says("novembre 2027")
    seen = await tap(nadia, "signup.change")
    assert grouped(request.reference) in seen.text
    assert stands(town, request).wishes.entry == Month(2027, 11)
    seen = await tap(nadia, "slip.back")
    assert "Jonas Weber" in seen.text


async def test_family_gets_more_time_to_answer(new_town: NewTown) -> None:
    town = await new_town()
    request = settle(town, SCHMITZ_CONFIRMED)
    with town.storage.transaction() as records:
        offer = offers.propose(
            records,
            records.requests.get(request.id),
            Place(creche="lodelinsart", start=date(2027, 10, 4)),
            who="",
            decided=True,
            now=town.sandbox.now(),
            policy=town.policy,
        )
    nadia = await file(town, request)
    await tap(nadia, "behalf.says.answer", "behalf.more")
    with town.storage.transaction() as records:
        assert records.offers.get(offer.id).extended
    seen = await tap(nadia, "behalf.says.answer")
    assert TEXTS.speaker("fr").plain("behalf.more") not in seen.buttons


@pytest.mark.parametrize("language", LANGUAGES)
async def test_family_gets_a_copy_of_its_data(town: Town, language: str) -> None:
    request, t = settle(town, SCHMITZ_CONFIRMED), TEXTS.speaker(language)
    nadia = await file(town, request, language)
    await tap(nadia, "behalf.says.else", language=language)
    await nadia.taps(t.plain("behalf.data", name="Jonas Weber"))
    seen = await tap(nadia, "behalf.data.copy", language=language)
    page, told = seen.messages
    assert "Jonas Weber" in page["text"]
    assert grouped(request.reference) in page["text"]
    assert TEXTS.speaker("de").plain("mydata.in_file") in page["text"]  # in the family's language
    assert told["document"]["file_name"] == "cigogne-mydata.json"
    await tap(nadia, "slip.back", language=language)
    seen = await tap(nadia, "files.see_history", language=language)
    assert t.plain("what.copied") in seen.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_family_has_its_data_erased(town: Town, language: str) -> None:
    request, t = settle(town, SCHMITZ_CONFIRMED), TEXTS.speaker(language)
    nadia = await file(town, request, language)
    await tap(nadia, "behalf.says.else", language=language)
    await nadia.taps(t.plain("behalf.data", name="Jonas Weber"))
    seen = await tap(nadia, "behalf.data.erase", language=language)
    assert t.plain("behalf.goes") in seen.text
    assert grouped(request.reference) in seen.text
    await tap(nadia, "erase.sure", language=language)
    with town.storage.transaction() as records:
        assert records.people.guardians(request.family_id) == ()
    assert stands(town, request).state is State.WITHDRAWN


async def test_director_corrects_and_neither_copies_nor_erases(town: Town) -> None:
    request = settle(town, SCHMITZ_CONFIRMED)
    mireille = await town.staff(Role.DIRECTOR, of="lodelinsart")
    await mireille.says("/meetings")
    await mireille.says(request.reference)
    await tap(mireille, "behalf.says.else")
    t = TEXTS.speaker("fr")
    seen = await mireille.taps(t.plain("behalf.correct", name="Jonas Weber"))
    assert t.plain("behalf.data.copy") not in seen.buttons
    with town.storage.transaction() as records:
        (guardian,) = records.people.guardians(request.family_id)
    for do in ("copy", "erase"):
        seen = await mireille.taps(f"bd:{do}:{request.id}:{guardian.id[:8]}")
        assert t.plain("refusal.not_allowed") in seen.text


async def test_next_family_that_calls_is_asked_about_and_each_look_has_its_own_reason(town: Town) -> None:
    first, second = settle(town, SCHMITZ_CONFIRMED), settle(town, SCHMITZ_CONFIRMED)
    t, nadia = TEXTS.speaker("fr"), await town.staff(Role.COORDINATOR)
    for request in (first, second):
        seen = await nadia.says(request.reference)
        assert "Jonas Weber" not in seen.text  # why is asked first, also with another file open
        await nadia.taps(t.show(Purpose.CALL))
    await tap(nadia, "behalf.says.else", "slip.back")
    with town.storage.transaction() as records:
        whys = [line["why"] for line in records.trace.of(second.id) if line["what"] == What.OPENED]
    assert whys == [Purpose.CALL, Purpose.CALL]
