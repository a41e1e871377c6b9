"""What the bot sends, as a person sees and taps it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.puppet import HOSTILE, OpenPage, Puppet, picture, rows

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("page")]


async def test_message_of_the_bot_appears_as_a_bubble(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    page = await open_page(who)

    sent = await puppet.say(who, "Bonjour <b>Amélie</b>")

    bubble = page.get_by_test_id(f"message-{sent}")
    await expect(bubble.locator(".words")).to_contain_text("Bonjour Amélie")
    await expect(bubble.locator("strong")).to_have_text("Amélie")
    await expect(bubble).to_have_class(re.compile("theirs"))


async def test_message_shows_the_hour_of_brussels(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    await puppet.to_next_year("07-01T22:30:00+00:00")

    sent = await puppet.say(who, "Late")
    page = await open_page(who)

    bubble = page.get_by_test_id(f"message-{sent}")
    await expect(bubble.locator("time")).to_have_text(re.compile(r"00:3\d"))
    await expect(page.locator(".day").last.locator("h2")).to_have_text("Today")


async def test_edit_changes_the_bubble_in_place(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    sent = [await puppet.say(who, f"Line {number}\n" * 3) for number in range(30)]
    page = await open_page(who)
    log = page.get_by_test_id("messages")
    await page.get_by_test_id(f"message-{sent[-1]}").wait_for()
    await log.evaluate("(log) => { log.scrollTop = 300; log.children[0].dataset.kept = 'yes'; }")
    await expect(page.get_by_role("button", name="To the newest message")).to_be_visible()

    await puppet.call("editMessageText", chat_id=who, message_id=sent[2], text="Another")

    bubble = page.get_by_test_id(f"message-{sent[2]}")
    await expect(bubble.locator(".words")).to_contain_text("Another")
    await expect(bubble.locator(".edited")).to_have_text("edited")
    assert await log.evaluate("(log) => [log.children[0].dataset.kept, log.scrollTop < 400]") == ["yes", True]


async def test_deleted_message_vanishes(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    sent = await puppet.say(who, "Not for long")
    page = await open_page(who)
    await page.get_by_test_id(f"message-{sent}").wait_for()

    await puppet.call("deleteMessage", chat_id=who, message_id=sent)

    await expect(page.get_by_test_id(f"message-{sent}")).to_have_count(0)


async def test_tap_sends_the_data_and_shows_the_answer_as_a_toast(
    open_page: OpenPage, puppet: Puppet
) -> None:
    who = await puppet.somebody()
    sent = await puppet.say(who, "Choose", reply_markup=rows(["Yes", "No"]))
    page = await open_page(who)
    button = page.get_by_test_id(f"message-{sent}").get_by_test_id("button-0-1")

    await button.click()
    query = await puppet.next("callback_query")
    await expect(button).to_have_attribute("aria-busy", "true")
    await puppet.call("answerCallbackQuery", callback_query_id=query["id"], text="Noted <b>")

    assert query["data"] == "0-1"
    await expect(page.get_by_test_id("toast")).to_have_text("Noted <b>")
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_button_with_a_label_twice_sends_its_own_data(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    sent = await puppet.say(who, "Days", reply_markup=rows(["✓", "✓", "–"], ["✓", "–", "–"]))
    page = await open_page(who)

    await page.get_by_test_id(f"message-{sent}").get_by_test_id("button-1-0").click()

    query = await puppet.next("callback_query")
    await puppet.call("answerCallbackQuery", callback_query_id=query["id"])
    assert query["data"] == "1-0"


async def test_edit_after_a_tap_keeps_the_focus_on_the_button(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    sent = await puppet.say(who, "Days", reply_markup=rows(["a", "b"]))
    page = await open_page(who)
    bubble = page.get_by_test_id(f"message-{sent}")
    await bubble.get_by_test_id("button-0-1").focus()

    await puppet.call("editMessageReplyMarkup", chat_id=who, message_id=sent, reply_markup=rows(["a", "✓ b"]))

    await expect(bubble.get_by_test_id("button-0-1")).to_have_text("✓ b")
    await expect(bubble.get_by_test_id("button-0-1")).to_be_focused()


async def test_alert_is_a_dialog_that_escape_closes(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    sent = await puppet.say(who, "Rank", reply_markup=rows(["Why?"]))
    page = await open_page(who)
    button = page.get_by_test_id(f"message-{sent}").get_by_test_id("button-0-0")

    await button.click()
    query = await puppet.next("callback_query")
    await puppet.call("answerCallbackQuery", callback_query_id=query["id"], text="Because.", show_alert=True)

    await expect(page.get_by_role("alertdialog", name="Puppet")).to_contain_text("Because.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("alert")).to_have_count(0)
    await expect(button).to_be_focused()


async def test_hostile_names_and_words_stay_text(open_page: OpenPage, puppet: Puppet) -> None:
    await puppet.side("chats/1003/messages", text=HOSTILE)
    await puppet.updates()
    page = await open_page(1003)
    sent = await puppet.call("sendMessage", chat_id=1003, text=HOSTILE, reply_markup=rows([HOSTILE]))

    bubble = page.get_by_test_id(f"message-{sent['message_id']}")
    await expect(bubble.locator(".words")).to_contain_text(HOSTILE)
    await expect(bubble.get_by_test_id("button-0-0")).to_have_text(HOSTILE)
    await expect(page.get_by_test_id("person-1003").locator(".person-name")).to_have_text(HOSTILE)
    await expect(page.locator(".subtitle")).to_have_text(f"You are {HOSTILE}")
    assert await page.evaluate("window.hacked") is None
    assert await page.locator("img[src='x']").count() == 0


async def test_formatting_is_counted_in_utf16_and_nests(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    marked = "👶🏽 <b>gras <i>les deux</i></b> <s>non</s> <code>1&lt;2</code>\n"
    text = f"{marked}<blockquote>cité</blockquote>fin <tg-spoiler>caché</tg-spoiler>"
    sent = await puppet.say(who, text)
    page = await open_page(who)

    words = page.get_by_test_id(f"message-{sent}").locator(".words")
    await expect(words.locator("strong")).to_have_text("gras les deux")
    await expect(words.locator("strong em")).to_have_text("les deux")
    await expect(words.locator("s")).to_have_text("non")
    await expect(words.locator("code")).to_have_text("1<2")
    await expect(words.locator("blockquote")).to_have_text("cité")
    spoiler = page.get_by_role("button", name="Hidden words, show them")
    await spoiler.press("Enter")
    await expect(words.locator(".spoiler.shown")).to_have_text("caché")


async def test_only_safe_links_lead_out_and_never_take_the_page_along(
    open_page: OpenPage, puppet: Puppet
) -> None:
    page = await open_page(await puppet.somebody())

    made = await page.evaluate("""async () => {
      const { link } = await import('/page/entities.js');
      return ['https://example.org/a', 'javascript:alert(1)', 'data:text/html,x'].map((url) => {
        const node = link(url, {}, 'word');
        return [node.tagName, node.rel ?? null, node.target ?? null];
      });
    }""")

    assert made == [["A", "noopener noreferrer", "_blank"], ["SPAN", None, None], ["SPAN", None, None]]


async def test_link_to_the_bot_starts_it_in_the_same_chat(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    keyboard = {"inline_keyboard": [[{"text": "Open", "url": "https://t.me/sandbox_bot?start=ref_1"}]]}
    sent = await puppet.say(who, "A link", reply_markup=keyboard)
    page = await open_page(who)

    await page.get_by_test_id(f"message-{sent}").get_by_test_id("button-0-0").click()

    assert (await puppet.next("message"))["text"] == "/start ref_1"


async def test_command_in_a_text_sends_itself(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    sent = await puppet.say(who, "Type /help now")
    page = await open_page(who)

    await page.get_by_test_id(f"message-{sent}").get_by_role("button", name="/help").click()

    assert (await puppet.next("message"))["text"] == "/help"


async def test_dots_show_while_the_bot_types(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    page = await open_page(who)

    await page.get_by_test_id("composer").fill("Hello?")
    await page.get_by_test_id("send").click()
    await expect(page.locator(".mine").last).to_contain_text("Hello?")
    await puppet.call("sendChatAction", chat_id=who, action="typing")
    await expect(page.get_by_test_id("typing")).to_be_visible()
    await puppet.updates()
    await puppet.say(who, "Here I am")

    await expect(page.get_by_test_id("typing")).to_be_hidden()


async def test_photo_opens_large_with_its_caption_as_its_name(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    sent = await puppet.call(
        "sendPhoto", chat_id=who, photo=("a.png", picture(300, 200), "image/png"), caption="The garden"
    )
    page = await open_page(who)

    bubble = page.get_by_test_id(f"message-{sent['message_id']}")
    await expect(bubble.get_by_role("img", name="The garden")).to_be_visible()
    await page.wait_for_function("document.querySelector('.photo img').naturalWidth === 300")
    await bubble.get_by_role("button", name="Enlarge: The garden").click()

    await expect(page.get_by_test_id("lightbox")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("lightbox")).to_have_count(0)


async def test_document_downloads_under_its_name(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    sheet = ("list.csv", b"a;b\n1;2\n", "text/csv")
    sent = await puppet.call("sendDocument", chat_id=who, document=sheet)
    page = await open_page(who)

    async with page.expect_download() as waited:
        await (
            page.get_by_test_id(f"message-{sent['message_id']}")
            .get_by_role("link", name="Download list.csv, 8 B")
            .click()
        )

    download = await waited.value
    assert (download.suggested_filename, (await download.path()).read_bytes()) == ("list.csv", b"a;b\n1;2\n")


async def test_photos_of_one_album_stand_together(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    media = [{"type": "photo", "media": f"attach://p{number}"} for number in range(2)]
    pictures = {f"p{number}": (f"{number}.png", picture(60, 40), "image/png") for number in range(2)}
    await puppet.call("sendMediaGroup", chat_id=who, media=media, **pictures)

    page = await open_page(who)

    await expect(page.get_by_role("group", name="Album").get_by_role("img")).to_have_count(2)
