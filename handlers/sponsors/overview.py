"""Coordinators: who sponsors what at each crèche, what is left, what ends soon; all of it as a sheet."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from aiogram import F
from aiogram.types import BufferedInputFile, CallbackQuery

from bot.actions import sponsors
from bot.ports import Reports, Store
from bot.rules.calendar import local_day
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound
from bot.rules.sponsors import CrecheSponsors, Sponsored
from bot.texts import Html, Speaker
from handlers.doors import Door, Who
from handlers.occupancy import Decide
from handlers.screens import Button, Screen, send_document, show
from handlers.sponsors.buttons import Board, ByCreche, Open, back

router = Door("sponsors-by-creche", Who.COORDINATOR)

#: So many lines are read on a phone; the sheet has them all.
_LINES = 20
_ENDING = 8


@router.callback_query(ByCreche.filter(F.creche == ""))
async def everywhere(
    tap: CallbackQuery, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    """A line a crèche, then the agreements whose end comes."""
    found = await turn.look(sponsors.by_creche, person.id, now=now, policy=policy)
    lines = [
        t("sponsor.creche", creche=policy.creche(one.creche).name, n=one.places, most=one.most)
        for one in found
    ]
    ending = [line for one in found for line in one.lines if line.months_left]
    text = [t("sponsor.by_creche.title"), Html("\n".join(lines))]
    if ending:
        said = [_line(t, "sponsor.ends", line, policy) for line in ending[:_ENDING]]
        text.append(Html("\n".join((t("sponsor.ending", n=len(ending)), *said))))
    rows = [[Button(policy.creche(one.creche).name, ByCreche(creche=one.creche))] for one in found]
    text += _undecided(t, [line for one in found for line in one.lines], policy)
    sheet = Button(t.plain("sponsor.board"), Board())
    await show(tap, Screen(Html("\n\n".join(text)), [*rows, [sheet], back(t)]))


@router.callback_query(ByCreche.filter())
async def one_creche(
    tap: CallbackQuery,
    callback_data: ByCreche,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """Every agreement that runs or is to come, one tap each."""
    found = await turn.look(sponsors.by_creche, person.id, now=now, policy=policy)
    one = next((one for one in found if one.creche == callback_data.creche), None)
    if one is None:
        raise NotFound
    await show(tap, _creche_screen(t, one, policy))


@router.callback_query(Board.filter())
async def board(
    tap: CallbackQuery,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    reports: Reports,
) -> None:
    found = await turn.look(sponsors.by_creche, person.id, now=now, policy=policy)
    today = local_day(now)
    made = await asyncio.to_thread(reports.board, found, today, t.language)
    file = BufferedInputFile(made, f"cigogne-sponsors-{today}.xlsx")
    await send_document(tap, file, Screen(t("board.title", day=today), [back(t)]))


def _creche_screen(t: Speaker, one: CrecheSponsors, policy: Policy) -> Screen:
    name = policy.creche(one.creche).name
    shown = one.lines[:_LINES]
    lines = [_line(t, "sponsor.takes", line, policy) for line in shown]
    text = [
        t("sponsor.creche", creche=name, n=one.places, most=one.most),
        t("sponsor.left", n=max(0, one.most - one.places)),
        Html("\n".join(lines or [t("sponsor.nobody")])),
    ]
    text += _undecided(t, one.lines, policy)
    rows = [[Button(_label(t, line), Open(id=line.agreement.id))] for line in _few(shown)]
    firms = {line.sponsor.id: line.sponsor.name for line in one.lines if line.open}
    rows += [
        [Button(t.plain("sponsor.decides", firm=name), Decide(sponsor=firm))]
        for firm, name in list(firms.items())[:_ENDING]
    ]
    return Screen(
        Html("\n\n".join(text)), [*rows, [Button(t.plain("sponsor.by_creche"), ByCreche())], back(t)]
    )


def _undecided(t: Speaker, lines: Sequence[Sponsored], policy: Policy) -> list[Html]:
    """Vacant places that await a decision, under the day by which it is due, the nearest first."""
    open_ = sorted(((each, line) for line in lines for each in line.open), key=lambda one: one[0].decide_by)
    if not open_:
        return []
    said = []
    for by, some in groupby(open_[:_ENDING], key=lambda one: one[0].decide_by):
        said.append(t("sponsor.undecided.by", by=by))
        said += [
            t(
                "sponsor.undecided.line",
                firm=line.sponsor.name,
                creche=policy.creche(line.agreement.creche).name,
                n=each.left,
            )
            for each, line in some
        ]
    count = sum(each.left for each, _ in open_)
    return [Html("\n".join((t("sponsor.undecided", n=count), *said)))]


def _few(lines: Sequence[Sponsored]) -> Sequence[Sponsored]:
    return lines[:_ENDING]


def _label(t: Speaker, line: Sponsored) -> str:
    return t.plain("sponsor.line", firm=line.sponsor.name, places=line.agreement.places)


def _line(t: Speaker, key: str, line: Sponsored, policy: Policy) -> Html:
    one = line.agreement
    return t(
        key,
        firm=line.sponsor.name,
        creche=policy.creche(one.creche).name,
        n=one.places,
        taken=line.taken,
        period=one.period,
        end=one.period.end,
    )
