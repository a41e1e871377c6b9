"""Templates: keep what an announcement says, begin the next one with it, forget it."""

from dataclasses import replace
from datetime import datetime

from bot.actions.announcements.writing import Prepared, author, on_screen, own, reached
from bot.actions.people import focus as remember
from bot.ports import Records
from bot.rules.announcements import LONGEST_NAME, Announcement, Content, Template
from bot.rules.refusals import NoWords


def templates(records: Records, person_id: str) -> tuple[Template, ...]:
    """Those of the cooperative, by name. Refused NotAllowed."""
    author(records, person_id)
    return records.announcements.templates()


def keep_template(
    records: Records, person_id: str, announcement_id: str, name: str, *, now: datetime
) -> Announcement:
    """Keep what a draft says under that name, in place of what had it. Refused NoWords."""
    draft = own(records, person_id, announcement_id)
    known = " ".join(name.split())[:LONGEST_NAME]
    if not known or not draft.content.versions:
        raise NoWords
    same = (one for one in records.announcements.templates() if one.name.casefold() == known.casefold())
    for one in same:
        records.announcements.drop_template(one.id)
    fresh = Template(id=records.new_id(), name=known, content=draft.content)
    records.announcements.keep_template(fresh)
    records.trace.note(who=person_id, what="template kept", subject=f"template:{fresh.id}", at=now)
    remember(records, person_id, "")
    return draft


def fill(records: Records, person_id: str, announcement_id: str, content: Content) -> Prepared:
    """Let a draft say what a template says."""
    draft = replace(own(records, person_id, announcement_id), content=content)
    remember(records, person_id, "")
    on_screen(records, draft)
    records.announcements.save(draft)
    return Prepared(announcement=draft, reached=reached(records, draft))


def drop_template(records: Records, person_id: str, template_id: str, *, now: datetime) -> None:
    """Forget a template; none is as good. Refused NotAllowed."""
    author(records, person_id)
    records.announcements.drop_template(template_id)
    records.trace.note(who=person_id, what="template deleted", subject=f"template:{template_id}", at=now)
