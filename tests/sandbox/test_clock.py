"""The clock: it ticks, jumps forward, and waits for what had become due."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.sandbox import Sandbox
from bot.sandbox.clock import Clock, later
from tests.sandbox.conftest import AMELIE, PATIENCE, Client

MORNING = datetime(2027, 1, 31, 9, 0, tzinfo=timezone(timedelta(hours=1)))
#: The clock ticks on, however slow the machine is.
A_WHILE = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("duration", "moment"),
    [
        ("P1D", "2027-02-01T09:00:00+01:00"),
        ("PT1H", "2027-01-31T10:00:00+01:00"),
        ("P1M", "2027-02-28T09:00:00+01:00"),
        ("P1Y1M2W3DT4H5M6.5S", "2028-03-17T13:05:06.500000+01:00"),
        ("P11M", "2027-12-31T09:00:00+01:00"),
        ("PT0S", "2027-01-31T09:00:00+01:00"),
    ],
)
def test_duration_when_well_formed(duration: str, moment: str) -> None:
    assert later(MORNING, duration).isoformat() == moment


@pytest.mark.parametrize("duration", ["", "P", "PT", "1D", "-P1D", "P1H", "P1DT", "P1.5M", "tomorrow"])
def test_duration_when_malformed(duration: str) -> None:
    with pytest.raises(ValueError, match="is not an ISO 8601 duration"):
        later(MORNING, duration)


def test_clock_when_it_starts_at_a_moment() -> None:
    clock = Clock(MORNING)
    assert timedelta() <= clock.now() - MORNING < A_WHILE
    assert clock.now().utcoffset() == timedelta(hours=1)
    assert 0 <= clock.stamp() - int(MORNING.timestamp()) < A_WHILE.total_seconds()


def test_clock_when_told_to_go_back() -> None:
    clock = Clock(MORNING)
    with pytest.raises(ValueError, match="only moves forward"):
        clock.move_to(MORNING - timedelta(seconds=1))


def test_clock_when_its_start_has_no_zone() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Clock(MORNING.replace(tzinfo=None))


async def test_advance_when_jobs_become_due(client: Client) -> None:
    moments: list[datetime] = []

    async def on_advance(now: datetime) -> None:
        await asyncio.sleep(0.2)
        moments.append(now)

    client.sandbox.on_advance = on_advance
    before = datetime.fromisoformat((await client.side("GET /clock"))["now"])
    answers = await asyncio.gather(*(client.side("POST /clock", {"advance": "P1D"}) for _ in range(2)))
    reached = sorted(datetime.fromisoformat(answer["now"]) for answer in answers)
    for told in (moments, reached):
        late = [moment - before - timedelta(days=number) for number, moment in enumerate(told, 1)]
        assert [one // A_WHILE for one in late] == [0, 0]
    assert (client.sandbox.now() - before) // timedelta(days=1) == 2


async def test_clock_when_sent_to_a_moment(client: Client) -> None:
    target = (client.sandbox.now() + timedelta(days=40)).astimezone(timezone(timedelta(hours=2)))
    answer = await client.side("POST /clock", {"to": target.isoformat()})
    assert timedelta() <= datetime.fromisoformat(answer["now"]) - target < A_WHILE
    sent = await client.send()
    assert 0 <= sent["date"] - int(target.timestamp()) < A_WHILE.total_seconds()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance": "P1D", "to": "2099-01-01T00:00:00Z"},
        {"advance": 5},
        {"advance": "P9999Y"},
        {"advance": "P99999999999D"},
        {"to": "2020-01-01T00:00:00+01:00"},
        {"to": "2099-01-01T00:00:00"},
        {"to": "tomorrow"},
    ],
)
async def test_clock_when_it_cannot_move(client: Client, body: dict[str, object]) -> None:
    before = client.sandbox.now()
    answer = await client.side("POST /clock", body, status=400)
    assert answer["error"].startswith("The clock stays: ")
    assert client.sandbox.now() - before < A_WHILE


async def test_sandbox_when_started_at_a_moment() -> None:
    sandbox = Sandbox(start_at=MORNING)
    assert sandbox.now().date() == MORNING.date()
    assert sandbox.now().astimezone(UTC).hour == 8


async def test_taps_when_the_clock_jumps(client: Client) -> None:
    sent = await client.send("a")
    body = {"message_id": sent["message_id"], "button": "x"}
    tap = asyncio.create_task(client.side(f"POST /chats/{AMELIE}/taps", body))
    [update] = await client.updates(timeout=PATIENCE)
    await client.side("POST /clock", {"advance": "P1D"})
    # Taps wait in real time: a jump of the clock is no reason to lose one.
    assert await client.bot("answerCallbackQuery", callback_query_id=update["callback_query"]["id"]) is True
    await tap
