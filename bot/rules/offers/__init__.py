"""Offers: a place proposed to a family until a deadline, answered whole (rules, section 6)."""

from bot.rules.offers.answers import (
    accept,
    check_live,
    decline,
    extended_deadline,
    lapse,
    more_time,
    reminder_days,
    reminder_due,
    withdraw,
)
from bot.rules.offers.contract import (
    FirstDays,
    check_first_day,
    first_days,
    leave,
    may_be_unsigned,
    refuse_contract,
    sign,
    unsigned,
)
from bot.rules.offers.offer import FIRST, Awaited, Offer, OfferState, Place, awaited, is_over, promised
from bot.rules.offers.sending import free_places, may_send_outside_round, never, send, window

__all__ = [
    "FIRST",
    "Awaited",
    "FirstDays",
    "Offer",
    "OfferState",
    "Place",
    "accept",
    "awaited",
    "check_first_day",
    "check_live",
    "decline",
    "extended_deadline",
    "first_days",
    "free_places",
    "is_over",
    "lapse",
    "leave",
    "may_be_unsigned",
    "may_send_outside_round",
    "more_time",
    "never",
    "promised",
    "refuse_contract",
    "reminder_days",
    "reminder_due",
    "send",
    "sign",
    "unsigned",
    "window",
    "withdraw",
]
