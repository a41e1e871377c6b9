"""Coordinators and directors: change a family's half-days or last day, knowing what that frees and takes."""

from datetime import date, datetime, timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import stays
from bot.actions.stays import AtCreche, Change
from bot.ports import Store
from bot.rules.calendar import Month, Slot, Week, local_day
from bot.rules.people import Person
from bot.rules.places import Stay
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.refusals import StaleScreen, Unclear
from bot.rules.stays import Changed, Motive
from bot.texts import Html, Speaker
from bot.texts.reading import read_day, read_week
from handlers import menu
from handlers.desk import Stays
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, add, show

router = Door("stays", Who.STAFF)

FOCUS = "stay"
LONGEST_REASON = 200


class Weigh(CallbackData, prefix="sw"):
    """What a change would do: half-days (a bit each) from that day on, or 0 and that day the last."""

    id: str
    on: str
    week: int


class Move(CallbackData, prefix="sm"):
    """The same, done for that motive."""

    id: str
    on: str
    week: int
    why: Motive


@router.callback_query(Stays.filter())
async def which(
    tap: CallbackQuery,
    callback_data: Stays,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """Below the card, which stays as it is."""
    found = await turn.do(stays.open_stays, person.id, callback_data.id, focus=FOCUS, now=now)
    await add(tap, _stays_screen(t, found, policy))


@router.message(Focus(FOCUS))
async def typed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    """A last day, or half-days; or, once they have been weighed, the reason in one's own words."""
    request_id, *wanted = subject.split("/")
    text = " ".join((message.text or "").split())
    if wanted:
        change = _change(wanted[0], int(wanted[1]))
        why = text[:LONGEST_REASON]
        await _do(message, request_id, change, why, turn=turn, person=person, t=t, now=now, policy=policy)
        return
    try:
        last = read_day(text, t.language, local_day(now), ahead=True).day
    except Unclear:
        week = _week(text, t.language)
        await show(message, _since_screen(t, request_id, week, local_day(now)))
        return
    weighed = Weigh(id=request_id, on=last.isoformat(), week=0)
    await _weigh(message, weighed, turn=turn, person=person, t=t, now=now, policy=policy)


@router.callback_query(Weigh.filter())
async def weigh(
    tap: CallbackQuery,
    callback_data: Weigh,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    await _weigh(tap, callback_data, turn=turn, person=person, t=t, now=now, policy=policy)


@router.callback_query(Move.filter())
async def move(
    tap: CallbackQuery,
    callback_data: Move,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    change = _change(callback_data.on, callback_data.week)
    request_id, why = callback_data.id, callback_data.why
    await _do(tap, request_id, change, why, turn=turn, person=person, t=t, now=now, policy=policy)


async def _weigh(
    event: Event, weighed: Weigh, *, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    change = _change(weighed.on, weighed.week)
    found = await turn.do(
        stays.weigh,
        person.id,
        weighed.id,
        change,
        focus=FOCUS,
        subject=f"{weighed.id}/{weighed.on}/{weighed.week}",
        now=now,
        policy=policy,
    )
    rows = [
        [Button(t.show(motive), Move(id=weighed.id, on=weighed.on, week=weighed.week, why=motive))]
        for motive in Motive
    ]
    text = "\n".join((_said(t, change), "", *_touched(t, found), "", t("stays.ask_why")))
    await show(event, Screen(text, [*rows, *_ways(t, weighed.id)]))


async def _do(
    event: Event,
    request_id: str,
    change: Change,
    why: str,
    *,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.do(stays.change, person.id, request_id, change, why=why, now=now, policy=policy)
    text = "\n".join((t("stays.done"), _said(t, change), *_touched(t, found)))
    await show(event, Screen(text, _ways(t, request_id)))


def _stays_screen(t: Speaker, found: AtCreche, policy: Policy) -> Screen:
    reference = grouped(found.request.reference)
    head = t("stays.head", reference=reference, creche=policy.creche(found.stays[0].creche).name)
    lines = [_stay(t, stay) for stay in found.stays]
    return Screen("\n".join((head, *lines, "", t("stays.ask"))), [[menu.open_button(t)]])


def _stay(t: Speaker, stay: Stay) -> Html:
    return t("stays.stay", week=stay.week, period=stay.period)


def _since_screen(t: Speaker, request_id: str, week: Week, today: date) -> Screen:
    """From which day on the new half-days count."""
    monday = today + timedelta(days=7 - today.weekday())
    first = Month.of(today).plus(1).first
    bits = sum(1 << slot for slot in week)
    rows = [
        [Button(t.plain("stays.since", day=day), Weigh(id=request_id, on=day.isoformat(), week=bits))]
        for day in sorted({today + timedelta(days=1), monday, first})
    ]
    return Screen(t("stays.ask_since", week=week), [*rows, *_ways(t, request_id)])


def _said(t: Speaker, change: Change) -> Html:
    if change.week:
        return t("stays.week", week=change.week, since=change.on)
    return t("stays.last", last=change.on)


def _touched(t: Speaker, found: Changed) -> list[Html]:
    """Which half-days become free, which are taken, and in which days."""
    lines = []
    if found.frees:
        lines.append(t("stays.frees", week=found.frees, period=found.period, n=len(found.saved)))
    if found.takes:
        lines.append(t("stays.takes", week=found.takes, period=found.period, n=len(found.saved)))
    return lines


def _ways(t: Speaker, request_id: str) -> list[list[Button]]:
    return [[Button(t.plain("stays.again"), Stays(id=request_id))], [menu.open_button(t)]]


def _change(on: str, week: int) -> Change:
    try:
        day = date.fromisoformat(on)
    except ValueError as problem:
        raise StaleScreen from problem
    return Change(on=day, week=frozenset(slot for slot in Slot if week >> slot & 1))


def _week(text: str, language: str) -> Week:
    try:
        return read_week(text, language)
    except Unclear:
        raise Unclear(what="stay") from None
