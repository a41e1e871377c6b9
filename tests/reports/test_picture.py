import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.reports import TypstReports
from bot.rules.occupancy import Occupancy
from bot.texts import Texts
from tests.reports.examples import CROWDED, HOSTILE, LANGUAGES, MARELLE, SHUT, TWO, WORKED


def size(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("summary", [WORKED, TWO, CROWDED, SHUT], ids=["one", "two", "six", "closed"])
def test_picture_in_every_language_fills_a_phone(
    reports: TypstReports, summary: Occupancy, language: str
) -> None:
    assert size(reports.picture(summary, language)) == (1080, 1350)


@pytest.mark.parametrize("creches", range(7))
def test_picture_of_any_number_of_creches_keeps_its_size(reports: TypstReports, creches: int) -> None:
    assert size(reports.picture(replace(WORKED, creches=(MARELLE,) * creches), "fr")) == (1080, 1350)


def test_picture_of_the_same_summary_is_the_same(reports: TypstReports, texts: Texts) -> None:
    assert TypstReports(texts).picture(WORKED, "fr") == reports.picture(WORKED, "fr")


def test_picture_of_an_example_is_marked(reports: TypstReports) -> None:
    assert reports.picture(replace(WORKED, example=True), "fr") != reports.picture(WORKED, "fr")


def test_picture_of_a_hostile_name_is_drawn(reports: TypstReports) -> None:
    hostile = replace(WORKED, sponsor_name=HOSTILE, creches=(replace(MARELLE, creche=HOSTILE),))

    assert size(reports.picture(hostile, "fr")) == (1080, 1350)


def test_pictures_drawn_by_many_threads_are_not_mixed_up(reports: TypstReports) -> None:
    jobs = [(summary, language) for summary in (WORKED, TWO) for language in LANGUAGES]
    alone = [reports.picture(*job) for job in jobs]

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda job: reports.picture(*job), jobs))

    assert together == alone
