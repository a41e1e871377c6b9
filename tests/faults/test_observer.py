"""The observer of G5 finds what can be found."""

from dataclasses import replace

from bot.rules.colleagues import Band, band
from tests.cast import POLICY
from tests.faults.observer import Seen, fixed

FEW = band(0, POLICY)
QUIET = Seen(
    waiting=FEW,
    served=FEW,
    withdrawn=FEW,
    refused=FEW,
    codes_used=FEW,
    mean_told=False,
    offers_live=False,
)


def test_bands_alone_leave_every_count_open() -> None:
    assert fixed([QUIET] * 24, strict=True) == fixed([QUIET] * 24, strict=False) == []


def test_band_of_one_count_is_found() -> None:
    assert fixed([replace(QUIET, refused=Band(low=3, high=3))], strict=False) == ["refused in month 0"]


def test_live_offer_and_nearly_nobody_waiting_is_found() -> None:
    assert fixed([replace(QUIET, waiting=Band(low=None, high=2), offers_live=True)], strict=False) == [
        "waiting in month 0"
    ]


def test_kept_place_that_was_offered_tells_of_somebody_where_the_bands_are_narrow() -> None:
    """Two were offered a place, one came at most: somebody waited before."""
    narrow = replace(QUIET, waiting=Band(low=None, high=2), codes_used=Band(low=None, high=2), mean_told=True)
    assert fixed([narrow, narrow], strict=True) == []
    assert "waiting in month 0" in fixed([narrow, replace(narrow, taken_up=2)], strict=True)
    assert "codes_used in month 1, strictly" in fixed([narrow, replace(narrow, taken_up=2)], strict=True)


def test_few_served_before_the_mean_is_told_leave_the_others_open_or_not() -> None:
    """Four of a band from four on would be all that there can be."""
    four = replace(QUIET, served=Band(low=4, high=8))
    assert fixed([four, QUIET], strict=False) == ["served in month 0", "served in month 1"]


def test_list_that_grows_by_four_for_months_is_found_by_the_strict_observer_alone() -> None:
    """Four, eight, twelve, sixteen, twenty, with fewer than five codes each time: no slack is left."""
    growing = [replace(QUIET, waiting=band(4 * n, POLICY), mean_told=True) for n in range(1, 6)]
    assert "waiting in month 0" in fixed(growing, strict=True)
    assert fixed(growing, strict=False) == []
