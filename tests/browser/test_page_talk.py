"""What a person says: typed, chosen, shared, edited."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from tests.browser.puppet import OpenPage, Puppet

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("page")]


async def test_typed_text_is_sent_by_enter_and_stands_on_the_right(
    open_page: OpenPage, puppet: Puppet
) -> None:
    who = await puppet.somebody()
    page = await open_page(who)

    field = page.get_by_test_id("composer")
    await field.press_sequentially("one")
    await field.press("Shift+Enter")
    await field.press_sequentially("two")
    await field.press("Enter")

    said = await puppet.next("message")
    assert said["text"] == "one\ntwo"
    own = page.get_by_test_id(f"message-{said['message_id']}")
    await expect(own).to_have_class(re.compile("mine"))
    await expect(field).to_have_value("")
    box, log = await own.bounding_box(), await page.get_by_test_id("messages").bounding_box()
    assert box
    assert log
    assert box["x"] > log["x"] + log["width"] / 2


async def test_second_text_never_overtakes_the_first(open_page: OpenPage, puppet: Puppet) -> None:
    page = await open_page(await puppet.somebody())
    said: list[str] = []

    async def slower_at_first(route: Route) -> None:
        said.append(str(route.request.post_data))
        await asyncio.sleep(0.5 if len(said) == 1 else 0)
        await route.continue_()

    await page.route(re.compile(r"/messages$"), slower_at_first)
    for word in ("one", "two"):
        await page.get_by_test_id("composer").fill(word)
        await page.keyboard.press("Enter")

    await expect(page.locator(".message.mine .words")).to_contain_text(["/start", "one", "two"])


async def test_reply_keyboard_sends_its_words_and_leaves_after_one_use(
    open_page: OpenPage, puppet: Puppet
) -> None:
    who = await puppet.somebody()
    keyboard = {
        "keyboard": [[{"text": "Yes"}, {"text": "No"}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
        "input_field_placeholder": "Well?",
    }
    await puppet.say(who, "Coming?", reply_markup=keyboard)
    page = await open_page(who)
    await expect(page.get_by_test_id("composer")).to_have_attribute("placeholder", "Well?")

    await page.get_by_test_id("reply-0-1").click()

    assert (await puppet.next("message"))["text"] == "No"
    await expect(page.get_by_test_id("reply-keyboard")).to_have_count(0)


async def test_contact_button_shares_the_number_after_a_question(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody("Zoé")
    await puppet.say(who, "Phone?", reply_markup={"keyboard": [[{"text": "Share", "request_contact": True}]]})
    page = await open_page(who)

    await page.get_by_test_id("reply-0-0").click()
    await page.get_by_role("textbox", name="Phone number").fill("+32470123456")
    await page.get_by_role("dialog").get_by_role("button", name="Share").click()

    said = await puppet.next("message")
    assert said["contact"] == {"phone_number": "+32470123456", "first_name": "Zoé", "user_id": who}
    await expect(page.get_by_test_id(f"message-{said['message_id']}")).to_contain_text("+32470123456")


async def test_commands_are_listed_and_suggested(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    commands = [
        {"command": "help", "description": "What I can do"},
        {"command": "home", "description": "Back"},
    ]
    await puppet.call("setMyCommands", commands=commands)
    page = await open_page(who)

    await page.get_by_test_id("menu").click()
    await page.get_by_test_id("command-home").click()
    from_menu = (await puppet.next("message"))["text"]
    await page.get_by_test_id("composer").press_sequentially("/h")
    await expect(page.get_by_role("listbox", name="Commands").get_by_role("option")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")

    assert (from_menu, (await puppet.next("message"))["text"]) == ("/home", "/help")


async def test_start_payload_can_be_opened_from_the_tools(open_page: OpenPage, puppet: Puppet) -> None:
    page = await open_page(await puppet.somebody())

    await page.get_by_test_id("payload").fill("poster-7")
    await page.get_by_test_id("payload").press("Enter")

    assert (await puppet.next("message"))["text"] == "/start poster-7"


async def test_file_goes_up_from_the_attach_menu(open_page: OpenPage, puppet: Puppet) -> None:
    page = await open_page(await puppet.somebody())

    await page.get_by_test_id("attach").click()
    async with page.expect_file_chooser() as waited:
        await page.get_by_test_id("attach-file").click()
    await (await waited.value).set_files({"name": "note.txt", "mimeType": "text/plain", "buffer": b"hello"})
    await page.get_by_role("textbox", name="Caption").fill("My note")
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()

    said = await puppet.next("message")
    document = said["document"]
    assert (document["file_name"], document["file_size"], said["caption"]) == ("note.txt", 5, "My note")


async def test_own_message_can_be_edited(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    await puppet.side(f"chats/{who}/messages", text="Helo")
    await puppet.updates()
    page = await open_page(who)
    await page.get_by_test_id("message-2").wait_for()

    await page.get_by_test_id("composer").press("ArrowUp")
    await expect(page.get_by_test_id("composer")).to_have_value("Helo")
    await page.get_by_test_id("composer").fill("Hello")
    await page.keyboard.press("Enter")

    assert (await puppet.next("edited_message"))["text"] == "Hello"
    await expect(page.get_by_test_id("message-2").locator(".words")).to_contain_text("Hello")


async def test_message_can_be_replied_to(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    sent = await puppet.say(who, "Which day?")
    page = await open_page(who)

    await page.get_by_test_id(f"message-{sent}").hover()
    await page.get_by_test_id(f"message-{sent}").get_by_role("button", name="Reply").click()
    await page.keyboard.type("Monday")
    await page.keyboard.press("Enter")

    said = await puppet.next("message")
    assert (said["text"], said["reply_to_message"]["message_id"]) == ("Monday", sent)
