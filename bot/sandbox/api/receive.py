"""Methods by which a bot hears: getUpdates, webhooks, and leaving the server."""

from typing import Any

from bot.sandbox.api.call import Call
from bot.sandbox.chats import Json
from bot.sandbox.errors import ApiError, bad
from bot.sandbox.webhooks import Webhook, check_secret, check_url
from bot.sandbox.words import words

KINDS = frozenset(
    words(
        "message edited_message channel_post edited_channel_post business_connection business_message "
        "edited_business_message deleted_business_messages message_reaction message_reaction_count "
        "inline_query chosen_inline_result callback_query shipping_query pre_checkout_query "
        "purchased_paid_media poll poll_answer my_chat_member chat_member "
        "chat_join_request chat_boost removed_chat_boost"
    )
)
BUSY = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


def _allowed(call: Call) -> list[str] | None:
    if call.get("allowed_updates") is None:
        return None
    # Telegram passes over the kinds it does not know.
    return [kind for kind in call.items("allowed_updates") if kind in KINDS]


async def get_updates(call: Call) -> list[Json]:
    """What happened since the last confirmed update; waits when asked to."""
    account = call.account
    if account.webhook is not None:
        raise ApiError(409, BUSY)
    account.updates.allow(_allowed(call))
    limit = min(max(call.number("limit", 100), 1), 100)
    return await account.updates.poll(call.number("offset"), limit, float(call.number("timeout")))


def set_webhook(call: Call) -> bool:
    """Deliver updates to an address from now on; an empty address takes the webhook away."""
    url = call.text("url")
    if not url:
        return delete_webhook(call)
    check_url(url)
    secret = call.get("secret_token")
    check_secret(secret)
    account = call.account
    _forget(call)
    account.updates.allow(_allowed(call))
    account.updates.heard = True
    connections = min(max(call.number("max_connections", 40), 1), 100)
    account.webhook = Webhook(account, url, secret, connections)
    account.updates.interrupt(ApiError(409, "Conflict: terminated by setWebhook request"))
    return True


def _forget(call: Call) -> None:
    if call.account.webhook is not None:
        call.account.webhook.stop()
        call.account.webhook = None
    if call.get("drop_pending_updates"):
        call.account.updates.clear()


def delete_webhook(call: Call) -> bool:
    """Keep updates for getUpdates again."""
    _forget(call)
    return True


def get_webhook_info(call: Call) -> Json:
    """The webhook, how much waits, and what last went wrong."""
    account = call.account
    hook = account.webhook
    info: Json = {"url": "", "has_custom_certificate": False}
    if hook is not None:
        info = {**info, "url": hook.url, "max_connections": hook.connections, **hook.trouble}
    info["pending_update_count"] = len(account.updates.pending)
    if account.updates.allowed is not None:
        info["allowed_updates"] = sorted(account.updates.allowed)
    return info


def log_out(call: Call) -> bool:
    """Leave this server; the sandbox has nowhere to go, so nothing else happens."""
    return delete_webhook(call)


def close(call: Call) -> bool:
    """Close this instance before it moves."""
    if call.account.webhook is not None:
        raise bad("the bot has a webhook set; delete it before closing")
    return True


METHODS: dict[str, Any] = {
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "logout": log_out,
    "close": close,
}
