"""How far an announcement is: a bar, the counts, how fast, and what can still be done."""

from collections import Counter
from math import ceil

from bot.rules.announcements import Announcement, AnnouncementState, Progress, Reason
from bot.texts.speaker import Html, Speaker

BAR = 12
#: What its author can do, by where it stands.
_CONTROLS = {
    AnnouncementState.APPROVAL: ("undo",),
    AnnouncementState.LEAVING: ("undo", "hurry"),
    AnnouncementState.SENDING: ("pause", "stop"),
    AnnouncementState.PAUSED: ("resume", "stop"),
    AnnouncementState.SENT: ("again", "correct", "recall", "export"),
    AnnouncementState.STOPPED: ("again", "correct", "recall", "export"),
}
#: What the courier wrote down, in a reader's words.
_REASONS = {
    Reason.NO_TELEGRAM: "no_telegram",
    Reason.BLOCKED: "blocked",
    "unknown": "unknown",
    "403": "blocked",
    "user is deactivated": "blocked",
    "input_user_deactivated": "blocked",
    "stopped": "stopped",
    "refused": "no_wish",
    Reason.NO_NEWS: "no_wish",
    Reason.MUTED: "no_wish",
}


def standing_text(announcement: Announcement, progress: Progress, t: Speaker, pace: float = 0) -> Html:
    """What its author sees from the moment it is sent; `pace` in readers a second, 0 if not known."""
    if announcement.state is AnnouncementState.APPROVAL:
        return t("announcement.waits")
    if announcement.state is AnnouncementState.LEAVING:
        return t("announcement.leaves", at=announcement.leaves_at, n=progress.total)
    lines = [_title(announcement, progress, t), *_counts(progress, t), *_pace(progress, t, pace)]
    return Html("\n".join(lines))


def controls(announcement: Announcement, t: Speaker) -> tuple[tuple[str, str], ...]:
    """Labels, and the words that the bot understands."""
    doing = [*_CONTROLS.get(announcement.state, ())]
    if announcement.state is AnnouncementState.PAUSED and announcement.leaves_at:
        doing = ["pause", "stop"]  # it goes on by itself
    if announcement.sent_at and announcement.content.asks_seen:
        over = announcement.state in {AnnouncementState.SENT, AnnouncementState.STOPPED}
        doing = ["who", "again-unseen", *doing] if over else [*doing, "who"]
    if announcement.plan.next:
        doing.append("series")
    return tuple((t.plain(f"announcement.{do}"), f"an:{do}:{announcement.id}") for do in doing)


def reason_in_words(why: str, t: Speaker) -> str:
    return t.plain(f"announcement.reason.{_REASONS.get(why, 'refused')}")


def _title(announcement: Announcement, progress: Progress, t: Speaker) -> Html:
    if announcement.state is AnnouncementState.PAUSED:
        at = announcement.leaves_at
        return t("announcement.progress.paused") if at is None else t("announcement.progress.night", at=at)
    if announcement.state is AnnouncementState.STOPPED:
        return t("announcement.progress.stopped")
    return t("announcement.progress.going" if progress.waiting else "announcement.progress.done")


def _counts(progress: Progress, t: Speaker) -> list[str]:
    done = progress.total - progress.waiting
    filled = BAR * done // progress.total if progress.total else BAR
    lines: list[str] = [
        "▓" * filled + "░" * (BAR - filled),
        t("announcement.progress.sent", done=done, total=progress.total),
    ]
    if progress.failed:
        lines.append(t("announcement.progress.failed", n=progress.failed))
        why = Counter[str]()
        for reason, n in progress.reasons:
            why[reason_in_words(reason, t)] += n
        lines += [t("announcement.progress.why", reason=reason, n=n) for reason, n in why.most_common()]
    for key, n in (("unknown", progress.unknown), ("left_out", progress.left_out)):
        if n:
            lines.append(t(f"announcement.progress.{key}", n=n))
    return lines


def _pace(progress: Progress, t: Speaker, pace: float) -> list[str]:
    if not pace or not progress.waiting:
        return []
    seconds = ceil(progress.waiting / pace)
    left = (
        t("announcement.progress.seconds", n=seconds)
        if seconds < 90
        else t("announcement.progress.minutes", n=ceil(seconds / 60))
    )
    return [t("announcement.progress.pace", pace=pace, left=left)]
