"""A firm decides on its vacant places: codes for colleagues, or back to the common list; undone for a day.

Coordinators do it for a firm that phones them.
"""

from datetime import datetime

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import vacancies
from bot.actions.vacancies import ToDecide
from bot.ports import Store
from bot.rules.people import Person, Role
from bot.rules.policy import Policy
from bot.rules.vacancies import thought_over
from bot.texts import Html, Speaker
from handlers import menu
from handlers.codes import OfFirm
from handlers.doors import Door, Who
from handlers.occupancy import Decide
from handlers.screens import Button, Screen, add, show
from handlers.sponsors.buttons import See

router = Door("vacancies", Who.FIRM)

_SHOWN = 8


class Vacant(CallbackData, prefix="va"):
    """Vacant places that were told: release them, or undo that."""

    do: str
    id: str


@router.callback_query(Decide.filter())
async def decide(
    tap: CallbackQuery,
    callback_data: Decide,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """A line each, and a tap to give it back; coordinators go on to the firm."""
    found = await turn.look(vacancies.decisions, person.id, callback_data.sponsor, now=now)
    firm = [Button(t.plain("agreement.firm"), See(id=found.sponsor.id))]
    rows = [[*(firm if person.is_(Role.COORDINATOR) else []), menu.open_button(t)]]
    if not found.open:
        await add(tap, Screen(t("vacancy.none", firm=found.sponsor.name, days=policy.vacancy_days), rows))
        return
    shown = found.open[:_SHOWN]
    text = [
        t("vacancy.title", firm=found.sponsor.name),
        Html("\n".join(_line(t, one, policy) for one in shown)),
        t("vacancy.then"),
    ]
    give = [[Button(_label(t, one, policy), Vacant(do="release", id=one.vacancy.id))] for one in shown]
    codes = [Button(t.plain("vacancy.codes"), OfFirm(sponsor=found.sponsor.id))]
    await add(tap, Screen(Html("\n\n".join(text)), [codes, *give, *rows]))


@router.callback_query(Vacant.filter(F.do == "release"))
async def release(
    tap: CallbackQuery,
    callback_data: Vacant,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    given = await turn.do(vacancies.release, person.id, callback_data.id, now=now, policy=policy)
    one, creche = given.vacancy, policy.creche(given.agreement.creche).name
    text = t("vacancy.released", n=one.left, creche=creche, until=thought_over(one, policy))
    undo = Button(t.plain("vacancy.undo"), Vacant(do="undo", id=one.id))
    await show(tap, Screen(text, [[undo], [menu.open_button(t)]]))


@router.callback_query(Vacant.filter(F.do == "undo"))
async def undo(
    tap: CallbackQuery,
    callback_data: Vacant,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    kept = await turn.do(vacancies.take_back, person.id, callback_data.id, now=now, policy=policy)
    one, creche = kept.vacancy, policy.creche(kept.agreement.creche).name
    codes = Button(t.plain("vacancy.codes"), OfFirm(sponsor=kept.agreement.sponsor_id))
    again = Button(t.plain("vacancy.release"), Vacant(do="release", id=one.id))
    text = t("vacancy.kept", n=one.left, creche=creche, by=one.decide_by)
    await show(tap, Screen(text, [[codes], [again], [menu.open_button(t)]]))


def _line(t: Speaker, one: ToDecide, policy: Policy) -> Html:
    return t(
        "vacancy.line",
        n=one.vacancy.left,
        creche=policy.creche(one.agreement.creche).name,
        since=one.vacancy.since,
        by=one.vacancy.decide_by,
    )


def _label(t: Speaker, one: ToDecide, policy: Policy) -> str:
    return t.plain("vacancy.release_at", creche=policy.creche(one.agreement.creche).name)
