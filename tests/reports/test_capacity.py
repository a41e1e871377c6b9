"""A crèche's coming year as a picture."""

from dataclasses import replace
from datetime import date

import pytest

from bot.reports import TypstReports
from bot.reports.capacity import capacity
from bot.rules.calendar import FULL_WEEK, Period
from bot.rules.capacity import year_ahead
from bot.rules.places import Stay
from bot.texts import Texts
from tests.cast import POLICY, TODAY
from tests.reports.examples import LANGUAGES
from tests.reports.test_picture import size

HERE = "marcinelle"
SMALL = replace(POLICY, creches=(replace(POLICY.creche(HERE), places=3, groups=(1, 1, 1)),))
#: Four children in three places until the end of January, two after, none from March on.
STAYS = [
    Stay(id=str(number), creche=HERE, week=FULL_WEEK, period=Period(date(2026, 9, 1), end))
    for number, end in enumerate([date(2027, 1, 31)] * 2 + [date(2027, 2, 28)] * 2)
]
BORN = {stay.id: date(2026, 6, 1) for stay in STAYS}
MONTHS = year_ahead(HERE, TODAY, taken=STAYS, born=BORN, policy=SMALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_picture_in_every_language_fills_a_phone(texts: Texts, language: str) -> None:
    assert size(TypstReports(texts, SMALL).capacity(HERE, MONTHS, language)) == (1080, 1440)


def test_every_cell_says_its_figure_and_its_kind(texts: Texts) -> None:
    shown = capacity(HERE, MONTHS, texts.speaker("fr"), SMALL)["months"]
    kinds = [(month["cells"][0]["kind"], month["cells"][0]["shown"]) for month in shown[:3]]
    assert kinds == [("over", "-1"), ("few", "1"), ("free", "3")]


def test_groups_above_their_limit_are_marked(texts: Texts) -> None:
    shown = capacity(HERE, MONTHS, texts.speaker("fr"), SMALL)["months"]
    assert [month["groups"][0]["over"] for month in shown[:3]] == [True, True, False]
