"""A Chromium for the tests that look at the page, and a sandbox in a process of its own to look at."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Error, Page, ViewportSize, async_playwright

from tests.browser.puppet import PEOPLE, OpenPage, Puppet
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
    yield (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
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

    async def opened(
        chat_id: int | None = None, *, viewport: ViewportSize = DESK, scheme: str = "light"
    ) -> Page:
        context = await chromium.new_context(
            viewport=viewport, color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(error.message))
        page.on("request", lambda request: problems.extend(_elsewhere(request.url, puppet.url)))
        await page.goto(f"{puppet.url}/" + (f"#chat={chat_id}" if chat_id else ""))
        await page.get_by_test_id("person-1001").wait_for(state="attached")
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert problems == []


def _elsewhere(url: str, home: str) -> list[str]:
    return [] if url.startswith((f"{home}/", "blob:", "data:")) else [f"asked for {url}"]
