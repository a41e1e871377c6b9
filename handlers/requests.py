"""Parents: where a request stands and why, confirming it, leaving the list and coming back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import wraps
from typing import Any

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import requests
from bot.actions.people import focus
from bot.actions.requests import Overview
from bot.ports import Store
from bot.rules.births import due_day
from bot.rules.next_steps import NextKind
from bot.rules.people import Person
from bot.rules.places import Stay
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.refusals import NotWaiting, PredemandMissing, UndoTooLate, WrongState
from bot.rules.requests import LEAVABLE, ON_THE_LIST, WAITING, Request, State
from bot.texts import Html, Speaker
from bot.texts.offers import awaited
from bot.texts.offers import standing as standing_offer
from handlers import menu, standings
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.offers.buttons import answers
from handlers.screens import Button, Event, Screen, show
from handlers.signup.buttons import Change

router = Door("requests", Who.FAMILY)

FOCUS = "predemand"

#: What an old button may meet, or one that the other parent was quicker with.
OVERTAKEN = (WrongState, NotWaiting, UndoTooLate)


class Card(CallbackData, prefix="rq"):
    """`do`: see, unfold (all in full), confirm, leave (asks), withdraw, undo; on the request of that id."""

    do: str
    id: str


class Look(CallbackData, prefix="lk"):
    """`do`: yes (still looking), pause (asks), rest (pauses); on the request of that id."""

    do: str
    id: str


class Birth(CallbackData, prefix="bt"):
    """`do`: ask (which day), on, fix (asks again), fixed, wait (not born yet), end (no longer expected)."""

    do: str
    id: str
    on: str = ""


def or_where_it_stands(step: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """A step that the request has outgrown meanwhile: told kindly, with the present state below."""

    @wraps(step)
    async def told(event: Event, **given: Any) -> None:
        try:
            await step(event, **given)
        except OVERTAKEN as refusal:
            turn, t, policy = given["turn"], given["t"], given["policy"]
            request_id = given["subject"] if "subject" in given else given["callback_data"].id
            person_id, now = given["person"].id, given["now"]
            view = await turn.look(requests.one, person_id, request_id, now=now, policy=policy)
            await show(event, card_screen(t, view, policy, greeting=t.no(refusal)))

    return told


@router.message(Command("status", "statut"))
@router.callback_query(F.data == menu.STATUS)
async def status(
    event: Event, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    await show(event, await status_screen(turn, person, t, now, policy))


async def status_screen(
    turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy, greeting: str = ""
) -> Screen:
    """The only request in full, or all of them; with a greeting, after an action, it writes nothing."""
    found = await turn.look(requests.of_family, person.id)
    if len(found) == 1:
        read, seen = (turn.look, requests.one) if greeting else (turn.do, requests.look)
        view = await read(seen, person.id, found[0].id, now=now, policy=policy)
        return card_screen(t, view, policy, greeting=greeting)
    if not found:
        sign_up = Button(t.plain("menu.signup"), menu.SIGNUP)
        return Screen(t("status.none"), [[sign_up], [menu.open_button(t)]])
    rows = [
        [
            Button(
                t.plain("status.line", reference=grouped(request.reference), state=request.state),
                Card(do="see", id=request.id),
            )
        ]
        for request in found
    ]
    text = "\n\n".join(filter(None, (greeting, t("status.several"))))
    return Screen(text, [*rows, [menu.open_button(t)]])


@router.callback_query(Card.filter(F.do.in_({"see", "unfold"})))
async def see(
    tap: CallbackQuery,
    callback_data: Card,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    view = await turn.do(requests.look, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, card_screen(t, view, policy, whole=callback_data.do == "unfold"))


@router.callback_query(Card.filter(F.do == "confirm"))
@or_where_it_stands
async def confirm(
    tap: CallbackQuery,
    callback_data: Card,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    try:
        view = await turn.do(requests.confirm, person.id, callback_data.id, now=now, policy=policy)
    except PredemandMissing:
        await turn.do(focus, person.id, FOCUS, callback_data.id)
        later = Button(t.plain("status.back"), Card(do="see", id=callback_data.id))
        await show(tap, Screen(t("confirm.ask_predemand"), [[later]]))
        return
    await show(tap, card_screen(t, view, policy, greeting=t("confirm.done")))


@router.message(Focus(FOCUS))
@or_where_it_stands
async def predemand(
    message: Message,
    subject: str,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    number = (message.text or "").strip()
    try:
        view = await turn.do(requests.confirm, person.id, subject, predemand=number, now=now, policy=policy)
    except WrongState:  # confirmed or withdrawn meanwhile: nothing waits for the number any more
        await turn.do(focus, person.id, "")
        raise
    await show(message, card_screen(t, view, policy, greeting=t("confirm.done")))


@router.callback_query(Card.filter(F.do == "leave"))
async def leave(
    tap: CallbackQuery,
    callback_data: Card,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """Asked once: leaving the list is not a slip of the thumb."""
    view = await turn.look(requests.one, person.id, callback_data.id, now=now, policy=policy)
    rows = [
        [Button(t.plain("withdraw.keep"), Card(do="see", id=callback_data.id))],
        [Button(t.plain("withdraw.sure"), Card(do="withdraw", id=callback_data.id))],
    ]
    if due_day(view.request) is not None:
        rows.append([Button(t.plain("birth.end"), Birth(do="end", id=callback_data.id))])
    asked = "withdraw.ask.offered" if view.offer else "withdraw.ask"
    text = t(asked, reference=grouped(view.request.reference), hours=policy.undo_hours)
    await show(tap, Screen(text, rows))


@router.callback_query(Card.filter(F.do == "withdraw"))
@or_where_it_stands
async def withdraw(
    tap: CallbackQuery,
    callback_data: Card,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    view = await turn.do(requests.withdraw, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, card_screen(t, view, policy, greeting=t("withdraw.done")))


@router.callback_query(Card.filter(F.do == "undo"))
@or_where_it_stands
async def undo(
    tap: CallbackQuery,
    callback_data: Card,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    view = await turn.do(requests.undo_withdrawal, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, card_screen(t, view, policy, greeting=t("withdraw.undone")))


def card_screen(
    t: Speaker, view: Overview, policy: Policy, greeting: str = "", *, whole: bool = False
) -> Screen:
    """One request on one screen: its state, what comes next and when, where it stands and why."""
    request, found = view.request, view.standings
    blocks = [
        greeting,
        t("status.title", reference=grouped(request.reference), state=request.state, n=len(request.children)),
        _gone(t, request, policy),
        _next_step(t, view),
        _signed(t, view.stays, policy),
        t("status.care_ended", on=view.cared_until) if view.cared_until else "",
        _offered(t, view, policy),
        *standings.blocks(t, found, request.wishes, policy=policy, whole=whole),
    ]
    return Screen("\n\n".join(filter(None, blocks)), card_rows(t, view, policy, whole=whole))


def card_rows(t: Speaker, view: Overview, policy: Policy, *, whole: bool = False) -> list[list[Button]]:
    """What may be done with a request now."""
    request, rows = view.request, answers(t, view, policy)
    if view.next_step.kind is NextKind.CONFIRM_NOW:
        rows.append([Button(t.plain("confirm.button"), Card(do="confirm", id=request.id))])
    if view.next_step.kind is NextKind.UNDO_UNTIL:
        rows.append([Button(t.plain("withdraw.undo"), Card(do="undo", id=request.id))])
    if view.standings.all:
        label, do = ("standing.fold", "see") if whole else ("standing.unfold", "unfold")
        rows.append([Button(t.plain(label), Card(do=do, id=request.id))])
    if view.may_be_born:
        rows.append([Button(t.plain("birth.born"), Birth(do="ask", id=request.id))])
    if request.state is State.PAUSED:
        rows.append([Button(t.plain("looking.yes"), Look(do="yes", id=request.id))])
    if request.state in ON_THE_LIST:
        rows.append([Button(t.plain("wishes.button"), Change(id=request.id))])
    if request.state in WAITING:
        rows.append([Button(t.plain("looking.pause"), Look(do="pause", id=request.id))])
    if request.state in LEAVABLE:
        rows.append([Button(t.plain("withdraw.button"), Card(do="leave", id=request.id))])
    return [*rows, [menu.open_button(t)]]


def _signed(t: Speaker, stays: tuple[Stay, ...], policy: Policy) -> Html:
    """Where the children go, or will; once for those who come on the same days."""
    creches = dict.fromkeys(stay.creche for stay in stays)
    lines = dict.fromkeys(t("stays.stay", week=stay.week, period=stay.period) for stay in stays)
    places = (policy.creche(creche) for creche in creches)
    heads = (t("status.signed", creche=one.name, town=one.town) for one in places)
    return Html("\n".join((*heads, *lines)))


def _gone(t: Speaker, request: Request, policy: Policy) -> Html:
    """Crèches that have left the cooperative since, and what to do."""
    gone = policy.gone(request.wishes.creches)
    if not gone:
        return Html("")
    rest = "others" if len(gone) < len(request.wishes.creches) else "none"
    names = [policy.creche(creche).name for creche in gone]
    return t(f"status.gone.{rest}", n=len(gone), creches=names)


def _offered(t: Speaker, view: Overview, policy: Policy) -> Html | str:
    """The place that is offered or accepted, and until when."""
    if view.offer is None:
        return ""
    if view.next_step.kind is NextKind.SIGN_LATE:
        return awaited(t, view.offer, policy=policy)
    return standing_offer(t, view.offer, reference=grouped(view.request.reference), policy=policy)


def _next_step(t: Speaker, view: Overview) -> Html:
    """What comes next, with its day, month or moment."""
    step = view.next_step
    key = f"next.{step.kind.name.lower()}"
    if step.kind is NextKind.MEETING and step.on is not None:
        key = "next.meeting_on"
    return t(key, on=step.on, month=step.month, until=step.until)
