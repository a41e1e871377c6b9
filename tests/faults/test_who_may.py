"""Who may do what: every route says for whom it is; nobody else does it, sees it, or is left wordless."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers import ROUTERS
from handlers.doors import Door, Who
from tests import postgres
from tests.faults import who_may
from tests.faults.who_may import judge, walled, without_policy
from tests.faults.who_may.routes import prefixes, routes
from tests.faults.who_may.town import CRECHES
from tests.faults.who_may.trial import Trials, trials

ROUTES = {route.name: route for route in routes(ROUTERS)}


async def planted(_: CallbackQuery) -> None:
    """A handler that nobody declared."""


def test_every_route_says_for_whom_it_is_and_is_tried() -> None:
    assert without_policy(routes(ROUTERS)) == []


def test_a_route_without_policy_is_found() -> None:
    plain, untried = Router(name="planted"), Door("planted", Who.COORDINATOR)
    for router in (plain, untried):
        router.callback_query(F.data == "planted")(planted)

    name = f"{__name__}.planted (callback_query)"
    assert without_policy(routes((plain, untried))) == [name, name]


def test_no_kind_of_button_begins_like_another() -> None:
    assert len(set(prefixes(ROUTERS))) == len(prefixes(ROUTERS))


@pytest.fixture(scope="module")
async def on(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Trials]:
    async with trials(tmp_path_factory.mktemp("who-may")) as open_:
        yield open_


@pytest.mark.xdist_group("who-may")
async def test_a_hole_is_seen_where_something_changes(on: Trials) -> None:
    route = ROUTES["requests.withdraw"]
    (one,) = route.tries
    parent = on.town.actors["parent_a"]

    assert not (await judge(on, route, one, parent, "a")).wrongly_allowed
    assert (await judge(on, route, one, replace(parent, name="parent_b"), "a")).wrongly_allowed


@pytest.mark.xdist_group("who-may")
async def test_a_hole_is_seen_where_a_name_is_shown(on: Trials) -> None:
    route = ROUTES["files.open_file"]
    (one,) = route.tries
    director = on.town.actors["director_a"]

    assert not (await judge(on, route, one, director, "a")).wrongly_allowed
    assert (await judge(on, route, one, replace(director, sees=frozenset()), "a")).shown


@pytest.mark.xdist_group("who-may")
async def test_a_refusal_is_seen_where_somebody_may(on: Trials) -> None:
    route = ROUTES["files.open_file"]
    (one,) = route.tries
    revoked = replace(on.town.actors["revoked"], name="coordinator")

    assert (await judge(on, route, one, revoked, "a")).wrongly_refused


@pytest.mark.postgres
@pytest.mark.xdist_group("faults")
async def test_a_director_is_told_behind_the_walls_what_they_are_told_without(tmp_path: Path) -> None:
    with postgres.server() as admin, postgres.database(admin) as url:
        on_a_file, on_a_server, served = await walled.told(tmp_path / "town.sqlite3", url)

    assert on_a_server == on_a_file
    assert len([one for one in on_a_file.values() if one]) > 50
    assert served == {CRECHES[walled.SIDE]}


@pytest.mark.timeout(600)  # three thousand tries, on a busy machine
@pytest.mark.xdist_group("who-may")
async def test_nobody_does_or_sees_what_is_not_theirs() -> None:
    row = await who_may.run("small", seed=1)
    assert row.holds, row.as_text()
