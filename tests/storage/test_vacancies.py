"""A vacancy as it was told, and what may change of it."""

from dataclasses import replace

import pytest

from bot.rules.refusals import NotFound
from storage import Storage
from tests.cast import MORNING
from tests.reports.test_board import VACANT
from tests.storage import seeds


async def test_vacancy_is_kept_as_told_and_found_at_its_creche(storage: Storage):
    later = replace(VACANT, left=0, released_at=MORNING)
    with storage.transaction() as records:
        seeds.sponsor(records)
        records.sponsors.add_vacancy(VACANT)
    with storage.transaction() as records:
        assert records.sponsors.vacancies("marcinelle") == (VACANT,)
        assert records.sponsors.vacancies("andrimont") == ()
        records.sponsors.save_vacancy(later)
    with storage.transaction() as records:
        assert records.sponsors.vacancy(VACANT.id) == later
        with pytest.raises(NotFound):
            records.sponsors.vacancy("another")
