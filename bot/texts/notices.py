"""A notice in words, whether it leaves as a letter or is told on the phone."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date

from bot.rules.notices import (
    AnnouncementByPhone,
    ContractsOverdue,
    CrecheCloses,
    CrecheOpens,
    FirmsUnheard,
    InvitationTaken,
    MeetingRecorded,
    Notice,
    OffersAnswered,
    PlacesFreed,
    RightsEnd,
    RightsEnded,
    StillLooking,
    UnheardFirm,
)
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.texts.announcements import told
from bot.texts.offered import OFFERS, offer_sentence
from bot.texts.speaker import Html, Speaker, snake

#: Telegram takes 4096 characters.
_LINES = 20
_MOST = 4_000

#: To staff: what came together, each with its line.
Together = OffersAnswered | ContractsOverdue | PlacesFreed | FirmsUnheard


def sentence(notice: Notice, t: Speaker, *, today: date, policy: Policy) -> Html:
    """The sentence that a notice names by its class, with its facts."""
    if isinstance(notice, OFFERS):
        return offer_sentence(notice, t, today=today, policy=policy)
    if isinstance(notice, AnnouncementByPhone):
        return t("notice.announcement_by_phone", words=told(notice.content, notice.filling, t))
    if isinstance(notice, Together):
        return _together(notice, t, policy)
    facts = {field.name: getattr(notice, field.name) for field in fields(notice)}
    if "reference" in facts:
        facts["reference"] = grouped(facts["reference"])
    return t(_key(notice, today), **facts)


def _together(notice: Together, t: Speaker, policy: Policy) -> Html:
    match notice:
        case OffersAnswered():
            return _answers(notice, t, policy)
        case ContractsOverdue():
            return _overdue(notice, t, policy)
        case FirmsUnheard():
            return _firms(notice, t)
    return _freed(notice, t)


def _freed(notice: PlacesFreed, t: Speaker) -> Html:
    """Where, and why: what ended without a contract, what firms gave back or let lapse."""
    names = [one.name for one in notice.freed]
    n, back = sum(one.n for one in notice.freed), sum(one.back for one in notice.freed)
    why = ("notice.places_freed.ended", n - back), ("notice.places_freed.back", back)
    parts = [
        t("notice.places_freed", n=n, names=names),
        *(t(key, n=many) for key, many in why if many),
        t("notice.places_freed.next", n=n),
    ]
    return Html(" ".join(parts))


def _answers(notice: OffersAnswered, t: Speaker, policy: Policy) -> Html:
    """A line each."""
    lines = [
        t(
            f"notice.offers_answered.{one.state.value}",
            reference=grouped(one.reference),
            creche=policy.creche(one.creche).name,
            by=one.contract_by,
        )
        for one in notice.answers
    ]
    return _list(t("notice.offers_answered", n=len(lines)), lines, t)


def _overdue(notice: ContractsOverdue, t: Speaker, policy: Policy) -> Html:
    """Likewise, then what to do."""
    lines = [
        t(
            "notice.contracts_overdue.line",
            reference=grouped(one.reference),
            creche=policy.creche(one.creche).name,
            by=one.contract_by,
        )
        for one in notice.contracts
    ]
    told = _list(t("notice.contracts_overdue", n=len(lines)), lines, t)
    return Html(f"{told}\n\n{t('notice.contracts_overdue.next')}")


def fitting(notice: FirmsUnheard, t: Speaker) -> Iterator[FirmsUnheard]:
    """The same in as many parts as it takes for each to be one message."""
    left = notice.firms
    while left:
        parts = (replace(notice, firms=left[:n]) for n in range(len(left), 0, -1))
        part = next(one for one in parts if len(one.firms) == 1 or len(_firms(one, t)) <= _MOST)
        left = left[len(part.firms) :]
        yield part


def _firms(notice: FirmsUnheard, t: Speaker) -> Html:
    """Each firm with whom to phone there and a line for each vacancy, then what to do."""
    title = t("notice.firms_unheard", n=len(notice.firms))
    firms = (_firm(one, t) for one in notice.firms)
    return Html("\n\n".join((title, *firms, t("notice.firms_unheard.next"))))


def _firm(firm: UnheardFirm, t: Speaker) -> Html:
    contacts = [" ".join(filter(None, one)) or "–" for one in firm.contacts]
    who = t(f"notice.firms_unheard.{'contacts' if contacts else 'nobody'}", names=contacts)
    lines = (
        t("vacancy.line", n=one.n, creche=one.creche_name, since=one.since, by=one.by) for one in firm.vacant
    )
    return Html("\n".join((t("sponsor.title", firm=firm.name), who, *lines)))


def _list(title: Html, lines: Sequence[Html], t: Speaker) -> Html:
    """As many lines as one message holds."""
    more = len(lines) - _LINES
    rest = [t("notice.offers_answered.more", n=more)] if more > 0 else []
    return Html("\n".join((title, *lines[:_LINES], *rest)))


def _key(notice: Notice, today: date) -> str:
    """Most kinds have one sentence, by their name."""
    match notice:
        case MeetingRecorded() if notice.confirm_from <= today:
            return "notice.meeting_recorded.now"
        case InvitationTaken() | RightsEnd() | RightsEnded() if notice.of:
            return _of_a_role(notice)
        case StillLooking() if notice.number:
            return "notice.still_looking.again"
        case CrecheCloses() if notice.first == notice.last:
            return "notice.creche_closes.day"
        case CrecheOpens() if notice.first == notice.last:
            return "notice.creche_opens.day"
    return f"notice.{snake(type(notice).__name__)}"


def _of_a_role(notice: InvitationTaken | RightsEnd | RightsEnded) -> str:
    """A right at a crèche or a firm, which is named."""
    match notice:
        case InvitationTaken():
            return f"notice.invitation_taken.{notice.role.value}"
        case RightsEnd():
            return f"notice.rights_end.{notice.role.value}"
    return f"notice.rights_ended.{notice.role.value}"
