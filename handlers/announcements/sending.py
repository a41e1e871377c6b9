"""Reading an announcement as its readers will, choosing when, sending it, agreeing to somebody else's."""

from collections.abc import Iterable
from datetime import datetime

from aiogram import Bot, F
from aiogram.types import CallbackQuery

from bot.actions import announcements
from bot.actions.announcements import Prepared, Standing
from bot.ports import Store
from bot.rules.announcements import Announcement, departure, example
from bot.rules.calendar import local_day
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Speaker, Texts
from bot.texts.announcements import controls, copy, seen_button, standing_text
from handlers.announcements.buttons import Announce
from handlers.announcements.copies import show_copy
from handlers.announcements.overview import count, leaving
from handlers.doors import Door, Who
from handlers.screens import Button, Screen, add, show, toast

router = Door("announcement-sending", Who.COORDINATOR)


@router.callback_query(Announce.filter(F.do == "preview"))
async def preview(
    tap: CallbackQuery,
    callback_data: Announce,
    bot: Bot,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    draft = await turn.do(announcements.see, person.id, callback_data.id)
    await _show_copies(bot, tap.from_user.id, draft.announcement, texts, now, policy)
    await add(tap, _last_look(t, draft, now, policy))


@router.callback_query(Announce.filter(F.do == "test"))
async def test(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    await turn.do(announcements.test, person.id, callback_data.id, now=now)
    await toast(tap, t.plain("announcement.tested"))


@router.callback_query(Announce.filter(F.do == "send"))
async def send(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    screen = tap.message.message_id if tap.message else None
    stands = await turn.do(
        announcements.send, person.id, callback_data.id, screen=screen, now=now, policy=policy
    )
    await show(tap, standing(t, stands))


@router.callback_query(Announce.filter(F.do == "look"))
async def look(
    tap: CallbackQuery,
    callback_data: Announce,
    bot: Bot,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    """What a second coordinator is asked to agree to."""
    asked = await turn.look(announcements.look_through, person.id, callback_data.id)
    await _show_copies(bot, tap.from_user.id, asked.announcement, texts, now, policy)
    rows = [
        [Button(t.plain("announcement.approve"), Announce(do="approve", id=asked.announcement.id))],
        [Button(t.plain("announcement.give_back"), Announce(do="return", id=asked.announcement.id))],
    ]
    text = (t("announcement.agree"), count(t, asked, policy), leaving(t, asked, now, policy))
    await add(tap, Screen("\n\n".join(text), rows))


@router.callback_query(Announce.filter(F.do == "approve"))
async def approve(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    left = await turn.do(announcements.approve, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, Screen(t("announcement.approved", at=left.leaves_at)))


@router.callback_query(Announce.filter(F.do == "return"))
async def give_back(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    await turn.do(announcements.give_back, person.id, callback_data.id, now=now)
    await show(tap, Screen(t("announcement.given_back")))


def standing(t: Speaker, stands: Standing) -> Screen:
    """Where it stands, and what its author can still do."""
    buttons = controls(stands.announcement, t) if stands.progress.waiting or not stands.progress.total else ()
    rows = [[Button(label, word)] for label, word in buttons]
    return Screen(standing_text(stands.announcement, stands.progress, t), rows)


async def _show_copies(
    bot: Bot, chat_id: int, announcement: Announcement, texts: Texts, now: datetime, policy: Policy
) -> None:
    """A copy in each language that has words of its own, each with what stands for a reader's facts."""
    leaves = departure(announcement.kind, announcement.plan, now=now, policy=policy)
    facts = example(announcement, policy, day=local_day(leaves))
    for language in _spoken(announcement):
        t = texts.speaker(language)
        await show_copy(bot, chat_id, copy(announcement, t, facts), seen_button(announcement, t))


def _spoken(announcement: Announcement) -> Iterable[str]:
    return [version.language for version in announcement.content.versions]


def _last_look(t: Speaker, draft: Prepared, now: datetime, policy: Policy) -> Screen:
    announcement, n = draft.announcement, len(draft.reached.receivers)
    rows = [
        [Button(t.plain("announcement.send", n=n), Announce(do="send", id=announcement.id))] if n else [],
        [Button(t.plain("announcement.test"), Announce(do="test", id=announcement.id))],
        [Button(t.plain("announcement.change"), Announce(do="see", id=announcement.id))],
    ]
    text = (t("announcement.last_look"), count(t, draft, policy), leaving(t, draft, now, policy))
    return Screen("\n\n".join(text), rows)
