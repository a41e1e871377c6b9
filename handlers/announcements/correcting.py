"""Once an announcement is over: correct what it says with every reader, or take it away again."""

from dataclasses import replace
from datetime import datetime

from aiogram import F
from aiogram.types import CallbackQuery, Message

from bot.actions import announcements
from bot.ports import Store
from bot.rules.announcements import Announcement, example
from bot.rules.calendar import local_day
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import OtherLength
from bot.texts import Speaker, Texts
from bot.texts.announcements import copy, read_words
from handlers.announcements.buttons import Announce
from handlers.announcements.entities import said_in
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.menu import open_button
from handlers.screens import Button, Screen, add, show

router = Door("announcement-correcting", Who.COORDINATOR)

#: The next words stand in place of what the announcement of that id says.
FOCUS = "announcement-correct"


@router.callback_query(Announce.filter(F.do == "correct"))
async def ask_correction(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    found = await turn.do(announcements.ask_correction, person.id, callback_data.id, focus=FOCUS)
    language = t.plain(f"audience.language.{found.content.versions[0].language}")
    await add(tap, Screen(t("announcement.ask_correction", language=language), [[open_button(t)]]))


@router.message(Focus(FOCUS))
async def correct(
    message: Message,
    subject: str,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    words = read_words(said_in(message).words, t, texts)
    found = await turn.look(announcements.sent, person.id, subject)
    _check_length(found, words, texts, now, policy)
    n = await turn.do(announcements.correct, person.id, subject, words, now=now)
    await show(message, Screen(t("announcement.corrected", n=n), [[open_button(t)]]))


@router.callback_query(Announce.filter(F.do == "recall"))
async def ask_recall(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    found = await turn.do(announcements.ask_recall, person.id, callback_data.id)
    rows = [[Button(t.plain("announcement.recall_yes"), Announce(do="recalled", id=found.id))]]
    text = t("announcement.ask_recall", n=policy.recall_hours)
    await add(tap, Screen(text, [*rows, [open_button(t)]]))


@router.callback_query(Announce.filter(F.do == "recalled"))
async def recall(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    done = await turn.do(announcements.recall, person.id, callback_data.id, now=now, policy=policy)
    late = t("announcement.recall_late", n=done.late) if done.late else ""
    said = "\n".join(filter(None, (t("announcement.recalled", n=done.taken), late)))
    await show(tap, Screen(said, [[open_button(t)]]))


def _check_length(found: Announcement, words: str, texts: Texts, now: datetime, policy: Policy) -> None:
    """Refused OtherLength where the correction takes more or fewer messages than were sent."""
    t = texts.speaker(found.content.versions[0].language)
    facts = example(found, policy, day=local_day(now))
    corrected = replace(found, content=found.content.with_words(t.language, words))
    before, after = (len(copy(one, t, facts)) for one in (found, corrected))
    if before != after:
        raise OtherLength(n=before)
