"""A notice in words, whether it leaves as a letter or is told on the phone."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from bot.rules.notices import (
    AnnouncementByPhone,
    ContractsOverdue,
    CrecheCloses,
    CrecheOpens,
    InvitationTaken,
    MeetingRecorded,
    Notice,
    OffersAnswered,
    PlacesFreed,
    RightsEnd,
    RightsEnded,
    StillLooking,
)
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.texts.announcements import told
from bot.texts.offered import OFFERS, offer_sentence
from bot.texts.speaker import Html, Speaker, snake

#: Telegram takes 4096 characters.
_LINES = 20


def sentence(notice: Notice, t: Speaker, *, today: date, policy: Policy) -> Html:
    """The sentence that a notice names by its class, with its facts."""
    if isinstance(notice, OFFERS):
        return offer_sentence(notice, t, policy)
    if isinstance(notice, AnnouncementByPhone):
        return t("notice.announcement_by_phone", words=told(notice.content, notice.filling, t))
    if isinstance(notice, OffersAnswered):
        return _answers(notice, t, policy)
    if isinstance(notice, ContractsOverdue):
        return _overdue(notice, t, policy)
    if isinstance(notice, PlacesFreed):
        names = [one.name for one in notice.freed]
        return t("notice.places_freed", n=sum(one.n for one in notice.freed), names=names)
    facts = {field.name: getattr(notice, field.name) for field in fields(notice)}
    if "reference" in facts:
        facts["reference"] = grouped(facts["reference"])
    return t(_key(notice, today), **facts)


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
