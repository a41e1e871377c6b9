"""To whom an announcement goes, and how much they need it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any

from aiogram import F
from aiogram.types import CallbackQuery, Message

from bot.actions import announcements
from bot.actions.announcements import Prepared
from bot.ports import Store
from bot.rules.announcements import Announcement, Audience, Kind
from bot.rules.calendar import FULL_WEEK, Month, local_day
from bot.rules.people import LANGUAGES, Person, Role
from bot.rules.policy import Policy
from bot.rules.references import read_reference
from bot.rules.refusals import StaleScreen, Unclear
from bot.rules.requests import OVER, State
from bot.texts import Speaker
from bot.texts.announcements import excerpt, requests_in_words
from bot.texts.reading import read_month, read_week
from handlers.announcements.buttons import Aim, Announce, Classed
from handlers.announcements.overview import count, overview
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Screen, show

router = Door("announcement-audience", Who.COORDINATOR)

#: The next words say which requests: references, an entry month or half-days.
FOCUS = "announcement-requests"
#: The fields of an audience, by the letter that a button has room for.
FIELDS = {
    "c": "creches",
    "r": "roles",
    "l": "languages",
    "s": "states",
    "p": "sponsors",
    "b": "but",
}
#: What is typed of requests; a tap takes it out again.
TYPED = ("entries", "week", "references")
#: So much is shown of what was not understood.
UNREAD_LINES, UNREAD = 5, 40
#: Enough of an id to tell it from the others, short enough for a button.
SHORT = 12


@router.callback_query(Announce.filter(F.do == "aim"))
async def choose_audience(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    draft = await turn.do(announcements.see, person.id, callback_data.id)
    await show(tap, _audience_screen(t, draft, policy))


@router.callback_query(Announce.filter(F.do == "everybody"))
async def everybody(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    draft = await turn.do(announcements.aim, person.id, callback_data.id, Audience())
    await show(tap, _audience_screen(t, draft, policy))


@router.callback_query(Announce.filter(F.do.in_({f"aim-{letter}" for letter in FIELDS if letter != "s"})))
async def some(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    draft = await turn.do(announcements.see, person.id, callback_data.id)
    letter = callback_data.do[-1]
    await show(tap, await _choices(turn, person, t, draft, letter, policy))


@router.callback_query(Announce.filter(F.do == "aim-s"))
async def some_requests(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    draft = await turn.do(announcements.ask, person.id, callback_data.id, focus=FOCUS)
    await show(tap, await _choices(turn, person, t, draft, "s", policy))


@router.callback_query(Announce.filter(F.do.in_({f"no-{field}" for field in TYPED})))
async def drop_typed(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    found = await turn.look(announcements.prepared, person.id, callback_data.id)
    dropped: dict[str, Any] = {callback_data.do.removeprefix("no-"): frozenset()}
    audience = replace(found.announcement.audience, **dropped)
    draft = await turn.do(announcements.aim, person.id, callback_data.id, audience, focus=FOCUS)
    await show(tap, await _choices(turn, person, t, draft, "s", policy))


@router.callback_query(Aim.filter())
async def aim(
    tap: CallbackQuery, callback_data: Aim, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    found = await turn.look(announcements.prepared, person.id, callback_data.id)
    known = await _known(turn, person, callback_data.kind, t, policy)
    value = next((one for one, _ in known if str(one)[:SHORT] == callback_data.value[:SHORT]), None)
    if value is None:
        raise StaleScreen
    field = FIELDS[callback_data.kind]
    audience = _changed(found.announcement.audience, field, value, on=callback_data.on)
    focus = FOCUS if callback_data.kind == "s" else ""
    draft = await turn.do(announcements.aim, person.id, callback_data.id, audience, focus=focus)
    await show(tap, await _choices(turn, person, t, draft, callback_data.kind, policy))


@router.message(Focus(FOCUS))
async def which_requests(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    found = await turn.look(announcements.prepared, person.id, subject)
    text = message.text or ""
    audience = _narrowed(found.announcement.audience, text, t.language, now)
    unread = _unread(text)
    draft = await turn.do(announcements.aim, person.id, subject, audience, focus=FOCUS if unread else "")
    await show(message, _audience_screen(t, draft, policy, unread))


@router.callback_query(Announce.filter(F.do == "kind"))
async def choose_kind(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    draft = await turn.do(announcements.see, person.id, callback_data.id)
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


def _audience_screen(t: Speaker, draft: Prepared, policy: Policy, unread: Sequence[str] = ()) -> Screen:
    """Whom it reaches now, in words; each button narrows that in its own way. `unread`: no references."""
    announcement_id, audience = draft.announcement.id, draft.announcement.audience

    def way(key: str, do: str) -> Button:
        return Button(t.plain(key), Announce(do=do, id=announcement_id))

    rows = [
        [way("audience.by_creche", "aim-c"), way("audience.by_role", "aim-r")],
        [way("audience.by_language", "aim-l"), way("audience.by_request", "aim-s")],
        [way("audience.by_sponsor", "aim-p"), way("audience.but", "aim-b")],
        [way("audience.everybody", "everybody")] if audience != Audience() else [],
        [way("announcement.done", "see")],
    ]
    parts = [t("announcement.ask_audience"), count(t, draft, policy)]
    if unread:
        lines = "\n".join(f"• {line[:UNREAD]}" for line in unread[:UNREAD_LINES])
        parts[:0] = [t("audience.unread", lines=lines)]
    return Screen("\n\n".join(parts), rows)


async def _choices(
    turn: Store, person: Person, t: Speaker, draft: Prepared, letter: str, policy: Policy
) -> Screen:
    """One kind of choice: a tick is who gets it, nothing ticked is everybody."""
    announcement_id, audience = draft.announcement.id, draft.announcement.audience
    chosen = getattr(audience, FIELDS[letter])
    buttons = [
        Button(
            t.plain("audience.on" if value in chosen else "audience.off", name=name),
            Aim(id=announcement_id, kind=letter, value=str(value)[:SHORT], on=value not in chosen),
        )
        for value, name in await _known(turn, person, letter, t, policy)
    ]
    size = 1 if letter in {"p", "b", "s"} else 2
    rows = [buttons[index : index + size] for index in range(0, len(buttons), size)]
    if letter == "s":
        rows += [[button] for button in _typed(t, draft)]
    back = Button(t.plain("audience.back"), Announce(do="aim", id=announcement_id))
    text = t(f"audience.ask.{FIELDS[letter]}" if buttons or letter == "s" else "audience.ask.nothing")
    return Screen(f"{text}\n\n{count(t, draft, policy)}", [*rows, [back]])


def _typed(t: Speaker, draft: Prepared) -> Iterator[Button]:
    """What was typed of requests stands there ticked."""
    for field in TYPED:
        if value := getattr(draft.announcement.audience, field):
            (name,) = requests_in_words(Audience(**{field: value}), t)
            yield Button(
                t.plain("audience.on", name=name), Announce(do=f"no-{field}", id=draft.announcement.id)
            )


async def _known(
    turn: Store, person: Person, letter: str, t: Speaker, policy: Policy
) -> list[tuple[Any, str]]:
    """The values that a kind of choice has, with their names."""
    if letter == "p":
        return [(one.id, one.name) for one in await turn.look(announcements.sponsors, person.id)]
    if letter == "b":
        past = await turn.look(announcements.past, person.id)
        return [(one.id, t.plain("audience.past", words=unescape(excerpt(_words(one), 30)))) for one in past]
    roles = (Role.GUARDIAN, Role.HR, Role.DIRECTOR)
    standing: dict[str, list[tuple[Any, str]]] = {
        "c": [(creche.id, creche.name) for creche in policy.creches],
        "r": [(role, t.plain(f"audience.{role.value}")) for role in roles],
        "l": [(code, t.plain(f"audience.language.{code}")) for code in LANGUAGES],
        "s": [(state, t.show(state)) for state in State if state not in OVER],
    }
    return standing.get(letter, [])


def _words(announcement: Announcement) -> str:
    versions = announcement.content.versions
    return versions[0].words if versions else ""


def _changed(audience: Audience, field: str, value: Any, *, on: bool) -> Audience:
    kept = frozenset(getattr(audience, field)) - {value}
    changed: dict[str, Any] = {field: kept | {value} if on else kept}
    return replace(audience, **changed)


def _narrowed(audience: Audience, text: str, language: str, now: datetime) -> Audience:
    """With the references, the entry month or the half-days that were typed; refused Unclear."""
    references = [one for piece in _pieces(text) for one in _references(piece)]
    if references:
        return replace(audience, references=frozenset(references))
    try:
        month = Month.of(read_month(text, language, local_day(now)).day)
    except Unclear:
        pass
    else:
        return replace(audience, entries=audience.entries | {month})
    try:
        week = read_week(text, language)
    except Unclear:
        raise Unclear(what="requests") from None
    return replace(audience, week=week if week != FULL_WEEK else frozenset())


def _pieces(text: str) -> list[str]:
    """A pasted list's lines, each with a reference and perhaps more; of a single line what commas part."""
    lines = text.splitlines()
    return lines if len(lines) > 1 else text.replace(";", ",").split(",")


def _references(piece: str) -> Iterator[str]:
    """Every reference in it, between commas or a word each."""
    for cell in piece.replace(";", ",").split(","):
        whole = read_reference(cell)
        found = [whole] if whole else [read_reference(word) for word in cell.split()]
        yield from filter(None, found)


def _unread(text: str) -> list[str]:
    """Of a list of references the pieces that hold none: perhaps one was misspelt."""
    pieces = [piece.strip() for piece in _pieces(text) if piece.strip()]
    without = [piece for piece in pieces if not any(_references(piece))]
    return without if len(without) < len(pieces) else []
