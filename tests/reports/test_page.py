import io
import re
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from bot.reports import TypstReports
from bot.reports.figures import safe
from bot.reports.page import page
from bot.rules.colleagues import Band, People
from bot.rules.occupancy import Occupancy
from bot.texts import Texts
from tests.reports.examples import (
    CROWDED,
    ENVOL,
    HELD,
    HOSTILE,
    KEPT,
    LANGUAGES,
    LONG_NAME,
    MARELLE,
    SHUT,
    TWO,
    WORKED,
)


def opened(pdf: bytes) -> Any:
    """As pypdf reads it; its types leave open what is in a file."""
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    """The text of the page, one space between words."""
    return re.sub(r"\s+", " ", opened(pdf).pages[0].extract_text())


def alternatives(pdf: bytes) -> list[str]:
    """The texts that stand for figures, from the tree of tags."""
    reader = opened(pdf)
    every = (reader.get_object(number) for number in range(1, int(reader.trailer["/Size"])))
    return [str(thing["/Alt"]) for thing in every if isinstance(thing, dict) and "/Alt" in thing]


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_the_worked_example_tells_its_figures(reports: TypstReports, language: str) -> None:
    text = words(reports.page(WORKED, language))

    assert "65,9 % " in text
    assert re.search(r"La Marelle 88 58 30 65,9 % 1,3 0,0 0,7 0,4 0,0 0,4", text)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("fr", ("sous l’objectif de 80 %", "méthode de l’art. 108", "moins de 5", "délivré par l’ONE")),
        ("nl", ("onder het doel van 80 %", "methode van art. 108", "minder dan 5", "door ONE afgeleverd")),
        ("de", ("unter dem Ziel von 80 %", "Methode des Art. 108", "weniger als 5", "stellt das ONE aus")),
        ("en", ("below the 80 % target", "method of art. 108", "fewer than 5", "issued by ONE")),
    ],
)
def test_page_speaks_the_readers_language(
    reports: TypstReports, language: str, sentences: tuple[str, ...]
) -> None:
    text = words(reports.page(WORKED, language))

    assert [sentence for sentence in sentences if sentence not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "summary", [WORKED, HELD, TWO, CROWDED, SHUT], ids=["one", "held", "two", "six", "closed"]
)
def test_page_is_one_tagged_a4_sheet_in_its_language(
    reports: TypstReports, summary: Occupancy, language: str
) -> None:
    reader = opened(reports.page(summary, language))
    catalogue = reader.trailer["/Root"]

    assert [tuple(round(float(edge)) for edge in page.mediabox) for page in reader.pages] == [
        (0, 0, 595, 842)
    ]
    assert catalogue["/MarkInfo"]["/Marked"] == True  # noqa: E712 – pypdf's own kind of boolean
    assert catalogue["/Lang"].lower() == f"{language}-be"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_data()
    assert summary.sponsor_name in (reader.metadata.title if reader.metadata else "")


def test_page_carries_its_fonts(reports: TypstReports) -> None:
    fonts = opened(reports.page(WORKED, "fr")).pages[0]["/Resources"]["/Font"].values()
    inner = [font["/DescendantFonts"][0] for font in fonts]

    assert {font["/BaseFont"].split("+")[1].split("-")[0] for font in inner} == {"IBMPlexSans"}
    assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"]) for font in inner)


def test_page_tells_its_drawings_in_words(reports: TypstReports) -> None:
    bar, chart = sorted(alternatives(reports.page(WORKED, "fr")), key=len)

    assert bar.replace("\xa0", " ") == "Barre des places : Prises 1,3, Proposées 0,0 et Libres 0,7."
    assert chart.replace("\xa0", " ").startswith("Diagramme en colonnes du taux d’occupation par mois")
    assert "avril 2026 : –, mai 2026 : –, juin 2026 : 41,0 %" in chart.replace("\xa0", " ")


def test_page_of_several_creches_adds_them_up(reports: TypstReports) -> None:
    text = words(reports.page(TWO, "fr"))

    assert "L’Envol 132 110 22 83,3 % 2,5 0,3 0,3 0,4 0,0 0,4" in text
    assert "En tout 220 168 52 76,4 % 3,8 0,3 0,9 0,8 0,0 0,8" in text


def test_page_of_one_creche_has_no_sum(reports: TypstReports) -> None:
    assert "En tout" not in words(reports.page(WORKED, "fr"))


def test_page_of_a_closed_month_shows_dashes(reports: TypstReports) -> None:
    text = words(reports.page(SHUT, "fr"))

    assert "La Marelle 0 0 0 – – – – 0,4 0,0 0,4" in text
    assert "rien de réservé ce mois-ci" in text


def test_page_tells_the_agreement(reports: TypstReports) -> None:
    text = words(reports.page(WORKED, "fr"))

    assert "3F9A0C1B 2 1er septembre 2025 31 août 2027 5 8 000,00 € PC-2027-014" in text


def test_page_of_an_open_agreement_shows_no_end(reports: TypstReports) -> None:
    endless = replace(
        ENVOL, agreement=replace(ENVOL.agreement, end=None), price_cents=None, invoice_reference=""
    )

    assert "BEEF 3 1er septembre 2025 – – – –" in words(
        reports.page(replace(WORKED, creches=(endless,)), "fr")
    )


def test_page_sets_hostile_names_as_text(reports: TypstReports) -> None:
    hostile = replace(WORKED, sponsor_name=HOSTILE, creches=(replace(MARELLE, creche=HOSTILE),))
    page = reports.page(hostile, "fr")

    assert words(page).count(HOSTILE) == 3  # the heading, the agreement, the figures
    assert opened(page).trailer["/Info"]["/Title"].endswith(f" – {HOSTILE}, mars 2027")


@pytest.mark.parametrize(
    "name", ["小鸟 🐣", "a\x07b\u202ec", "A" * 200, "é" * 119, "\ue000\ud7ff\uffff", " \n ", ""]
)
def test_page_of_a_name_no_font_shows_is_still_one_page(reports: TypstReports, name: str) -> None:
    odd = replace(CROWDED, sponsor_name=name, creches=tuple(replace(MARELLE, creche=name) for _ in range(6)))

    assert len(opened(reports.page(odd, "fr")).pages) == 1


def test_page_shows_every_sign_that_is_let_through(reports: TypstReports) -> None:
    every = [chr(code) for code in range(0x20, 0x20C0)]
    signs = [sign for sign in every if safe(f"a{sign}") == f"a{sign}"]

    for start in range(0, len(signs), 110):
        name = "".join(signs[start : start + 110])
        assert len(opened(reports.page(replace(WORKED, sponsor_name=name), "fr")).pages) == 1
    assert len(signs) > 1000


def test_page_of_the_longest_names_stays_readable(reports: TypstReports) -> None:
    reader = opened(reports.page(CROWDED, "de"))
    sizes: list[float] = []
    reader.pages[0].extract_text(
        visitor_text=lambda text, _cm, tm, _font, size: (
            sizes.append(size * abs(tm[0])) if text.strip() else None
        )
    )

    assert min(sizes) > 5
    assert words(reports.page(CROWDED, "de")).count(LONG_NAME) == 2 * len(CROWDED.creches)


def test_page_gives_people_in_bands_only(reports: TypstReports) -> None:
    bands = {field.name for field in fields(People) if field.type is Band}
    few: dict[str, Any] = dict.fromkeys(bands, Band(low=None, high=5))

    text = words(reports.page(replace(WORKED, people=People(**few, mean_days_to_offer=None)), "fr"))

    assert bands == {"waiting", "served", "refused", "withdrawn", "codes_used"}
    assert text.count("moins de 5") == len(bands) + 1  # and once where bands are explained
    assert "En attente à la fin du mois moins de 5" in text
    assert "– (trop peu de personnes)" in text


def test_page_of_a_month_that_was_not_told_counts_nobody(reports: TypstReports) -> None:
    text = words(reports.page(replace(WORKED, people=None), "fr"))
    assert "En attente à la fin du mois – " in text
    assert "Comptés une fois par mois" in text


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "fr",
            ("La Marelle : 1 place libre, gardée pour vos collègues jusqu’au 12 avril 2027", "le lendemain"),
        ),
        (
            "nl",
            (
                "La Marelle: 1 vrije plaats, voor uw collega’s vrijgehouden tot en met 12 april",
                "de dag erna",
            ),
        ),
        (
            "de",
            ("La Marelle: 1 freier Platz, bis zum 12. April 2027 für Ihre Mitarbeitenden", "am Tag danach"),
        ),
        ("en", ("La Marelle: 1 free place, kept for your colleagues until 12 April 2027", "the day after")),
    ],
)
def test_page_says_what_is_kept_until_when_and_what_then(
    reports: TypstReports, language: str, sentences: tuple[str, ...]
) -> None:
    text = words(reports.page(HELD, language))
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_page_adds_up_what_is_kept_at_a_creche_until_the_same_day(reports: TypstReports) -> None:
    """Then come the agreements that end; in a month with neither it says so."""
    twice = replace(HELD, awaiting=(KEPT, replace(KEPT, agreement_id="other", places=2)))
    endless = replace(MARELLE, agreement=replace(MARELLE.agreement, end=None))

    assert "La Marelle : 3 places libres, gardées" in words(reports.page(twice, "fr"))
    assert "Renouveler 2 places avant le 31 août 2027" in words(reports.page(twice, "fr"))
    assert "À décider • Rien ; aucune place n’est gardée pour vous" in words(
        reports.page(replace(WORKED, creches=(endless,)), "fr")
    )


def test_page_of_a_corrected_month_says_so(reports: TypstReports) -> None:
    corrected = replace(WORKED, corrected_on=date(2027, 5, 5))
    assert "Situation au 31 mars 2027, corrigée le 5 mai 2027" in words(reports.page(corrected, "fr"))


def test_page_explains_the_bands_it_has(reports: TypstReports) -> None:
    assert WORKED.people
    wider = replace(WORKED, people=replace(WORKED.people, waiting=Band(low=20, high=29)))
    assert "« moins de 10 » comprend zéro" in words(reports.page(wider, "fr"))


@pytest.mark.parametrize("creches", [3, 4, 5])
def test_page_with_places_held_fits_in_the_letters_it_begins_with(
    reports: TypstReports, texts: Texts, creches: int
) -> None:
    """Set twice, it would cost twice."""
    lines = tuple(replace(MARELLE, creche=f"Les P’tits Soleils de Marcinelle {n}") for n in range(creches))
    held = tuple(replace(KEPT, creche=line.creche) for line in lines[:3])
    data = page(replace(WORKED, creches=lines, awaiting=held), texts.speaker("nl"), None)
    assert len(opened(reports._page.pdf(data, WORKED.month.last)).pages) == 1


def test_page_of_the_same_summary_is_the_same(reports: TypstReports, texts: Texts) -> None:
    assert TypstReports(texts).page(WORKED, "nl") == reports.page(WORKED, "nl")
