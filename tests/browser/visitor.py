"""Somebody with a phone, in the browser: reads what the bot said last, taps, writes.

Labels and sentences are named by their keys in the catalogues. On every screen, each label can be read.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page
from playwright.async_api import TimeoutError as Late

from bot.texts import Speaker, Texts
from tests.sentences import words

TEXTS = Texts.load()
#: A folder for a picture of every screen.
SHOTS = os.environ.get("CIGOGNE_SHOTS")

#: Whether the bot's last message says all that, and has those buttons: looked at whenever the page is drawn.
SHOWN = """([sentences, labels]) => {
  const message = [...document.querySelectorAll('.message.theirs')].at(-1);
  const keys = [...(message?.querySelectorAll('.key span') ?? [])].map((key) => key.textContent);
  return message && sentences.every((one) => new RegExp(one).test(message.textContent))
    && labels.every((one) => keys.includes(one));
}"""
#: The labels that need three lines or break a word in two.
UNREADABLE = """() => [...document.querySelectorAll('.key span')].filter((label) => {
  const [node] = label.childNodes, range = document.createRange();
  const lines = (from, to) => {
    range.setStart(node, from); range.setEnd(node, to);
    return new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size;
  };
  const broken = [...node.data.matchAll(/[^\\s-]+/g)].some(
    (word) => lines(word.index, word.index + word[0].length) > 1);
  return broken || lines(0, node.data.length) > 2;
}).map((label) => label.textContent)"""


def sentence(t: Speaker, key: str) -> re.Pattern[str]:
    """A sentence as it may stand on the screen, whatever its values."""
    return re.compile("|".join(_pattern(form) for form in words(t._catalogue, key)))


def _pattern(form: str) -> str:
    parts = re.split(r"\{\w+\}", re.sub(r"<[^>]+>", "", form))
    return r"[^\n]+".join(r"\s+".join(map(re.escape, re.split(r"\s+", part))) for part in parts)


@dataclass
class Visitor:
    """A person at the page of the sandbox, reading one language."""

    page: Page
    name: str
    t: Speaker
    _shots: int = 0

    @property
    def newest(self) -> Locator:
        """The bot's last message."""
        return self.page.locator(".message.theirs").last

    async def sees(self, *keys: str) -> None:
        """The newest message says these sentences; whatever can be tapped can be read."""
        await self._waits([sentence(self.t, key).pattern for key in keys], [])
        unreadable = await self.page.evaluate(UNREADABLE)
        assert unreadable == [], unreadable
        await self.look(keys[0])

    async def offers(self, *labels: str) -> None:
        """The newest message has buttons of these labels."""
        await self._waits([], list(labels))

    async def labels(self) -> list[str]:
        """All that the newest message offers."""
        return await self.newest.locator(".key").all_inner_texts()

    async def taps(self, label: str, *sees: str) -> None:
        """Tap a button of the newest message, named by its key or as it is, and see where it leads."""
        await self._button(self.t.plain(label) if self.t.knows(label) else label).click()
        if sees:
            await self.sees(*sees)

    async def ticks(self, label: str, mark: str = "✓ ") -> None:
        """Tap one of several; it shows that it is chosen."""
        await self.taps(label)
        await self.offers(f"{mark}{label}")

    async def says(self, text: str, *sees: str) -> None:
        field = self.page.get_by_test_id("composer")
        await field.fill(text)
        await field.press("Enter")
        await self.sees(*sees)

    async def speaks(self, language: str, *sees: str) -> None:
        """Change the language from anywhere."""
        await self.says("/language", "language.choose")
        self.t = TEXTS.speaker(language)
        await self.taps("language.name", *sees)

    async def starts(self, *sees: str, payload: str = "") -> None:
        """Press Start, or follow a link; read the notice in another language and in one's own; accept it."""
        if payload:
            await self.says(f"/start {payload}", "welcome.hello", "privacy.notice")
        else:
            await self.page.get_by_test_id("start").click()
            await self.sees("welcome.hello", "privacy.notice")
        own, self.t = self.t, self.elsewhere
        await self.taps("language.name", "welcome.hello", "privacy.notice")
        self.t = own
        await self.taps("language.name", "welcome.hello", "privacy.notice")
        await self.taps("welcome.accept", *sees)

    @property
    def elsewhere(self) -> Speaker:
        """Another language."""
        return TEXTS.speaker("nl" if self.t.language == "fr" else "fr")

    async def found(self, pattern: str) -> str:
        """What the newest message has that looks so."""
        match = re.search(pattern, await self.newest.inner_text())
        assert match is not None
        return match[1]

    def _button(self, label: str) -> Locator:
        return self.newest.get_by_role("button", name=label, exact=True)

    async def _waits(self, sentences: list[str], labels: list[str]) -> None:
        try:
            await self.page.wait_for_function(SHOWN, arg=[sentences, labels])
        except Late:
            told = await self.newest.inner_text()
            pytest.fail(f"{self.name} reads {told!r}, not {sentences} {labels}")

    async def look(self, at: str) -> None:
        """Keep a picture of the screen, where somebody wants to look."""
        if SHOTS:
            self._shots += 1
            picture = f"{self.name}-{self._shots:02}-{at}.png"
            await self.page.screenshot(path=Path(SHOTS) / self.t.language / picture)
