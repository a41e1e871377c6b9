"""A bot's webhook, seen from Telegram's side."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.inbox.webhook import HEADER
from tests.bench.telegram import free_port
from tests.faults.stage import Life, Stage, until

SECRET = "stage-secret"
_HEADERS = {HEADER: SECRET}


def free_ports(count: int) -> list[int]:
    """So many ports that nobody has."""
    ports: set[int] = set()
    while len(ports) < count:
        ports.add(free_port())
    return list(ports)


async def listening(on: Stage, port: int) -> Life:
    """A life of the bot whose webhook is at that port, once it takes updates."""
    url = f"http://127.0.0.1:{port}/hook"
    life = await on.start_bot(webhook_port=str(port), public_url=url, webhook_secret=SECRET)
    await until(lambda: _refuses(on, port))
    return life


async def post(on: Stage, port: int, update: Mapping[str, Any]) -> int:
    """What the webhook answered; 0 where nobody did."""
    return await _post(on, port, json.dumps(update).encode(), _HEADERS)


async def _refuses(on: Stage, port: int) -> bool:
    return await _post(on, port, b"", {}) == 401


async def _post(on: Stage, port: int, body: bytes, headers: Mapping[str, str]) -> int:
    url = f"http://127.0.0.1:{port}/hook"
    try:
        async with on.http.post(url, data=body, headers=headers) as answer:
            return answer.status
    except aiohttp.ClientError:
        return 0
