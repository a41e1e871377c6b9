"""Who there is to be: people, somebody new, groups."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from tests.browser.puppet import OpenPage, Puppet

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("page")]


async def test_people_stand_under_their_roles(open_page: OpenPage) -> None:
    page = await open_page()

    sections = page.get_by_role("navigation", name="Chats").locator("section")
    assert (
        await sections.nth(0).locator("h2").text_content(),
        await sections.nth(1).locator("h2").text_content(),
    ) == ("Parent", "HR")
    await expect(page.get_by_test_id("person-1002")).to_have_text(re.compile("Jonas Weber.*The second.*DE"))


async def test_page_waits_for_a_bot_that_is_starting(open_page: OpenPage) -> None:
    page = await open_page()

    async def not_yet(route: Route) -> None:
        await route.fulfill(status=503, json={"error": "Not yet."})

    await page.route("**/sandbox/people", not_yet)
    await page.reload()
    await expect(page.get_by_text("The bot is starting…")).to_be_visible()
    await page.unroute("**/sandbox/people")

    await expect(page.get_by_test_id("person-1001")).to_be_visible()


async def test_start_button_greets_somebody_new(open_page: OpenPage, puppet: Puppet) -> None:
    page = await open_page()

    await page.get_by_test_id("new-person").click()
    await page.get_by_role("textbox", name="First name").fill("Nadia")
    await page.get_by_label("Language").select_option("nl")
    await page.get_by_role("button", name="Create").click()
    await page.get_by_test_id("start").click()

    said = await puppet.next("message")
    assert (said["text"], said["from"]["first_name"], said["from"]["language_code"]) == (
        "/start",
        "Nadia",
        "nl",
    )
    await expect(page.get_by_test_id("start")).to_be_hidden()


async def test_start_button_comes_with_the_chat_though_the_clock_moves_before(
    open_page: OpenPage, puppet: Puppet
) -> None:
    who = (await puppet.side("people", first_name="Late", language_code="fr"))["user_id"]
    page, let_through = await open_page(), asyncio.Event()

    async def late(route: Route) -> None:
        await let_through.wait()
        await route.continue_()

    await page.route(re.compile(r"/messages\?"), late)
    await page.get_by_test_id(f"person-{who}").click()
    async with page.expect_response(lambda answer: answer.request.method == "POST"):
        await page.get_by_test_id("clock-plus-hour").click()
    let_through.set()

    await expect(page.get_by_test_id("start")).to_be_visible()


async def test_badge_counts_what_was_not_seen(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody("Waiting")
    page = await open_page(await puppet.somebody())
    line = page.get_by_test_id(f"person-{who}")
    await line.wait_for(state="attached")

    await puppet.say(who, "One")
    await puppet.say(who, "Two")

    await expect(line.locator(".badge")).to_have_text("2")
    await expect(page).to_have_title(re.compile(r"^\(2\) "))
    await line.click()
    await expect(line.locator(".badge")).to_be_hidden()


async def test_two_people_are_kept_in_two_tabs_over_a_reload(open_page: OpenPage) -> None:
    first, second = await open_page(1001), await open_page(1002)

    await first.reload()

    await expect(first.locator(".subtitle")).to_have_text("You are Amélie Dupont")
    await expect(second.locator(".subtitle")).to_have_text("You are Jonas Weber")


async def test_group_has_topics_and_lets_its_people_speak(open_page: OpenPage, puppet: Puppet) -> None:
    group = (await puppet.side("groups", title="Team", members=[1001, 1002], is_forum=True))["chat_id"]
    topic = (await puppet.call("createForumTopic", chat_id=group, name="Cares"))["message_thread_id"]
    inside = await puppet.say(group, "Inside", message_thread_id=topic)
    outside = await puppet.say(group, "Outside")
    await puppet.updates()
    page = await open_page(group)

    await page.get_by_test_id(f"topic-{topic}").click()
    await expect(page.get_by_test_id(f"message-{inside}")).to_be_visible()
    await expect(page.get_by_test_id(f"message-{outside}")).to_have_count(0)
    await page.get_by_test_id("speaker").select_option("1002")
    await page.get_by_test_id("composer").fill("I take it")
    await page.keyboard.press("Enter")

    said = await puppet.next("message")
    assert (said["from"]["id"], said["message_thread_id"], said["text"]) == (1002, topic, "I take it")
