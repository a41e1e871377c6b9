"""Coordinators and directors: what else a family without Telegram says or asks on the phone.

Where it stands, that it still looks or wants a pause, a birth; another name, telephone or language.
"""

from datetime import datetime, timedelta

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import births, looking, pleas, requests, slips
from bot.actions.people import focus
from bot.ports import Store
from bot.rules.calendar import local_day
from bot.rules.people import Detail, Person, Role
from bot.rules.policy import Policy
from bot.rules.references import MARK, grouped
from bot.rules.refusals import Unclear
from bot.rules.requests import ON_THE_LIST, WAITING
from bot.texts import Speaker
from bot.texts.days import read_past_day, tapped_day
from bot.texts.reading import read_phone
from handlers import menu
from handlers.behalf import card
from handlers.desk import Behalf, Desk
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.requests import card_screen
from handlers.screens import Button, Event, Screen, show
from handlers.signup.buttons import Change

router = Door("spoken", Who.STAFF)

#: What typed words are: the day of a birth, or another one; a guardian's name or telephone.
BIRTH, BIRTH_FIX, CORRECTING = "behalf-birth", "behalf-birth-fix", "behalf-own"


class Born(CallbackData, prefix="bb"):
    """`do`: on (born that day), fixed (that day instead); on the request of that id."""

    do: str
    id: str
    on: str


class Kept(CallbackData, prefix="bk"):
    """What is kept of the guardian whose id begins so, of that request, to be corrected."""

    id: str
    mark: str


class Correct(CallbackData, prefix="bc"):
    """Which of it is another one; `to`: the language that was tapped."""

    detail: Detail
    id: str
    mark: str
    to: str = ""


class Theirs(CallbackData, prefix="bd"):
    """`do`: copy, erase (asks), of all that is kept of that guardian."""

    do: str
    id: str
    mark: str


@router.callback_query(Behalf.filter(F.do == "else"))
async def what_else(
    tap: CallbackQuery,
    callback_data: Behalf,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """All that a family does in its chat and its file does not show; then each guardian."""
    view = await turn.look(requests.read_out, person.id, callback_data.id, now=now, policy=policy)
    found = await turn.look(slips.guardians, person.id, callback_data.id)
    request = view.request
    waits = request.state in WAITING
    can = {"where": True, "born": view.may_be_born, "still": waits, "pause": waits}
    rows = [
        [Button(t.plain(f"behalf.says.{do}"), Behalf(do=do, id=request.id))] for do, may in can.items() if may
    ]
    if request.state in ON_THE_LIST:
        rows.append([Button(t.plain("behalf.says.change"), Change(id=request.id))])
    for one in found.guardians:
        all_of_it = person.is_(Role.COORDINATOR)  # a copy and an erasure are of more than one crèche
        label = t.plain("behalf.data" if all_of_it else "behalf.correct", name=one.name or "–")
        rows.append([Button(label, Kept(id=request.id, mark=one.id[:MARK]))])
    text = t("behalf.ask_else", reference=grouped(request.reference))
    await show(tap, Screen(text, [*rows, *ways(t, request.id)]))


def ways(t: Speaker, request_id: str) -> list[list[Button]]:
    """Out of it again."""
    return [[Button(t.plain("slip.back"), Desk(id=request_id))], [menu.open_button(t)]]


@router.callback_query(Behalf.filter(F.do == "where"))
async def where(
    tap: CallbackQuery,
    callback_data: Behalf,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """Word for word what a family with Telegram reads: state, next step, ranks with reasons, estimates."""
    view = await turn.look(requests.read_out, person.id, callback_data.id, now=now, policy=policy)
    told = card_screen(t, view, policy, whole=True).text
    await show(tap, Screen(f"{t('behalf.where')}\n\n{told}", ways(t, callback_data.id)))


# Still looking, a pause


@router.callback_query(Behalf.filter(F.do == "pause"))
async def ask_pause(tap: CallbackQuery, callback_data: Behalf, t: Speaker) -> None:
    """Says first what a pause does."""
    rest = Button(t.plain("behalf.rest"), Behalf(do="rest", id=callback_data.id))
    await show(tap, Screen(t("behalf.ask_pause"), [[rest], *ways(t, callback_data.id)]))


@router.callback_query(Behalf.filter(F.do.in_({"still", "rest"})))
async def looks(
    tap: CallbackQuery,
    callback_data: Behalf,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    rests = callback_data.do == "rest"
    action, done = (looking.pause, "paused") if rests else (looking.still_looking, "still")
    await turn.do(action, person.id, callback_data.id, now=now, policy=policy)
    await card(tap, callback_data.id, done, turn=turn, person=person, t=t, now=now, policy=policy)


# A birth


@router.callback_query(Behalf.filter(F.do.in_({"born", "fix"})))
async def ask_birth(
    tap: CallbackQuery, callback_data: Behalf, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    fixing = callback_data.do == "fix"
    focus = BIRTH_FIX if fixing else BIRTH
    await turn.do(births.ask_day, person.id, callback_data.id, again=fixing, focus=focus)
    today, do = local_day(now), "fixed" if fixing else "on"
    days = [
        Button(t.plain(key), Born(do=do, id=callback_data.id, on=(today - timedelta(days=ago)).isoformat()))
        for key, ago in (("desk.today", 0), ("desk.yesterday", 1))
    ]
    await show(tap, Screen(t("behalf.ask_birth"), [days, *ways(t, callback_data.id)]))


@router.callback_query(Born.filter())
async def born(
    tap: CallbackQuery,
    callback_data: Born,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    day = tapped_day(callback_data.on)
    note = births.correct if callback_data.do == "fixed" else births.confirm
    noted = await turn.do(note, person.id, callback_data.id, on=day, now=now, policy=policy)
    await _noted(tap, noted, t)


@router.message(Focus(BIRTH))
async def birth_typed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    day = read_past_day(message.text or "", t.language, local_day(now))
    noted = await turn.do(births.confirm, person.id, subject, on=day, now=now, policy=policy)
    await _noted(message, noted, t)


@router.message(Focus(BIRTH_FIX))
async def birth_typed_again(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    day = read_past_day(message.text or "", t.language, local_day(now))
    noted = await turn.do(births.correct, person.id, subject, on=day, now=now, policy=policy)
    await _noted(message, noted, t)


async def _noted(event: Event, noted: births.Noted, t: Speaker) -> None:
    """What changes with the day, to be told to the family."""
    request = noted.request
    said = t("behalf.birth_noted", n=noted.born, on=noted.on, end=noted.end)
    wish = t("behalf.birth_entry", entry=request.wishes.entry) if request.state in ON_THE_LIST else ""
    text = " ".join(filter(None, (said, wish)))
    fix = Button(t.plain("birth.fix"), Behalf(do="fix", id=request.id))
    await show(event, Screen(text, [[fix], *ways(t, request.id)]))


# Name, telephone, language


@router.callback_query(Kept.filter())
async def which(tap: CallbackQuery, callback_data: Kept, turn: Store, person: Person, t: Speaker) -> None:
    request_id, mark = callback_data.id, callback_data.mark
    _, guardian = await turn.look(slips.marked, person.id, request_id, mark)
    rows = [
        [Button(t.plain(f"behalf.correct.{one.value}"), Correct(detail=one, id=request_id, mark=mark))]
        for one in Detail
    ]
    if person.is_(Role.COORDINATOR):
        rows += [
            [Button(t.plain(f"behalf.data.{do}"), Theirs(do=do, id=request_id, mark=mark))]
            for do in ("copy", "erase")
        ]
    text = t(
        "behalf.ask_which",
        name=guardian.name or "–",
        phone=guardian.phone or "–",
        language=t.languages.get(guardian.language, guardian.language),
    )
    await show(tap, Screen(text, [*rows, *ways(t, request_id)]))


@router.callback_query(Correct.filter((F.detail == Detail.LANGUAGE) & (F.to != "")))
async def speaks(
    tap: CallbackQuery,
    callback_data: Correct,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    if callback_data.to not in t.languages:
        raise Unclear(what="language")
    await _correct(
        tap, callback_data, callback_data.to, turn=turn, person=person, t=t, now=now, policy=policy
    )


@router.callback_query(Correct.filter())
async def ask(tap: CallbackQuery, callback_data: Correct, turn: Store, person: Person, t: Speaker) -> None:
    """A language is tapped, the rest is typed; whose it is, is looked at before."""
    request_id, mark, detail = callback_data.id, callback_data.mark, callback_data.detail
    await turn.look(slips.marked, person.id, request_id, mark)
    rows = []
    if detail is Detail.LANGUAGE:
        rows = [
            [Button(name, Correct(detail=detail, id=request_id, mark=mark, to=code))]
            for code, name in t.languages.items()
        ]
    else:
        await turn.do(focus, person.id, CORRECTING, f"{detail}/{mark}/{request_id}")
    await show(tap, Screen(t(f"behalf.ask.{detail.value}"), [*rows, *ways(t, request_id)]))


@router.message(Focus(CORRECTING))
async def said(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    detail, mark, request_id = subject.split("/")
    text = message.text or ""
    value = read_phone(text) if detail == Detail.PHONE else text
    meant = Correct(detail=Detail(detail), id=request_id, mark=mark)
    await _correct(message, meant, value, turn=turn, person=person, t=t, now=now, policy=policy)


async def _correct(
    event: Event,
    meant: Correct,
    value: str,
    *,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    await turn.do(
        pleas.correct_for, person.id, meant.id, meant.mark, meant.detail, value, now=now, policy=policy
    )
    await card(event, meant.id, "corrected", turn=turn, person=person, t=t, now=now, policy=policy)
