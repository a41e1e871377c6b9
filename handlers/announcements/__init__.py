"""Coordinators: write an announcement, choose to whom, see it as they will, send it, watch it go."""

from handlers.announcements.audience import router as aiming
from handlers.announcements.correcting import router as correcting
from handlers.announcements.exporting import router as exporting
from handlers.announcements.languages import router as languages
from handlers.announcements.resending import router as resending
from handlers.announcements.seeing import by_readers as seen
from handlers.announcements.seeing import router as seeing
from handlers.announcements.sending import router as sending
from handlers.announcements.templates import router as templates
from handlers.announcements.timing import router as timing
from handlers.announcements.watching import router as watching
from handlers.announcements.writing import router as writing

ROUTERS = (
    writing,
    templates,
    languages,
    aiming,
    timing,
    sending,
    watching,
    correcting,
    resending,
    exporting,
    seeing,
    seen,
)

__all__ = ["ROUTERS"]
