"""Coordinators: decide otherwise for one request, before the month is approved, and say why."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import rounds
from bot.actions.files import LONGEST_REASON
from bot.ports import Store
from bot.rules.offers.refusals import HeldForFirm, NoRoom, SchoolAge, ShutAtEntry
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.rounds import Change
from bot.texts import Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.rounds.words import decided
from handlers.screens import Button, Screen, show

router = Door("rounds-changing", Who.COORDINATOR)

FOCUS = "otherwise"


class Otherwise(CallbackData, prefix="ro"):
    """What shall be decided for that request."""

    id: str


class Wanted(CallbackData, prefix="rw"):
    """That crèche for that request; an empty one: no place this month."""

    id: str
    creche: str = ""


@router.callback_query(Otherwise.filter())
async def which(
    tap: CallbackQuery,
    callback_data: Otherwise,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    read = await turn.look(rounds.line, person.id, callback_data.id, now=now)
    proposal = read.decision.proposal
    rows = [
        [Button(policy.creche(creche).name, Wanted(id=callback_data.id, creche=creche))]
        for creche in read.wishes
        if proposal is None or creche != proposal.creche
    ]
    hold = Button(t.plain("rounds.hold"), Wanted(id=callback_data.id))
    text = t("rounds.which", reference=grouped(read.decision.reference))
    await show(tap, Screen(text, [*rows, [hold], *_back(t)]))


@router.callback_query(Wanted.filter())
async def ask_why(
    tap: CallbackQuery, callback_data: Wanted, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    wanted = Change(request_id=callback_data.id, to=callback_data.creche or None, reason="")
    await turn.do(rounds.ask_why, person.id, wanted, focus=FOCUS, now=now)
    await show(tap, Screen(t("rounds.ask_why"), _back(t)))


@router.message(Focus(FOCUS))
async def because(
    message: Message,
    subject: str,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    request_id, _, creche = subject.partition(":")
    reason = " ".join((message.text or "").split())[:LONGEST_REASON]
    wanted = Change(request_id=request_id, to=creche or None, reason=reason)
    try:
        await turn.do(rounds.change, person.id, wanted, now=now, policy=policy)
    except (HeldForFirm, NoRoom, SchoolAge, ShutAtEntry) as refusal:
        again = Button(t.plain("rounds.otherwise"), Otherwise(id=request_id))
        await show(message, Screen(t.no(refusal), [[again], *_back(t)]))
        return
    read = await turn.look(rounds.line, person.id, request_id, now=now)
    await show(message, Screen(decided(t, read.decision, policy), _back(t)))


def _back(t: Speaker) -> list[list[Button]]:
    return [[Button(t.plain("rounds.back"), menu.ROUND)], [menu.open_button(t)]]
