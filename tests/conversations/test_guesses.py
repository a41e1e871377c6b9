"""Somebody who tries links or codes that do not exist is asked to wait, kindly; the form goes on."""

from collections.abc import Awaitable, Callable

import pytest

from bot.actions import invitations
from bot.rules.people import LANGUAGES, Mandate, Role
from bot.texts import Speaker, Texts
from tests.cast import MORNING
from tests.conversations.conftest import ACCEPT, Town
from tests.conversations.forms import begin, to_review

TEXTS = Texts.load()
LINK = "/start i" + "x" * 20
Move = Callable[[], Awaitable[Town]]


def invited(town: Town) -> str:
    with town.storage.transaction() as records:
        mandate = Mandate(role=Role.COORDINATOR)
        return invitations.invite(records, mandate, now=town.sandbox.now(), policy=town.policy)


def opening(t: Speaker, key: str) -> str:
    """Its words before the moment that it tells."""
    words, _, _ = t.plain(key, until=MORNING).partition(t.show(MORNING))
    return words


@pytest.mark.parametrize("language", LANGUAGES)
async def test_sixth_link_waits_and_the_right_one_works_after_the_hour(new_town: Move, language: str) -> None:
    town = await new_town()
    t, link = TEXTS.speaker(language), invited(town)
    someone = await town.parent(language)
    for number in range(5):
        seen = await someone.says(f"{LINK}{number:02}")
        assert t.plain("refusal.invitation_invalid") in seen.text
    seen = await someone.says(f"/start {link}")
    assert opening(t, "refusal.links_locked") in seen.text
    assert "10:0" in seen.text

    await town.clock(advance="PT1H")
    seen = await someone.says(f"/start {link}")
    assert t.plain("menu.announce") in seen.buttons


async def test_used_link_opened_again_and_again_locks_nothing(town: Town) -> None:
    link, other = invited(town), invited(town)
    someone = await town.parent("en")
    for _ in range(7):
        await someone.says(f"/start {link}")
    seen = await someone.says(f"/start {other}")
    assert TEXTS.speaker("en").plain("menu.announce") in seen.buttons


async def test_wrong_link_that_a_newcomer_came_by_counts(town: Town) -> None:
    t, link = TEXTS.speaker("fr"), invited(town)
    someone = await town.somebody()
    await someone.says(f"{LINK}00")
    seen = await someone.taps(ACCEPT["fr"])
    assert t.plain("refusal.invitation_invalid") in seen.text
    for number in range(1, 5):
        await someone.says(f"{LINK}{number:02}")
    seen = await someone.says(f"/start {link}")
    assert opening(t, "refusal.links_locked") in seen.text


async def test_wrong_codes_of_links_count_and_leave_the_form_open(town: Town) -> None:
    t = TEXTS.speaker("fr")
    someone = await town.parent()
    for number in range(5):
        assert (await someone.says(f"/start e-{number:026}")).text == t.plain("signup.link.expired")
        await someone.taps(t.plain("menu.signup"))
    await someone.says(f"/start e-{5:026}")
    seen = await someone.taps(t.plain("menu.signup"))
    assert opening(t, "refusal.codes_locked") in seen.text
    assert "Comment vous appelez-vous" in seen.text


async def test_mistyped_codes_do_not_stop_the_form(town: Town) -> None:
    t = TEXTS.speaker("fr")
    someone = await begin(town)
    await to_review(someone)
    await someone.says("9")
    for number in range(5):
        seen = await someone.says(f"FAUX-{number}")
        assert t.plain("refusal.code_unknown") in seen.text
    seen = await someone.says("FAUX-6")
    assert opening(t, "refusal.codes_locked") in seen.text
    seen = await someone.says("passer")
    assert t.plain("signup.send") in seen.buttons
    await someone.taps(t.plain("signup.send"))
    assert town.request_of(someone).reference
