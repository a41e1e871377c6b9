"""How far an announcement is: a bar and the counts."""

from bot.rules.announcements import Progress
from bot.texts.speaker import Speaker

BAR = 12


def progress_text(progress: Progress, t: Speaker) -> str:
    """A bar and the counts; the same while it goes and when it is done."""
    done = progress.total - progress.waiting
    filled = BAR * done // progress.total if progress.total else BAR
    title = t("announcement.progress.going" if progress.waiting else "announcement.progress.done")
    lines = [
        title,
        "▓" * filled + "░" * (BAR - filled),
        t("announcement.progress.sent", done=done, total=progress.total),
    ]
    for key, n in (
        ("failed", progress.failed),
        ("unknown", progress.unknown),
        ("left_out", progress.left_out),
    ):
        if n:
            lines.append(t(f"announcement.progress.{key}", n=n))
    return "\n".join(lines)
