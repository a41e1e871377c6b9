"""The clock that can be moved and the faults that can be had."""

import re
from datetime import date, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.browser.puppet import OpenPage, Puppet

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("page")]

HOUR = timedelta(hours=1)


async def test_clock_moves_and_tells_the_time(open_page: OpenPage, puppet: Puppet) -> None:
    year = await puppet.to_next_year("12-24T10:00:00+01:00")
    page = await open_page()

    await page.get_by_test_id("clock-plus-day").click()
    await expect(page.get_by_test_id("clock-now")).to_contain_text(
        f"{date(year, 12, 25):%A} 25 December {year}"
    )
    await page.get_by_test_id("clock-plus-hour").click()
    await expect(page.get_by_test_id("clock-now")).to_contain_text(re.compile(r"11:\d\d"))
    await page.get_by_test_id("clock-to-fifth").click()

    shown = f"{date(year + 1, 1, 5):%A} 5 January {year + 1}"
    await expect(page.get_by_test_id("clock-now")).to_contain_text(shown)
    moment = datetime.fromisoformat((await puppet.look("clock"))["now"])
    assert timedelta(0) <= moment - datetime.fromisoformat(f"{year + 1}-01-05T09:00:00+01:00") < HOUR


async def test_fifth_is_the_one_to_come_though_another_tab_moved_the_clock(
    open_page: OpenPage, puppet: Puppet
) -> None:
    page = await open_page()
    await expect(page.get_by_test_id("clock-field")).not_to_have_value("")
    year = await puppet.to_next_year("03-10T10:00:00+01:00")

    await page.get_by_test_id("clock-to-fifth").click()

    await expect(page.get_by_test_id("clock-now")).to_contain_text(f"5 April {year}")


async def test_date_that_is_being_typed_is_left_alone_while_the_clock_ticks(open_page: OpenPage) -> None:
    page = await open_page()
    field = page.get_by_test_id("clock-field")
    await expect(field).not_to_have_value("")
    await field.fill("2020-01-01T09:00")

    await page.evaluate("new Promise((done) => setTimeout(done, 1100))")

    assert await field.input_value() == "2020-01-01T09:00"


async def test_clock_that_would_go_back_says_why_not(open_page: OpenPage) -> None:
    page = await open_page()
    await expect(page.get_by_test_id("clock-field")).not_to_have_value("")

    await page.get_by_test_id("clock-field").fill("2020-01-01T09:00")
    await page.get_by_test_id("clock-go").click()

    await expect(page.locator("#clock [role=status]")).to_contain_text("only moves forward")


async def test_moment_is_written_with_the_offset_of_its_day(open_page: OpenPage) -> None:
    page = await open_page()

    told = await page.evaluate("""async () => {
      const { isoAt, fifthOfNextMonth } = await import('/page/time.js');
      return [...['2027-01-05T09:00', '2027-03-28T01:59', '2027-03-28T03:00', '2027-10-31T04:00'].map(isoAt),
              fifthOfNextMonth(new Date('2027-12-31T23:30:00Z'))];
    }""")

    assert told == [
        "2027-01-05T09:00:00+01:00",
        "2027-03-28T01:59:00+01:00",
        "2027-03-28T03:00:00+02:00",
        "2027-10-31T04:00:00+01:00",
        "2028-02-05T09:00",
    ]


async def test_fault_strikes_as_often_as_asked(open_page: OpenPage, puppet: Puppet) -> None:
    who = await puppet.somebody()
    page = await open_page(who)

    await page.get_by_test_id("fault-method").select_option("sendMessage")
    await page.get_by_test_id("fault-429").click()
    await expect(page.get_by_label("Faults still to happen")).to_contain_text(
        "Telegram answers 429 on sendMessage, 1×"
    )
    struck = await puppet.attempt("sendMessage", chat_id=who, text="Hello")
    spared = await puppet.attempt("sendMessage", chat_id=who, text="Hello")

    assert (struck[0], struck[1]["parameters"]["retry_after"], spared[0]) == (429, 3, 200)
    await expect(page.get_by_test_id("fault-clear")).to_be_disabled()


async def test_faults_are_cleared(open_page: OpenPage, puppet: Puppet) -> None:
    page = await open_page()
    await page.get_by_test_id("fault-reset-after").click()
    await expect(page.get_by_label("Faults still to happen").locator("li")).to_have_count(1)

    await page.get_by_test_id("fault-clear").click()

    await expect(page.get_by_label("Faults still to happen").locator("li")).to_have_count(0)
    assert await puppet.look("faults") == []


async def test_blocked_bot_is_unblocked_from_the_banner(open_page: OpenPage, puppet: Puppet) -> None:
    page = await open_page(await puppet.somebody())

    await page.get_by_test_id("fault-block").click()
    blocked = await puppet.next("my_chat_member")
    await expect(page.get_by_test_id("composer")).to_be_hidden()
    await page.get_by_test_id("unblock").click()
    unblocked = await puppet.next("my_chat_member")

    states = [change["new_chat_member"]["status"] for change in (blocked, unblocked)]
    assert states == ["kicked", "member"]
    await expect(page.get_by_test_id("composer")).to_be_visible()
