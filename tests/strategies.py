"""Hypothesis strategies for the values of the rules."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from bot.rules.announcements import Audience, Reader
from bot.rules.calendar import BRUSSELS, Month, Period, Slot, Week
from bot.rules.lists import Line
from bot.rules.people import LANGUAGES, Child, Role
from bot.rules.places import Agreement, OfferedPlace, Stay
from bot.rules.references import HOW_MANY, make_reference
from bot.rules.requests import Claim, ClaimCode, Request, State, Wishes
from bot.rules.waitlist import Entry
from tests.cast import POLICY

CRECHES = tuple(creche.id for creche in POLICY.creches)

creches = st.sampled_from(CRECHES)
days = st.dates(date(2026, 1, 1), date(2031, 12, 31))
months = st.builds(Month, st.integers(2026, 2031), st.integers(1, 12))
weeks: st.SearchStrategy[Week] = st.frozensets(st.sampled_from(Slot), min_size=1)
references = st.integers(0, HOW_MANY - 1).map(make_reference)


@st.composite
def moments(draw: st.DrawFn, first: date = date(2026, 1, 1), last: date = date(2031, 12, 31)) -> datetime:
    """A moment, in UTC or in Belgian time: no rule may tell them apart."""
    naive = draw(
        st.datetimes(
            datetime.combine(first, datetime.min.time()), datetime.combine(last, datetime.min.time())
        )
    )
    moment = naive.replace(microsecond=0, tzinfo=UTC)
    return moment.astimezone(draw(st.sampled_from([UTC, BRUSSELS])))


@st.composite
def periods(draw: st.DrawFn, *, endless: bool = True) -> Period:
    """A period of a day to some years; with `endless`, perhaps without an end."""
    start, end = sorted([draw(days), draw(days)])
    return Period(start, draw(st.sampled_from([end, None])) if endless else end)


children = st.builds(Child, born=st.booleans(), day=days)
claims = st.builds(
    Claim,
    code=st.sampled_from(ClaimCode),
    seen_on=st.none() | days,
    seen_by=st.just("director"),
)
wishes = st.builds(
    Wishes,
    entry=months,
    earlier=st.integers(0, 3),
    later=st.integers(0, 6),
    week=weeks,
    creches=st.lists(creches, min_size=1, unique=True).map(tuple),
)


@st.composite
def requests(draw: st.DrawFn, *, states: tuple[State, ...] = (State.REGISTERED,)) -> Request:
    """A request in one of those states; ranked ones, and all that came after, have been confirmed."""
    state = draw(st.sampled_from(states))
    confirmed = state is not State.REGISTERED
    return Request(
        id=draw(st.uuids()).hex,
        reference=draw(references),
        family_id="family",
        children=tuple(draw(st.lists(children, min_size=1, max_size=3))),
        wishes=draw(wishes),
        claims=tuple(draw(st.lists(claims, max_size=2))),
        state=state,
        registered_at=draw(moments()),
        met_on=draw(days) if confirmed else None,
        confirmed_at=draw(moments()) if confirmed else None,
        predemand="ONE-1234" if confirmed else "",
    )


@st.composite
def entries(draw: st.DrawFn, *, most: int = 12) -> tuple[Entry, ...]:
    """A crèche's list with different references; moments, priorities and months often agree."""
    some = draw(st.lists(references, unique=True, max_size=most))
    instants = draw(st.lists(moments(date(2026, 11, 25), date(2027, 2, 5)), min_size=1, max_size=4))
    return tuple(
        Entry(
            reference=reference,
            confirmed_at=draw(st.sampled_from(instants)),
            priority=draw(st.booleans()),
            entry=draw(st.sampled_from([Month(2027, 9), Month(2027, 10)])),
        )
        for reference in some
    )


@st.composite
def lines(draw: st.DrawFn, *, most: int = 12) -> tuple[Line, ...]:
    """The same as lines that staff read, in every state."""
    return tuple(
        Line(
            request_id=f"request-{entry.reference}",
            reference=entry.reference,
            state=draw(st.sampled_from(State)),
            entry=entry.entry,
            priority=entry.priority,
            since=entry.confirmed_at,
            week=draw(weeks),
        )
        for entry in draw(entries(most=most))
    )


@st.composite
def stays(
    draw: st.DrawFn, *, creche: str | None = None, agreement_id: str | None = None, endless: bool = True
) -> Stay:
    """A stay, at that crèche and under that agreement if given."""
    return Stay(
        id=draw(st.uuids()).hex,
        creche=creche or draw(creches),
        week=draw(weeks),
        period=draw(periods(endless=endless)),
        agreement_id=agreement_id,
    )


@st.composite
def agreements(draw: st.DrawFn, *, sponsor_id: str = "technord", creche: str | None = None) -> Agreement:
    """A sponsor's convention."""
    return Agreement(
        id=draw(st.uuids()).hex,
        sponsor_id=sponsor_id,
        creche=creche or draw(creches),
        places=draw(st.integers(1, 5)),
        period=draw(periods()),
    )


@st.composite
def offers(draw: st.DrawFn, *, agreement_id: str) -> OfferedPlace:
    """An offer under that agreement, live or ended."""
    period = draw(periods())
    return OfferedPlace(
        agreement_id=agreement_id, week=draw(weeks), sent_on=period.start, ended_on=period.end
    )


_roles = st.frozensets(st.sampled_from(Role))
audiences = st.builds(
    Audience,
    creches=st.frozensets(creches, max_size=3),
    roles=_roles,
    languages=st.frozensets(st.sampled_from(LANGUAGES), max_size=2),
)


@st.composite
def readers(draw: st.DrawFn, *, most: int = 10) -> tuple[Reader, ...]:
    """Somebody once or several times under one id never; every mixture of chats, blocks and wishes."""
    ids = draw(st.lists(st.integers(0, 99).map(str), unique=True, max_size=most))
    return tuple(
        Reader(
            person_id=person_id,
            roles=draw(_roles),
            creches=draw(st.frozensets(creches, max_size=2)),
            language=draw(st.sampled_from(LANGUAGES)),
            has_chat=draw(st.booleans()),
            reachable=draw(st.booleans()),
            wants_news=draw(st.booleans()),
            muted=draw(st.frozensets(creches)),
        )
        for person_id in ids
    )
