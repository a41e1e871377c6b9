"""Coordinators and directors: close a crèche on some days, knowing what that touches; open it again."""

from datetime import date, datetime

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import closures
from bot.actions.closures import Weighed
from bot.ports import Store
from bot.rules.calendar import Period, local_day
from bot.rules.closures import Cause
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import StaleScreen
from bot.texts import Speaker
from bot.texts.reading import read_period
from handlers import menu
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, add, show

router = Door("closures", Who.STAFF)

FOCUS = "closing"
LONGEST_REASON = 200
_SHOWN = 8


class Shut(CallbackData, prefix="cd"):
    """The closing days of a crèche; with days and a cause, close them."""

    creche: str
    first: str = ""
    last: str = ""
    why: str = ""


class Reopen(CallbackData, prefix="cr"):
    """Days closed by hand; `sure`: open them again."""

    id: str
    sure: bool = False


@router.callback_query(Shut.filter(F.first == ""))
async def which(
    tap: CallbackQuery,
    callback_data: Shut,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    creche = callback_data.creche
    found = await turn.do(closures.coming, person.id, creche, focus=FOCUS, now=now, policy=policy)
    rows = [[Button(t.plain("closing.open", days=_days(t, one.period)), Reopen(id=one.id))] for one in found]
    text = t("closing.which", creche=policy.creche(creche).name)
    await add(tap, Screen(text, [*rows[:_SHOWN], [menu.open_button(t)]]))


@router.message(Focus(FOCUS))
async def typed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    """The days, or, once they have been weighed, the reason in one's own words."""
    creche, *days = subject.split("/")
    text = " ".join((message.text or "").split())
    if days:
        shut = Shut(creche=creche, first=days[0], last=days[1])
        why = text[:LONGEST_REASON]
        await _close(message, shut, why, turn=turn, person=person, t=t, now=now, policy=policy)
        return
    period = read_period(text, t.language, local_day(now))
    found = await turn.do(closures.weigh, person.id, creche, period, focus=FOCUS, now=now, policy=policy)
    await show(message, _weighed(t, creche, found, policy))


@router.callback_query(Shut.filter())
async def close(
    tap: CallbackQuery,
    callback_data: Shut,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    why = callback_data.why
    await _close(tap, callback_data, why, turn=turn, person=person, t=t, now=now, policy=policy)


@router.callback_query(Reopen.filter(F.sure == False))  # noqa: E712 – a filter, not a truth
async def ask_reopen(
    tap: CallbackQuery, callback_data: Reopen, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    """Asked once: families are told."""
    found = await turn.look(closures.one, person.id, callback_data.id, policy=policy)
    sure = Button(t.plain("closing.sure"), Reopen(id=found.id, sure=True))
    text = t("closing.ask_open", creche=policy.creche(found.creche).name, days=_days(t, found.period))
    await show(tap, Screen(text, [[sure], *_ways(t, found.creche)]))


@router.callback_query(Reopen.filter())
async def reopen(
    tap: CallbackQuery,
    callback_data: Reopen,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.do(closures.reopen, person.id, callback_data.id, now=now, policy=policy)
    text = t("closing.opened", creche=policy.creche(found.creche).name, days=_days(t, found.period))
    await show(tap, Screen(text, _ways(t, found.creche)))


async def _close(
    event: Event,
    shut: Shut,
    why: str,
    *,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    period = _period(shut)
    found = await turn.do(closures.close, person.id, shut.creche, period, why=why, now=now, policy=policy)
    text = t(
        "closing.closed", creche=policy.creche(shut.creche).name, days=_days(t, period), n=found.families
    )
    await show(event, Screen(text, _ways(t, shut.creche)))


def _weighed(t: Speaker, creche: str, found: Weighed, policy: Policy) -> Screen:
    """What is touched, then why: nothing is closed before a reason is given."""
    touched, period = found.touched, found.period
    first, last = str(period.start), str(period.end)
    lines = [
        t("closing.weighed", creche=policy.creche(creche).name, days=_days(t, period)),
        t("closing.days", n=len(touched.days)),
        t("closing.stays", n=len(touched.stays), half_days=touched.half_days),
    ]
    proposed = len(touched.stays) - len(found.told)
    if proposed:
        lines.append(t("closing.proposed", n=proposed))
    lines.append(t("closing.families", n=found.families))
    if touched.starting:
        lines.append(t("closing.starting", n=len(touched.starting)))
    rows = [
        [Button(t.show(cause), Shut(creche=creche, first=first, last=last, why=cause))] for cause in Cause
    ]
    text = "\n".join(lines) + "\n\n" + t("closing.ask_why")
    return Screen(text, [*rows, *_ways(t, creche)])


def _ways(t: Speaker, creche: str) -> list[list[Button]]:
    return [[Button(t.plain("closing.others"), Shut(creche=creche))], [menu.open_button(t)]]


def _days(t: Speaker, period: Period) -> str:
    """One day by its name, several from the first to the last."""
    return t.show(period.start) if period.start == period.end else t.show(period)


def _period(shut: Shut) -> Period:
    try:
        return Period(date.fromisoformat(shut.first), date.fromisoformat(shut.last))
    except ValueError as problem:
        raise StaleScreen from problem
