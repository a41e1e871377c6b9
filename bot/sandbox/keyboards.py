"""Keyboards under messages: checked as Telegram checks them, and found again when somebody taps."""

from typing import Any

from bot.sandbox.chats import Chat, Json
from bot.sandbox.errors import ApiError, bad, needed
from bot.sandbox.markup.links import link_problem
from bot.sandbox.words import words

ACTIONS = frozenset(
    words(
        "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat "
        "switch_inline_query_chosen_chat copy_text callback_game pay"
    )
)
SHOWN = ACTIONS | {"text", "style", "icon_custom_emoji_id"}
#: Actions that are objects of their own: the string that each cannot do without, and what else it may say.
OBJECTS = {
    "web_app": ("url",),
    "login_url": ("url", "forward_text", "bot_username", "request_write_access"),
    "copy_text": ("text",),
}
PER_ROW = 8
IN_ALL = 100
DATA_BYTES = 64


def check_markup(markup: Any) -> Json | None:
    """A call's reply_markup, refused when Telegram would; None when there is none."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return {"inline_keyboard": _rows(markup["inline_keyboard"], _check_inline, "inline keyboard")}
    if "keyboard" in markup:
        return {**markup, "keyboard": _rows(markup["keyboard"], _check_reply, "keyboard")}
    return markup


def inline_only(markup: Json | None) -> Json | None:
    """The part of a markup that belongs to the message itself; None when it has no buttons."""
    return markup if markup and markup.get("inline_keyboard") else None


def show_keyboard(chat: Chat, markup: Json | None) -> None:
    """Change the reply keyboard of a chat as a new message asks."""
    if markup is None:
        return
    if "keyboard" in markup:
        chat.keyboard = markup if markup["keyboard"] else None
    elif markup.get("remove_keyboard"):
        chat.keyboard = None


def find_button(markup: Json | None, label: str) -> Json | None:
    """The first button with exactly this label, inline or not."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    return next((button for row in rows for button in row if button["text"] == label), None)


def _rows(rows: Any, check: Any, what: str) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad(f"can't parse {what}: Array of Array of buttons expected")
    checked = [[check(button) for button in row] for row in rows if row]
    if any(len(row) > PER_ROW for row in checked) or sum(map(len, checked)) > IN_ALL:
        raise bad("reply markup is too long")
    return checked


def _refuse(why: str) -> ApiError:
    return bad(f"can't parse inline keyboard button: {why}")


def _check_inline(given: Any) -> Json:
    if not isinstance(given, dict):
        raise _refuse("InlineKeyboardButton must be an Object")
    if "text" not in given:
        raise _refuse('Can\'t find field "text"')
    if not isinstance(given["text"], str):
        raise _refuse('Field "text" must be of type String')
    button: Json = {name: value for name, value in given.items() if name in SHOWN and value is not None}
    actions = [name for name in button if name in ACTIONS]
    if not actions or button.get("callback_data") == "":
        raise _refuse("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _refuse("exactly one action field must be used")
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    _check_action(button)
    return button


def _check_action(button: Json) -> None:
    data, url = button.get("callback_data"), button.get("url")
    if data is not None and (not isinstance(data, str) or len(data.encode()) > DATA_BYTES):
        raise bad("BUTTON_DATA_INVALID")
    if url is not None and (problem := link_problem(str(url))):
        raise bad(f"inline keyboard button URL '{url}' is invalid: {problem}")
    for name, fields in OBJECTS.items():
        if name in button:
            needed(button[name], fields[0], str, "inline keyboard button")
            button[name] = {field: button[name][field] for field in fields if field in button[name]}


def _check_reply(given: Any) -> Json:
    button: Any = {"text": given} if isinstance(given, str) else given
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if not button["text"].strip():
        raise bad("keyboard button text must be non-empty")
    return dict(button)
