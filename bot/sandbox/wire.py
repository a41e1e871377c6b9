"""From an HTTP request to named parameters and uploads, and from a result back to JSON."""

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox.errors import ApiError, bad
from bot.sandbox.files import Upload
from bot.sandbox.forms import read_form
from bot.sandbox.updates import Verbatim
from bot.sandbox.words import words

INTEGERS = frozenset(
    words(
        "chat_id from_chat_id user_id message_id message_thread_id reply_to_message_id offset limit timeout "
        "max_connections cache_time icon_color"
    )
)
OBJECTS = frozenset(
    words(
        "reply_markup entities caption_entities media allowed_updates commands scope link_preview_options "
        "reply_parameters message_ids reaction menu_button"
    )
)
FLAGS = frozenset(
    words(
        "disable_notification protect_content show_alert drop_pending_updates remove_caption is_big "
        "allow_sending_without_reply disable_web_page_preview show_caption_above_media has_spoiler"
    )
)


async def read_params(request: web.BaseRequest) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters from query and body, typed, and the files that came with them."""
    raw: dict[str, Any] = dict(request.query) if request.query_string else {}
    uploads: dict[str, Upload] = {}
    if request.can_read_body:
        kind = request.content_type
        if kind == "application/json":
            raw.update(_json_object(await request.read()))
        elif kind == "multipart/form-data":
            fields, uploads = read_form(request.headers["Content-Type"], await request.read())
            raw.update(fields)
        elif kind == "application/x-www-form-urlencoded":
            raw.update(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    params = {name: typed(name, value) for name, value in raw.items() if value is not None}
    for name, upload in uploads.items():
        params[name] = {"file_name": upload.name, "mime_type": upload.mime_type, "size": len(upload.data)}
    return params, uploads


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        parsed = load_json(body)
    except json.JSONDecodeError as error:
        raise bad("can't parse JSON object") from error
    if not isinstance(parsed, dict):
        raise bad("object expected as request body")
    return parsed


def load_json(body: bytes) -> Any:
    """What a JSON body says, an empty object when there is none; ValueError for half a surrogate pair."""
    try:
        parsed = json.loads(body.decode()) if body else {}
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if b"\\ud" in body.lower():
        json.dumps(parsed, ensure_ascii=False).encode()
    return parsed


def typed(name: str, value: Any) -> Any:
    """A parameter in its type: every client library writes numbers, flags and objects its own way."""
    if name in INTEGERS:
        return _integer(value)
    if name in OBJECTS:
        return _object(name, value)
    if name in FLAGS:
        return str(value).lower() in ("true", "yes", "1")
    if isinstance(value, (str, bool, float, list, dict)):
        return value
    return str(value)


def _integer(value: Any) -> Any:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)


def _object(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError as error:
        what = "reply keyboard markup" if name == "reply_markup" else name.replace("_", " ")
        raise bad(f"can't parse {what} JSON object") from error


def text_of(body: Any) -> str:
    """As JSON on the wire; a verbatim update is its own text."""
    if isinstance(body, Verbatim):
        return str(body)
    if isinstance(body, list) and any(isinstance(one, Verbatim) for one in body):
        return f"[{','.join(map(text_of, body))}]"
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def success(result: Any) -> web.Response:
    """The answer to a call that did what it should."""
    text = f'{{"ok":true,"result":{text_of(result)}}}'.encode()
    return web.Response(body=text, content_type="application/json")


def answer(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON response."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return web.Response(status=status, body=text, content_type="application/json", headers=headers)


def refusal(error: ApiError) -> web.Response:
    """A refusal as Telegram sends it, with its `Retry-After` header."""
    wait = (error.parameters or {}).get("retry_after")
    return answer(error.code, error.body(), {"Retry-After": str(wait)} if wait else None)
