import re
from dataclasses import replace
from fractions import Fraction
from html import unescape

import pytest

from bot.rules.policy import Creche, Policy
from bot.texts import Texts
from bot.texts.summaries import LONGEST_CAPTION, caption
from tests.reports.examples import CROWDED, HOSTILE, MARELLE, SHUT, TWO, WORKED


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load()


def said(html: str) -> list[str]:
    """Its lines, with plain spaces."""
    return html.replace("\xa0", " ").split("\n")


def length(html: str) -> int:
    """As Telegram counts: UTF-16 units once tags and entities are read."""
    return len(unescape(re.sub(r"<[^>]*>", "", html)).encode("utf-16-le")) // 2


def test_caption_of_the_worked_example_tells_its_figures(texts: Texts) -> None:
    assert said(caption(WORKED, texts.speaker("fr"))) == [
        "<b>Verreries du Condroz</b>, mars 2027",
        "",
        "<b>Vous parrainez</b> : 2 places (La Marelle)",
        "<b>Prises</b> : 1,3 place en moyenne, soit un taux d’occupation de <b>65,9 %</b> (objectif 80 %)",
        "<b>Libres</b> : 0,7 place",
        "Demi-journées vacantes ce mois-ci : 30 sur 88",
        "Sur les douze derniers mois : entre 41,0 % et 83,0 % ; le mois précédent : 61,0 %",
        "",
        "<b>Bientôt libres</b> : 0,4 place en juin 2027",
        "<b>À renouveler</b> : 2 places, votre convention prend fin le 31 août 2027",
        "Collègues en attente : 10 à 14",
        "Le détail suit en PDF : une page A4, prête à transmettre.",
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("nl", "<b>Bezet</b>: gemiddeld 1,3 plaatsen, een bezettingsgraad van <b>65,9 %</b> (doel 80 %)"),
        ("de", "<b>Belegt</b>: im Schnitt 1,3 Plätze, eine Auslastung von <b>65,9 %</b> (Ziel 80 %)"),
        ("en", "<b>Taken</b>: 1,3 places on average, an occupancy rate of <b>65,9 %</b> (target 80 %)"),
    ],
)
def test_caption_in_other_languages_tells_the_same(texts: Texts, language: str, line: str) -> None:
    assert said(caption(WORKED, texts.speaker(language)))[3] == line


def test_caption_of_several_creches_names_each(texts: Texts) -> None:
    lines = said(caption(TWO, texts.speaker("fr")))

    assert lines[2] == "<b>Vous parrainez</b> : 5 places (2 crèches)"
    assert lines[4] == "<b>Proposées</b> : 0,3 place, une réponse est attendue"
    assert lines[7:9] == ["• La Marelle : 1,3 sur 2 ; libre : 0,7", "• L’Envol : 2,5 sur 3 ; libre : 0,3"]


def test_caption_takes_names_and_target_from_the_policy(texts: Texts) -> None:
    marelle = Creche(id="La Marelle", name="La Marelle (Liège)", town="Liège", postal_code="4000", places=42)
    policy = Policy(cooperative="Wal’Crèches", creches=(marelle,), occupancy_target_percent=75)

    lines = said(caption(WORKED, texts.speaker("fr"), policy))

    assert lines[2] == "<b>Vous parrainez</b> : 2 places (La Marelle (Liège))"
    assert lines[3].endswith("(objectif 75 %)")


def test_caption_of_a_closed_month_says_so(texts: Texts) -> None:
    lines = said(caption(SHUT, texts.speaker("fr")))

    assert lines[3] == "Rien n’était réservé ce mois-ci : aucun jour d’ouverture sous votre convention."
    assert lines[4] == ""


def test_caption_without_exits_or_endings_says_the_first_only(texts: Texts) -> None:
    quiet = replace(MARELLE, exits_expected=(), agreement=replace(MARELLE.agreement, end=None))

    lines = said(caption(replace(WORKED, creches=(quiet,)), texts.speaker("fr")))

    assert lines[8:10] == [
        "<b>Bientôt libres</b> : aucune place, pas de fin de contrat dans les six mois",
        "Collègues en attente : 10 à 14",
    ]


def test_caption_of_an_example_is_marked(texts: Texts) -> None:
    marked = said(caption(replace(WORKED, example=True), texts.speaker("fr")))

    assert marked[1] == "<i>Exemple : tout est inventé.</i>"


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_caption_at_its_longest_fits_under_a_picture(texts: Texts, language: str) -> None:
    busy = tuple((WORKED.month.plus(ahead), Fraction(12345, 100)) for ahead in range(1, 7))
    creches = tuple(
        replace(line, creche="🐣" * 99, places=999, exits_expected=busy) for line in CROWDED.creches
    )
    longest = replace(CROWDED, sponsor_name="&🐣" * 99, creches=creches)

    assert 300 < length(caption(longest, texts.speaker(language))) <= LONGEST_CAPTION


def test_caption_too_long_leaves_out_single_creches(texts: Texts) -> None:
    long = tuple(replace(line, creche=f"{index}{'🐣' * 60}") for index, line in enumerate(CROWDED.creches))

    lines = said(caption(replace(CROWDED, creches=long), texts.speaker("fr")))

    assert [line for line in lines if line.startswith("•")] == []
    assert lines[3].endswith("120 places (6 crèches)")


def test_caption_escapes_hostile_names(texts: Texts) -> None:
    hostile = replace(WORKED, sponsor_name=HOSTILE, creches=(replace(MARELLE, creche="</b><a>"),))

    lines = said(caption(hostile, texts.speaker("fr")))

    assert lines[0].startswith('<b>#eval("1") $x$ [*] _a_ `b` &lt;c&gt; &amp; ')
    assert lines[2] == "<b>Vous parrainez</b> : 2 places (&lt;/b&gt;&lt;a&gt;)"
