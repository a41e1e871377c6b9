"""An HR manager, from the link to the month: on a phone, against `cigogne sandbox`, in every language."""

import re

import pytest
from playwright.async_api import Response, expect

from bot.rules.calendar import Month, local_day
from bot.rules.people import LANGUAGES
from tests.browser.conftest import Visit, now
from tests.browser.visitor import UNREADABLE, Visitor, sentence
from tests.commands.conftest import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(1000),
    pytest.mark.xdist_group("journey-staff"),
    pytest.mark.parametrize("language", LANGUAGES),
]

FIRM = "Atelier Mosane (exemple)"


async def test_hr_manager_is_invited_told_on_the_fifth_and_asks_for_a_month(
    visit: Visit, nadia: Visitor, cooperative: Running, language: str
) -> None:
    luc, eve = await visit("Luc", language), await visit("Eve", language)
    payload = await _invites(nadia)

    await luc.starts("role.hr", "menu.question", payload=payload)
    await expect(luc.newest).to_contain_text(FIRM)
    await luc.taps("menu.promise", "role.hr")
    await nadia.sees("notice.invitation_taken.hr")
    await expect(nadia.newest).to_contain_text(luc.name)
    await eve.starts("refusal.invitation_invalid", payload=payload)
    await _is_told_on_the_fifth(luc, cooperative)
    await _asks_for_the_month_before(luc)


async def _invites(nadia: Visitor) -> str:
    await nadia.taps("menu.invite", "invite.whom")
    await nadia.taps("invite.hr", "invite.which_firm")
    await nadia.taps(FIRM, "invite.for.hr", "invite.link")
    return await nadia.found(r"start=(\S+)")


async def _is_told_on_the_fifth(luc: Visitor, cooperative: Running) -> None:
    """The picture with its words, then the page to forward."""
    await luc.page.get_by_test_id("tools").click()
    async with luc.page.expect_response(_moves_the_clock):
        await luc.page.get_by_test_id("clock-to-fifth").click()
    await luc.page.keyboard.press("Escape")
    await _shows(luc, luc.t.show(Month.of(local_day(await now(cooperative))).plus(-1)))


def _moves_the_clock(answer: Response) -> bool:
    """Not what the page shows: that may stand at nine on a fifth already."""
    return answer.url.endswith("/sandbox/clock") and answer.request.method == "POST"


async def _asks_for_the_month_before(luc: Visitor) -> None:
    """Any month with an agreement."""
    await luc.says("/summary", "summary.which_month")
    months = await luc.labels()
    await luc.taps(months[2])
    await _shows(luc, months[2])
    await luc.taps("summary.button.other", "summary.which_month")


async def _shows(luc: Visitor, month: str) -> None:
    """A picture with the month in words, then the page."""
    picture = luc.page.locator(".message.theirs:has(.photo)").last
    await expect(picture).to_contain_text(month)
    for told in (FIRM, sentence(luc.t, "summary.used"), sentence(luc.t, "summary.decide")):
        await expect(picture).to_contain_text(told)
    assert await luc.page.evaluate(UNREADABLE) == []
    await luc.page.wait_for_function("[...document.querySelectorAll('.photo img')].at(-1).naturalWidth > 999")
    page = luc.page.locator(".message.theirs:has(.photo, .file)").last
    await expect(page.get_by_role("link", name=re.compile(r"cigogne-\d{4}-\d\d\.pdf"))).to_be_visible()
    await luc.look("summary")
