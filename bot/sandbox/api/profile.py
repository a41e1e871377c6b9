"""Methods about the bot itself: who it is, its commands by scope and language, its names and menu."""

import re
from typing import Any

from bot.sandbox.api.call import Call
from bot.sandbox.chats import Chat, Json
from bot.sandbox.errors import bad, needed
from bot.sandbox.world import Account

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_WIDE = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_TEXTS = {"name": 64, "description": 512, "short_description": 120}


def get_me(call: Call) -> Json:
    """The bot as Telegram knows it."""
    no = dict.fromkeys(
        (
            "supports_inline_queries",
            "can_connect_to_business",
            "has_main_web_app",
            "has_topics_enabled",
            "allows_users_to_create_topics",
            "can_manage_bots",
            "supports_join_request_queries",
        ),
        False,
    )
    return {**call.account.user, "can_join_groups": True, "can_read_all_group_messages": True, **no}


def _scope(call: Call) -> str:
    scope = call.mapping("scope") or {"type": "default"}
    kind = str(scope.get("type"))
    if kind in _WIDE:
        return kind
    if kind not in ("chat", "chat_administrators", "chat_member"):
        raise bad("can't parse BotCommandScope: unsupported type specified")
    chat_id = _integer(scope, "chat_id")
    if call.account.chat(chat_id) is None:
        raise bad("chat not found")
    return f"{kind}:{chat_id}" + (f":{_integer(scope, 'user_id')}" if kind == "chat_member" else "")


def _integer(scope: Json, name: str) -> int:
    try:
        return int(scope[name])
    except (KeyError, TypeError, ValueError) as error:
        raise bad(f"can't parse BotCommandScope: {name} is missing") from error


def set_my_commands(call: Call) -> bool:
    """The list of commands for a scope and a language."""
    commands = call.items("commands")
    if len(commands) > 100:
        raise bad("can't set more than 100 commands")
    listed = [_command(command) for command in commands]
    call.account.profile.commands[_scope(call), call.text("language_code")] = listed
    return True


def _command(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad("can't parse BotCommand: expected an Object")
    command = str(given.get("command", "")).removeprefix("/").lower()
    description = str(given.get("description", "")).strip()
    if _COMMAND.fullmatch(command) is None:
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def get_my_commands(call: Call) -> list[Json]:
    """The commands of exactly this scope and language."""
    return call.account.profile.commands.get((_scope(call), call.text("language_code")), [])


def delete_my_commands(call: Call) -> bool:
    """Forget the commands of exactly this scope and language."""
    call.account.profile.commands.pop((_scope(call), call.text("language_code")), None)
    return True


def commands_shown(account: Account, chat: Chat, user_id: int, language_code: str) -> list[Json]:
    """The commands a person sees in a chat: the narrowest scope first, their language before none."""
    if chat.private:
        scopes = [f"chat:{chat.chat_id}", "all_private_chats", "default"]
    else:
        member = f"chat_member:{chat.chat_id}:{user_id}"
        scopes = [member, f"chat:{chat.chat_id}", "all_group_chats", "default"]
    for scope in scopes:
        for language in (language_code, ""):
            commands = account.profile.commands.get((scope, language))
            if commands:
                return commands
    return []


def _set_text(what: str, limit: int) -> Any:
    def method(call: Call) -> bool:
        value, language = call.text(what), call.text("language_code")
        if len(value) > limit:
            raise bad(f"bot {what.replace('_', ' ')} is too long")
        call.account.profile.texts[what, language] = value
        if what == "name" and not language:
            call.account.rename(value or "Sandbox bot")
        return True

    return method


def _get_text(what: str) -> Any:
    def method(call: Call) -> Json:
        texts = call.account.profile.texts
        value = texts.get((what, call.text("language_code"))) or texts.get((what, ""), "")
        return {what: value or (call.account.user["first_name"] if what == "name" else "")}

    return method


def set_menu_button(call: Call) -> bool:
    """The button beside the text field, for one chat or for all."""
    given = call.mapping("menu_button") or {"type": "default"}
    call.account.profile.menu_buttons[call.number("chat_id")] = _menu_button(given)
    return True


def _menu_button(given: Json) -> Json:
    if given.get("type") in ("default", "commands"):
        return {"type": given["type"]}
    if given.get("type") != "web_app":
        raise bad("can't parse MenuButton: unsupported type specified")
    url = needed(given.get("web_app"), "url", str, "MenuButton")
    return {"type": "web_app", "text": needed(given, "text", str, "MenuButton"), "web_app": {"url": url}}


def get_menu_button(call: Call) -> Json:
    """The button beside the text field."""
    buttons = call.account.profile.menu_buttons
    return buttons.get(call.number("chat_id")) or buttons.get(0) or {"type": "commands"}


METHODS = {
    "getme": get_me,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setchatmenubutton": set_menu_button,
    "getchatmenubutton": get_menu_button,
    **{f"setmy{what.replace('_', '')}": _set_text(what, limit) for what, limit in _TEXTS.items()},
    **{f"getmy{what.replace('_', '')}": _get_text(what) for what in _TEXTS},
}
