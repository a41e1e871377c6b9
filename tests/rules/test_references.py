import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.references import ALPHABET, HOW_MANY, LENGTH, grouped, make_reference, read_reference
from tests.strategies import references

places = st.integers(0, LENGTH - 1)


def test_alphabet_has_no_look_alikes() -> None:
    assert set("ILOU01") & set(ALPHABET) == set()
    assert len(set(ALPHABET)) == len(ALPHABET) == 29


@pytest.mark.parametrize(
    ("number", "reference"),
    [(0, "AAAAAAAAAA"), (1_234_567_890_123, "9DDWCTVQC4"), (HOW_MANY - 1, "9999999996")],
)
def test_reference_of_a_number(number: int, reference: str) -> None:
    assert make_reference(number) == reference


@pytest.mark.parametrize("number", [-1, HOW_MANY])
def test_reference_out_of_range(number: int) -> None:
    with pytest.raises(ValueError, match=f"not {number}"):
        make_reference(number)


@given(st.integers(0, HOW_MANY - 1), st.integers(0, HOW_MANY - 1))
def test_references_of_two_numbers_differ(one: int, other: int) -> None:
    assert (make_reference(one) == make_reference(other)) is (one == other)


@given(references)
def test_reference_reads_back(reference: str) -> None:
    assert read_reference(reference) == reference
    assert read_reference(grouped(reference)) == reference


def test_reference_grouped() -> None:
    assert grouped("9DDWCTVQC4") == "9DDW-CTVQ-C4"


@pytest.mark.parametrize(
    "typed",
    [
        "9ddw-ctvq-c4",
        " 9DDW CTVQ C4 ",
        "9ddw–ctvq–c4",
        "9ddw.ctvq.c4",
        "9DDW\u202fCTVQ\u00a0C4",
        "９ＤＤＷＣＴＶＱＣ４",
        "9DDWCTUQC4",
    ],
)
def test_reference_read_forgivingly(typed: str) -> None:
    assert read_reference(typed) == "9DDWCTVQC4"


def test_reference_read_with_s_for_5() -> None:
    assert make_reference(6_348_487_673) == "B5H7RYMAAQ"
    assert read_reference("bsh7 ryma aq") == "B5H7RYMAAQ"


@pytest.mark.parametrize(
    "typed", ["", "9DDWCTVQC", "9DDWCTVQC44", "9DDWCTVQC5", "O123456789", "15 mars 2027", "bonjour", "ſ" * 10]
)
def test_reference_unreadable(typed: str) -> None:
    assert read_reference(typed) is None


@given(references)
def test_every_single_wrong_character_is_caught(reference: str) -> None:
    wrong = {
        reference[:place] + other + reference[place + 1 :]
        for place in range(LENGTH)
        for other in ALPHABET
        if other != reference[place]
    }
    assert len(wrong) == LENGTH * (len(ALPHABET) - 1)
    assert {read_reference(word) for word in wrong} == {None}


def _swapped(reference: str, one: int, other: int) -> str:
    letters = list(reference)
    letters[one], letters[other] = letters[other], letters[one]
    return "".join(letters)


@given(references, places, places)
def test_every_transposition_is_caught(reference: str, one: int, other: int) -> None:
    swapped = _swapped(reference, one, other)
    assert read_reference(swapped) == (reference if swapped == reference else None)


@given(references)
def test_every_adjacent_transposition_is_caught(reference: str) -> None:
    swapped = [_swapped(reference, place, place + 1) for place in range(LENGTH - 1)]
    assert [read_reference(word) for word in swapped] == [
        reference if word == reference else None for word in swapped
    ]


@given(st.text())
def test_reading_anything_gives_a_reference_or_nothing(text: str) -> None:
    read = read_reference(text)
    assert read is None or read_reference(read) == read
