"""The announcement on one screen: what stands, and what may be changed."""

from datetime import datetime, time, timedelta
from math import ceil

from bot.actions.announcements import Prepared
from bot.rules.announcements import (
    AnnouncementState,
    Content,
    FileKind,
    Reason,
    departure,
    example,
    needs_approval,
)
from bot.rules.calendar import local_day
from bot.rules.policy import Policy
from bot.texts import Html, Speaker
from bot.texts.announcements import as_written, audience_in_words, copy, excerpt, fallbacks
from handlers.announcements.buttons import Announce
from handlers.screens import Button, Screen

#: What is delayed by more than the time to undo is delayed for a reason.
MINUTE = timedelta(minutes=11)


def overview(t: Speaker, draft: Prepared, policy: Policy, now: datetime, greeting: str = "") -> Screen:
    """Each button opens what it names; the last look comes before anything leaves."""
    announcement = draft.announcement
    content, do = announcement.content, _doing(announcement.id)
    rows = [
        [do(t.plain("announcement.change_text"), "text"), do(t.plain("announcement.languages"), "languages")],
        [
            do(t.plain("announcement.change_audience"), "aim"),
            do(t.plain(f"announcement.kind.{announcement.kind.value}"), "kind"),
        ],
        [do(t.plain("announcement.choose_time"), "when"), _seen(t, draft)],
        [do(t.plain("announcement.drop_files"), "bare")] if content.files else [],
        [do(t.plain("announcement.preview"), "preview")],
        [do(t.plain("template.keep"), "template")],
        [do(t.plain("announcement.discard"), "discard")],
    ]
    size, when = _size(t, draft, policy), leaving(t, draft, now, policy)
    blocks = (greeting, _words(t, content), count(t, draft, policy), size, when)
    return Screen("\n\n".join(filter(None, (t("announcement.title"), *blocks))), rows)


def count(t: Speaker, draft: Prepared, policy: Policy) -> Html:
    """Whom it reaches, in words; how many; who is left out, and why."""
    announcement, reached = draft.announcement, draft.reached
    lines = [
        t(f"announcement.about.{announcement.kind.value}"),
        t("announcement.to", audience=audience_in_words(announcement.audience, t, policy)),
        t("announcement.count", n=len(reached.receivers)),
    ]
    for reason in Reason:
        n = sum(why is reason for _, why in reached.left_out)
        if n:
            lines.append(t(f"left_out.{reason.name.lower()}", n=n))
    return Html("\n".join(lines))


def leaving(t: Speaker, draft: Prepared, now: datetime, policy: Policy) -> Html:
    """When it leaves, how often, and why not earlier; that somebody has to agree, who is not yet asked."""
    announcement, plan = draft.announcement, draft.announcement.plan
    at = departure(announcement.kind, plan, now=now, policy=policy)
    hours = {"since": time(policy.quiet_from_hour), "until": time(policy.quiet_until_hour)}
    if at > max(now + MINUTE, plan.at or now):
        when = t("announcement.quiet", at=at, **hours)
    elif plan.at:
        when = t("announcement.when", at=plan.at)
    else:
        when = t("announcement.at_once", n=policy.undo_seconds)
    not_asked = announcement.state is AnnouncementState.DRAFT
    lines = [
        when,
        t("announcement.weekly", until=plan.until) if plan.until else "",
        t("announcement.needs_approval", n=policy.approve_above)
        if not_asked and needs_approval(plan, len(draft.reached.receivers), policy)
        else "",
    ]
    return Html("\n".join(filter(None, lines)))


def _words(t: Speaker, content: Content) -> Html:
    """How it begins, in which languages it is, what comes with it."""
    beginning = excerpt(as_written(content.versions[0].words, t))
    languages = [t.plain(f"audience.language.{one.language}") for one in content.versions]
    lines = [
        Html(f"<blockquote>{beginning}</blockquote>") if beginning else "",
        t("announcement.in_languages", languages=t.list(languages)),
        _files(t, content),
    ]
    return Html("\n".join(filter(None, lines)))


def _files(t: Speaker, content: Content) -> Html | str:
    if not content.files:
        return ""
    photos = content.files[0].kind is FileKind.PHOTO
    key = "announcement.with_photos" if photos else "announcement.with_documents"
    return t(key, n=len(content.files))


def _size(t: Speaker, draft: Prepared, policy: Policy) -> Html:
    """What readers without words of their own get, in how many messages it leaves, how long that takes."""
    announcement, reached = draft.announcement, draft.reached
    content, lines = announcement.content, list[Html]()
    author = t.plain(f"audience.language.{content.versions[0].language}")
    for language, n in fallbacks(content, reached.languages):
        wanted = t.plain(f"audience.language.{language}")
        lines.append(t("announcement.falls_back", n=n, wanted=wanted, language=author))
    parts = copy(announcement, t, example(announcement, policy, day=local_day(announcement.created_at)))
    if content.files and len(parts) > 1:
        album = content.asks_seen and len(content.files) > 1
        lines.append(t("announcement.under_album" if album else "announcement.long_caption"))
    elif len(parts) > 1:
        lines.append(t("announcement.long_text", n=len(parts)))
    seconds = ceil(len(parts) * len(reached.receivers) / policy.messages_per_second)
    if seconds > 1:
        minutes = ceil(seconds / 60)
        lines.append(
            t("announcement.takes_seconds", n=seconds) if seconds < 90 else t("announcement.takes", n=minutes)
        )
    return Html("\n".join(lines))


def _seen(t: Speaker, draft: Prepared) -> Button:
    """A tick where readers are asked whether they saw it; a tap changes that."""
    asked = draft.announcement.content.asks_seen
    label = t.plain("audience.on" if asked else "audience.off", name=t.plain("announcement.ask_seen"))
    return Button(label, Announce(do="unseen" if asked else "seen", id=draft.announcement.id))


class _doing:  # noqa: N801 – reads as a verb where it is used
    """Buttons about one announcement."""

    def __init__(self, announcement_id: str) -> None:
        self._id = announcement_id

    def __call__(self, label: str, do: str) -> Button:
        return Button(label, Announce(do=do, id=self._id))
