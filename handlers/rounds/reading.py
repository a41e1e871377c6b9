"""Staff read the month's decision line by line: why this one, why not that one."""

from datetime import datetime

from aiogram.types import CallbackQuery, Message

from bot.actions import files, rounds
from bot.actions.people import focus
from bot.ports import Store
from bot.rules.people import Person, Role
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.refusals import NotFound
from bot.rules.rounds import Decision, MonthRound
from bot.texts import Html, Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.files import Open, Reference, ask_why
from handlers.focus import Focus
from handlers.rounds.buttons import Line, Lines, Round
from handlers.rounds.changing import Otherwise
from handlers.rounds.words import decided
from handlers.screens import Button, Screen, show

router = Door("rounds-reading", Who.STAFF)

PAGE = 6
#: Typed words are a reference of the decision that is read.
FOCUS = "round"


@router.callback_query(Lines.filter())
async def lines(
    tap: CallbackQuery,
    callback_data: Lines,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    kept = await turn.look(rounds.of_this_month, person.id, now=now)
    if kept is None:
        raise NotFound
    await turn.do(focus, person.id, FOCUS)
    await show(tap, _list(t, of_kind(kept, callback_data.kind), callback_data, policy))


@router.callback_query(Line.filter())
async def line(
    tap: CallbackQuery,
    callback_data: Line,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    read = await turn.look(rounds.line, person.id, callback_data.id, now=now)
    back = Lines(kind=callback_data.kind, skip=callback_data.skip)
    await show(tap, _line_screen(t, read, person, policy, Button(t.plain("rounds.back_to_list"), back)))


@router.message(Focus(FOCUS), Reference())
async def typed(
    message: Message,
    reference: str,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """A reference opens its line here; its file, where nothing was decided for it this month."""
    request_id = await turn.look(files.find, person.id, reference)
    try:
        read = await turn.look(rounds.line, person.id, request_id, now=now)
    except NotFound:
        await ask_why(message, request_id, turn=turn, person=person, t=t)
        return
    back = Button(t.plain("rounds.back"), Round(do="see"))
    await show(message, _line_screen(t, read, person, policy, back))


def _line_screen(t: Speaker, read: rounds.Read, person: Person, policy: Policy, back: Button) -> Screen:
    decides, request_id = person.is_(Role.COORDINATOR), read.decision.request_id
    text = decided(t, read.decision, policy, whole=decides)
    if read.overtaken:
        text = Html("\n\n".join((text, t("rounds.line_overtaken"))))
    rows = [[Button(t.plain("calls.file"), Open(id=request_id))], [back], [menu.open_button(t)]]
    if not read.approved and decides:
        rows.insert(0, [Button(t.plain("rounds.otherwise"), Otherwise(id=request_id))])
    return Screen(text, rows)


def of_kind(kept: MonthRound, kind: str) -> tuple[Decision, ...]:
    """The decisions of a list, in order of confirmation."""
    kinds = {"placed": kept.placed, "unplaced": kept.unplaced, "overtaken": kept.overtaken}
    pairs = {"envied": kept.envied, "open": kept.open}.get(kind)
    if pairs is not None:
        asked = {pair.request_id for pair in pairs}
        return tuple(one for one in kept.decisions if one.request_id in asked)
    return kinds.get(kind, kept.decisions)


def _list(t: Speaker, found: tuple[Decision, ...], here: Lines, policy: Policy) -> Screen:
    skip = max(0, here.skip)
    rows = [
        [Button(_label(t, one, policy), Line(id=one.request_id, kind=here.kind, skip=skip))]
        for one in found[skip : skip + PAGE]
    ]
    turns = [
        Button(t.plain(key), Lines(kind=here.kind, skip=to))
        for key, to, there in (
            ("list.back", skip - PAGE, skip > 0),
            ("list.more", skip + PAGE, len(found) > skip + PAGE),
        )
        if there
    ]
    back = Button(t.plain("rounds.back"), Round(do="see"))
    return Screen(t("rounds.lines", n=len(found)), [*rows, turns, [back], [menu.open_button(t)]])


def _label(t: Speaker, one: Decision, policy: Policy) -> str:
    if one.proposal is None:
        return grouped(one.reference)
    creche = policy.creche(one.proposal.creche).name
    return t.plain("rounds.line", reference=grouped(one.reference), creche=creche)
