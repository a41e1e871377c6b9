"""A firm's month as a picture for the chat and as a page to forward."""

from bot.reports.typesetter import TypstReports

__all__ = ["TypstReports"]
