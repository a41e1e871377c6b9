"""A page of a list on the screen."""

from collections.abc import Sequence

from bot.actions.lists import COUNTED, Page
from bot.rules.calendar import local_day
from bot.rules.lists import Line, Wanted
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.texts import Html, Speaker
from handlers.files import Open
from handlers.lists.buttons import Listed, ways
from handlers.lists.filters import conditions
from handlers.screens import Button, Screen

PAGE = 6


def list_screen(t: Speaker, page: Page, here: Listed, policy: Policy) -> Screen:
    """A line or two each, to be read on the phone; their buttons open them."""
    lines = [_line(t, number, line, rank) for number, (line, rank) in enumerate(page.lines, start=1)]
    blocks = [_head(t, page.wanted, page.creche, policy, n=page.total), *lines, t("lists.hint")]
    opens = [
        Button(t.plain("lists.open", number=number, start=line.reference[:4]), Open(id=line.request_id))
        for number, (line, _) in enumerate(page.lines, start=1)
    ]
    turns = []
    if page.more_before:
        turns.append(Button(t.plain("list.back"), _turned(here, "back", page.lines[:1])))
    if page.more_behind:
        turns.append(Button(t.plain("list.more"), _turned(here, "on", page.lines[-1:])))
    rows = [opens[: PAGE // 2], opens[PAGE // 2 :], turns]
    narrow_ = Button(t.plain("lists.filter"), here.model_copy(update={"do": "filter"}))
    return Screen("\n\n".join(blocks), [*rows, [narrow_], *ways(t)])


def _turned(here: Listed, do: str, edge: Sequence[tuple[Line, int | None]]) -> Listed:
    """The page behind (or before) that line; the top where nobody stands on this one any more."""
    at = edge[0][0].reference if edge else ""
    return here.model_copy(update={"do": do if at else "see", "at": at})


def _line(t: Speaker, number: int, line: Line, rank: int | None) -> Html:
    values = {
        "number": number,
        "reference": grouped(line.reference),
        "entry": line.entry,
        "week": t.short_week(line.week),
        "state": line.state,
        "since": local_day(line.since),
    }
    first = t("lists.ranked", rank=rank, **values) if rank else t("lists.unranked", **values)
    second = t("lists.second_priority", **values) if line.priority else t("lists.second", **values)
    return Html(f"{first}\n{second}")


def _head(t: Speaker, wanted: Wanted, creche: str, policy: Policy, *, n: int) -> Html:
    lines = [
        t("lists.title", creche=policy.creche(creche).name),
        t("lists.total", part=wanted.part, n=n)
        if n != COUNTED + 1
        else t("lists.total_more", part=wanted.part, n=COUNTED),
        *conditions(t, wanted),
    ]
    return Html("\n".join(lines))
