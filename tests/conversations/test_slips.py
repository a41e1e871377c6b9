"""A family that was entered at the desk attaches a telephone with a slip of paper; a lost one is detached."""

from collections.abc import Awaitable, Callable

import pytest

from bot.actions import slips
from bot.rules.people import LANGUAGES, Role
from bot.rules.references import MARK
from tests.conversations.conftest import ACCEPT, Town
from tests.conversations.dialogue import Seen, Someone
from tests.conversations.forms import TEXTS
from tests.conversations.test_calls import ASKED, settle

NewTown = Callable[[], Awaitable[Town]]


async def phones(staff: Someone, reference: str, language: str = "fr") -> Seen:
    """The screen of a request's telephones."""
    await staff.says("/meetings")
    await staff.says(reference)
    return await staff.taps(TEXTS.speaker(language).plain("slip.button"))


async def payload(town: Town, reference: str) -> str:
    """What the code of a fresh slip for that request carries."""
    with town.storage.transaction() as records:
        request = records.requests.by_reference(reference.replace("-", ""))
        (guardian,) = records.people.guardians(request.family_id)
        (staff, *_) = records.people.holders(Role.COORDINATOR)
    slip = await town.storage.do(
        slips.make,
        staff.id,
        request.id,
        guardian.id[:MARK],
        now=town.sandbox.now(),
        policy=town.policy,
    )
    return slip.payload


@pytest.mark.parametrize("language", LANGUAGES)
async def test_slip_is_printed_and_scanned(new_town: NewTown, language: str) -> None:
    town, t = await new_town(), TEXTS.speaker(language)
    reference = settle(town, name="Eva Novak", language=language)
    nadia = await town.staff(Role.COORDINATOR, language=language)

    await phones(nadia, reference, language)
    seen = await nadia.taps(t.plain("slip.print", name="Eva Novak"))
    assert (await nadia.file(seen.last["document"]["file_id"])).startswith(b"%PDF")
    assert reference in seen.text

    await town.clock(to=ASKED)  # what there is to tell waits on the call list
    eva = await town.somebody(language, "Eva")
    seen = await eva.says(f"/start {await payload(town, reference)}")
    assert reference not in seen.text
    seen = await eva.taps(ACCEPT[language])
    await town.clock(to="2027-04-12T09:31:00+02:00")
    chat = (await eva.everything()).text
    assert t.plain("slip.welcome").split("<b>")[1].split("</b>")[0] in chat
    assert reference in chat
    assert t.plain("looking.yes") in (await eva.everything()).buttons
    assert t.plain("calls.none") in (await nadia.says("/calls")).text


async def test_lost_phone_is_detached_for_a_reason_and_shows_nothing_more(new_town: NewTown) -> None:
    town, t = await new_town(), TEXTS.speaker("fr")
    reference = settle(town, language="fr")
    nadia = await town.staff(Role.COORDINATOR)
    eva = await town.somebody("fr", "Eva")
    await eva.says(f"/start {await payload(town, reference)}")
    await eva.taps(ACCEPT["fr"])

    await phones(nadia, reference)
    await nadia.taps(t.plain("slip.ask", name="Eva Novak"))
    seen = await nadia.taps(t.plain("lost.phone"))
    assert t.plain("slip.detached") in seen.text

    seen = await eva.says("/status")
    assert reference not in seen.text
    assert ACCEPT["fr"] in seen.buttons

    seen = await nadia.taps(t.plain("slip.print_now"))
    assert seen.last["document"]
    await phones(nadia, reference)
    await nadia.taps(t.plain("slip.back"))
    seen = await nadia.taps(t.plain("files.see_history"))
    for what in ("what.slip", "what.attached", "what.detached"):
        assert t.plain(what) in seen.text
    assert t.plain("lost.phone") in seen.text


async def test_coordinator_who_scans_the_slip_is_told_whose_it_is(new_town: NewTown) -> None:
    town, t = await new_town(), TEXTS.speaker("fr")
    reference = settle(town, language="fr")
    nadia = await town.staff(Role.COORDINATOR)
    seen = await nadia.says(f"/start {await payload(town, reference)}")
    assert t.plain("refusal.chat_taken") in seen.text


async def test_used_slip_says_that_it_is_used(new_town: NewTown) -> None:
    town, t = await new_town(), TEXTS.speaker("fr")
    reference = settle(town, language="fr")
    await town.staff(Role.COORDINATOR)
    link = await payload(town, reference)
    for name, says in (("Eva", "slip.welcome"), ("Jonas", "refusal.invitation_invalid")):
        someone = await town.somebody("fr", name)
        await someone.says(f"/start {link}")
        seen = await someone.taps(ACCEPT["fr"])
        assert t.plain(says).removeprefix("<b>").partition("</b>")[0] in seen.text
        if says == "slip.welcome":  # scanned twice by the same telephone
            assert t.plain("refusal.invitation_yours") in (await someone.says(f"/start {link}")).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_other_parent_follows_the_same_requests_by_a_slip(new_town: NewTown, language: str) -> None:
    town, t = await new_town(), TEXTS.speaker(language)
    reference = settle(town, name="Eva Novak", language=language)
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await phones(nadia, reference, language)
    seen = await nadia.taps(t.plain("slip.other"))
    assert (await nadia.file(seen.last["document"]["file_id"])).startswith(b"%PDF")

    with town.storage.transaction() as records:
        request = records.requests.by_reference(reference.replace("-", ""))
        (staff, *_) = records.people.holders(Role.COORDINATOR)
    slip = await town.storage.do(
        slips.make_for_other, staff.id, request.id, now=town.sandbox.now(), policy=town.policy
    )
    adam = await town.somebody(language, "Adam")
    await adam.says(f"/start {slip.payload}")
    await adam.taps(ACCEPT[language])
    assert reference in (await adam.says("/status")).text
    seen = await phones(nadia, reference, language)
    assert t.plain("slip.other") not in seen.buttons  # there are two
    assert t.plain("slip.ask", name="Adam") in seen.buttons
