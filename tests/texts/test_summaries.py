import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from html import unescape

import pytest

from bot.rules.calendar import Period
from bot.rules.occupancy import Correction, CrecheMonth
from bot.rules.policy import Creche, Policy
from bot.texts import Texts
from bot.texts.summaries import LONGEST_CAPTION, LONGEST_MESSAGE, caption, correction, details
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
        "<b>Vous payez</b> : 2 places (La Marelle)",
        "<b>Prises</b> : 1,3, soit <b>65,9 %</b> d’occupation (objectif 80 %)",
        "<b>Libres</b> : 0,7",
        "Douze mois : de 41,0 % à 83,0 % ; le mois d’avant 61,0 %",
        "",
        "<b>Bientôt libres</b> : 0,4 place en juin 2027",
        "<b>À décider</b> : renouveler 2 places avant le 31 août 2027",
        "Collègues en attente : 10 à 14",
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("nl", "<b>Bezet</b>: 1,3, een bezetting van <b>65,9 %</b> (doel 80 %)"),
        ("de", "<b>Belegt</b>: 1,3, eine Auslastung von <b>65,9 %</b> (Ziel 80 %)"),
        ("en", "<b>Taken</b>: 1,3, an occupancy of <b>65,9 %</b> (target 80 %)"),
    ],
)
def test_caption_in_other_languages_tells_the_same(texts: Texts, language: str, line: str) -> None:
    assert said(caption(WORKED, texts.speaker(language)))[3] == line


def test_caption_of_several_creches_names_each(texts: Texts) -> None:
    lines = said(caption(TWO, texts.speaker("fr")))

    assert lines[2] == "<b>Vous payez</b> : 5 places (2 crèches)"
    assert lines[4] == "<b>Proposées</b> : 0,3, réponse attendue"
    assert lines[6:8] == [
        "• La Marelle : 1,3 sur 2 ; proposées 0, libres 0,7",
        "• L’Envol : 2,5 sur 3 ; proposées 0,3, libres 0,3",
    ]


def test_caption_of_many_exits_tells_the_first_and_their_sum(texts: Texts) -> None:
    busy = replace(MARELLE, exits_expected=tuple((WORKED.month.plus(n), Fraction(n)) for n in (2, 3, 5)))

    lines = said(caption(replace(WORKED, creches=(busy,)), texts.speaker("fr")))

    assert lines[7] == "<b>Bientôt libres</b> : 2 places en mai 2027 ; 10 places en tout d’ici août 2027"


def test_caption_of_a_month_that_was_not_told_counts_nobody(texts: Texts) -> None:
    assert said(caption(replace(WORKED, people=None), texts.speaker("fr")))[-1].startswith("<b>À décider</b>")


def test_caption_takes_names_and_target_from_the_policy(texts: Texts) -> None:
    marelle = Creche(id="La Marelle", name="La Marelle (Liège)", town="Liège", postal_code="4000", places=42)
    policy = Policy(cooperative="Wal’Crèches", creches=(marelle,), occupancy_target_percent=75)

    lines = said(caption(WORKED, texts.speaker("fr"), policy))

    assert lines[2] == "<b>Vous payez</b> : 2 places (La Marelle (Liège))"
    assert lines[3].endswith("(objectif 75 %)")


def test_caption_of_a_closed_month_says_so(texts: Texts) -> None:
    lines = said(caption(SHUT, texts.speaker("fr")))

    assert lines[3] == "Rien n’était réservé ce mois-ci : aucun jour d’ouverture sous votre convention."
    assert lines[4] == ""


def test_caption_without_exits_or_endings_says_the_first_only(texts: Texts) -> None:
    quiet = replace(MARELLE, exits_expected=(), agreement=replace(MARELLE.agreement, end=None))

    lines = said(caption(replace(WORKED, creches=(quiet,)), texts.speaker("fr")))

    assert lines[7:9] == [
        "<b>Bientôt libres</b> : rien d’ici six mois",
        "<b>À décider</b> : rien ; aucune place n’est gardée pour vous",
    ]


@pytest.mark.parametrize(
    "line",
    [
        replace(MARELLE, goes_on=True),
        replace(MARELLE, agreement=replace(MARELLE.agreement, end=date(2027, 3, 15))),
    ],
    ids=["agreed already", "over"],
)
def test_caption_asks_for_no_renewal_of_what_goes_on_or_is_over(texts: Texts, line: CrecheMonth) -> None:
    told = said(caption(replace(WORKED, creches=(line,)), texts.speaker("fr")))
    assert "<b>À décider</b> : rien ; aucune place n’est gardée pour vous" in told


def test_caption_counts_the_places_of_an_agreement_that_follows_another_once(texts: Texts) -> None:
    day = date(2027, 3, 15)
    first = replace(MARELLE, agreement=replace(MARELLE.agreement, end=day), open_half_days=22, reserved=44)
    second = replace(first, agreement=Period(date(2027, 3, 16)), contracted=0, goes_on=False)
    lines = said(caption(replace(WORKED, creches=(first, second)), texts.speaker("fr")))

    assert lines[2] == "<b>Vous payez</b> : 2 places (La Marelle)"
    assert lines[3].startswith("<b>Prises</b> : 1,3, soit")
    assert lines[4] == "<b>Libres</b> : 0,7"
    assert [line for line in lines if line.startswith("•")] == []


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
    assert lines[2] == "<b>Vous payez</b> : 2 places (&lt;/b&gt;&lt;a&gt;)"


# The details, the correction


def test_details_tell_each_creche_month_and_count(texts: Texts) -> None:
    blocks = "\n".join(said(details(TWO, texts.speaker("fr")))).split("\n\n")

    assert blocks[2].split("\n") == [
        "<b>L’Envol</b>",
        "Places : 3 ; prises 2,5, proposées 0,3, libres 0,3",
        "Demi-journées vacantes : 22 sur 132",
        "Fin de la convention : 31 août 2027",
    ]
    assert blocks[3].split("\n")[1:] == ["juin 2027 : 0,8 place"]
    assert blocks[4].split("\n")[1:4] == ["avril 2026 : –", "mai 2026 : –", "juin 2026 : 41,0 %"]
    assert blocks[5].split("\n")[1] == "En attente à la fin du mois : 10 à 14"


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_details_at_their_longest_are_one_message(texts: Texts, language: str) -> None:
    many = replace(CROWDED, creches=CROWDED.creches * 9)

    told = details(many, texts.speaker(language))

    assert LONGEST_MESSAGE - 300 < length(told) <= LONGEST_MESSAGE
    assert told.count("<b>") == told.count("</b>")


def test_correction_says_what_was_told_and_what_is(texts: Texts) -> None:
    changed = replace(
        WORKED, corrected_on=date(2027, 5, 5), corrections=(Correction("La Marelle", 88, 44, 88, 58),)
    )

    assert said(correction(changed, texts.speaker("fr"))) == [
        "<b>Verreries du Condroz</b>, mars 2027",
        "<b>Corrigé</b> le 5 mai 2027",
        "",
        "• La Marelle : 58 demi-journées contractées sur 88 réservées, au lieu de 44 sur 88",
        "Cette page remplace celle que vous avez reçue.",
    ]
    assert said(caption(changed, texts.speaker("fr")))[1] == "<b>Corrigé</b> le 5 mai 2027"


def test_correction_of_many_creches_fits_under_a_page(texts: Texts) -> None:
    many = tuple(Correction(f"{index}{'🐣' * 50}", 88, 44, 88, 58) for index in range(20))
    changed = replace(WORKED, corrected_on=date(2027, 5, 5), corrections=many)

    assert length(correction(changed, texts.speaker("de"))) <= LONGEST_CAPTION
