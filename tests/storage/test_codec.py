"""Values as JSON and back: the same value, whatever it holds."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.announcements import Audience
from bot.rules.calendar import Month, Period, Slot
from bot.rules.requests import ClaimCode
from bot.rules.signup import Answers, Siblings
from storage import codec, weeks
from tests import strategies

answers = st.builds(
    Answers,
    name=st.text(max_size=20),
    siblings=st.none() | st.sampled_from(Siblings),
    born=st.lists(st.none() | st.booleans(), max_size=3).map(tuple),
    days=st.lists(st.none() | strategies.days, max_size=3).map(tuple),
    together=st.none() | st.booleans(),
    entry=st.none() | strategies.months,
    earlier=st.none() | st.integers(0, 3),
    week=strategies.weeks,
    creches=st.lists(strategies.creches, unique=True).map(tuple),
    claims=st.frozensets(st.sampled_from(ClaimCode)),
    answered=st.frozensets(st.text(max_size=8)),
)


@given(answers)
def test_answers_come_back_as_they_were(value: Answers) -> None:
    assert codec.load(Answers, codec.dump(value)) == value


@given(strategies.audiences)
def test_audience_comes_back_as_it_was(value: Audience) -> None:
    assert codec.load(Audience, codec.dump(value)) == value


@dataclass(frozen=True)
class _Everything:
    share: Fraction
    period: Period
    moment: datetime
    pairs: tuple[tuple[Month, Fraction | None], ...]
    slots: frozenset[Slot] = frozenset()
    word: str = "usual"


EVERYTHING = _Everything(
    share=Fraction(29, 44),
    period=Period(date(2027, 3, 1)),
    moment=datetime.fromisoformat("2027-03-01T09:00:00+01:00"),
    pairs=((Month(2027, 3), None), (Month(2027, 4), Fraction(1, 3))),
)


def test_fields_with_their_default_are_left_out() -> None:
    assert codec.dump(EVERYTHING) == (
        '{"share":"29/44","period":{"start":"2027-03-01"},"moment":"2027-03-01T09:00:00+01:00",'
        '"pairs":[["2027-03",null],["2027-04","1/3"]]}'
    )
    assert codec.load(_Everything, codec.dump(EVERYTHING)) == EVERYTHING


def test_field_that_is_no_longer_known_is_ignored() -> None:
    assert codec.load(Answers, '{"name":"Ana","shoe_size":38}') == Answers(name="Ana")


def test_type_without_a_way_to_write_it_is_refused() -> None:
    with pytest.raises(TypeError, match="no way to write"):
        codec.dump(object())


@given(strategies.weeks)
def test_week_comes_back_from_its_bits(week: frozenset[Slot]) -> None:
    assert weeks.from_bits(weeks.to_bits(week)) == week
