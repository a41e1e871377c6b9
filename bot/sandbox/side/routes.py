"""Which call of the people's side does what."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.sandbox import wire
from bot.sandbox.errors import SideError
from bot.sandbox.side import look, raw, stage, talk, taps
from bot.sandbox.side.ask import Ask, read_body
from bot.sandbox.world import World

Action = Callable[[Ask], Awaitable[Any]]

_ROUTES: list[tuple[str, dict[str, Action]]] = [
    ("people", {"GET": stage.people, "POST": stage.newcomer}),
    ("chats", {"GET": look.chats}),
    ("chats/([^/]+)", {"GET": look.chat}),
    ("chats/([^/]+)/messages", {"GET": look.messages, "POST": talk.say}),
    ("chats/([^/]+)/messages/([^/]+)", {"POST": talk.edit}),
    ("chats/([^/]+)/taps", {"POST": taps.tap}),
    ("chats/([^/]+)/block", {"POST": stage.block}),
    ("chats/([^/]+)/unblock", {"POST": stage.unblock}),
    ("groups", {"POST": stage.new_group}),
    ("groups/([^/]+)/migrate", {"POST": stage.migrate}),
    ("files/([^/]+)", {"GET": look.file}),
    ("clock", {"GET": stage.clock, "POST": stage.move_clock}),
    ("faults", {"GET": stage.faults, "POST": stage.add_fault, "DELETE": stage.clear_faults}),
    ("updates", {"POST": raw.add_update}),
    ("history", {"GET": look.history}),
]
_COMPILED = [(re.compile(pattern), actions) for pattern, actions in _ROUTES]


async def side_call(world: World, request: web.BaseRequest, path: str) -> web.StreamResponse:
    """Answer a request to /sandbox/…; an error answers `{"error": "one sentence"}`."""
    try:
        action, parts = _route(path, request.method)
        body = await read_body(request)
        result = await action(Ask(world=world, path=parts, query=dict(request.query), body=body))
    except SideError as error:
        return wire.answer(error.status, {"error": error.sentence})
    return result if isinstance(result, web.StreamResponse) else wire.answer(200, result)


def _route(path: str, method: str) -> tuple[Action, list[str]]:
    for pattern, actions in _COMPILED:
        found = pattern.fullmatch(path)
        if found is not None and method in actions:
            return actions[method], list(found.groups())
    raise SideError(404, "There is no such call.")
