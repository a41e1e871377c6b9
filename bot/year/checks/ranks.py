"""The lists: what they are ordered by, what they count, and each rank, worked out from facts again."""

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

from bot.rules.policy import PriorityOrder
from bot.year.checks.tables import Tables, in_words, listed, month_of

#: What the bot says: the rank of a request at a crèche, None where it has none.
Rank = Callable[[str, str], int | None]

_ASTRAY = """
    SELECT r.reference FROM request r JOIN request_creche c ON c.request_id = r.id
    WHERE c.state <> r.state OR c.entry <> r.entry OR c.week <> r.week OR c.reference <> r.reference
    OR c.confirmed_at IS NOT r.confirmed_at OR c.met <> (r.met_on IS NOT NULL)
    OR c.since <> coalesce(r.confirmed_at, r.registered_at)"""
_PRIORITIES = """
    SELECT request_id, creche, priority, reference FROM request_creche
    WHERE priority OR request_id IN (SELECT request_id FROM claim WHERE seen_on IS NOT NULL)"""
_COUNTED = """
    SELECT creche, entry, priority, sum(count) FROM list_count
    WHERE level = 1 AND entry <> '' AND creche <> '' GROUP BY creche, entry, priority"""
_THERE = """
    SELECT creche, entry, priority, count(*) FROM request_creche
    WHERE state IN ('confirmed', 'refused') GROUP BY creche, entry, priority"""
_NAME_IT = "SELECT request_id FROM request_creche WHERE creche = '{}' AND request_id IN ({})"


def lists_say_what_requests_say(day: Tables) -> Iterator[str]:
    """Sections 2 and 3: a list is ordered by what the requests are; priorities are proven and published."""
    astray = [row[0] for row in day.look(_ASTRAY)]
    for request, creche, priority, reference in day.look(_PRIORITIES):
        if priority != day.priority(request, creche):
            astray.append(reference)
    if astray:
        yield f"lists have other facts than the requests {in_words(set(astray))}"


def lists_count_whom_they_have(day: Tables) -> Iterator[str]:
    """Section 3: what ranks are counted from is what stands on the lists."""
    counted, there = (Counter({row[:3]: row[3] for row in day.look(sql)}) for sql in (_COUNTED, _THERE))
    for creche, entry, priority in sorted(counted.keys() | there.keys()):
        more = counted[creche, entry, priority] - there[creche, entry, priority]
        if more:
            kind = "with" if priority else "without"
            yield f"{creche}, {entry}, {kind} priority: counted {more:+d} from those who stand there"


def ranks_follow_from_facts(day: Tables, rank: Rank, chance: Random, *, sample: int) -> Iterator[str]:
    """Section 3: month of confirmation, priority before none, time of confirmation, reference."""
    ranked = [row for rows in day.ranked.values() for row in rows]
    for row in chance.sample(ranked, min(sample, len(ranked))):
        for (creche,) in day.look(f"SELECT creche FROM request_creche WHERE request_id = '{row.id}'"):
            said, due = rank(row.id, creche), _rank(day, row.id, creche, row.entry)
            if said != due:
                yield f"request {row.reference} at {creche}: rank {said}, by the facts {due}"


def _rank(day: Tables, request: str, creche: str, entry: str) -> int:
    month_first = day.policy.priority_order is PriorityOrder.MONTH_FIRST
    ids = listed(row.id for row in day.ranked[entry])
    here = {one for (one,) in day.look(_NAME_IT.format(creche, ids))}
    keys = {}
    for row in day.ranked[entry]:
        if row.id in here and row.confirmed_at:
            month, priority = month_of(row.confirmed_at), day.priority(row.id, creche)
            first = (month, not priority) if month_first else (not priority, month)
            keys[row.id] = (*first, row.confirmed_at, row.reference)
    return sorted(keys, key=lambda one: keys[one]).index(request) + 1
