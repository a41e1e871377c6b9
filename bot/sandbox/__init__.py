"""A pretend Telegram: Bot API over HTTP, its memory, its limits, a chat page; nothing of the crèche."""

from bot.sandbox.persons import SandboxPerson
from bot.sandbox.server import Sandbox

__all__ = ["Sandbox", "SandboxPerson"]
