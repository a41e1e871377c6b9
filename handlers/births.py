"""Parents: the child is born, on which day; or no longer expected, and nothing is asked any more."""

from datetime import date, datetime, timedelta
from typing import Any

from aiogram import F
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.actions import births
from bot.ports import Store
from bot.rules.calendar import local_day
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import Unclear
from bot.texts import Speaker, Texts
from bot.texts.days import read_birthday
from bot.texts.words import tokens
from handlers import menu
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.requests import Birth, Card
from handlers.screens import Button, Event, Screen, show

router = Door("births", Who.FAMILY)
#: Asked before everything else: such words are never an answer to another question.
first = Door("births-first", Who.FAMILY)

FOCUS = "birth"
FOCUS_FIX = "birth-fix"
#: A longer message tells a story, which a person should read.
LONGEST = 14


@router.callback_query(Birth.filter(F.do.in_({"ask", "fix"})))
async def ask(
    tap: CallbackQuery, callback_data: Birth, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    fixing = callback_data.do == "fix"
    await turn.do(births.ask_day, person.id, callback_data.id, focus=FOCUS_FIX if fixing else FOCUS)
    today = local_day(now)
    do = "fixed" if fixing else "on"
    rows = [
        [
            Button(
                t.plain(key), Birth(do=do, id=callback_data.id, on=(today - timedelta(days=ago)).isoformat())
            )
            for key, ago in (("desk.today", 0), ("desk.yesterday", 1))
        ],
        [Button(t.plain("status.back"), Card(do="see", id=callback_data.id))],
    ]
    await show(tap, Screen(t("birth.ask_day"), rows))


@router.callback_query(Birth.filter(F.do.in_({"on", "fixed"})))
async def tapped(
    tap: CallbackQuery,
    callback_data: Birth,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    try:
        day = date.fromisoformat(callback_data.on)
    except ValueError as problem:
        raise Unclear(what="day") from problem
    note = births.correct if callback_data.do == "fixed" else births.confirm
    noted = await turn.do(note, person.id, callback_data.id, on=day, now=now, policy=policy)
    await _noted(tap, noted, t)


@router.message(Focus(FOCUS))
async def typed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    day = read_birthday(message.text or "", t.language, local_day(now))
    await _noted(
        message, await turn.do(births.confirm, person.id, subject, on=day, now=now, policy=policy), t
    )


@router.message(Focus(FOCUS_FIX))
async def typed_again(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    day = read_birthday(message.text or "", t.language, local_day(now))
    await _noted(
        message, await turn.do(births.correct, person.id, subject, on=day, now=now, policy=policy), t
    )


async def _noted(event: Event, noted: births.Noted, t: Speaker) -> None:
    """What changes with the day, and what is left to the parents."""
    request = noted.request
    text = t("birth.done", n=noted.born, on=noted.on, end=noted.end, entry=request.wishes.entry)
    rows = [
        [Button(t.plain("notice.see"), Card(do="see", id=request.id))],
        [Button(t.plain("birth.fix"), Birth(do="fix", id=request.id))],
        [menu.open_button(t)],
    ]
    await show(event, Screen(text, rows))


@router.callback_query(Birth.filter(F.do == "wait"))
async def not_yet(tap: CallbackQuery, callback_data: Birth, t: Speaker) -> None:
    born = Button(t.plain("birth.born"), Birth(do="ask", id=callback_data.id))
    await show(tap, Screen(t("birth.no_hurry"), [[born], [menu.open_button(t)]]))


# A pregnancy that ends


@router.callback_query(Birth.filter(F.do == "end"))
async def ended(
    tap: CallbackQuery,
    callback_data: Birth,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """At once and without a question."""
    await turn.do(births.no_longer_expecting, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, Screen(t("birth.ended", contact=policy.data_contact), [[menu.open_button(t)]]))


class Ended(Filter):
    """Words that say it, in any of our languages."""

    async def __call__(self, message: Message, person: Person | None, texts: Texts) -> bool | dict[str, Any]:
        said = tokens(message.text or "")
        if person is None or person.family_id is None or not 0 < len(said) <= LONGEST:
            return False
        text = f" {' '.join(said)} "
        return any(f" {words} " in text for words in _words(texts))


def _words(texts: Texts) -> list[str]:
    speakers = (texts.speaker(language) for language in texts.languages)
    return [" ".join(tokens(words)) for t in speakers for words in t.plain("birth.word.ended").split("|")]


@first.message(Ended())
async def said(
    message: Message, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    await turn.do(births.none_expected_any_more, person, now=now, policy=policy)
    await show(message, Screen(t("birth.ended", contact=policy.data_contact), [[menu.open_button(t)]]))
