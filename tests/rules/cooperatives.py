"""Made-up cooperatives for rounds: every mixture of weeks, siblings, priorities, quotas and stays."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from bot.rules.calendar import FULL_WEEK, Month, Period, Slot, Week, at_local
from bot.rules.people import Child
from bot.rules.places import Agreement, Held, Stay, presumed_end
from bot.rules.policy import Creche, PriorityOrder
from bot.rules.requests import Claim, ClaimCode, Request, State, Wishes
from bot.rules.rounds import RoundInput
from tests.cast import POLICY, TODAY

FIRST = date(2026, 9, 1)  # of the confirmations
FIRMS = ("technord", "meurens", "prayon")
CODES = ("52-1", "52-2", "52-4", "52-5", "52-6")
WEEKS: tuple[Week, ...] = (
    FULL_WEEK,
    FULL_WEEK,
    frozenset({Slot.MON_AM, Slot.MON_PM, Slot.TUE_AM, Slot.TUE_PM}),
    frozenset({Slot.TUE_AM, Slot.TUE_PM, Slot.WED_AM, Slot.THU_AM, Slot.THU_PM}),
    frozenset(slot for slot in Slot if slot % 2 == 0),
    frozenset({Slot.WED_AM, Slot.THU_AM, Slot.THU_PM, Slot.FRI_AM, Slot.FRI_PM}),
)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a cooperative is, and how hard to please."""

    requests: int
    creches: int
    places: int
    filled: float = 0.5  # of the places, by stays
    wishes: int = 4
    claims: float = 0.5
    siblings: float = 0.2
    cut: int = 0  # authorised places that may not be filled
    tolerance: int = 1
    months: int = 2  # of entry
    held: float = 0.5  # of the agreements have something kept for them
    weeks: tuple[Week, ...] = WEEKS


def small(chance: Random) -> RoundInput:
    """A cooperative that a judge can look at day by day."""
    size = Size(
        requests=chance.randint(1, 14),
        creches=chance.randint(1, 4),
        places=chance.randint(1, 5),
        filled=chance.choice([0, 0.3, 0.8]),
        claims=chance.choice([0.2, 0.7]),
        siblings=chance.choice([0, 0.3]),
        cut=chance.choice([0, 2]),
        tolerance=chance.choice([0, 2]),
        months=chance.choice([1, 4]),
    )
    return cooperative(chance, size)


def quarrelsome(chance: Random) -> RoundInput:
    """Siblings and priorities without end: where circles are met, if anywhere."""
    size = Size(
        requests=chance.randint(3, 20),
        creches=chance.randint(2, 5),
        places=chance.randint(2, 5),
        filled=chance.choice([0, 0.3]),
        claims=0.7,
        siblings=0.4,
        tolerance=0,
        months=1,
    )
    return cooperative(chance, size)


def textbook(chance: Random, requests: int, creches: int, places: int, wishes: int) -> RoundInput:
    """One full-time child each, all from the same month, no stays, and priorities that know no quota.

    Which of them a crèche publishes differs, and so do the crèches' orders.
    """
    size = Size(
        requests=requests,
        creches=creches,
        places=places,
        filled=0,
        wishes=wishes,
        siblings=0,
        tolerance=0,
        months=1,
        weeks=(FULL_WEEK,),
    )
    asked = cooperative(chance, size)
    several = tuple(replace(one, claims=_unlimited(chance)) for one in asked.requests)
    return replace(asked, requests=several, agreements=(), held=())


def cooperative(chance: Random, size: Size) -> RoundInput:
    """A round's input; the same chance makes the same cooperative."""
    creches = tuple(_creche(chance, i, size) for i in range(size.creches))
    agreements = tuple(
        _agreement(chance, creche, i) for creche in creches for i in range(chance.randint(0, 2))
    )
    order = chance.choice(list(PriorityOrder))
    return RoundInput(
        month=Month.of(TODAY),
        today=TODAY,
        requests=tuple(_request(chance, i, creches, size) for i in range(size.requests)),
        taken=tuple(
            _stay(chance, f"{creche.id}-{i}", creche, agreements, size)
            for creche in creches
            for i in range(round(size.places * size.filled * 1.4))
        ),
        policy=replace(POLICY, creches=creches, priority_order=order),
        agreements=agreements,
        held=tuple(
            held for one in agreements if chance.random() < size.held for held in _held(chance, one, size)
        ),
    )


def _creche(chance: Random, number: int, size: Size) -> Creche:
    """Priorities differ from crèche to crèche, and so do the orders of their lists."""
    closed = (TODAY + timedelta(days=chance.randint(1, 400)) for _ in range(20))
    return Creche(
        id=f"creche-{number}",
        name=f"Crèche {number}",
        town="Liège",
        postal_code="4000",
        places=size.places,
        authorised=size.places + size.cut if size.cut else None,
        closures=frozenset(closed),
        priorities=frozenset(code for code in CODES if chance.random() < 0.7),
    )


def _agreement(chance: Random, creche: Creche, number: int) -> Agreement:
    start = date(2026, 1, 1) + timedelta(days=chance.randint(0, 600))
    return Agreement(
        id=f"{creche.id}-agreement-{number}",
        sponsor_id=chance.choice(FIRMS),
        creche=creche.id,
        places=chance.randint(1, 2),
        period=Period(start, chance.choice([None, start + timedelta(days=chance.randint(100, 1200))])),
    )


def _held(chance: Random, agreement: Agreement, size: Size) -> list[Held]:
    """From now on, from a later day on, for a while, in two steps; now and then more than there is."""
    start = max(agreement.period.start, TODAY + timedelta(days=chance.choice([1, 1, chance.randint(2, 500)])))
    end = chance.choice([agreement.period.end, start + timedelta(days=chance.randint(0, 700))])
    first = Held(
        agreement_id=agreement.id,
        places=chance.choice([1, 1, agreement.places, size.places + 1]),
        period=Period(start, end),
    )
    second = replace(first, places=1, period=Period(start + timedelta(days=chance.randint(0, 200)), None))
    return [first, second] if chance.random() < 0.3 else [first]


def _stay(
    chance: Random, stay_id: str, creche: Creche, agreements: tuple[Agreement, ...], size: Size
) -> Stay:
    start = TODAY + timedelta(days=chance.randint(-700, 300))
    born = start - timedelta(days=chance.randint(100, 700))
    own = [one.id for one in agreements if one.creche == creche.id]
    end = presumed_end(Child(born=True, day=born))
    return Stay(
        id=stay_id,
        creche=creche.id,
        week=chance.choice(size.weeks),
        period=Period(start, end if chance.random() < 0.9 else None),
        agreement_id=chance.choice(own) if own and chance.random() < 0.3 else None,
        need=chance.random() < 0.2,
    )


def _request(chance: Random, number: int, creches: tuple[Creche, ...], size: Size) -> Request:
    at = at_local(FIRST, 0) + timedelta(minutes=chance.randint(0, 115 * 24 * 60) // 60 * 60)
    children = 2 if chance.random() < size.siblings else 1
    listed = chance.sample(
        [creche.id for creche in creches], min(len(creches), chance.randint(1, size.wishes))
    )
    return Request(
        id=f"request-{number}",
        reference=f"{chance.getrandbits(48):012x}-{number}",
        family_id=f"family-{number}",
        children=tuple(_child(chance) for _ in range(children)),
        wishes=Wishes(
            entry=Month(2027, 2).plus(chance.randint(0, size.months - 1)),
            earlier=chance.randint(0, size.tolerance),
            later=chance.randint(0, size.tolerance),
            week=chance.choice(size.weeks),
            creches=tuple(listed),
        ),
        claims=_claims(chance, size),
        state=chance.choice([State.CONFIRMED, State.CONFIRMED, State.REFUSED]),
        registered_at=at,
        confirmed_at=at,
    )


def _child(chance: Random) -> Child:
    return Child(born=False, day=TODAY + timedelta(days=chance.randint(-500, 100)))


def _claims(chance: Random, size: Size) -> tuple[Claim, ...]:
    claims: list[Claim] = []
    while chance.random() < size.claims and len(claims) < 3:
        code = chance.choice(
            [
                ClaimCode.SIBLINGS,
                ClaimCode.VULNERABILITY,
                ClaimCode.CLOSURE,
                ClaimCode.EMPLOYER,
                ClaimCode.COMMUTER,
            ]
        )
        firm = chance.choice(FIRMS) if code is ClaimCode.EMPLOYER else None
        claims.append(Claim(code=code, seen_on=TODAY if chance.random() < 0.9 else None, sponsor_id=firm))
    return tuple(claims)


def _unlimited(chance: Random) -> tuple[Claim, ...]:
    codes = (ClaimCode.CLOSURE, ClaimCode.COMMUTER)
    return tuple(Claim(code=code, seen_on=TODAY) for code in codes if chance.random() < 0.2)
