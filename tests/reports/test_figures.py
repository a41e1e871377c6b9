from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.reports.figures import Places, creche_name, months, safe, verdict
from bot.rules.policy import Creche, Policy
from bot.texts import Texts
from tests.reports.examples import CLOSED, ENVOL, MARELLE, WORKED

POLICY = Policy(
    cooperative="Wal’Crèches",
    creches=(Creche(id="m", name="La Marelle", town="Liège", postal_code="4000", places=42),),
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Verreries\n du\tCondroz ", "Verreries du Condroz"),
        ("Cre\u0300che", "Crèche"),
        ("小鸟 & fils", "?? & fils"),
        ("a\u202eb\u200bc", "abc"),
        (" \u200b\n", "–"),
        ("y " * 99, "y " * 59 + "y…"),
        ("x" * 60, "\u200b".join(("x" * 28, "x" * 28, "x" * 4))),
    ],
)
def test_safe_name_has_only_what_fonts_show(name: str, shown: str) -> None:
    assert safe(name) == shown


@given(some.text())
def test_safe_name_is_safe_again(name: str) -> None:
    once = safe(name).replace("\u200b", "")

    assert safe(once).replace("\u200b", "") == once
    assert 1 <= len(once) <= 120


def test_parts_of_a_bar_fill_it(texts: Texts) -> None:
    parts = Places.sum([ENVOL]).parts(texts.speaker("fr"))

    assert [(part["kind"], part["name"], part["shown"]) for part in parts] == [
        ("taken", "Prises", "2,5"),
        ("offered", "Proposées", "0,3"),
        ("free", "Libres", "0,3"),
    ]
    assert sum(part["share"] for part in parts) == pytest.approx(1)


def test_parts_of_a_closed_month_are_empty(texts: Texts) -> None:
    parts = Places.sum([CLOSED]).parts(texts.speaker("fr"))

    assert [(part["shown"], part["share"]) for part in parts] == [("–", 0), ("–", 0), ("–", 0)]


def test_parts_of_an_overbooked_agreement_stay_in_the_bar(texts: Texts) -> None:
    parts = Places.sum([replace(MARELLE, contracted=88, offered=22)]).parts(texts.speaker("fr"))

    assert [(part["shown"], part["share"]) for part in parts] == [("2,0", 0.8), ("0,5", 0.2), ("0,0", 0)]


def test_sum_of_places_leaves_out_closed_creches() -> None:
    assert Places.sum([MARELLE, CLOSED]) == Places.sum([MARELLE])


def test_months_name_a_gap_and_the_turn_of_the_year(texts: Texts) -> None:
    shown = [
        (month["name"], month["shown"], month["january"]) for month in months(WORKED, texts.speaker("fr"))
    ]

    assert shown[:3] == [("avr.", "–", False), ("mai", "–", False), ("juin", "41", False)]
    assert shown[9:] == [("janv.", "78", True), ("févr.", "61", False), ("mars", "66", False)]


@pytest.mark.parametrize(
    ("occupancy", "said"),
    [
        (Fraction(4, 5), "objectif de 80 % atteint"),
        (Fraction(799, 1000), "sous l’objectif de 80 %"),
        (None, "rien de réservé ce mois-ci"),
    ],
)
def test_verdict_at_the_target(texts: Texts, occupancy: Fraction | None, said: str) -> None:
    assert verdict(occupancy, 80, texts.speaker("fr")).replace("\xa0", " ") == said


def test_creche_is_named_by_the_policy_that_knows_it() -> None:
    assert [creche_name("m", POLICY), creche_name("m", None), creche_name("x", POLICY)] == [
        "La Marelle",
        "m",
        "x",
    ]
