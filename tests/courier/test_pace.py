"""Never more than Telegram allows, however the network delays; replies first; learnt down by 429."""

import asyncio
import random
import selectors
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import ParamSpec

import pytest

from bot.courier.pace import Held, Pace, Window
from bot.rules.notices import Lane
from bot.sandbox.limits import Limits

P = ParamSpec("P")


class Impatient(selectors.DefaultSelector):
    """Sleeps by calling the time past: what is timed is the pace, not the machine."""

    now = 1_000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(None if timeout is None else 0)


def impatient() -> asyncio.SelectorEventLoop:
    selector = Impatient()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]  # a loop's clock is meant to be another's
    return loop


def in_no_time(test: Callable[P, Coroutine[None, None, None]]) -> Callable[P, None]:
    """The test in a loop of its own whose seconds pass as soon as nothing is left to do."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=impatient) as runner:
            runner.run(test(*args, **kwargs))

    return run


def moment() -> float:
    return asyncio.get_running_loop().time()


def pace_of(per_second: int) -> Pace:
    return Pace(per_second, monotonic=asyncio.get_running_loop().time)


async def send(pace: Pace, chat: int, lane: Lane, seen: list[float], delay: tuple[float, float]) -> None:
    async with pace.spend(chat, lane):
        await asyncio.sleep(delay[0])
        seen.append(moment())  # the moment at which Telegram counts it
        await asyncio.sleep(delay[1])


def most_within(moments: list[float], seconds: float) -> int:
    moments = sorted(moments)
    return max(sum(1 for other in moments if 0 <= other - moment < seconds) for moment in moments)


@pytest.mark.parametrize("seed", range(3))
@in_no_time
async def test_no_second_counts_more_than_the_pace_whatever_the_delays(seed: int) -> None:
    chance = random.Random(seed)
    pace, seen = pace_of(40), list[float]()
    delays = [(chance.uniform(0, 0.2), chance.uniform(0, 0.2)) for _ in range(120)]
    await asyncio.gather(*(send(pace, i, Lane.ANNOUNCEMENT, seen, delay) for i, delay in enumerate(delays)))
    assert len(seen) == 120
    assert most_within(seen, 1.0) <= 40


@in_no_time
async def test_the_pace_is_reached_and_spread() -> None:
    pace, seen = pace_of(50), list[float]()
    await asyncio.gather(*(send(pace, i, Lane.ANNOUNCEMENT, seen, (0, 0)) for i in range(150)))
    assert 145 / (seen[-1] - seen[4]) >= 0.97 * 50
    assert most_within(seen, 0.1) <= 10


@in_no_time
async def test_an_album_counts_as_many_messages_as_it_has() -> None:
    pace, seen = pace_of(30), list[float]()

    async def album(chat: int) -> None:
        async with pace.spend(chat, Lane.ANNOUNCEMENT, 10):
            seen.extend([moment()] * 10)

    await asyncio.gather(*(album(chat) for chat in range(4)))
    assert len(seen) == 40
    assert most_within(seen, 1.0) <= 30


@in_no_time
async def test_an_album_larger_than_the_pace_leaves_alone() -> None:
    pace, seen = pace_of(2), list[float]()
    for chat in range(2):
        async with pace.spend(chat, Lane.ANNOUNCEMENT, 5):
            seen.append(moment())
    assert seen[1] - seen[0] >= 1


@in_no_time
async def test_what_follows_an_album_in_its_chat_waits_until_telegram_takes_it() -> None:
    pace, telegram = pace_of(30), Limits(pace=True, monotonic=moment)
    for messages in (10, 1, 1, 2, 10, 1):
        async with pace.spend(7, Lane.REPLY, messages):
            telegram.take(7, messages)  # raises 429


@in_no_time
async def test_a_reply_goes_before_everything_that_waits() -> None:
    pace, order = pace_of(20), list[str]()

    async def tell(name: str, chat: int, lane: Lane) -> None:
        async with pace.spend(chat, lane):
            order.append(name)

    copies = [asyncio.create_task(tell("copy", i, Lane.ANNOUNCEMENT)) for i in range(10)]
    await asyncio.sleep(0.06)
    await asyncio.gather(tell("notice", 98, Lane.NOTICE), tell("reply", 99, Lane.REPLY))
    await asyncio.gather(*copies)
    assert order.index("reply") < order.index("notice") < order.index("copy", order.index("notice"))
    assert order.count("copy") == 10


@in_no_time
async def test_a_chat_gets_three_at_once_and_then_one_a_second() -> None:
    pace, seen = pace_of(1000), list[float]()
    start = moment()
    await asyncio.gather(*(send(pace, 7, Lane.REPLY, seen, (0, 0)) for _ in range(4)))
    assert [round(moment - start) for moment in seen] == [0, 0, 0, 3]


@in_no_time
async def test_a_group_gets_twenty_a_minute() -> None:
    pace, seen = pace_of(1000), list[float]()
    sends = [asyncio.create_task(send(pace, -7, Lane.NOTICE, seen, (0, 0))) for _ in range(21)]
    await asyncio.sleep(0.5)
    assert len(seen) == 20
    sends[-1].cancel()
    await asyncio.gather(*sends, return_exceptions=True)


@in_no_time
async def test_a_refusal_holds_everything_but_replies_and_slows_down() -> None:
    pace, seen = pace_of(30), list[float]()
    assert pace.refused(1, 0.2) is True
    with pytest.raises(Held):
        await send(pace, 2, Lane.ANNOUNCEMENT, seen, (0, 0))
    await send(pace, 3, Lane.REPLY, seen, (0, 0))
    await asyncio.sleep(0.2)
    await send(pace, 2, Lane.ANNOUNCEMENT, seen, (0, 0))
    assert (len(seen), pace.allowed, pace.refusals) == (2, 24, 1)


@in_no_time
async def test_a_reply_waits_for_the_pause_of_its_own_chat_and_not_for_hours() -> None:
    pace, seen = pace_of(30), list[float]()
    pace.refused(1, 0.3)
    refused = moment()
    await send(pace, 1, Lane.REPLY, seen, (0, 0))
    assert seen[0] - refused == pytest.approx(0.3)
    pace.refused(1, 600)
    with pytest.raises(Held):
        await send(pace, 1, Lane.REPLY, seen, (0, 0))


@in_no_time
async def test_those_who_wait_are_sent_back_by_a_refusal() -> None:
    pace, seen = pace_of(1), list[float]()
    sends = [asyncio.create_task(send(pace, i, Lane.NOTICE, seen, (0, 0))) for i in range(3)]
    await asyncio.sleep(0.05)
    pace.refused(9, 30)
    results = await asyncio.gather(*sends, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), Held, Held]


@in_no_time
async def test_a_long_pause_is_one_chats_until_a_second_gets_one() -> None:
    pace, seen = pace_of(30), list[float]()
    assert pace.refused(1, 3_000) is False
    await send(pace, 2, Lane.NOTICE, seen, (0, 0))
    with pytest.raises(Held):
        await send(pace, 1, Lane.NOTICE, seen, (0, 0))
    assert pace.refused(2, 3_000) is True
    assert pace.held() > 2_999


def test_what_a_refusal_took_is_given_back_slowly() -> None:
    moment = [1_000.0]
    pace = Pace(30, monotonic=lambda: moment[0])
    pace.refused(1, 1)
    slowed = pace.allowed
    for _ in range(10):
        moment[0] += 60.0
        pace._give_back()
    assert (slowed, pace.allowed) == (24, 30)


def test_a_fast_pace_is_given_back_in_as_many_minutes() -> None:
    moment = [1_000.0]
    pace = Pace(1_000, monotonic=lambda: moment[0])
    pace.refused(1, 1)
    slowed = pace.allowed
    for _ in range(7):
        moment[0] += 60.0
        pace._give_back()
    assert (slowed, pace.allowed) == (800, 1_000)


def test_a_window_made_smaller_while_in_use_shrinks_as_places_come_back() -> None:
    window = Window(3, 1.0)
    window.take()
    window.take()
    window.resize(1, 10.0)
    window.done(11.0)
    window.done(12.0)
    assert (list(window._rested), window.places) == ([13.002], 1)


@in_no_time
async def test_chats_at_rest_are_forgotten() -> None:
    pace = pace_of(100_000)
    for chat in range(1, 2_100):
        async with pace.spend(chat):
            pass
    pace.monotonic = lambda: moment() + 10
    pace._forget()
    assert pace._chats == {}
