"""Parents: the child is born, on which day; or no longer expected, and nothing is asked any more."""

from datetime import date, datetime, timedelta
from typing import Any

from aiogram import F
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.actions import births
from bot.ports import Store
from bot.rules.births import BirthTooEarly, NobodyExpected
from bot.rules.calendar import local_day
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import BirthInFuture, DayDoesNotExist, Unclear
from bot.rules.requests import ON_THE_LIST
from bot.texts import Speaker, Texts
from bot.texts.days import read_past_day, tapped_day
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


#: A day that cannot be: the question stays, with what was understood.
NO_DAY = (Unclear, DayDoesNotExist, BirthInFuture, BirthTooEarly)


@router.callback_query(Birth.filter(F.do.in_({"ask", "fix"})))
async def ask(
    tap: CallbackQuery, callback_data: Birth, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    request_id, again = callback_data.id, callback_data.do == "fix"
    focus = FOCUS_FIX if again else FOCUS
    try:
        await turn.do(births.ask_day, person.id, request_id, again=again, focus=focus)
    except NobodyExpected as refusal:
        await show(tap, _told_before(t, request_id, refusal))
        return
    await show(tap, _question(t, request_id, again=again, today=local_day(now)))


def _question(t: Speaker, request_id: str, *, again: bool, today: date, greeting: str = "") -> Screen:
    do = "fixed" if again else "on"
    days = (("desk.today", today), ("desk.yesterday", today - timedelta(days=1)))
    rows = [
        [Button(t.plain(key), Birth(do=do, id=request_id, on=day.isoformat())) for key, day in days],
        [Button(t.plain("status.back"), Card(do="see", id=request_id))],
    ]
    asked = t("birth.ask_again" if again or greeting else "birth.ask_day")
    return Screen("\n\n".join(filter(None, (greeting, asked))), rows)


def _told_before(t: Speaker, request_id: str, refusal: NobodyExpected) -> Screen:
    """The other parent was quicker, or it is an old button: the day can be looked at and corrected."""
    return Screen(t.no(refusal), _ways(t, request_id))


def _ways(t: Speaker, request_id: str) -> list[list[Button]]:
    """After a birth was noted."""
    return [
        [Button(t.plain("notice.see"), Card(do="see", id=request_id))],
        [Button(t.plain("birth.fix"), Birth(do="fix", id=request_id))],
        [menu.open_button(t)],
    ]


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
    day = tapped_day(callback_data.on)
    again = callback_data.do == "fixed"
    await _note(tap, callback_data.id, day, turn, person, t, now, policy, again=again)


@router.message(Focus(FOCUS))
async def typed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    await _read(message, subject, turn, person, t, now, policy, again=False)


@router.message(Focus(FOCUS_FIX))
async def typed_again(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    await _read(message, subject, turn, person, t, now, policy, again=True)


async def _read(
    message: Message,
    request_id: str,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    *,
    again: bool,
) -> None:
    try:
        day = read_past_day(message.text or "", t.language, local_day(now))
        await _note(message, request_id, day, turn, person, t, now, policy, again=again)
    except NO_DAY as refusal:
        today, no = local_day(now), t.no(refusal)
        await show(message, _question(t, request_id, again=again, today=today, greeting=no))


async def _note(
    event: Event,
    request_id: str,
    day: date,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    *,
    again: bool,
) -> None:
    note = births.correct if again else births.confirm
    try:
        noted = await turn.do(note, person.id, request_id, on=day, now=now, policy=policy)
    except NobodyExpected as refusal:
        await show(event, _told_before(t, request_id, refusal))
        return
    await _noted(event, noted, t)


async def _noted(event: Event, noted: births.Noted, t: Speaker) -> None:
    """What changes with the day, and what is left to the parents."""
    request = noted.request
    text = t("birth.done", n=noted.born, on=noted.on, end=noted.end)
    wish = t("birth.entry", entry=request.wishes.entry) if request.state in ON_THE_LIST else ""
    await show(event, Screen(" ".join(filter(None, (text, wish))), _ways(t, request.id)))


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
