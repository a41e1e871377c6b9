"""Coordinators and directors: a family's file is opened for a reason, and shows who did what when."""

from contextlib import suppress
from datetime import date, datetime

from aiogram import F
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import files, requests
from bot.actions.people import focus
from bot.ports import Store
from bot.rules.claims import Fault
from bot.rules.history import Because, Happening, Purpose, What
from bot.rules.looking import Closing
from bot.rules.people import Detail, Given, Person
from bot.rules.policy import Policy
from bot.rules.references import grouped, read_reference
from bot.rules.refusals import Unclear
from bot.rules.requests import ClaimCode
from bot.rules.slips import Lost
from bot.rules.stays import Motive
from bot.rules.wishes import Wish
from bot.texts import Html, Speaker
from handlers import desk, meetings, menu
from handlers.desk import History
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, add, show

router = Door("files", Who.STAFF)
#: Asked last: a reference typed where nothing else waits for words.
by_reference = Door("files by reference", Who.STAFF)

FOCUS = "why"
PAGE = 10


class Open(CallbackData, prefix="fo"):
    """The file of that request, for that purpose; an empty one asks, "other" asks for words."""

    id: str
    why: str = ""


@router.callback_query(Open.filter(F.why == ""))
async def why(tap: CallbackQuery, callback_data: Open, turn: Store, person: Person, t: Speaker) -> None:
    """Below the list, which stays as it is."""
    await ask_why(tap, callback_data.id, turn=turn, person=person, t=t)


async def ask_why(event: Event, request_id: str, *, turn: Store, person: Person, t: Speaker) -> None:
    reference = await turn.look(files.reference, person.id, request_id)
    rows = [[Button(t.show(one), Open(id=request_id, why=one))] for one in Purpose]
    other = Button(t.plain("files.other"), Open(id=request_id, why="other"))
    text = t("files.why", reference=grouped(reference))
    await add(event, Screen(text, [*rows, [other], [menu.open_button(t)]]))


class Reference(Filter):
    """Staff type a reference, whatever they were doing; gives the handler `reference`."""

    async def __call__(self, message: Message, person: Person | None) -> bool | dict[str, str]:
        found = read_reference(message.text or "") if Who.STAFF.lets_in(person) else None
        return {"reference": found} if found else False


@by_reference.message(Reference())
async def typed(message: Message, reference: str, turn: Store, person: Person, t: Speaker) -> None:
    request_id = await turn.look(files.find, person.id, reference)
    await ask_why(message, request_id, turn=turn, person=person, t=t)


@router.callback_query(Open.filter(F.why == "other"))
async def other_reason(
    tap: CallbackQuery, callback_data: Open, turn: Store, person: Person, t: Speaker
) -> None:
    reference = await turn.look(files.reference, person.id, callback_data.id)
    await turn.do(focus, person.id, FOCUS, callback_data.id)
    await show(tap, Screen(t("files.ask_words", reference=grouped(reference)), [[menu.open_button(t)]]))


@router.message(Focus(FOCUS))
async def own_words(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    words = " ".join((message.text or "").split())[: files.LONGEST_REASON]
    await _open(message, subject, words, turn=turn, person=person, t=t, now=now, policy=policy)


@router.callback_query(Open.filter())
async def open_file(
    tap: CallbackQuery,
    callback_data: Open,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    try:
        purpose = Purpose(callback_data.why)
    except ValueError as problem:
        raise Unclear(what="purpose") from problem
    await _open(tap, callback_data.id, purpose, turn=turn, person=person, t=t, now=now, policy=policy)


async def _open(
    event: Event,
    request_id: str,
    reason: str,
    *,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.do(requests.at_desk, person.id, request_id, why=reason, focus=meetings.FOCUS, now=now)
    await show(event, desk.card(t, found, now, policy))


@router.callback_query(History.filter())
async def history(
    tap: CallbackQuery, callback_data: History, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    told = await turn.do(files.history, person.id, callback_data.id, now=now)
    skip = max(0, callback_data.skip)
    lines = [_happening(t, one, told.names) for one in told.happenings[skip : skip + PAGE]]
    older = len(told.happenings) > skip + PAGE
    turns = [
        Button(t.plain(key), History(id=callback_data.id, skip=to, turned=True))
        for key, to, there in (("list.back", skip - PAGE, skip > 0), ("list.more", skip + PAGE, older))
        if there
    ]
    text = "\n\n".join((t("files.history", reference=grouped(told.reference)), *lines))
    screen = Screen(text, [turns, [menu.open_button(t)]])
    await (show if callback_data.turned else add)(tap, screen)


def _happening(t: Speaker, one: Happening, names: dict[str, str]) -> Html:
    if not one.who:
        return t("files.happened", at=one.at, what=one.what)
    who = names.get(one.who) or t.plain("files.somebody")
    if not one.why or one.what is What.TOLD:  # which notices, by their keys: the trace's own
        return t("files.done", at=one.at, what=one.what, who=who)
    return t("files.done_why", at=one.at, what=one.what, who=who, why=_reason(t, one.why))


def _reason(t: Speaker, why: str) -> str:
    """What the house itself noted by its names, a day in words, anything else as it was written."""
    return " – ".join(_word(t, part) for part in why.split(": "))


def _word(t: Speaker, part: str) -> str:
    kinds = (Motive, Purpose, Because, Given, Lost, ClaimCode, Fault, Closing, Wish, Detail)
    for known in (*kinds, date.fromisoformat):
        with suppress(ValueError):
            return t.show(known(part))
    return part
