"""What many are told, each gets once; who had their data erased is nowhere any more, restores included."""

from collections.abc import Iterator
from datetime import timedelta

from bot.year.checks.tables import Known, Tables, listed

_KINDS = ("AnnouncementCopy", "NewsCopy")
_COPIES = f"kind IN ({listed(_KINDS)})"
_TWICE = f"""SELECT person_id FROM notice WHERE {_COPIES}
    GROUP BY announcement_id, person_id HAVING count(*) > 1"""
_LEFT_OUT = f"""SELECT n.person_id FROM notice n
    JOIN announcement_left_out o USING (announcement_id, person_id) WHERE n.{_COPIES} AND n.state = 'sent'"""
_LATE = f"""SELECT n.person_id FROM notice n JOIN announcement a ON a.id = n.announcement_id
    WHERE n.{_COPIES} AND n.state IN ('pending', 'claimed') AND a.sent_at < '{{}}' AND a.state <> 'paused'"""
_OPENS = "SELECT subject FROM subject_key WHERE wrapped IS NOT NULL AND subject IN ({})"
_PEOPLE = "SELECT id, chat_index IS NOT NULL FROM person WHERE id IN ({})"
_DRAFTS = "SELECT person_id FROM draft WHERE person_id IN ({})"
_NOTICES = "SELECT DISTINCT person_id FROM notice WHERE person_id IN ({})"


def announcements_reach_each_once(day: Tables, _: Known) -> Iterator[str]:
    """Product, coordinators: once to everybody whom it is for, to nobody else, within a day or two."""
    if not any(one.kind in _KINDS for one in day.moving):
        return
    late = _LATE.format(day.today - timedelta(days=2))
    for sql, what in ((_TWICE, "twice"), (_LEFT_OUT, "and is left out"), (late, "later than two days after")):
        for (person,) in day.look(sql):
            yield f"{person} gets an announcement {what}"


def who_was_erased_is_gone(day: Tables, known: Known) -> Iterator[str]:
    """GDPR, 17: no key, no name, no chat, no word to them; where a child is there, name and phone by law."""
    erased = known.erased
    subjects = listed({*erased, *(one for requests in erased.values() for one in requests)})
    opens = {row[0] for row in day.look(_OPENS.format(subjects))}
    people = {row[0]: row[1] for row in day.look(_PEOPLE.format(listed(erased)))}
    written_to = {row[0] for row in day.look(_DRAFTS.format(listed(erased)))}
    written_to.update(one.person for one in (*day.notices, *day.open_notices))
    new = erased.keys() - known.sought
    if new:
        written_to.update(row[0] for row in day.look(_NOTICES.format(listed(erased))))
        known.sought.update(new)
    for person, requests in erased.items():
        if any(one in opens for one in requests):
            yield f"a request of {person} opens, who was erased"
        if people.get(person):
            yield f"{person} has a chat, who was erased"
        if person not in known.stay and (person in opens or person in people or person in written_to):
            yield f"{person} is still there, who was erased"
