"""A parent, from Start to the list and off it: on a phone, against `cigogne sandbox`, in every language."""

from datetime import date

import pytest

from bot.policy import load_policy
from bot.rules.calendar import Month, Slot, local_day, months_after
from bot.rules.people import LANGUAGES
from tests.browser.conftest import Visit, now
from tests.browser.visitor import Visitor
from tests.commands.conftest import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(1000),
    pytest.mark.xdist_group("journey-parent"),
    pytest.mark.parametrize("language", LANGUAGES),
]

CRECHES = [creche.name for creche in load_policy().creches]
REFERENCE = r"\b((?:[0-9A-Z]{2,4}-){2}[0-9A-Z]{2,4})\b"


async def test_parent_signs_up_confirms_and_comes_back(
    visit: Visit, nadia: Visitor, cooperative: Running, language: str
) -> None:
    camille = await visit("Camille", language)
    today = local_day(await now(cooperative))

    await camille.starts("menu.question")
    await _says_who(camille, months_after(today, -3))
    await _says_when(camille, Month.of(today).plus(4))
    await _says_where(camille)
    await _sends(camille, Month.of(today).plus(5))
    await _meets(nadia, await camille.found(REFERENCE))
    await _confirms(camille)
    await _leaves_and_comes_back(camille)
    await _asks_about_data(camille)


async def _says_who(camille: Visitor, born: date) -> None:
    """Twins; a step back; a date that cannot be, then one in words."""
    await camille.taps("menu.signup", "signup.ask.name")
    await camille.taps("Camille", "signup.ask.children")
    await camille.taps("signup.children.one", "signup.ask.born")
    await camille.taps("signup.back", "signup.ask.children")
    await camille.taps("signup.children.twins", "signup.ask.born")
    await camille.taps("signup.born.born", "signup.ask.birth")
    await camille.says("31/02/2026", "refusal.day_does_not_exist", "signup.ask.birth")
    await camille.says(camille.t.show(born), "signup.noted", "signup.ask.together")
    await camille.taps("signup.together.together", "signup.ask.entry")


async def _says_when(camille: Visitor, entry: Month) -> None:
    """The language changes in between; too few half-days are told, then it is a week but for an afternoon."""
    own, t = camille.t.language, camille.t
    await camille.speaks(camille.elsewhere.language, "signup.ask.entry")
    await camille.speaks(own, "signup.ask.entry")
    await camille.taps(t.show(entry), "signup.ask.window")
    await camille.ticks(t.plain("signup.window.later", n=2))
    await camille.taps("signup.go", "signup.ask.week")
    await camille.ticks(t.brief(Slot.MON_AM))
    await camille.sees("signup.week.few")
    await camille.taps("signup.week.all", "signup.ask.week")
    await camille.offers(*(f"✓ {t.brief(slot)}" for slot in Slot))
    await camille.taps(f"✓ {t.brief(Slot.WED_PM)}")
    await camille.offers(t.brief(Slot.WED_PM))
    await camille.taps("signup.go", "signup.ask.postal")


async def _says_where(camille: Visitor) -> None:
    """All six crèches in an order of her own, one priority, nothing else."""
    await camille.taps("signup.skip", "signup.ask.creches")
    for number, name in enumerate(reversed(CRECHES), 1):
        await camille.ticks(name, mark=f"✓ {number}. ")
    await camille.taps("signup.go", "signup.ask.claims")
    await camille.ticks(camille.t.plain("signup.claim.siblings"))
    await camille.taps("signup.go", "signup.ask.code")
    await camille.taps("signup.skip", "signup.ask.predemand")
    await camille.taps("signup.skip", "signup.ask.phone")
    await camille.taps("signup.skip", "signup.review")


async def _sends(camille: Visitor, entry: Month) -> None:
    """One line is corrected on the way; asked whether to leave, she stays."""
    line = await camille.found(rf"(\d+)\. {camille.t.plain('signup.label.entry')}")
    await camille.taps(line, "signup.ask.entry")
    await camille.taps(camille.t.show(entry), "signup.review")
    assert camille.t.show(entry) in await camille.newest.inner_text()
    await camille.taps("signup.leave", "signup.leave.ask")
    await camille.taps("signup.leave.stay", "signup.review")
    await camille.taps("signup.send", "signup.sent", "signup.sent.keep", "next.meeting")


async def _meets(nadia: Visitor, reference: str) -> None:
    await nadia.taps("menu.meetings", "meetings.list")
    await nadia.says(reference, "desk.title", "desk.ask_day")
    await nadia.taps("desk.today", "meetings.recorded")


async def _confirms(camille: Visitor) -> None:
    await camille.sees("notice.meeting_recorded.now")
    await camille.taps("notice.see", "next.confirm_now")
    await camille.taps("confirm.button", "confirm.ask_predemand")
    await camille.says("ONE-123456", "confirm.done", "next.decision", "standing.rank")


async def _leaves_and_comes_back(camille: Visitor) -> None:
    await camille.taps("withdraw.button", "withdraw.ask")
    await camille.taps("withdraw.sure", "withdraw.done", "next.undo_until")
    await camille.taps("withdraw.undo", "withdraw.undone", "standing.rank")
    await camille.taps("menu.open", "menu.question")
    await camille.taps("menu.status", "status.title", "standing.rank")
    await camille.taps("menu.open", "menu.question")


async def _asks_about_data(camille: Visitor) -> None:
    await camille.taps("menu.help", "help.text")
    await camille.taps("menu.open", "menu.question")
    await camille.taps("menu.mydata", "mydata.title", "mydata.request")
    await camille.taps("mydata.file", "mydata.file_caption")
    await camille.says("/privacy", "privacy.notice", "privacy.accepted", "privacy.rights")
