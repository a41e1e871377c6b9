"""A town with two of everything: two crèches, two families, two firms; and one of each kind of person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count

from bot.actions import invitations
from bot.ports import Invitation, Records
from bot.rules.agreements import written
from bot.rules.announcements import Announcement, Content, Version
from bot.rules.calendar import FULL_WEEK, Month, Period
from bot.rules.closures import Closure
from bot.rules.codes import CodeSheet
from bot.rules.notices import Paused, StillLooking
from bot.rules.offers import Offer, OfferState
from bot.rules.people import Child, Consent, Mandate, Person, Role
from bot.rules.places import Agreement, Sponsor, Stay
from bot.rules.pleas import Kind, Plea
from bot.rules.references import grouped
from bot.rules.requests import Claim, ClaimCode, Request, State
from bot.rules.rounds import Decision, MonthRound, Passed, Reserve, Reserved, Way, Why
from bot.rules.signup import Answers, Desk, Draft, Step
from bot.rules.vacancies import Vacancy
from tests.cast import BORN_IN_OCTOBER, MORNING, PROVEN_SIBLING, SCHMITZ, SCHMITZ_CONFIRMED, TODAY

YESTERDAY = MORNING - timedelta(days=1)
IN_AUTUMN = MORNING - timedelta(days=60)
NEXT_YEAR = date(2029, 8, 26)
#: Each side's crèche; what nobody has is on a side of its own.
CRECHES = {"a": "marcinelle", "b": "andrimont"}
NOWHERE = "nowhere"


@dataclass(frozen=True)
class Actor:
    """Somebody who may try everything; `sees`: whose names and numbers they may read."""

    name: str
    chat_id: int
    sees: frozenset[str] = frozenset()
    person_id: str = ""


@dataclass
class Town:
    """Who is there; what a try may name, by side; what nobody else may read, by whose it is."""

    actors: dict[str, Actor] = field(default_factory=dict)
    objects: dict[str, dict[str, str]] = field(default_factory=dict)
    secrets: dict[str, set[str]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(271_828))  # of telephones

    def hidden_from(self, actor: Actor) -> set[str]:
        kept = (words for whose, words in self.secrets.items() if whose not in actor.sees)
        return set().union(*kept)


def furnish(records: Records) -> Town:
    """Everything there is to try, straight into the storage."""
    town = Town()
    for number, side in enumerate(CRECHES, start=1):
        _side(records, town, side, 1000 * number)
    both = {f"{what}:{side}" for side in CRECHES for what in ("family", "desk")}
    firms = {"firm:a", "firm:b", "announcement:a"}
    nadia = _join(records, town, "coordinator", 9001, both | firms, Mandate(role=Role.COORDINATOR))
    other = _join(records, town, "her colleague", None, (), Mandate(role=Role.COORDINATOR))
    for side, author in (("a", nadia), ("b", other)):
        _announcement(records, town, side, author)
        _writing(records, town, side, author)
    _revoked(records, town, nadia)
    town.actors["stranger"] = Actor("stranger", 9004)
    town.objects[NOWHERE] = _nothing(town)
    _round(records, town)
    return town


def _join(
    records: Records,
    town: Town,
    name: str,
    chat_id: int | None,
    sees: Iterable[str],
    *mandates: Mandate,
    family_id: str | None = None,
    words: str = "",
) -> Person:
    """Somebody who has read the notice, with these roles; without a chat they are phoned."""
    consent = Consent(version="1", language="fr", digest="0" * 64, accepted_at=IN_AUTUMN)
    person = Person(
        id=records.new_id(),
        chat_id=chat_id,
        language="fr",
        name=words or name,
        phone=f"+32470{next(town.numbers):06}",
        family_id=family_id,
        consent=consent,
    )
    records.people.add(person)
    for mandate in mandates:
        records.people.grant(person.id, mandate, at=IN_AUTUMN)
    if chat_id is not None:
        town.actors[name] = Actor(name, chat_id, frozenset(sees), person.id)
    return person


def _side(records: Records, town: Town, side: str, chat: int) -> None:
    """A crèche with its director, a family with two guardians, one without a chat, and a firm."""
    creche, firm = CRECHES[side], f"firm-{side}"
    family, desk = f"family:{side}", f"desk:{side}"
    found = town.objects[side] = {"creche": creche, "firm": firm}
    director = Mandate(role=Role.DIRECTOR, of=creche)
    _join(records, town, f"director_{side}", chat + 1, {family, desk}, director)
    _join(records, town, f"hr_{side}", chat + 2, {f"firm:{side}"}, Mandate(role=Role.HR, of=firm))
    ids = {whose: records.new_id() for whose in (family, desk)}
    for family_id in ids.values():
        records.people.add_family(family_id)
    first, second = (
        _join(
            records, town, f"{who}_{side}", chat + n, {family}, family_id=ids[family], words=f"{name} {side}"
        )
        for who, name, n in (("parent", "Aubépine", 3), ("second", "Églantine", 4))
    )
    records.ledger.mark("joined", second.id, ids[family], at=YESTERDAY)
    guest = _join(records, town, "", None, (), family_id=ids[desk], words=f"Capucine {side}")
    people = {"other": second, "mark": first, "guest": guest, "guestmark": guest}
    found |= {name: one.id[:8] if name.endswith("mark") else one.id for name, one in people.items()}
    found["family"] = ids[family]
    town.secrets[family] = {first.name, second.name, first.phone, second.phone}
    town.secrets[desk] = {guest.name, guest.phone}
    _requests(records, town, side, ids)
    _draft(records, found, second)
    _plead(records, found, second)
    _firm(records, town, side)
    _tell(records, found, guest)
    closure = Closure(id=records.new_id(), creche=creche, period=Period(date(2027, 7, 1), date(2027, 7, 2)))
    records.places.add_closure(closure)
    found["closure"] = closure.id


def _requests(records: Records, town: Town, side: str, families: dict[str, str]) -> None:
    """One in every state, at this side's crèche alone."""
    creche = CRECHES[side]
    wishes = replace(SCHMITZ.wishes, creches=(creche,))
    new = replace(SCHMITZ, wishes=wishes, registered_at=IN_AUTUMN)
    confirmed = replace(
        SCHMITZ_CONFIRMED, wishes=wishes, registered_at=IN_AUTUMN, confirmed_at=IN_AUTUMN, predemand=""
    )
    closed = Claim(code=ClaimCode.CLOSURE, seen_on=TODAY, seen_by="director")
    met, due = YESTERDAY.date(), Child(born=False, day=YESTERDAY.date())
    gone = replace(confirmed, state=State.WITHDRAWN, state_before=State.CONFIRMED, changed_at=YESTERDAY)
    ours = {
        "registered": new,
        "met": replace(new, met_on=met),
        "confirmed": confirmed,
        "claimed": replace(confirmed, claims=(replace(PROVEN_SIBLING, seen_on=None, seen_by=None),)),
        "urgent": replace(confirmed, claims=(closed,)),
        "offered": replace(confirmed, state=State.OFFERED),
        "accepted": replace(confirmed, state=State.ACCEPTED),
        "enrolled": replace(confirmed, state=State.ENROLLED),
        "paused": replace(confirmed, state=State.PAUSED, state_before=State.CONFIRMED, changed_at=YESTERDAY),
        "withdrawn": gone,
        "expecting": replace(new, children=(due,)),
        "born": replace(new, children=(BORN_IN_OCTOBER,)),
    }
    theirs = {
        "guest_met": replace(new, met_on=met),
        "guest_confirmed": confirmed,
        "guest_withdrawn": gone,
        "guest_offered": replace(confirmed, state=State.OFFERED),
        "guest_expecting": ours["expecting"],
        "guest_born": ours["born"],
    }
    for whose, some in ((f"family:{side}", ours), (f"desk:{side}", theirs)):
        for name, request in some.items():
            _add(records, town, side, name, replace(request, family_id=families[whose]), whose)
    _promise(records, town.objects[side], creche)


def _add(records: Records, town: Town, side: str, name: str, request: Request, whose: str) -> None:
    request = replace(request, id=records.new_id(), reference=records.new_reference())
    records.requests.add(request)
    town.objects[side] |= {name: request.id, f"ref_{name}": request.reference}
    town.secrets[whose] |= {request.reference, grouped(request.reference)}


def _promise(records: Records, found: dict[str, str], creche: str) -> None:
    """What the offered, the accepted and the enrolled hold."""
    for name in ("offered", "guest_offered", "accepted"):
        live = name != "accepted"
        offer = Offer(
            id=records.new_id(),
            request_id=found[name],
            creche=creche,
            start=date(2027, 10, 1),
            week=FULL_WEEK,
            ends=(NEXT_YEAR,),
            sent_at=YESTERDAY,
            deadline=TODAY + timedelta(days=9),
            state=OfferState.LIVE if live else OfferState.ACCEPTED,
            contract_by=None if live else TODAY + timedelta(days=14),
        )
        records.offers.add(offer)
        found[f"offer_{name}"] = offer.id
    running = Period(IN_AUTUMN.date(), NEXT_YEAR)
    stay = Stay(
        id=records.new_id(),
        creche=creche,
        week=FULL_WEEK,
        period=running,
        request_id=found["enrolled"],
        child=0,
    )
    records.places.add_stay(stay)


def _draft(records: Records, found: dict[str, str], owner: Person) -> None:
    draft = Draft(
        id=records.new_id(),
        person_id=owner.id,
        place=Step.NAME.value,
        answers=Answers(name=owner.name),
        started_at=YESTERDAY,
        touched_at=YESTERDAY,
    )
    records.drafts.add(draft)
    found["draft"] = draft.id[:8]


def _plead(records: Records, found: dict[str, str], by: Person) -> None:
    """Words about their data, and others that were answered."""
    plea = Plea(
        id=records.new_id(),
        person_id=by.id,
        kind=Kind.CORRECTION,
        words=f"C’est {by.name}",
        asked_at=YESTERDAY,
    )
    records.pleas.add(plea)
    before = replace(plea, id=records.new_id(), answer="C’est corrigé", answered_at=YESTERDAY)
    records.pleas.add(before)
    found["plea"] = plea.id


def _firm(records: Records, town: Town, side: str) -> None:
    """A sponsor with an agreement, whose HR manager came by an invitation."""
    firm = Sponsor(id=f"firm-{side}", name=f"Verrerie {side.upper()}{side.upper()}")
    records.sponsors.add(firm)
    agreement = Agreement(
        id=f"agreement-{side}",
        sponsor_id=firm.id,
        creche=CRECHES[side],
        places=2,
        period=Period(date(2026, 9, 1), date(2029, 5, 31)),
        invoice_reference=f"PC-{side}-77",
    )
    records.sponsors.add_agreement(agreement)
    town.secrets[f"firm:{side}"] = {firm.name, agreement.invoice_reference}
    used = _invite(records, Mandate(role=Role.HR, of=firm.id), by=town.actors[f"hr_{side}"].person_id)
    sheet = CodeSheet(
        id=records.new_id(),
        sponsor_id=firm.id,
        made_at=YESTERDAY,
        count=1,
        expires_at=MORNING + timedelta(days=9),
    )
    records.sponsors.add_sheet(sheet, [f"CODE-{side}"])
    vacant = Vacancy(
        id=records.new_id(),
        agreement_id=agreement.id,
        places=1,
        left=1,
        since=TODAY,
        told_on=YESTERDAY.date(),
        decide_by=TODAY + timedelta(days=29),
    )
    given_back = replace(vacant, id=records.new_id(), released_at=MORNING)
    for one in (vacant, given_back):
        records.sponsors.add_vacancy(one)
    town.objects[side] |= {"vacant": vacant.id, "given_back": given_back.id}
    hrmark = town.actors[f"hr_{side}"].person_id[:8]
    town.objects[side] |= {"invitation": used, "sheet": sheet.id, "hrmark": hrmark}


def _invite(records: Records, mandate: Mandate, *, by: str) -> str:
    """An invitation that was used; its id."""
    token = records.new_token()
    fresh = Invitation(id=records.new_id(), mandate=mandate, expires_at=MORNING + timedelta(days=3))
    records.invitations.add(fresh, token)
    records.invitations.redeem(token, by=by, at=YESTERDAY)
    return fresh.id


def _tell(records: Records, found: dict[str, str], guest: Person) -> None:
    """Something to phone about."""
    reference = found["ref_guest_met"]
    since = YESTERDAY
    notice = Paused(to=guest.id, request_id=found["guest_met"], reference=reference, since=since)
    records.notices.queue(notice, at=since)
    asked = StillLooking(
        to=guest.id,
        request_id=found["guest_confirmed"],
        reference=found["ref_guest_confirmed"],
        since=since,
        number=0,
    )
    records.notices.queue(asked, at=since)


def _announcement(records: Records, town: Town, side: str, author: Person) -> None:
    written = Announcement(
        id=records.new_id(),
        author_id=author.id,
        content=Content(versions=(Version(language="fr", words=f"Kermesse {side}{side}{side}"),)),
        created_at=YESTERDAY,
    )
    records.announcements.add(written)
    town.objects[side]["announcement"] = written.id
    town.secrets[f"announcement:{side}"] = {written.content.versions[0].words}


def _writing(records: Records, town: Town, side: str, author: Person) -> None:
    """An agreement of this side's firm, written to the end and not kept yet."""
    standing = records.sponsors.agreement(f"agreement-{side}")
    fresh = replace(standing, id=records.new_id(), period=Period(date(2029, 6, 1), None))
    records.sponsors.keep_written(author.id, replace(written(fresh), before=None), at=YESTERDAY)
    town.objects[side] |= {"writing": fresh.id[:8], "agreement": standing.id}


def _revoked(records: Records, town: Town, by: Person) -> None:
    """A coordinator of yesterday, who was entering a family when the mandate was taken back."""
    mandate = Mandate(role=Role.COORDINATOR)
    gone = _join(records, town, "revoked", 9003, (), mandate)
    answers = Answers(name="Violette Dubois", phone="+32470999999", desk=Desk(language="fr"))
    draft = Draft(
        id=records.new_id(),
        person_id=gone.id,
        place=Step.CHILDREN.value,
        answers=answers,
        started_at=YESTERDAY,
        touched_at=YESTERDAY,
    )
    records.drafts.add(draft)
    invitation = _invite(records, mandate, by=gone.id)
    invitations.take_back(records, by.id, invitation, now=YESTERDAY)
    town.secrets["the family half entered"] = {answers.name, answers.phone}


def _nothing(town: Town) -> dict[str, str]:
    """Names of nothing: forged, or long gone."""
    nothing = {name: "0" * len(value) for name, value in town.objects["a"].items()}
    return {**nothing, "creche": NOWHERE, "firm": "no-firm"}


def _round(records: Records, town: Town) -> None:
    """The month's decision, prepared; and the one before, approved, with whoever comes next."""
    sides = [town.objects[side] for side in CRECHES]
    decisions = tuple(
        Decision(
            request_id=found["confirmed"],
            reference=found["ref_confirmed"],
            proposal=None,
            passed=(Passed(creche=found["creche"], why=Why.FULL),),
        )
        for found in sides
    )
    reserves = tuple(
        Reserve(
            creche=found["creche"],
            lines=(
                Reserved(request_id=found["confirmed"], reference=found["ref_confirmed"], way=Way.ORDINARY),
            ),
        )
        for found in sides
    )
    month = Month.of(TODAY)
    prepared = MonthRound(
        month=month,
        prepared_at=YESTERDAY,
        prepared_by=town.actors["coordinator"].person_id,
        decisions=decisions,
        reserves=reserves,
        open=(),
    )
    records.rounds.keep(prepared)
    records.rounds.keep(replace(prepared, month=month.plus(-1), approved_at=YESTERDAY, decisions=()))
    for found in town.objects.values():
        found["at"] = str(int(YESTERDAY.timestamp()))
