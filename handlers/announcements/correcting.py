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
from bot.rules.refusals import NotFound, OtherLength
from bot.texts import Speaker, Texts
from bot.texts.announcements import copy, read_words
from handlers.announcements.buttons import Announce, Spoken
from handlers.announcements.entities import said_in
from handlers.announcements.writing import whose
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
    await add(tap, _ask(t, found, found.content.versions[0].language))


@router.callback_query(Spoken.filter(F.do == "correct"))
async def ask_version(
    tap: CallbackQuery, callback_data: Spoken, turn: Store, person: Person, t: Speaker
) -> None:
    focus = f"{FOCUS}:{callback_data.language}"
    found = await turn.do(announcements.ask_correction, person.id, callback_data.id, focus=focus)
    if not found.content.says(callback_data.language):
        raise NotFound
    await add(tap, _ask(t, found, callback_data.language))


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
    language, announcement_id = whose(subject)
    found = await turn.look(announcements.sent, person.id, announcement_id)
    language = language or found.content.versions[0].language
    _check_length(found, language, words, texts, now, policy)
    n = await turn.do(announcements.correct, person.id, announcement_id, words, language=language, now=now)
    others = _others(t, found, language)
    said = [t("announcement.corrected", n=n), *([t("announcement.others_stay")] if others else [])]
    await show(message, Screen("\n".join(said), [*others, [open_button(t)]]))


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


def _ask(t: Speaker, found: Announcement, language: str) -> Screen:
    named = t.plain(f"audience.language.{language}")
    text = t("announcement.ask_correction", language=named)
    return Screen(text, [*_others(t, found, language), [open_button(t)]])


def _others(t: Speaker, found: Announcement, language: str) -> list[list[Button]]:
    """The texts in other languages, which may need the same correction."""
    return [
        [
            Button(
                t.plain("announcement.correct_in", language=t.plain(f"audience.language.{one.language}")),
                Spoken(do="correct", id=found.id, language=one.language),
            )
        ]
        for one in found.content.versions
        if one.language != language
    ]


def _check_length(
    found: Announcement, language: str, words: str, texts: Texts, now: datetime, policy: Policy
) -> None:
    """Refused OtherLength where the correction takes more or fewer messages than were sent."""
    t = texts.speaker(language)
    facts = example(found, policy, day=local_day(now))
    corrected = replace(found, content=found.content.with_words(language, words))
    before, after = (len(copy(one, t, facts)) for one in (found, corrected))
    if before != after:
        raise OtherLength(n=before)
