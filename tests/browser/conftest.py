"""A Chromium for the tests that look at the page, and a sandbox in a process of its own to look at."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Error, Page, ViewportSize, async_playwright, expect

from tests.browser.puppet import PATIENCE, PEOPLE, OpenPage, Puppet
from tests.browser.visitor import TEXTS, Visitor
from tests.commands.conftest import Operator, Running, open_sandbox
from tests.lacking import lacking

FLAGS = [
    "--no-sandbox",  # containers give Chromium no namespaces of its own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
Visit = Callable[..., Awaitable[Visitor]]
expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium; skips without one, or fails when CIGOGNE_REQUIRE_BROWSER=1."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        lacking("BROWSER", "no Chromium: install chromium, or name one in CHROMIUM")
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            lacking("BROWSER", f"Chromium at {path} does not start: {error.message.splitlines()[0]}")
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def sandbox_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a `python -m bot.sandbox` whose bot has not spoken yet."""
    listed = tmp_path_factory.mktemp("sandbox") / "people.json"
    listed.write_text(json.dumps(PEOPLE), encoding="utf-8")
    arguments = ["-m", "bot.sandbox", "--port", "0", "--no-pace", "--people", str(listed)]
    root = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=root, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    yield (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode().strip()
    process.terminate()
    await process.wait()


@pytest.fixture(scope="session")
async def puppet(sandbox_url: str) -> AsyncIterator[Puppet]:
    """The sandbox's own bot, led by the test call by call."""
    async with aiohttp.ClientSession(sandbox_url) as session:
        bot = Puppet(session, sandbox_url)
        await bot.updates()
        await bot.call("setMyName", name="Puppet")
        yield bot


@pytest.fixture
async def open_page(chromium: Browser, puppet: Puppet) -> AsyncIterator[OpenPage]:
    """Opens the page, at `#chat=ID` when given one; its errors and its calls to elsewhere fail the test."""
    contexts = []
    problems: list[str] = []
    await puppet.updates()  # what the test before left unread is nothing to this one

    async def opened(
        chat_id: int | None = None, *, viewport: ViewportSize = DESK, scheme: str = "light"
    ) -> Page:
        context = await chromium.new_context(
            viewport=viewport, color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.on("pageerror", lambda error: problems.append(error.message))
        page.on("request", lambda request: problems.extend(_elsewhere(request.url, puppet.url)))
        await page.goto(f"{puppet.url}/" + (f"#chat={chat_id}" if chat_id else ""))
        await page.get_by_test_id("person-1001").wait_for(state="attached")
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert problems == []


@pytest.fixture(scope="session")
async def cooperative(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """`cigogne sandbox`, as anybody starts it."""
    async with aiohttp.ClientSession() as http:
        running = await open_sandbox(Operator(tmp_path_factory.mktemp("cooperative")), http, "--port", "0")
        yield running
        await running.stop()


async def now(cooperative: Running) -> datetime:
    """The time in the sandbox."""
    async with cooperative.http.get(f"{cooperative.url}/sandbox/clock") as answer:
        return datetime.fromisoformat((await answer.json())["now"])


@pytest.fixture
async def visit(chromium: Browser, cooperative: Running) -> AsyncIterator[Visit]:
    """Opens the sandbox on a phone, as somebody new or as one of its people."""
    contexts = []
    problems: list[str] = []

    async def opened(name: str, language: str, user_id: int | None = None) -> Visitor:
        who = user_id or (await cooperative.somebody(name, language)).user_id
        context = await chromium.new_context(viewport=PHONE, reduced_motion="reduce", has_touch=True)
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.on("pageerror", lambda error: problems.append(error.message))
        await page.goto(f"{cooperative.url}/#chat={who}")
        await page.get_by_test_id("composer").wait_for()
        return Visitor(page, name, TEXTS.speaker(language))

    yield opened
    for context in contexts:
        await context.close()
    assert problems == []


@pytest.fixture
async def nadia(visit: Visit, cooperative: Running, language: str) -> Visitor:
    """The coordinator among those made up; she speaks the language of the test."""
    t, person = TEXTS.speaker(language), cooperative.known(700_000_013)
    await person.says("/language")
    await person.taps(t.plain("language.name"))
    found = await visit("Nadia", language, person.user_id)
    await found.sees("menu.question")
    return found


def _elsewhere(url: str, home: str) -> list[str]:
    return [] if url.startswith((f"{home}/", "blob:", "data:")) else [f"asked for {url}"]
