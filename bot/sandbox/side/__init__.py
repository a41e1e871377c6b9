"""The people's side: what the page and the tests do, as JSON over HTTP.

Beside the calls that everybody relies on there are, for the page:

- `GET /sandbox/chats`: `[{"chat", "seq", "blocked"}]`, every chat of the bot, groups included;
- `GET /sandbox/chats/{chat_id}`: `{"chat", "bot", "commands", "blocked", "typing", "reply_keyboard",
  "topics", "members"}`;
- `POST /sandbox/chats/{chat_id}/messages/{message_id}` `{"from", "text"}`: a person edits what they said;
- `POST /sandbox/groups` `{"title", "members", "is_forum"}` → `{"chat_id"}`, with the bot as administrator;
- `POST /sandbox/groups/{chat_id}/migrate` → `{"chat_id"}`, the supergroup it became;
- `GET /sandbox/faults`: the faults that still wait for a call.

And for tests:

- `POST /sandbox/chats/{chat_id}/messages` also takes `{"sticker": {"emoji"}}` and `{"voice": {"base64",
  "mime_type", "duration"}}` (or only a duration in seconds: silence);
- `POST /sandbox/updates` `{"raw"}` → `{"update_ids"}`: queues one update of any shape as it is; a string goes
  out as its very text, JSON or not. An object without an `update_id` is given the next one. A higher number
  of its own moves the count on; anything else takes the next place in the queue.

A query parameter `bot`, a token or a bot's id, addresses another bot than the sandbox's own. Without it,
a chat is looked for where it is known, else where somebody listens.
"""

from bot.sandbox.side.routes import side_call

__all__ = ["side_call"]
