"""How an announcement ended, in words: who did not get it, with a number to phone."""

from collections.abc import Sequence

from bot.ports import Records
from bot.rules.announcements import Progress, Reason
from bot.rules.people import Person
from bot.texts import Html, Speaker
from bot.texts.announcements import reason_in_words

#: Telegram takes 4096 characters after entities; the last line has to fit too.
LONGEST = 4_000
PERHAPS = "unknown"

Unreached = tuple[Person, str]
Line = tuple[Html, int]  # a line, and how many people it names


def ended(records: Records, announcement_id: str) -> tuple[Progress, tuple[Unreached, ...]]:
    """The counts, and everybody who did not surely get it."""
    announcements = records.announcements
    return announcements.progress(announcement_id), announcements.unreached(announcement_id)


def report(progress: Progress, unreached: Sequence[Unreached], t: Speaker) -> str:
    """Telegram HTML within one message; whoever does not fit is counted."""
    perhaps = [one for one in unreached if one[1] == PERHAPS]
    unwilling = {
        reason: [one for one in unreached if one[1] == reason] for reason in (Reason.NO_NEWS, Reason.MUTED)
    }
    missed = [one for one in unreached if one[1] not in {PERHAPS, *unwilling}]
    lines: list[Line] = [
        (t("announcement.report.title"), 0),
        (t("announcement.report.delivered", n=progress.delivered, total=progress.total), 0),
        *((t(f"left_out.{why.name.lower()}", n=len(some)), 0) for why, some in unwilling.items() if some),
        *_section("to_phone", missed, t),
        *_section("perhaps", perhaps, t),
    ]
    if not perhaps and not missed:
        lines.append((t("announcement.report.everybody"), 0))
    return _fitted(lines, t)


def _section(title: str, people: Sequence[Unreached], t: Speaker) -> list[Line]:
    if not people:
        return []
    return [(t(f"announcement.report.{title}"), 0), *((_line(person, why, t), 1) for person, why in people)]


def _line(person: Person, why: str, t: Speaker) -> Html:
    return t(
        "announcement.report.line",
        name=person.name or t.plain("announcement.report.nameless"),
        phone=person.phone or t.plain("announcement.report.no_phone"),
        reason=reason_in_words(why, t),
    )


def _fitted(lines: Sequence[Line], t: Speaker) -> str:
    length, kept = 0, list[str]()
    for i, (line, _) in enumerate(lines):
        length += len(line) + 1
        if length > LONGEST:
            left = sum(people for _, people in lines[i:])
            return "\n".join([*kept, t("announcement.report.more", n=left)])
        kept.append(line)
    return "\n".join(kept)
