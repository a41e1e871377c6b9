"""Coordinators: a firm's agreement, asked line by line, read back, corrected line by line, kept."""

from datetime import datetime

from aiogram.types import CallbackQuery, Message

from bot.actions import agreements
from bot.actions.agreements import FOCUS, Form, Read
from bot.ports import Store
from bot.rules.agreements import MAY_BE_EMPTY, Line, Value
from bot.rules.calendar import local_day
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import StaleScreen
from bot.texts import Html, Speaker
from bot.texts.agreements import read_agreement_line, said
from handlers import menu
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Screen, show
from handlers.sponsors.buttons import Ask, Change, Done, Fill, Leave, Open, See, Start

router = Door("agreements", Who.COORDINATOR)

#: Months of notice that are often agreed.
_NOTICES = (3, 6)


@router.callback_query(Open.filter())
async def one(
    tap: CallbackQuery, callback_data: Open, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    found = await turn.look(agreements.one, person.id, callback_data.id, policy=policy)
    await show(tap, agreement_screen(t, found, policy))


@router.callback_query(Start.filter())
async def begin(
    tap: CallbackQuery,
    callback_data: Start,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    form = await turn.do(agreements.begin, person.id, callback_data.sponsor, now=now, policy=policy)
    await show(tap, form_screen(t, form, policy))


@router.callback_query(Change.filter())
async def change(
    tap: CallbackQuery,
    callback_data: Change,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    form = await turn.do(agreements.change, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, form_screen(t, form, policy))


@router.callback_query(Ask.filter())
async def ask(
    tap: CallbackQuery,
    callback_data: Ask,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    mark, line = callback_data.mark, callback_data.line
    form = await turn.do(agreements.ask, person.id, mark, line, now=now, policy=policy)
    await show(tap, form_screen(t, form, policy))


@router.callback_query(Leave.filter())
async def leave(
    tap: CallbackQuery,
    callback_data: Leave,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    form = await turn.do(agreements.leave, person.id, callback_data.mark, now=now, policy=policy)
    await show(tap, form_screen(t, form, policy))


@router.callback_query(Fill.filter())
async def tapped(
    tap: CallbackQuery,
    callback_data: Fill,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    mark, line = callback_data.mark, callback_data.line
    value = _tapped(line, callback_data.value)
    form = await turn.do(agreements.write, person.id, mark, line, value, now=now, policy=policy)
    await show(tap, form_screen(t, form, policy))


@router.message(Focus(FOCUS))
async def typed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    """The answer to the line that is asked; once everything is there, what was written is shown again."""
    form = await turn.look(agreements.current, person.id, subject, policy=policy)
    line = form.form.asked
    if line is not None:
        value = read_agreement_line(message.text or "", line, t.language, local_day(now), policy)
        form = await turn.do(agreements.write, person.id, subject, line, value, now=now, policy=policy)
    await show(message, form_screen(t, form, policy))


@router.callback_query(Done.filter())
async def done(
    tap: CallbackQuery,
    callback_data: Done,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    if callback_data.keep:
        read = await turn.do(agreements.keep, person.id, callback_data.mark, now=now, policy=policy)
        kept = agreement_screen(t, read, policy)
        await show(tap, Screen(Html(f"{t('agreement.kept')}\n\n{kept.text}"), kept.rows))
        return
    sponsor_id = await turn.do(agreements.drop, person.id, callback_data.mark)
    rows = [[Button(t.plain("agreement.firm"), See(id=sponsor_id))], [menu.open_button(t)]]
    await show(tap, Screen(t("agreement.dropped"), rows))


def agreement_screen(t: Speaker, read: Read, policy: Policy) -> Screen:
    """What was agreed, and what is to be said about it."""
    change_ = Button(t.plain("agreement.change"), Change(id=read.agreement.id))
    firm = Button(t.plain("agreement.firm"), See(id=read.sponsor.id))
    return Screen(_said(t, read, policy), [[change_], [firm, menu.open_button(t)]])


def _said(t: Speaker, read: Read, policy: Policy) -> Html:
    return said(t, read.agreement, read.sponsor, read.crossing, read.over, policy)


def form_screen(t: Speaker, form: Form, policy: Policy) -> Screen:
    """The question that is open; or everything read back, each line to be corrected with a tap."""
    line = form.form.asked
    if line is None and form.read:
        return _read_back(t, form, form.read, policy)
    if line is None:
        raise StaleScreen
    title = t("agreement.title", firm=form.sponsor.name)
    question = t(f"agreement.ask.{line.value}", creche=policy.creche(form.form.creche).name)
    leave_ = [Button(t.plain("agreement.leave"), Leave(mark=form.mark))] if form.form.correcting else []
    drop = Button(t.plain("agreement.drop"), Done(mark=form.mark, keep=False))
    return Screen(Html(f"{title}\n{question}"), [*_answers(t, form.mark, line, policy), leave_, [drop]])


def _answers(t: Speaker, mark: str, line: Line, policy: Policy) -> list[list[Button]]:
    def fill(label: str, value: str = "") -> Button:
        return Button(label, Fill(mark=mark, line=line, value=value))

    if line is Line.CRECHE:
        return [[fill(creche.name, creche.id)] for creche in policy.creches]
    if line is Line.MEMBER:
        return [[fill(t.plain(f"agreement.member.{word}"), word) for word in ("yes", "no")]]
    rows = []
    if line is Line.NOTICE:
        rows.append([fill(t.plain("agreement.months", n=months), str(months)) for months in _NOTICES])
    if line in MAY_BE_EMPTY:
        rows.append([fill(t.plain("agreement.no_end" if line is Line.END else "signup.skip"))])
    return rows


def _read_back(t: Speaker, form: Form, read: Read, policy: Policy) -> Screen:
    fixed = {Line.CRECHE} if form.form.changing else set()
    lines = [
        Button(t.plain(f"agreement.line.{line.value}"), Ask(mark=form.mark, line=line))
        for line in Line
        if line not in fixed
    ]
    rows = [lines[index : index + 2] for index in range(0, len(lines), 2)]
    keep = [] if read.over else [Button(t.plain("agreement.keep"), Done(mark=form.mark, keep=True))]
    drop = Button(t.plain("agreement.drop"), Done(mark=form.mark, keep=False))
    text = _said(t, read, policy)
    ask_ = t("agreement.correct" if read.over else "agreement.read_back")
    return Screen(Html(f"{text}\n\n{ask_}"), [keep, *rows, [drop]])


def _tapped(line: Line, value: str) -> Value:
    """What a button says. Refused StaleScreen for one that we never made."""
    if line is Line.MEMBER:
        return value == "yes"
    if line is Line.NOTICE and value.isdecimal():
        return int(value)
    if line is Line.CRECHE or (line in MAY_BE_EMPTY and not value):
        return value or None
    raise StaleScreen
