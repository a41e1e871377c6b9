"""What the doctor looks at beyond the settings: found when it is so, with what to do."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import checkups
from bot.commands.clock import now
from bot.doctor import Advice
from bot.inbox import Api, Trouble
from bot.rules.people import Mandate, Role
from bot.sandbox import Sandbox
from bot.settings import SettingProblem, Settings
from storage import Storage, back_up
from tests.cast import ANA, MORNING
from tests.commands.conftest import KEY
from tests.kept import empty_storage, lay_empty
from tests.storage import seeds


@pytest.fixture(scope="module")
async def telegram() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(pace=False)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def settings(telegram: Sandbox) -> Settings:
    return Settings(
        _env_file=None, token=SecretStr(telegram.token), key=SecretStr(KEY), api_base_url=telegram.url
    )


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[Api]:
    found = Api(settings.api_base_url, settings.the_token())
    yield found
    await found.call("deleteWebhook")
    await found.close()


async def told(look: Callable[..., str], *about: Any, kind: type[Exception]) -> str:
    with pytest.raises(kind) as caught:
        await asyncio.to_thread(look, *about)
    return str(caught.value)


async def test_key_kept_once_or_wrongly_is_told(settings: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert "no copy is known" in await told(checkups.key_copy, settings, kind=Advice)
    settings.key_copy = copy
    assert f"{copy} cannot be read" in await told(checkups.key_copy, settings, kind=Advice)
    copy.write_text("no key")
    assert "no key in it" in await told(checkups.key_copy, settings, kind=Advice)
    copy.write_text("AAAA")
    assert "holds another key" in await told(checkups.key_copy, settings, kind=SettingProblem)
    copy.write_text(f"{KEY}\n")
    assert checkups.key_copy(settings) == f"also in {copy}"
    settings.key_file = copy
    assert "is the key itself" in await told(checkups.key_copy, settings, kind=SettingProblem)


def test_copies_that_are_missing_or_old_are_told(settings: Settings, tmp_path: Path) -> None:
    settings.copies = tmp_path
    settings.database_url = f"sqlite:///{lay_empty(tmp_path / 'data.sqlite3')}"
    with pytest.raises(Advice, match=f"there is none in {tmp_path}: have `cigogne backup` run each night"):
        checkups.copies(settings)
    for days in (3, 1):
        taken = now() - timedelta(days=days)
        back_up(settings.database_url, tmp_path, key=settings.the_key(), now=taken)
        if days == 3:
            with pytest.raises(Advice, match=f"the newest is of {taken:%Y-%m-%d} in {tmp_path}: have"):
                checkups.copies(settings)
    assert checkups.copies(settings).startswith("whoever is erased goes from those in")


async def test_clock_that_goes_wrong_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await asyncio.to_thread(checkups.clock, settings) == "within half a minute of Telegram's"
    for hours, words in ((1, "s ahead of Telegram's"), (-1, "s behind Telegram's")):
        monkeypatch.setattr(checkups, "now", lambda hours=hours: now() + timedelta(hours=hours))
        assert words in await told(checkups.clock, settings, kind=SettingProblem)


async def test_disk_that_is_nearly_full_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkups, "LEAST_ROOM", 10**18)
    assert "make room" in await told(checkups.disk, settings, kind=SettingProblem)


async def test_webhook_of_another_program_is_told_and_taken_for_no_poller(
    settings: Settings, api: Api, tmp_path: Path
) -> None:
    await api.call("setWebhook", url="https://other.example/hook/secret")
    said = await told(checkups.updates, settings, kind=Advice)
    assert said.startswith("Telegram calls other.example: ")
    assert "secret" not in said
    async with empty_storage(tmp_path) as storage:
        assert "see `updates`" in await asyncio.to_thread(checkups.pollers, settings, storage)


async def test_webhook_that_telegram_does_not_know_or_reach_is_told(settings: Settings, api: Api) -> None:
    settings.public_url = "https://bot.example/hook"
    assert "WEBHOOK_SECRET is missing" in await told(checkups.updates, settings, kind=SettingProblem)
    settings.webhook_secret = SecretStr("s")
    assert "does not know yet" in await told(checkups.updates, settings, kind=Advice)
    failed = {"last_error_date": int(now().timestamp()), "last_error_message": "Connection refused"}
    with pytest.raises(SettingProblem, match="Connection refused"):
        checkups._check_delivery(failed)


async def test_second_poller_is_told(settings: Settings, api: Api, tmp_path: Path) -> None:
    async def other() -> None:
        while True:
            with contextlib.suppress(Trouble):
                await api.call("getUpdates", timeout=20)
            await asyncio.sleep(0.05)

    async with empty_storage(tmp_path) as storage:
        polls = asyncio.create_task(other())
        said = await told(checkups.pollers, settings, storage, kind=SettingProblem)
        polls.cancel()
        assert said.startswith("another program polls with this token: ")
        await storage.outbox.lead("courier", at=now(), seconds=600)
        assert "this bot runs" in await asyncio.to_thread(checkups.pollers, settings, storage)


async def test_staff_who_cannot_be_told_are_counted(tmp_path: Path) -> None:
    async with empty_storage(tmp_path) as storage:
        assert "cigogne invite coordinator" in await told(checkups.contacts, storage, kind=Advice)
        _add_coordinator(storage, "1", reachable=True)
        assert checkups.contacts(storage) == "every firm and all staff can be written to"
        _add_coordinator(storage, "2", reachable=False)
        said = await told(checkups.contacts, storage, kind=Advice)
        assert said.startswith("nobody hears at 0 firms with an agreement, and 1 of the staff ")


def _add_coordinator(storage: Storage, name: str, *, reachable: bool) -> None:
    with storage.transaction() as records:
        person = replace(ANA, id=name, chat_id=int(name), family_id=None, reachable=reachable)
        seeds.person(records, person)
        records.people.grant(name, Mandate(role=Role.COORDINATOR), at=MORNING)


async def test_alert_chat_without_the_bot_is_told(settings: Settings) -> None:
    assert "told nowhere" in await told(checkups.alerts, settings, kind=Advice)
    settings.alert_chat = -100
    assert "in no chat of that number" in await told(checkups.alerts, settings, kind=SettingProblem)
