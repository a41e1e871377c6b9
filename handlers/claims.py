"""Coordinators and directors: a proof was seen at the desk, or a priority does not hold."""

from datetime import datetime

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import claims
from bot.ports import Store
from bot.rules.claims import Fault, claim_code
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Speaker
from handlers import desk, menu
from handlers.desk import Proof
from handlers.doors import Door, Who
from handlers.screens import Button, Screen, show

router = Door("claims", Who.STAFF)


class TakeOut(CallbackData, prefix="co"):
    """The claim of that code does not hold, for that reason."""

    id: str
    code: str
    fault: Fault


@router.callback_query(Proof.filter(F.do == "seen"))
async def seen(
    tap: CallbackQuery,
    callback_data: Proof,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    request_id, code = callback_data.id, callback_data.code
    found = await turn.do(claims.see_proof, person.id, request_id, code, now=now, policy=policy)
    await show(tap, desk.card(t, found, now, policy, greeting=t("claims.seen")))


@router.callback_query(Proof.filter(F.do == "doubt"))
async def doubt(tap: CallbackQuery, callback_data: Proof, t: Speaker) -> None:
    """Asked once, with the reason: a priority is not taken away by a slip of the thumb."""
    request_id, code = callback_data.id, callback_data.code
    rows = [[Button(t.show(fault), TakeOut(id=request_id, code=code, fault=fault))] for fault in Fault]
    keep = Button(t.plain("claims.keep"), desk.Desk(id=request_id))
    text = t("claims.ask_why", claim=claim_code(code))
    await show(tap, Screen(text, [*rows, [keep], [menu.open_button(t)]]))


@router.callback_query(TakeOut.filter())
async def take_out(
    tap: CallbackQuery,
    callback_data: TakeOut,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    request_id, code = callback_data.id, callback_data.code
    fault = callback_data.fault
    found = await turn.do(claims.take_out, person.id, request_id, code, fault=fault, now=now)
    await show(tap, desk.card(t, found, now, policy, greeting=t("claims.taken_out")))
