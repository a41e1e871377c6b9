"""How an announcement ended, in words: who did not get it, with a number to phone; who has seen it."""

from collections.abc import Sequence
from datetime import datetime

from bot.rules.announcements import Progress, Reason
from bot.rules.people import Person
from bot.texts.announcements.progress import reason_in_words
from bot.texts.speaker import Html, Speaker

#: Telegram takes 4096 characters after entities; the last line has to fit too.
LONGEST = 4_000
PERHAPS = "unknown"

Unreached = tuple[Person, str]
Line = tuple[Html, int]  # a line, and how many people it names


def report(progress: Progress, unreached: Sequence[Unreached], t: Speaker, *, asked: bool = False) -> str:
    """Telegram HTML within one message; whoever does not fit is counted.

    `asked`: readers may tap that they have seen it.
    """
    perhaps = [one for one in unreached if one[1] == PERHAPS]
    unwilling = {
        reason: [one for one in unreached if one[1] == reason] for reason in (Reason.NO_NEWS, Reason.MUTED)
    }
    missed = [one for one in unreached if one[1] not in {PERHAPS, *unwilling}]
    lines: list[Line] = [
        (t("announcement.report.title"), 0),
        (t("announcement.report.delivered", n=progress.delivered, total=progress.total), 0),
        *([(t("announcement.report.asked"), 0)] if asked else []),
        *((t(f"left_out.{why.name.lower()}", n=len(some)), 0) for why, some in unwilling.items() if some),
        *_section("to_phone", missed, t),
        *_section("perhaps", perhaps, t),
    ]
    if not perhaps and not missed:
        lines.append((t("announcement.report.everybody"), 0))
    return _fitted(lines, t)


def seen_report(readers: Sequence[tuple[Person, datetime | None]], t: Speaker) -> str:
    """Of those whom it reached: how many saw it, who did not yet and who did; within one message."""
    order = sorted(readers, key=lambda one: (not one[0].name, one[0].name.casefold()))
    seen = [(person, at) for person, at in order if at is not None]
    not_yet = [person for person, at in order if at is None]
    lines: list[Line] = [(t("announcement.seen.count", n=len(seen), total=len(readers)), 0)]
    if not_yet:
        lines.append((t("announcement.seen.not_yet"), 0))
    lines += [(t("announcement.seen.phone", **_of(person, t)), 1) for person in not_yet]
    if seen:
        lines.append((t("announcement.seen.who"), 0))
    lines += [(t("announcement.seen.at", name=_of(person, t)["name"], at=at), 1) for person, at in seen]
    return _fitted(lines, t)


def _section(title: str, people: Sequence[Unreached], t: Speaker) -> list[Line]:
    if not people:
        return []
    return [(t(f"announcement.report.{title}"), 0), *((_line(person, why, t), 1) for person, why in people)]


def _line(person: Person, why: str, t: Speaker) -> Html:
    return t("announcement.report.line", **_of(person, t), reason=reason_in_words(why, t))


def _of(person: Person, t: Speaker) -> dict[str, str]:
    return {
        "name": person.name or t.plain("announcement.report.nameless"),
        "phone": person.phone or t.plain("announcement.report.no_phone"),
    }


def _fitted(lines: Sequence[Line], t: Speaker) -> str:
    length, kept = 0, list[str]()
    for i, (line, _) in enumerate(lines):
        length += len(line) + 1
        if length > LONGEST:
            left = sum(people for _, people in lines[i:])
            return "\n".join([*kept, t("announcement.report.more", n=left)])
        kept.append(line)
    return "\n".join(kept)
