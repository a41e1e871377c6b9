"""An announcement with aiohttp alone: fifty workers, nothing kept, nothing read but the status. The floor."""

import asyncio
import json
import sys
from collections.abc import Iterator

import aiohttp

WORKERS = 50


async def work(http: aiohttp.ClientSession, url: str, text: str, people: Iterator[int]) -> None:
    for user_id in people:
        body = json.dumps({"chat_id": user_id, "text": text, "allow_paid_broadcast": True}).encode()
        async with http.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
            await answer.read()


async def main(token: str, api: str, text: str, first: int, count: int) -> None:
    people = iter(range(first, first + count))
    async with aiohttp.ClientSession() as http:
        url = f"{api}/bot{token}/sendMessage"
        await asyncio.gather(*(work(http, url, text, people) for _ in range(WORKERS)))


if __name__ == "__main__":
    token, api, text, first, count = sys.argv[1:]
    asyncio.run(main(token, api, text, int(first), int(count)))
