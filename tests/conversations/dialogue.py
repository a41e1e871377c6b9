"""People in the sandbox, as its HTTP contract lets anybody play them: says, taps, sees."""

import asyncio
import base64
from dataclasses import dataclass, field
from typing import Any

import aiohttp

PATIENCE_SECONDS = 100


@dataclass(frozen=True)
class Seen:
    """What came or changed on somebody's screen after they did something."""

    messages: tuple[dict[str, Any], ...]
    answer: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        return "\n".join(message.get("text") or message.get("caption") or "" for message in self.messages)

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for message in self.messages for row in _rows(message) for button in row]

    @property
    def last(self) -> dict[str, Any]:
        return self.messages[-1]


@dataclass
class Someone:
    """One person; `seq` is how far they have read."""

    http: aiohttp.ClientSession
    base: str
    user_id: int
    seq: int = 0
    screen: dict[str, Any] = field(default_factory=dict)
    said: int = 0  # their own last message

    async def says(self, text: str) -> Seen:
        return await self.sends({"text": text})

    async def sends(self, message: dict[str, Any]) -> Seen:
        path = f"/sandbox/chats/{self.user_id}/messages"
        self.said = (await self._post(path, {"from": self.user_id, **message}))["message_id"]
        return await self.sees()

    async def edits(self, text: str) -> Seen:
        """Change the words of what was said last."""
        await self._post(f"/sandbox/chats/{self.user_id}/messages/{self.said}", {"text": text})
        return await self.sees()

    async def sends_photo(self, data: bytes) -> Seen:
        encoded = base64.b64encode(data).decode()
        photo = {"base64": encoded, "file_name": "photo.png", "mime_type": "image/png"}
        return await self.sends({"photo": photo})

    async def taps(self, button: str, *, on: dict[str, Any] | None = None, repeat: int = 1) -> Seen:
        """Tap a button by its label (or, forged, by raw data) on the newest screen or on `on`."""
        answered = await self.forges((on or self.screen)["message_id"], button, repeat=repeat)
        seen = await self.sees(wait=answered is None)
        return Seen(seen.messages, answered)

    async def forges(self, message_id: int, data: str, *, repeat: int = 1) -> dict[str, Any] | None:
        """Send callback data as a hostile or outdated client might."""
        body = {"from": self.user_id, "message_id": message_id, "button": data, "repeat": repeat}
        found: dict[str, Any] = await self._post(f"/sandbox/chats/{self.user_id}/taps", body)
        answer: dict[str, Any] | None = found["answer"]
        return answer

    async def sees(self, *, wait: bool = True) -> Seen:
        """What changed since the last look, once the bot has come to rest; without a wait perhaps nothing."""
        found = await self._look(PATIENCE_SECONDS if wait else 0)
        while not found["quiet"] and not wait:
            await asyncio.sleep(0.02)
            found = await self._look(0)
        assert found["quiet"], "nothing came, or the bot never came to rest"
        self.seq = found["seq"]
        messages = tuple(found["messages"])
        for message in messages:
            if _rows(message):
                self.screen = message
        return Seen(messages)

    async def _look(self, wait: float) -> dict[str, Any]:
        params = {"after": str(self.seq), "wait": str(wait)}
        url = f"{self.base}/sandbox/chats/{self.user_id}/messages"
        async with self.http.get(url, params=params) as response:
            response.raise_for_status()
            found: dict[str, Any] = await response.json()
            return found

    async def everything(self) -> Seen:
        """The whole chat, the bot's side."""
        async with self.http.get(
            f"{self.base}/sandbox/chats/{self.user_id}/messages", params={"after": "0"}
        ) as r:
            found = await r.json()
        return Seen(tuple(found["messages"]))

    async def file(self, file_id: str) -> bytes:
        async with self.http.get(f"{self.base}/sandbox/files/{file_id}") as response:
            response.raise_for_status()
            return await response.read()

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        async with self.http.post(self.base + path, json=body) as response:
            found = await response.json()
            assert response.status == 200, found
            return found


def _rows(message: dict[str, Any]) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows
