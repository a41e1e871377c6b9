"""One Bot API call from its parameters to its answer, noted in the history on the way."""

import asyncio
import socket
import struct
import time
from inspect import isawaitable
from typing import Any

from aiohttp import web

from bot.sandbox import wire
from bot.sandbox.api import METHODS
from bot.sandbox.api.call import Call
from bot.sandbox.errors import ApiError, bad
from bot.sandbox.faults import HANG, Fault
from bot.sandbox.files import Upload
from bot.sandbox.world import Account, World

_LINGER = struct.pack("ii", 1, 0)  # close with a reset, not with a farewell


async def bot_call(world: World, request: web.BaseRequest, token: str, method: str) -> web.StreamResponse:
    """Answer a request to /bot<TOKEN>/METHOD."""
    at = time.time()  # noqa: TID251 – the history tells wall time
    try:
        account = world.account(token)
    except ApiError as error:
        return wire.refusal(error)
    try:
        params, uploads = await wire.read_params(request)
    except (ApiError, ValueError, web.HTTPRequestEntityTooLarge) as error:
        return _unreadable(account, method, error, at)
    fault = account.faults.take(method)
    if fault is not None and fault.kind != "reset-after":
        return await _fail(request, account, fault, (at, method, params))
    response = await perform(account, method, params, uploads, at)
    return response if fault is None else _cut(request)


def _unreadable(account: Account, method: str, error: Exception, at: float) -> web.Response:
    refused = bad("can't parse request body")
    if isinstance(error, ApiError):
        refused = error
    elif isinstance(error, UnicodeError):
        refused = bad("strings must be encoded in UTF-8")
    elif isinstance(error, web.HTTPException):
        refused = ApiError(413, "Request Entity Too Large")
    account.history.add(at, method, {}, refused.code, refused.body())
    return wire.refusal(refused)


async def perform(
    account: Account, method: str, params: dict[str, Any], uploads: dict[str, Upload], at: float
) -> web.Response:
    """Do what the method does, or refuse, and remember it."""
    play = METHODS.get(method.lower())
    try:
        if play is None:
            raise ApiError(404, "Not Found")  # noqa: TRY301 – refused like everything else
        result = play(Call(account=account, params=params, uploads=uploads))
        if isawaitable(result):
            result = await result
    except ApiError as error:
        account.history.add(at, method, _without_token(account, params), error.code, error.body())
        return wire.refusal(error)
    account.history.add(at, method, _without_token(account, params), 200, result)
    return wire.success(result)


async def obey(account: Account, method: str, params: dict[str, Any]) -> None:
    """Do a call that came back in a webhook's reply."""
    typed = {name: wire.typed(name, value) for name, value in params.items()}
    await perform(account, method, typed, {}, time.time())  # noqa: TID251 – as above


def _without_token(account: Account, params: dict[str, Any]) -> dict[str, Any]:
    url = params.get("url")
    if isinstance(url, str) and account.token in url:
        return {**params, "url": url.replace(account.token, "…")}
    return params


async def _fail(
    request: web.BaseRequest, account: Account, fault: Fault, call: tuple[float, str, dict[str, Any]]
) -> web.StreamResponse:
    at, method, params = call
    error = fault.error()
    account.history.add(
        at,
        method,
        _without_token(account, params),
        error.code if error else 0,
        error.body() if error else None,
    )
    if error is not None:
        return wire.refusal(error)
    if fault.kind == "timeout":
        await _hang(request)
    return _cut(request)


async def _hang(request: web.BaseRequest) -> None:
    for _ in range(int(HANG * 10)):
        if request.transport is None or request.transport.is_closing():
            return
        await asyncio.sleep(0.1)


def _cut(request: web.BaseRequest) -> web.Response:
    """Reset the connection; the response is for a client that is no longer there."""
    transport = request.transport
    if transport is not None:
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        transport.abort()
    return web.Response(status=500)
