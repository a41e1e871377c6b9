"""Coordinators and directors: a crèche's list, a page at a time; a tap or a reference opens a file."""

from handlers.lists.flow import router

__all__ = ["router"]
