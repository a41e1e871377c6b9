"""A firm's month as a picture for the chat and as a page; a crèche's year; a slip with a QR code."""

from bot.reports.typesetter import TypstReports

__all__ = ["TypstReports"]
