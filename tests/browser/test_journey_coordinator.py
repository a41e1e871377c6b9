"""A coordinator, from the link to the report: on a phone, against `cigogne sandbox`, in every language."""

import pytest
from playwright.async_api import expect

from bot.rules.people import LANGUAGES
from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor, sentence
from tests.commands.conftest import Running
from tests.conversations.conftest import ACCEPT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(1000),
    pytest.mark.xdist_group("journey-staff"),
    pytest.mark.parametrize("language", LANGUAGES),
]

WORDS = "La crèche ferme demain à 16 h.\nDe crèche sluit morgen om 16 uur."


async def test_coordinator_is_invited_announces_and_learns_whom_to_phone(
    visit: Visit, nadia: Visitor, cooperative: Running, language: str
) -> None:
    nora = await visit("Nora", language)
    await _has_blocked(cooperative, language)

    await nora.starts("role.coordinator", "menu.question", payload=await _invites(nadia))
    await nora.taps("menu.announce", "announcement.ask_text")
    await nora.says(WORDS, "announcement.title", "announcement.count")
    await _aims(nora, nora.t.plain(f"audience.language.{language}"))
    await _sends(nora, nadia, cooperative)
    await _learns_whom_to_phone(nora)


async def _has_blocked(cooperative: Running, language: str) -> None:
    """Somebody who reads that language has blocked the bot."""
    eve = await cooperative.somebody("Eve", language)
    await eve.says("/start")
    await eve.taps(ACCEPT[language])
    async with cooperative.http.post(f"{cooperative.url}/sandbox/chats/{eve.user_id}/block", json={}) as done:
        assert done.status == 200


async def _invites(nadia: Visitor) -> str:
    await nadia.taps("menu.invite", "invite.whom")
    await nadia.taps("invite.coordinator", "invite.for.coordinator", "invite.link")
    return await nadia.found(r"start=(\S+)")


async def _aims(nora: Visitor, readers: str) -> None:
    """Everybody, then some; who is left out is counted before anything leaves."""
    everybody = nora.t.plain("audience.everybody")
    await nora.taps("announcement.change_audience", "announcement.ask_audience")
    await nora.taps("audience.by_language", "audience.ask.languages")
    await nora.taps(f"☐ {readers}", "announcement.to", "announcement.count", "left_out.blocked")
    await nora.offers(f"☑ {readers}")
    await nora.taps("audience.back", "announcement.ask_audience")
    await nora.offers(everybody)
    await nora.taps("announcement.done", "announcement.title", "announcement.count")
    await nora.taps("announcement.kind.practical", "announcement.ask_kind")  # it may be night
    await nora.taps("announcement.kind.urgent", "announcement.title", "announcement.count")
    await nora.taps("announcement.preview", "announcement.last_look", "announcement.count")
    preview = nora.page.locator(".message.theirs").nth(-2)
    await expect(preview).to_contain_text(WORDS.splitlines()[0])
    await expect(preview).to_contain_text("/stop")


async def _sends(nora: Visitor, nadia: Visitor, cooperative: Running) -> None:
    """One message shows how it goes, from the first to the last; where many read it, Nadia agrees first."""
    send = (await nora.labels())[0]
    screen = await nora.newest.get_attribute("data-testid")
    progress = nora.page.get_by_test_id(str(screen))
    await nora.taps(send)
    await expect(progress).not_to_contain_text(sentence(nora.t, "announcement.last_look"))
    if nora.t.plain("announcement.hurry") in await progress.locator(".key").all_inner_texts():
        await nora.taps("announcement.hurry")
    else:
        await nadia.taps("announcement.look", "announcement.agree")
        await nadia.taps("announcement.approve", "announcement.approved")
        async with cooperative.http.post(
            f"{cooperative.url}/sandbox/clock", json={"advance": "PT61S"}
        ) as moved:
            assert moved.status == 200  # the minute in which she could think again is over
    await expect(progress).to_contain_text(sentence(nora.t, "announcement.progress.done"), timeout=150_000)
    await expect(progress).to_contain_text("▓" * 12)


async def _learns_whom_to_phone(nora: Visitor) -> None:
    await nora.sees("announcement.report.title", "announcement.report.delivered")
    await nora.sees("announcement.report.to_phone", "announcement.reason.blocked")
