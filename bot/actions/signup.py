"""Fill in the sign-up form, send it, and let go of forms that nobody finishes.

The form is the same for parents and at the desk, where a member of staff asks the questions.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import desks, guesses
from bot.actions.already import check_new, check_room
from bot.actions.codes import sponsor_of
from bot.ports import Records
from bot.rules.calendar import local_day
from bot.rules.codes import CodeUnknown, normal
from bot.rules.guesses import Word
from bot.rules.history import What
from bot.rules.notices import DraftWaits
from bot.rules.people import Consent, Person
from bot.rules.policy import Policy
from bot.rules.references import MARK
from bot.rules.refusals import (
    NotFound,
    StaleScreen,
)
from bot.rules.requests import Request, State
from bot.rules.retention import Category, terms
from bot.rules.signup import Answers, Brought, Deed, Desk, Draft, Said, Step, bring, check_complete, step_of
from bot.rules.signup import answer as after
from bot.rules.signup.asked import claims, groups, request_ids, wishes

#: What the typed words of somebody who fills in the form answer.
FOCUS = "signup"


def current(records: Records, person_id: str) -> Draft | None:
    """The person's unfinished form."""
    return records.drafts.of(person_id)


def begin(
    records: Records,
    person_id: str,
    *,
    at_desk: bool = False,
    brought: Brought | None = None,
    now: datetime,
    policy: Policy,
) -> Draft:
    """Take the form up where it stands, or start one, with what a link brought; a code that is none is left.

    Refused TooManyRequests; NotAllowed at the desk.
    """
    person = records.people.get(person_id)
    brought = brought or Brought()
    if brought.code and not guesses.code_holds(records, person_id, brought.code, now=now, policy=policy):
        brought = Brought()
    fresh = _of_a_guest(person) if at_desk else bring(Answers(name=person.name, phone=person.phone), brought)
    draft = records.drafts.of(person_id)
    if draft is not None and draft.answers.changing:  # nothing is lost by it: the request is as it was
        records.drafts.remove(draft.id)
    elif draft is not None:
        draft = replace(draft, answers=bring(draft.answers, brought))
        return _write(
            records, person, draft, Said(place=draft.place, deed=Deed.RESUME), now=now, policy=policy
        )
    if not at_desk:
        check_room(records, person, 1, policy)
    draft = Draft(
        id=records.new_id(),
        person_id=person_id,
        place=Step.NAME.value,
        answers=fresh,
        started_at=now,
        touched_at=now,
    )
    records.drafts.add(draft)
    listen(records, person, FOCUS)
    return draft


def answer(
    records: Records,
    person_id: str,
    said: Said,
    *,
    mark: str,
    now: datetime,
    policy: Policy,
    screen: int | None = None,
) -> Draft:
    """One answer, one transaction. `mark` begins the draft's id, `screen` is the message that was tapped.

    Refused StaleScreen at another form or question, CodeUnknown, CodesLocked, ChildAlreadyWaiting
    (FamilyAlreadyWaiting at the desk), or the answer's own no.
    """
    draft = own(records, person_id, mark)
    person = records.people.get(person_id)
    if said.deed is Deed.PICK and draft.place == Step.CODE:
        guesses.check(records, person_id, Word.CODE, now=now, policy=policy)
        sponsor_of(records, person, normal(said.value), now)
    return _write(
        records, person, replace(draft, screen=screen or draft.screen), said, now=now, policy=policy
    )


def delete(records: Records, person_id: str, *, mark: str) -> None:
    """Forget the form and everything in it. Refused StaleScreen if it is another one, or gone."""
    records.drafts.remove(own(records, person_id, mark).id)
    _stop_listening(records, records.people.get(person_id))


def send(
    records: Records, person_id: str, draft_id: str, *, digest: str = "", now: datetime, policy: Policy
) -> tuple[Request, ...]:
    """The form becomes a request (or one for each child, if they may enter alone); again: the same ones.

    `digest`: at the desk, that of the notice which the family has heard or signed.
    Refused FormIncomplete, TooManyRequests, CodeUnknown, StaleScreen, ChildAlreadyWaiting (at the desk
    FamilyAlreadyWaiting).
    """
    person = records.people.get(person_id)
    draft = records.drafts.of(person_id)
    if draft is None or draft.id != draft_id or draft.answers.changing:
        return _sent_before(records, person, draft_id)
    check_complete(draft, today=local_day(now), policy=policy)
    desk = draft.answers.desk
    parent = _guest(records, person, desk, digest=digest, now=now, policy=policy) if desk else person
    check_room(records, parent, len(groups(draft.answers)), policy)
    check_new(records, parent, draft.answers)
    parent = _introduce(records, parent, draft.answers)
    requests = _requests(records, parent, draft, now=now, policy=policy)
    for request in requests:
        records.requests.add(request)
        if desk and desk.given:
            records.trace.note(
                who=person.id, what=What.ENTERED, subject=request.id, why=desk.given.value, at=now
            )
    if draft.answers.code:
        used = records.sponsors.use_code(draft.answers.code, request_id=requests[0].id, at=now)
        if used is None:
            raise CodeUnknown
    records.drafts.remove(draft.id)
    _stop_listening(records, records.people.get(person_id))
    return requests


def nudge_and_purge_drafts(records: Records, *, now: datetime, policy: Policy) -> tuple[int, int]:
    """Remind once of a form left lying, delete it when its days are over; how many of each."""
    nudged = purged = 0
    for draft in records.drafts.idle_since(now - timedelta(hours=policy.draft_nudge_hours)):
        ends = draft.touched_at + timedelta(hours=terms(policy)[Category.FORMS].hours)
        if ends <= now:
            records.drafts.remove(draft.id)
            _stop_listening(records, records.people.get(draft.person_id))
            purged += 1
        elif not draft.nudged and not draft.answers.changing:
            notice = DraftWaits(to=draft.person_id, draft_id=draft.id, deleted_on=local_day(ends))
            records.notices.queue(notice, at=now)
            records.drafts.save(replace(draft, nudged=True))
            nudged += 1
    return nudged, purged


def _write(
    records: Records, person: Person, draft: Draft, said: Said, *, now: datetime, policy: Policy
) -> Draft:
    """Keep the form after what was said; from here on typed words answer it, unless it was put aside."""
    changed = after(draft, said, today=local_day(now), policy=policy)
    if said.deed in {Deed.PICK, Deed.GO} and step_of(draft.question) is Step.DAY:
        check_new(records, person, changed.answers)
    changed = replace(changed, touched_at=now)
    records.drafts.save(changed)
    listen(records, person, "" if said.deed is Deed.KEEP else FOCUS)
    return changed


def _of_a_guest(person: Person) -> Answers:
    """What is known of a family at a desk: a director's crèche is the first it asks for."""
    own = next(iter(desks.of(person))) or ""
    return Answers(desk=Desk(creche=own), creches=(own,) if own else ())


def _guest(
    records: Records, staff: Person, desk: Desk, *, digest: str, now: datetime, policy: Policy
) -> Person:
    """Somebody without a chat, who agreed to the notice in front of a member of staff."""
    desks.of(staff)
    consent = Consent(
        version=policy.notice_version,
        language=desk.language,
        digest=digest,
        accepted_at=now,
        given=desk.given,
        taken_by=staff.id,
    )
    guest = Person(
        id=records.new_id(), chat_id=None, language=desk.language, consent=consent, example=staff.example
    )
    records.people.add(guest)
    return guest


def own(records: Records, person_id: str, mark: str) -> Draft:
    """The person's form, if its id begins like that. Refused StaleScreen."""
    draft = records.drafts.of(person_id)
    if draft is None or len(mark) < MARK or not draft.id.startswith(mark):
        raise StaleScreen
    return draft


def listen(records: Records, person: Person, focus: str) -> None:
    """From here on typed words answer that."""
    if person.focus != focus:
        records.people.save(replace(person, focus=focus))


def _stop_listening(records: Records, person: Person) -> None:
    """Words that another conversation waits for stay its own."""
    if person.focus == FOCUS:
        listen(records, person, "")


def _sent_before(records: Records, person: Person, draft_id: str) -> tuple[Request, ...]:
    """What this person has made of that form: for their own family, or at the desk."""
    try:
        first = records.requests.get(draft_id)
    except NotFound:
        raise StaleScreen from None
    entered = any(
        line["what"] == What.ENTERED and line["who"] == person.id for line in records.trace.of(first.id)
    )
    if not entered and first.family_id != person.family_id:
        raise StaleScreen
    family = records.requests.of_family(first.family_id)
    return tuple(request for request in family if draft_id in {request.id, request.linked})


def _introduce(records: Records, person: Person, answers: Answers) -> Person:
    """The person as a parent: the name and phone they gave, and a family to belong to."""
    family_id = person.family_id or records.new_id()
    if person.family_id is None:
        records.people.add_family(family_id)
    parent = replace(person, name=answers.name, phone=answers.phone, family_id=family_id, focus="")
    records.people.save(parent)
    return parent


def _requests(
    records: Records, person: Person, draft: Draft, *, now: datetime, policy: Policy
) -> tuple[Request, ...]:
    sponsor_id = sponsor_of(records, person, draft.answers.code, now)
    children = groups(draft.answers)
    return tuple(
        Request(
            id=request_id,
            reference=records.new_reference(),
            family_id=person.family_id or "",
            children=group,
            wishes=wishes(draft.answers),
            claims=claims(draft.answers, sponsor_id, policy),
            state=State.REGISTERED,
            registered_at=now,
            predemand=draft.answers.predemand,
            linked=draft.id if len(children) > 1 else None,
            example=person.example,
        )
        for request_id, group in zip(request_ids(draft.id, len(children)), children, strict=True)
    )
