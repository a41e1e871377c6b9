"""P5: what a month's round costs, what holds of a thousand made-up cooperatives, and what is only measured.

The textbook case is held against `matching`, which is told everything beforehand, as its documentation wants
it. The other figures include every decision with its reasons and every reserve list.
"""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from bot.rules.requests import Request
from bot.rules.rounds import Round, RoundInput, decide
from tests.bench.figures import Part, Row, at_most, beside
from tests.rules.cooperatives import Size, cooperative, quarrelsome, small, textbook
from tests.rules.rounds_checker import Judge
from tests.rules.test_rounds_textbook import preferences, solved

RUNS = 5
#: Made-up cooperatives of each kind that the judge looks at.
JUDGED = 1_000
LARGE = Size(requests=20_000, creches=60, places=56, claims=0.3, siblings=0.1, tolerance=2, months=12)
USUAL = replace(LARGE, requests=1_000, creches=6)


def run() -> Row:
    return Row("P5", (*_textbook(), _sized(USUAL, 0.5), _sized(LARGE, 10), *_judged()))


def _textbook() -> Iterator[Part]:
    asked = textbook(Random(1), requests=5_000, creches=50, places=100, wishes=5)
    told = preferences(asked)
    turns = [(_computing(lambda: decide(asked)), _computing(lambda: solved(*told))) for _ in range(RUNS)]
    ours, peer = ([1000 * seconds for seconds in several] for several in zip(*turns, strict=True))
    yield beside("textbook, 5,000 × 50, against matching", "ms", ours, peer, most=1 / 50)
    yield _printed("textbook, with every reason", "ms", 1000 * _computing(lambda: _everything(asked)))
    same = decide(asked).placed == solved(*told)
    yield Part(what="textbook, both answers the same", unit="", ours=float(same), goal="1", holds=same)


def _sized(size: Size, most: float) -> Part:
    asked = cooperative(Random(1), size)
    what = f"half-days over time, quotas, siblings, {size.requests:,} × {size.creches}"
    return at_most(what, "s", [_computing(lambda: _everything(asked)) for _ in range(RUNS)], most)


def _everything(asked: RoundInput) -> tuple[object, ...]:
    answer = decide(asked)
    return answer.decisions, answer.reserve, answer.wasted


def _computing(work: Callable[[], object]) -> float:
    """Seconds of computing; what others left behind is cleared away before."""
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _printed(what: str, unit: str, figure: float) -> Part:
    return Part(what=what, unit=unit, ours=float(f"{figure:.4g}"))


def _judged() -> Iterator[Part]:
    """Half of the cooperatives are as they come, half are made to disagree."""
    counts = Counter[str]()
    for seed in range(JUDGED):
        for kind in (small, quarrelsome):
            chance = Random(seed)
            _judge(kind(chance), chance, counts)
    yield at_most(f"faults found in {2 * JUDGED:,} cooperatives", "", [counts["faults"]], 0)
    yield at_most("waste among eight or fewer that could be avoided", "", [counts["avoidable"]], 0)
    thousand = 1000 / counts["families"]
    yield _printed("room left unused, in a thousand decisions", "", counts["wasted"] * thousand)
    asked = 1000 / counts["asked"]
    yield _printed("families harmed by listing more, in a thousand", "", counts["harmed"] * asked)


def _judge(asked: RoundInput, chance: Random, counts: Counter[str]) -> None:
    answer, judge = decide(asked), Judge(asked)
    counts["faults"] += len(judge.faults(answer.decisions, answer.wasted))
    counts["families"] += len(answer.decisions)
    counts["wasted"] += len(answer.wasted)
    if answer.wasted and len(answer.decisions) <= 8:
        counts["avoidable"] += judge.satisfiable()
    choosy = [request for request in judge.requests.values() if len(request.wishes.creches) > 1]
    for one in chance.sample(choosy, min(1, len(choosy))):
        counts["asked"] += 1
        counts["harmed"] += _harmed(asked, answer, one, chance)


def _harmed(asked: RoundInput, answer: Round, one: Request, chance: Random) -> bool:
    """Whether a family would have got what it wishes more, had it listed only some of its wishes."""
    wishes = one.wishes.creches
    some = tuple(chance.sample(wishes, chance.randint(1, len(wishes) - 1)))
    fewer = replace(one, wishes=replace(one.wishes, creches=some))
    others = tuple(fewer if each is one else each for each in asked.requests)
    with_some = decide(replace(asked, requests=others)).placed.get(one.id)
    with_all = answer.placed.get(one.id)
    return with_some is not None and (with_all is None or wishes.index(with_some) < wishes.index(with_all))
