import pytest

from bot.reports import TypstReports
from bot.texts import Texts


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts.load()


@pytest.fixture(scope="session")
def reports(texts: Texts) -> TypstReports:
    return TypstReports(texts)
