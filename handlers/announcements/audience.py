"""To whom an announcement goes, and how much they need it."""

from datetime import datetime
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery

from bot.actions import announcements
from bot.actions.announcements import Prepared
from bot.ports import Store
from bot.rules.announcements import Audience, Kind
from bot.rules.people import LANGUAGES, Person, Role
from bot.rules.policy import Policy
from bot.texts import Speaker
from handlers.announcements.buttons import Aim, Announce, Classed
from handlers.announcements.overview import count, overview
from handlers.doors import Door, Who
from handlers.screens import Button, Screen, show

router = Door("announcement-audience", Who.COORDINATOR)


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


@router.callback_query(Announce.filter(F.do == "kind"))
async def choose_kind(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    draft = await turn.look(announcements.prepared, person.id, callback_data.id)
    rows = [
        [Button(t.plain(f"announcement.kind.{kind.value}"), Classed(id=draft.announcement.id, kind=kind))]
        for kind in Kind
    ]
    back = Button(t.plain("announcement.back"), Announce(do="see", id=draft.announcement.id))
    await show(tap, Screen(t("announcement.ask_kind"), [*rows, [back]]))


@router.callback_query(Classed.filter())
async def classify(
    tap: CallbackQuery,
    callback_data: Classed,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    draft = await turn.do(announcements.classify, person.id, callback_data.id, callback_data.kind)
    await show(tap, overview(t, draft, policy, now))


def _audience_screen(t: Speaker, draft: Prepared, policy: Policy) -> Screen:
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
        [Button(t.plain("announcement.done"), Announce(do="see", id=announcement.id))],
    ]
    return Screen(f"{t('announcement.ask_audience')}\n\n{count(t, draft, policy)}", rows)


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
