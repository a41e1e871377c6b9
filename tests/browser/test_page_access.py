"""The page by keyboard, on a phone, in the dark, and by name."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, expect

from bot import sandbox
from tests.browser.puppet import OpenPage, Puppet, rows

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("page")]

PAGE = Path(sandbox.__file__).parent / "page"
PHONE = ViewportSize(width=360, height=740)


async def test_nothing_is_wider_than_a_small_phone(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody("W" * 60)
    sent = await puppet.say(
        who, "x" * 200 + "\n<pre>" + "y" * 200 + "</pre>", reply_markup=rows(["après-midi"] * 5, ["z" * 60])
    )
    page = await open_page(who, viewport=PHONE)
    await page.get_by_test_id(f"message-{sent}").wait_for()

    widths = [await _overflow(page)]
    await page.get_by_test_id("tools").click()
    widths.append(await _overflow(page))
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="Back to the people").click()
    await page.get_by_test_id(f"person-{who}").wait_for()
    widths.append(await _overflow(page))

    assert widths == [[], [], []]


async def _overflow(page: Page) -> list[str]:
    """The elements seen beyond the right edge, but for those in a box that scrolls by itself."""
    found: list[str] = await page.evaluate("""() => [...document.querySelectorAll('body *')]
      .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest('pre, .tabs, svg'))
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
      .map((one) => one.className || one.tagName)""")
    return found


async def test_phone_shows_people_then_chat_then_people(open_page: OpenPage) -> None:
    page = await open_page(viewport=PHONE)
    await expect(page.get_by_role("main")).to_be_hidden()

    await page.get_by_test_id("person-1001").click()
    await expect(page.get_by_test_id("messages")).to_be_visible()
    await expect(page.get_by_test_id("person-1001")).to_be_hidden()
    await page.get_by_role("link", name="Back to the people").click()

    await expect(page.get_by_test_id("person-1001")).to_be_visible()


async def test_keyboard_alone_reads_writes_taps_and_closes(open_page: OpenPage, puppet: Puppet) -> None:
    await puppet.side("chats/1001/messages", text="/start")
    await puppet.updates()
    sent = await puppet.say(1001, "Choose", reply_markup=rows(["Left", "Right"]))
    page = await open_page()

    await page.get_by_role("searchbox").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_test_id("person-1001")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await page.keyboard.type("Hello")
    await page.keyboard.press("Enter")
    said = await puppet.next("message")
    await page.get_by_test_id(f"message-{said['message_id']}").wait_for()
    await page.get_by_test_id("messages").press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_test_id(f"message-{sent}")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    query = await puppet.next("callback_query")
    await puppet.call("answerCallbackQuery", callback_query_id=query["id"], text="Right", show_alert=True)
    await page.get_by_test_id("alert").wait_for()
    await page.keyboard.press("Enter")

    assert (said["text"], query["data"]) == ("Hello", "0-1")
    await expect(page.get_by_test_id("alert")).to_have_count(0)


async def test_dark_follows_the_system_and_the_switch_is_remembered(open_page: OpenPage) -> None:
    page = await open_page(scheme="dark")
    colour = "getComputedStyle(document.querySelector('.people')).backgroundColor"
    dark = await page.evaluate(colour)

    await page.get_by_test_id("theme").click()
    light = await page.evaluate(colour)
    await page.reload()

    assert (dark, light, await page.evaluate(colour)) == ("rgb(23, 33, 43)", "rgb(255, 255, 255)", light)


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return { rgb: [r, g, b], a: a / 255 };
  };
  const over = (top, under) => top.rgb.map((part, at) => part * top.a + under[at] * (1 - top.a));
  const behind = (one) => {
    if (!one) return rgba(getComputedStyle(document.body).backgroundColor).rgb;
    const own = rgba(getComputedStyle(one).backgroundColor);
    return own.a === 1 ? own.rgb : over(own, behind(one.parentElement));
  };
  const light = (rgb) => rgb.map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const words = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll('body *')]
    .filter((one) => words(one) && one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((one) => !one.closest('[aria-hidden=true], :disabled'))
    .map((one) => {
      const under = behind(one);
      const [low, high] = [light(under), light(over(rgba(getComputedStyle(one).color), under))].sort();
      return [(Math.max(low, high) + 0.05) / (Math.min(low, high) + 0.05), one.className || one.tagName];
    })
    .filter(([ratio]) => ratio < 4.5).map(([ratio, name]) => `${name}: ${ratio.toFixed(2)}`);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_what_is_behind_them(
    open_page: OpenPage, puppet: Puppet, scheme: str
) -> None:
    who = await puppet.somebody()
    marked = "See <a href='https://example.org'>this</a> <code>code</code>\n<blockquote>q</blockquote>/help"
    sent = await puppet.say(who, marked, reply_markup=rows(["Left", "Right"]))
    await puppet.call("sendDocument", chat_id=who, document=("a.pdf", b"%PDF", "application/pdf"))
    await puppet.say(who, "Phone?", reply_markup={"keyboard": [[{"text": "Share"}]]})
    page = await open_page(who, scheme=scheme)
    await page.get_by_test_id(f"message-{sent}").wait_for()

    assert await page.evaluate(CONTRAST) == []


async def test_every_button_and_field_has_a_name(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    await puppet.say(who, "Choose", reply_markup=rows(["Left", "Right"]))
    page = await open_page(who)
    await page.get_by_test_id("button-0-0").wait_for()

    nameless = await page.evaluate("""() => [...document.querySelectorAll('button, a, input, select')]
      .filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length))
      .map((one) => one.outerHTML)""")

    assert nameless == []
    log = page.get_by_role("log", name="Messages")
    await expect(log).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize("path", sorted(PAGE.glob("*.*")), ids=lambda path: path.name)
def test_page_plays_telegram_and_knows_nothing_else(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert (
        re.findall(r"(?i)cr[eè]che|\bparents?\b|cigogne|famil(?:y|ies)|https?://(?!www\.w3\.org/)\w", text)
        == []
    )
    assert len(text.splitlines()) <= 300 or path.suffix == ".css"
