"""Whatever is planted in the example of the rules, the judge of rounds finds."""

from dataclasses import replace
from datetime import date

import pytest

from bot.rules.calendar import Period
from bot.rules.places import Held
from bot.rules.requests import Request
from bot.rules.rounds import Decision, Pair, Proposal, Way, decide
from tests.cast import TECHNORD_AGREEMENT
from tests.rules.rounds_checker import Judge
from tests.rules.test_rounds import ANA, BILAL, CHLOE, DAVID, decided, got, places

ANSWER = decided(ANA, BILAL, CHLOE, DAVID, policy=places(2))
JUDGE = Judge(ANSWER.asked)
AT_MARCINELLE, AT_LODELINSART = got(ANA, ANSWER), got(DAVID, ANSWER)


def planted(proposals: dict[Request, Proposal | None]) -> list[Decision]:
    """The example with other proposals for some."""
    by_id = {request.id: proposal for request, proposal in proposals.items()}
    return [replace(one, proposal=by_id.get(one.request_id, one.proposal)) for one in ANSWER.decisions]


def test_nothing_is_wrong_with_the_example() -> None:
    assert JUDGE.faults(ANSWER.decisions, ()) == []
    assert JUDGE.satisfiable()


NOT_ALLOWED = ["request-ana was proposed what it may not have"]
BETTER = "request-chloe at marcinelle has a better right or day"


@pytest.mark.parametrize(
    ("proposals", "said"),
    [
        ({BILAL: AT_MARCINELLE}, ["request-bilal at marcinelle is over ['places']"]),
        (
            {BILAL: AT_MARCINELLE, ANA: None},
            ["request-ana envies somebody at marcinelle", "request-ana envies somebody at lodelinsart"],
        ),
        (
            {BILAL: AT_MARCINELLE, ANA: AT_LODELINSART, DAVID: None},
            ["request-ana envies somebody at marcinelle"],
        ),
        (
            {ANA: None, DAVID: None},
            [
                "room for request-ana at marcinelle is not told",
                "room for request-bilal at marcinelle is not told",
                "room for request-ana at lodelinsart is not told",
                "room for request-david at lodelinsart is not told",
            ],
        ),
        ({CHLOE: replace(AT_MARCINELLE, way=Way.NEED)}, [BETTER]),
        ({CHLOE: AT_MARCINELLE}, [BETTER, "request-bilal envies somebody at marcinelle"]),
        ({DAVID: AT_MARCINELLE}, ["request-david was proposed what it may not have"]),
        ({ANA: replace(AT_MARCINELLE, way=Way.RESERVE)}, NOT_ALLOWED),
        ({ANA: replace(AT_MARCINELLE, agreement_id="x")}, NOT_ALLOWED),
        ({ANA: replace(AT_MARCINELLE, start=date(2027, 10, 4))}, NOT_ALLOWED),
        ({ANA: replace(AT_MARCINELLE, ends=(date(2030, 8, 24),))}, NOT_ALLOWED),
        ({ANA: replace(AT_MARCINELLE, week=frozenset())}, NOT_ALLOWED),
    ],
)
def test_planted_fault_is_found(proposals: dict[Request, Proposal | None], said: list[str]) -> None:
    assert JUDGE.faults(planted(proposals), ()) == said


def test_planted_place_that_is_held_is_found() -> None:
    """Of two places at Marcinelle one is held: Chloé has the other, and nobody is wronged by that."""
    held = Held(agreement_id=TECHNORD_AGREEMENT.id, places=1, period=Period(date(2027, 2, 1)))
    asked = replace(ANSWER.asked, agreements=(TECHNORD_AGREEMENT,), held=(held,))
    judge, answer = Judge(asked), decide(asked)
    assert judge.faults(answer.decisions, answer.wasted) == []
    assert judge.faults(ANSWER.decisions, ()) == ["request-ana at marcinelle is over ['held']"]


def test_planted_waste_that_is_none_is_found() -> None:
    told = [Pair(request_id=BILAL.id, creche="marcinelle")]
    said = ["room for request-bilal at marcinelle is told of and not there"]
    assert JUDGE.faults(ANSWER.decisions, told) == said


@pytest.mark.parametrize("decisions", [ANSWER.decisions[1:], (*ANSWER.decisions, ANSWER.decisions[0])])
def test_planted_decision_too_many_or_too_few_is_found(decisions: tuple[Decision, ...]) -> None:
    assert JUDGE.faults(decisions, ()) == ["not exactly those who are to be decided were decided"]
