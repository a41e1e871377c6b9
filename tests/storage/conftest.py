"""A storage on both engines: every test here runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from storage import Storage, migrate, open_storage
from tests import postgres

KEY = b"k" * 32

Open = Callable[[], Storage]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    with postgres.database(postgres_server) as url:
        migrate(url)
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated, empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('sqlite_path')}"
        return
    admin = request.getfixturevalue("postgres_server")
    with postgres.database(admin, template=request.getfixturevalue("postgres_template")) as fresh:
        yield fresh


@pytest.fixture
async def storage(url: str) -> AsyncIterator[Storage]:
    opened = open_storage(url, key=KEY)
    yield opened
    await opened.close()


@pytest.fixture
def second(url: str, storage: Storage) -> Iterator[Storage]:
    """The same database through other connections: what it sees was committed."""
    with open_storage(url, key=KEY) as opened:
        yield opened
