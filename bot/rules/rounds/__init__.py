"""The monthly round: which place is proposed to whom, over all crèches at once (rules, section 4).

The decision is Gale and Shapley's deferred acceptance (1962), the families proposing. Each request goes to
the crèche it wishes most; a crèche keeps, in its effective order, those who fit beside its stays; whoever no
longer fits goes on to its next wish, until nobody moves. Nothing is final before the end, so a family loses
nothing by listing its wishes as they are.

    order     who stands ahead of whom, as whole numbers
    doors     by which right a request comes: lifted by the reserve, within a quota, as an ordinary one
    room      how much there is on every half-day of every day, and in every quota
    roll      a crèche's placed requests in its effective order, and what is left behind each
    board     the requests and the rolls of a round
    settling  deferred acceptance; circles (half-days, siblings and quotas know them) are cut without envy
    search    up to eight requests: every answer is tried
    textbook  one full-time child each, no quotas: the same answer, fast
    reasons   why, for each request; the reserve lists
    changes   what a person decides otherwise
    kept      the decision as it is put before a person, approved and carried out

The order of the French Community Government of 2 May 2019: decided monthly and simultaneously on the requests
confirmed in the months before (51 §3), by a closed list of priorities (52), refused on three grounds of which
"no place available" is the only one decided here (53).
"""

from bot.rules.rounds.changes import change
from bot.rules.rounds.deciding import decide, may_fit, next_fitting
from bot.rules.rounds.doors import holds
from bot.rules.rounds.kept import Done, Kept, MonthRound, Outcome, Reserve, approve, check_open, prepared
from bot.rules.rounds.round import Round
from bot.rules.rounds.values import (
    Asking,
    Change,
    Decision,
    Pair,
    Passed,
    Proposal,
    Reserved,
    RoundInput,
    Way,
    Why,
)

__all__ = [
    "Asking",
    "Change",
    "Decision",
    "Done",
    "Kept",
    "MonthRound",
    "Outcome",
    "Pair",
    "Passed",
    "Proposal",
    "Reserve",
    "Reserved",
    "Round",
    "RoundInput",
    "Way",
    "Why",
    "approve",
    "change",
    "check_open",
    "decide",
    "holds",
    "may_fit",
    "next_fitting",
    "prepared",
]
