"""What is told about offers and contracts, in words."""

from datetime import date
from typing import get_args

from bot.rules.calendar import end_of_day
from bot.rules.notices import (
    ContractRefused,
    ContractSigned,
    ContractUnsigned,
    OfferAccepted,
    OfferDeclined,
    OfferLapsed,
    OfferReminder,
    OfferSent,
)
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.texts.offers import contract, proposal
from bot.texts.speaker import Html, Speaker

OfferNotice = (
    OfferSent
    | OfferReminder
    | OfferLapsed
    | OfferAccepted
    | OfferDeclined
    | ContractSigned
    | ContractRefused
    | ContractUnsigned
)
OFFERS = get_args(OfferNotice)


def offer_sentence(  # noqa: PLR0911 – a sentence each
    notice: OfferNotice, t: Speaker, *, today: date, policy: Policy
) -> Html:
    """The sentence of a notice of this story."""
    match notice:
        case OfferSent():
            return proposal(
                t,
                reference=grouped(notice.reference),
                n=notice.n,
                creche=notice.creche,
                start=notice.start,
                week=notice.week,
                deadline=notice.deadline,
                policy=policy,
            )
        case OfferReminder():
            until = end_of_day(notice.deadline)
            return t("notice.offer_reminder", **_about(notice, policy), until=until)
        case OfferLapsed():
            return t("notice.offer_lapsed", **_about(notice, policy))
        case OfferAccepted():
            sign = contract(
                t,
                creche=notice.creche,
                start=notice.start,
                contract_by=notice.contract_by,
                policy=policy,
            )
            return t("notice.offer_accepted", reference=grouped(notice.reference), contract=sign)
        case OfferDeclined():
            return t("notice.offer_declined", **_about(notice, policy))
        case ContractSigned():
            begun = ".begun" if notice.start < today else ""
            return t(f"notice.contract_signed{begun}", **_about(notice, policy), start=notice.start)
        case ContractRefused():
            return t("notice.contract_refused", **_about(notice, policy))
        case ContractUnsigned():
            return t("notice.contract_unsigned", **_about(notice, policy), until=notice.contract_by)


def _about(notice: OfferNotice, policy: Policy) -> dict[str, str]:
    return {"reference": grouped(notice.reference), "creche": policy.creche(notice.creche).name}
