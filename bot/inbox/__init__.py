"""Takes raw updates in, keeps them before anybody reads them, hands them on in order, one chat at a time."""

from bot.inbox.desk import Desk
from bot.inbox.poller import Poller
from bot.inbox.share import Share
from bot.inbox.telegram import Api, Trouble
from bot.inbox.webhook import Webhook

__all__ = ["Api", "Desk", "Poller", "Share", "Trouble", "Webhook"]
