"""An announcement in words: to whom it goes, a reader's copy, how far it is."""

from html import escape

from bot.rules.announcements import Announcement, Audience, Progress
from bot.rules.policy import Policy
from bot.texts.speaker import Speaker

BAR = 12


def audience_in_words(audience: Audience, t: Speaker, policy: Policy) -> str:
    """Parents, of Marcinelle and Andrimont, in French: one line without markup."""
    if audience == Audience():
        return t.plain("audience.in_words.everybody")
    roles = [t.plain(f"audience.{role.value}") for role in sorted(audience.roles)]
    creches = [creche.name for creche in policy.creches if creche.id in audience.creches]
    languages = [t.plain(f"audience.language.{code}") for code in sorted(audience.languages)]
    parts = [t.list(roles) if roles else t.plain("audience.in_words.anyone")]
    if creches:
        parts.append(t.plain("audience.in_words.of", creches=t.list(creches)))
    if languages:
        parts.append(t.plain("audience.in_words.in", languages=t.list(languages)))
    return ", ".join(parts)


def copy(announcement: Announcement, t: Speaker) -> str:
    """What a reader gets: the author's words as they are, then how to stop announcements."""
    return escape(announcement.text, quote=False) + "\n\n" + t("announcement.footer")


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
