"""Coordinators: write an announcement, choose to whom, see it as they will, send it, watch it go."""

from datetime import datetime
from typing import Any

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import announcements
from bot.actions.announcements import Prepared
from bot.ports import Store
from bot.rules.announcements import Audience, Reason
from bot.rules.people import LANGUAGES, Person, Role
from bot.rules.policy import Policy
from bot.texts import Speaker
from bot.texts.announcements import audience_in_words, copy, progress_text
from handlers import menu
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, add, show

router = Door("announcements", Who.COORDINATOR)

FOCUS = "announcement"


class Announce(CallbackData, prefix="an"):
    """`do`: text, aim, preview, send, discard; on the announcement of that id."""

    do: str
    id: str


class Aim(CallbackData, prefix="aim"):
    """Put `value` of a kind (c crèche, r role, l language) into the audience or take it out; "-": all."""

    id: str
    kind: str
    value: str
    on: bool


@router.message(Command("announce", "annonce"))
@router.callback_query(F.data == menu.ANNOUNCE)
async def begin(event: Event, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy) -> None:
    begun = await turn.do(announcements.begin, person.id, focus=FOCUS, now=now)
    if begun.announcement.text:
        await show(event, _audience_screen(t, begun, policy, t("announcement.unfinished")))
    else:
        await show(event, _ask_text(t, begun))


@router.message(Focus(FOCUS))
async def words(message: Message, turn: Store, person: Person, t: Speaker, policy: Policy) -> None:
    draft = await turn.do(announcements.write, person.id, message.text or "")
    await show(message, _audience_screen(t, draft, policy))


@router.callback_query(Announce.filter(F.do == "text"))
async def other_words(tap: CallbackQuery, turn: Store, person: Person, t: Speaker, now: datetime) -> None:
    draft = await turn.do(announcements.begin, person.id, focus=FOCUS, now=now)
    await show(tap, _ask_text(t, draft))


@router.callback_query(Aim.filter())
async def aim(
    tap: CallbackQuery, callback_data: Aim, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    found = await turn.look(announcements.prepared, person.id, callback_data.id)
    audience = _changed(found.announcement.audience, callback_data)
    draft = await turn.do(announcements.aim, person.id, callback_data.id, audience)
    await show(tap, _audience_screen(t, draft, policy))


@router.callback_query(Announce.filter(F.do == "aim"))
async def choose_audience(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    draft = await turn.look(announcements.prepared, person.id, callback_data.id)
    await show(tap, _audience_screen(t, draft, policy))


@router.callback_query(Announce.filter(F.do == "preview"))
async def preview(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    draft = await turn.look(announcements.prepared, person.id, callback_data.id)
    if isinstance(tap.message, Message):
        await tap.message.answer(copy(draft.announcement, t))
    await add(tap, _last_look(t, draft, policy))


@router.callback_query(Announce.filter(F.do == "send"))
async def send(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    screen = tap.message.message_id if tap.message else None
    progress = await turn.do(announcements.send, person.id, callback_data.id, screen=screen, now=now)
    await show(tap, Screen(progress_text(progress, t), toast=t.plain("announcement.started")))


@router.callback_query(Announce.filter(F.do == "discard"))
async def discard(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    await turn.do(announcements.discard, person.id, callback_data.id)
    await show(tap, await menu.main_screen(turn, t, person, greeting=t("announcement.discarded")))


def _ask_text(t: Speaker, draft: Prepared) -> Screen:
    rows = [[Button(t.plain("announcement.discard"), Announce(do="discard", id=draft.announcement.id))]]
    return Screen(t("announcement.ask_text"), rows)


def _audience_screen(t: Speaker, draft: Prepared, policy: Policy, greeting: str = "") -> Screen:
    """Everybody, or some: each button says what a tap on it changes, the text says whom that reaches now."""
    announcement = draft.announcement
    audience = announcement.audience
    creches = [
        _toggle(t, announcement.id, "c", creche.id, creche.name, on=creche.id in audience.creches)
        for creche in policy.creches
    ]
    roles = [
        _toggle(
            t, announcement.id, "r", role.value, t.plain(f"audience.{role.value}"), on=role in audience.roles
        )
        for role in (Role.GUARDIAN, Role.HR, Role.DIRECTOR)
    ]
    languages = [
        _toggle(
            t, announcement.id, "l", code, t.plain(f"audience.language.{code}"), on=code in audience.languages
        )
        for code in LANGUAGES
    ]
    ticked = "audience.on" if audience == Audience() else "audience.off"
    everybody = Button(
        t.plain(ticked, name=t.plain("audience.everybody")),
        Aim(id=announcement.id, kind="-", value="", on=False),
    )
    rows = [
        [everybody],
        *_pairs(creches),
        *_pairs(roles),
        *_pairs(languages),
        [Button(t.plain("announcement.preview"), Announce(do="preview", id=announcement.id))],
        [Button(t.plain("announcement.change_text"), Announce(do="text", id=announcement.id))],
        [Button(t.plain("announcement.discard"), Announce(do="discard", id=announcement.id))],
    ]
    text = "\n\n".join(filter(None, (greeting, t("announcement.ask_audience"), _count(t, draft, policy))))
    return Screen(text, rows)


def _pairs(buttons: list[Button]) -> list[list[Button]]:
    """Two a row: short enough for a phone's width, few enough for its height."""
    return [buttons[index : index + 2] for index in range(0, len(buttons), 2)]


def _toggle(t: Speaker, announcement_id: str, kind: str, value: str, name: str, *, on: bool) -> Button:
    label = t.plain("audience.on" if on else "audience.off", name=name)
    return Button(label, Aim(id=announcement_id, kind=kind, value=value, on=not on))


def _changed(audience: Audience, change: Aim) -> Audience:
    """The audience after one tap; values that do not exist are simply never matched."""
    if change.kind == "-":
        return Audience()
    creches, roles, languages = set(audience.creches), set(audience.roles), set(audience.languages)
    if change.kind == "c":
        _put(creches, change.value, on=change.on)
    elif change.kind == "r" and change.value in set(Role):
        _put(roles, Role(change.value), on=change.on)
    elif change.kind == "l" and change.value in LANGUAGES:
        _put(languages, change.value, on=change.on)
    return Audience(creches=frozenset(creches), roles=frozenset(roles), languages=frozenset(languages))


def _put(where: set[Any], what: Any, *, on: bool) -> None:
    (where.add if on else where.discard)(what)


def _count(t: Speaker, draft: Prepared, policy: Policy) -> str:
    """Whom it reaches, in words; how many; who is left out, and why."""
    reached = draft.reached
    lines = [
        t("announcement.to", audience=audience_in_words(draft.announcement.audience, t, policy)),
        t("announcement.count", n=len(reached.receivers)),
    ]
    for reason in Reason:
        n = sum(why is reason for _, why in reached.left_out)
        if n:
            lines.append(t(f"left_out.{reason.name.lower()}", n=n))
    return "\n".join(lines)


def _last_look(t: Speaker, draft: Prepared, policy: Policy) -> Screen:
    announcement, n = draft.announcement, len(draft.reached.receivers)
    rows = [
        [Button(t.plain("announcement.send", n=n), Announce(do="send", id=announcement.id))] if n else [],
        [Button(t.plain("announcement.change_audience"), Announce(do="aim", id=announcement.id))],
        [Button(t.plain("announcement.change_text"), Announce(do="text", id=announcement.id))],
        [Button(t.plain("announcement.discard"), Announce(do="discard", id=announcement.id))],
    ]
    return Screen(t("announcement.last_look") + "\n\n" + _count(t, draft, policy), rows)
