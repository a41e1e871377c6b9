"""The server itself: ports, the page, downloads, and running alone."""

import asyncio
import json
import sys
import time
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox import Sandbox, SandboxPerson
from tests.sandbox.conftest import AMELIE, Client


async def test_port_when_taken(client: Client) -> None:
    port = int(client.sandbox.url.rpartition(":")[2])
    with pytest.raises(OSError, match=str(port)):
        await Sandbox(port=port).start()


def test_token_when_malformed() -> None:
    with pytest.raises(ValueError, match="not a well-formed bot token"):
        Sandbox(token="nonsense")


async def test_page_when_opened(client: Client, session: aiohttp.ClientSession) -> None:
    async with session.get(client.sandbox.url + "/") as response:
        assert (response.status, response.content_type) == (200, "text/html")
    async with session.get(client.sandbox.url + "/page/style.css") as response:
        assert (response.status, response.content_type) == (200, "text/css")


@pytest.mark.parametrize(
    "path", ["/page/../server.py", "/page/%2e%2e/server.py", "/page/no.css", "/page/", "/nothing"]
)
async def test_page_when_there_is_none(client: Client, path: str) -> None:
    # Written by hand: a client library would tidy the dots away.
    host, _, port = client.sandbox.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    assert answer.startswith("HTTP/1.1 404 ")
    assert json.loads(answer.rpartition("\r\n")[2])["description"] == "Not Found"


async def test_download_when_the_token_is_wrong(client: Client, session: aiohttp.ClientSession) -> None:
    async with session.get(f"{client.sandbox.url}/file/bot{client.token}x/photos/file_0.jpg") as response:
        assert response.status == 401


async def test_stop_when_a_poll_waits(session: aiohttp.ClientSession) -> None:
    sandbox = Sandbox()
    await sandbox.start()
    poll = asyncio.create_task(Client(sandbox, session).call("getUpdates", timeout=50))
    while sandbox._world.main.updates._waiter is None:  # noqa: ASYNC110 – nothing tells
        await asyncio.sleep(0.01)
    begin = time.monotonic()
    await sandbox.stop()
    assert time.monotonic() - begin < 40  # not as long as the poll would
    assert (await poll)["error_code"] == 500


async def test_person_when_met_already_blocked(session: aiohttp.ClientSession) -> None:
    people = [SandboxPerson(user_id=AMELIE, name="Amélie", blocked=True)]
    sandbox = Sandbox(people=people)
    await sandbox.start()
    answer = await Client(sandbox, session).call("sendMessage", chat_id=AMELIE, text="a")
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    await sandbox.stop()


async def test_sandbox_when_run_alone(tmp_path: Path, session: aiohttp.ClientSession) -> None:
    listed = tmp_path / "people.json"
    listed.write_text(json.dumps([{"user_id": AMELIE, "name": "Amélie"}]), encoding="utf-8")
    arguments = ["-m", "bot.sandbox", "--no-pace", "--people", str(listed), "--token", "42:another-token"]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    for number in range(10):
        body = {"chat_id": AMELIE, "text": str(number)}
        async with session.post(f"{url}/bot42:another-token/sendMessage", json=body) as response:
            assert (await response.json())["result"]["message_id"] == number + 1
    process.terminate()
    assert await process.wait() == 0


async def test_sandbox_when_run_alone_on_a_taken_port(client: Client) -> None:
    port = client.sandbox.url.rpartition(":")[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--port", port, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert errors.decode().startswith("The sandbox cannot listen: ")
    assert errors.decode().count("\n") == 1
