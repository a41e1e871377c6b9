"""Coordinators: write an announcement, choose to whom, see it as they will, send it, watch it go."""

from handlers.announcements.audience import router as aiming
from handlers.announcements.sending import router as sending
from handlers.announcements.writing import router as writing

ROUTERS = (writing, aiming, sending)

__all__ = ["ROUTERS"]
