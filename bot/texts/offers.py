"""An offer in words, the same in a notice and on the card: the place, until when, what comes after."""

from datetime import date

from bot.rules.calendar import Week, end_of_day
from bot.rules.offers import Offer, OfferState
from bot.rules.policy import Policy
from bot.texts.speaker import Html, Speaker


def proposal(  # noqa: PLR0913 – the facts of a place
    t: Speaker,
    *,
    reference: str,
    n: int,
    creche: str,
    start: date,
    week: Week,
    deadline: date,
    policy: Policy,
) -> Html:
    """A place to accept or decline, for `n` children."""
    where = policy.creche(creche)
    keeps = policy.decline_keeps_rank
    blocks = (
        t("offer.title", reference=reference),
        t("offer.place", creche=where.name, town=where.town, start=start, week=week, n=n),
        t("offer.until", until=end_of_day(deadline)),
        t("offer.first_day", start=start) if start <= deadline else "",
        t("offer.after", days=policy.contract_days),
        t("offer.otherwise") if keeps else t("offer.otherwise.last"),
    )
    return Html("\n\n".join(filter(None, blocks)))


def contract(t: Speaker, *, creche: str, start: date, contract_by: date, policy: Policy) -> Html:
    """A place that was accepted, and the contract's deadline."""
    where, until = policy.creche(creche), end_of_day(contract_by)
    said = t("offer.contract", creche=where.name, town=where.town, start=start, until=until)
    if start > contract_by:
        return said
    return Html(f"{said}\n\n{t('offer.by_contract')}")


def awaited(t: Speaker, offer: Offer, *, policy: Policy) -> Html:
    """A place whose contract should have been signed by now."""
    where = policy.creche(offer.creche)
    return t("offer.awaited", creche=where.name, town=where.town, start=offer.start)


def standing(t: Speaker, offer: Offer, *, reference: str, policy: Policy) -> Html:
    """An offer that stands, as its family sees it."""
    if offer.state is OfferState.ACCEPTED and offer.contract_by is not None:
        return contract(
            t, creche=offer.creche, start=offer.start, contract_by=offer.contract_by, policy=policy
        )
    return proposal(
        t,
        reference=reference,
        n=len(offer.ends),
        creche=offer.creche,
        start=offer.start,
        week=offer.week,
        deadline=offer.deadline,
        policy=policy,
    )
