"""Coordinators and directors: whom to phone, what to tell, and that it was told."""

from datetime import datetime

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import calls, pleas
from bot.actions.calls import Page, ToCall
from bot.ports import Store
from bot.rules.calendar import local_day
from bot.rules.calls import Call, Untold, cut_of
from bot.rules.history import Purpose
from bot.rules.notices import StillLooking
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.texts import Html, Speaker, Texts
from bot.texts.notices import sentence
from handlers import menu
from handlers.doors import Door, Who
from handlers.files import Open
from handlers.occupancy import Decide
from handlers.pleas import WAITING
from handlers.screens import Button, Event, Screen, show

router = Door("calls", Who.STAFF)

PAGE = 6
#: Telegram takes 4096 characters; the rest is for the head.
MOST = 3_400


class Whom(CallbackData, prefix="ca"):
    """The list behind that call, or before it (`bot.rules.calls.cut_of`)."""

    by: int
    since: int
    id: str
    back: bool = False


class Phone(CallbackData, prefix="pn"):
    """`do`: see, told (everything up to that line), still (it looks), missed; a guardian by id."""

    do: str
    id: str
    upto: int = 0


@router.message(Command("calls", "appels"))
@router.callback_query(F.data == menu.CALLS)
async def whom(event: Event, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy) -> None:
    screen = await _list(turn, person, t, now, policy)
    written = await turn.look(pleas.waiting, person.id)
    row = [Button(t.plain("plea.waiting", n=len(written)), WAITING)] if written else []
    await show(event, Screen(screen.text, [row, *screen.rows]))


@router.callback_query(Whom.filter())
async def further(
    tap: CallbackQuery,
    callback_data: Whom,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    cut, back = (callback_data.by, callback_data.since, callback_data.id), callback_data.back
    found = await turn.look(calls.waiting, person.id, cut=cut, backward=back, limit=PAGE, policy=policy)
    await show(tap, _screen(t, found, now))


async def _list(
    turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy, greeting: str = ""
) -> Screen:
    found = await turn.look(calls.waiting, person.id, limit=PAGE, policy=policy)
    return _screen(t, found, now, greeting)


def _screen(t: Speaker, found: Page, now: datetime, greeting: str = "") -> Screen:
    rows = [[_line(t, one, now)] for one in found.calls]
    pages = []
    if found.more_before:
        pages.append(_page(t.plain("list.back"), found.calls[0], back=True))
    if found.more_behind:
        pages.append(_page(t.plain("list.more"), found.calls[-1], back=False))
    text = "\n\n".join(filter(None, (greeting, t("calls.list") if rows else t("calls.none"))))
    return Screen(text, [*rows, pages, [menu.open_button(t)]])


def _page(label: str, at: ToCall, *, back: bool) -> Button:
    by, since, person_id = cut_of(at.call)
    return Button(label, Whom(by=by, since=since, id=person_id, back=back))


def _line(t: Speaker, found: ToCall, now: datetime) -> Button:
    call = found.call
    key = "calls.line_late" if call.by < local_day(now) else "calls.line"
    about, language = _about(t, found), call.person.language.upper()
    label = t.plain(key, by=t.manner.brief_day(call.by), about=about, language=language)
    return Button(label, Phone(do="see", id=call.person.id))


def _about(t: Speaker, found: ToCall) -> str:
    """The reference by which a family is known, the names of a contact's firms."""
    reference = [grouped(found.request.reference)] if found.request else []
    return t.list([*reference, *found.firms])


@router.callback_query(Phone.filter(F.do == "see"))
async def take_up(
    tap: CallbackQuery,
    callback_data: Phone,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.do(calls.take_up, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, _card(t, texts, found, now, policy))


@router.callback_query(Phone.filter(F.do == "told"))
async def told(
    tap: CallbackQuery,
    callback_data: Phone,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    await turn.do(calls.told, person.id, callback_data.id, upto=callback_data.upto, now=now)
    await show(tap, await _list(turn, person, t, now, policy, greeting=t("calls.told")))


@router.callback_query(Phone.filter(F.do == "still"))
async def still_looking(
    tap: CallbackQuery,
    callback_data: Phone,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """What the call asks, answered where it is read."""
    await turn.do(calls.still_looking, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, await _list(turn, person, t, now, policy, greeting=t("behalf.still")))


@router.callback_query(Phone.filter(F.do == "missed"))
async def missed(
    tap: CallbackQuery,
    callback_data: Phone,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    await turn.do(calls.missed, person.id, callback_data.id, now=now)
    await show(tap, await _list(turn, person, t, now, policy, greeting=t("calls.missed")))


def _card(t: Speaker, texts: Texts, found: ToCall, now: datetime, policy: Policy) -> Screen:
    """Name, number, language; what there is to tell, as far as one message holds it."""
    call, request = found.call, found.request
    file = [[Button(t.plain("calls.file"), Open(id=request.id, why=Purpose.CALL))]] if request else []
    head = t(
        "calls.card",
        name=call.person.name or "–",
        phone=call.person.phone or "–",
        language=t.languages.get(call.person.language, "–"),
        about=_about(t, found),
        since=local_day(call.since),
        by=call.by,
    )
    times = t("calls.times", n=call.missed) if call.missed else ""
    said, upto = _said(t, texts, call, now, policy)
    asks = any(isinstance(one.notice, StillLooking) for one in call.untold)
    still = [Button(t.plain("looking.resume_for"), Phone(do="still", id=call.person.id))] if asks else []
    more = t("calls.more") if upto != call.untold[-1].id else ""
    rows = [
        [
            Button(t.plain("calls.done"), Phone(do="told", id=call.person.id, upto=upto)),
            Button(t.plain("calls.no_answer"), Phone(do="missed", id=call.person.id)),
        ],
        still,
        *file,
        *(
            [Button(t.plain("sponsor.decides", firm=one.name), Decide(sponsor=one.id))]
            for one in found.deciding
        ),
        [Button(t.plain("calls.back"), menu.CALLS)],
        [menu.open_button(t)],
    ]
    return Screen("\n\n".join(filter(None, (head, times, *said, more))), rows)


def _said(t: Speaker, texts: Texts, call: Call, now: datetime, policy: Policy) -> tuple[list[Html], int]:
    """What to tell, in order, and up to which line."""
    said: list[Html] = []
    upto = 0
    for one in call.untold:
        words = _words(t, texts, one, now, policy)
        if said and sum(map(len, (*said, words))) > MOST:
            break
        said.append(words)
        upto = one.id
    return said, upto


def _words(t: Speaker, texts: Texts, untold: Untold, now: datetime, policy: Policy) -> Html:
    """What to tell: as staff read it, then in the family's language; in French too where the law is told."""
    others = [untold.person.language, *(["fr"] if untold.notice.legal else [])]
    speakers = [t, *(texts.speaker(code) for code in dict.fromkeys(others) if code != t.language)]
    said = (sentence(untold.notice, one, today=local_day(now), policy=policy) for one in speakers)
    return Html("\n".join(f"<blockquote>{words}</blockquote>" for words in said))
