"""Change what a family asks for: in the form's own questions, told beforehand what it does to each rank."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions import signup, steps
from bot.ports import Records
from bot.rules import waitlist
from bot.rules import wishes as rules
from bot.rules.calendar import Month, local_day
from bot.rules.history import What
from bot.rules.policy import Policy
from bot.rules.refusals import FormOpen
from bot.rules.requests import Request, State
from bot.rules.signup import Draft, Step
from bot.rules.signup.asked import wishes
from bot.rules.waitlist import Entry
from bot.rules.wishes import Effect


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What a change would do; `ranked` is whether the request has a rank to speak of."""

    ranked: bool
    effects: tuple[Effect, ...]


def begin(records: Records, person_id: str, request_id: str, *, now: datetime, policy: Policy) -> Draft:
    """The form, filled in with the request's wishes. Refused NotWaiting, FormOpen beside one begun."""
    request, _ = steps.spoken_for(records, person_id, request_id)
    rules.check_changeable(request)
    open_ = records.drafts.of(person_id)
    if open_ is not None and not open_.answers.changing and open_.answers.answered:
        raise FormOpen
    if open_ is not None:
        records.drafts.remove(open_.id)
    draft = Draft(
        id=records.new_id(),
        person_id=person_id,
        place=Step.REVIEW.value,
        answers=rules.answers_of(request, policy),
        started_at=now,
        touched_at=now,
    )
    records.drafts.add(draft)
    signup.listen(records, records.people.get(person_id), signup.FOCUS)
    return draft


def outlook(records: Records, person_id: str, draft: Draft, *, policy: Policy) -> Outlook:
    """What the wishes in the form would do to the rank at each crèche; nothing while none differ."""
    request, _ = steps.spoken_for(records, person_id, draft.answers.changing)
    after = wishes(draft.answers)
    ranked = request.state in {State.CONFIRMED, State.REFUSED}
    if after == request.wishes:
        return Outlook(ranked=ranked, effects=())
    effects = (
        Effect(
            creche=creche,
            before=request.wishes.entry if creche in request.wishes.creches else None,
            after=after.entry if creche in after.creches else None,
            rank_before=_rank(records, request, creche, request.wishes.entry, policy),
            rank_after=_rank(records, request, creche, after.entry, policy),
        )
        for creche in rules.creches_touched(request.wishes, after)
    )
    return Outlook(ranked=ranked, effects=tuple(effects))


def change(records: Records, person_id: str, draft_id: str, *, now: datetime, policy: Policy) -> Request:
    """The wishes become the request's; what changed is written down.

    Refused StaleScreen, NotWaiting, FormIncomplete, NothingChanged.
    """
    draft = signup.own(records, person_id, draft_id)
    request, why = steps.spoken_for(records, person_id, draft.answers.changing)
    changed = rules.change(request, draft, today=local_day(now), policy=policy)
    records.requests.save(changed)
    parts = (*rules.changed_wishes(request.wishes, changed.wishes), why)
    reasons = ": ".join(filter(None, parts))
    records.trace.note(who=person_id, what=What.CHANGED, subject=request.id, why=reasons, at=now)
    signup.delete(records, person_id, mark=draft.id)
    return changed


def _rank(records: Records, request: Request, creche: str, entry: Month, policy: Policy) -> int | None:
    """Where it would stand on that month's list, with the time of confirmation that it has."""
    if request.confirmed_at is None:
        return None
    own = Entry(
        reference=request.reference,
        confirmed_at=request.confirmed_at,
        priority=request.has_priority_where(policy.creche(creche).priorities),
        entry=entry,
    )
    rivals, _ = records.standings.crowds(own, creche)
    return waitlist.ahead_of(rivals, policy) + 1
