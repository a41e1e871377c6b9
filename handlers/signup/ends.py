"""How the form ends: sent, with a receipt; kept for later; deleted; or no longer there."""

from collections.abc import Sequence
from datetime import datetime

from bot.rules.next_steps import next_step
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.requests import Request
from bot.texts import Html, Speaker
from handlers.screens import Button, Screen
from handlers.signup.buttons import View
from handlers.signup.questions import kept_until

#: What a button says that takes the form up again (the menu's, the nudge's).
CONTINUE = "signup.continue"


def receipt(t: Speaker, requests: Sequence[Request], *, now: datetime, policy: Policy) -> Screen:
    """The reference to keep, and what comes next, when."""
    references = Html("\n".join(t("signup.sent.reference", reference=grouped(r.reference)) for r in requests))
    on = next_step(requests[0], policy, now).on
    coming = t("next.meeting") if on is None else t("next.meeting_on", on=on)
    text = [t("signup.sent", n=len(requests)), references, t("signup.sent.keep", n=len(requests)), coming]
    rows = [[Button(t.plain("menu.status"), "status")], [_menu(t)]]
    return Screen("\n\n".join(text), rows)


def kept_screen(view: View) -> Screen:
    """Nothing is lost until that day."""
    t = view.t
    rows = [[Button(t.plain("menu.continue"), CONTINUE)], [_menu(t)]]
    return Screen(t("signup.kept", until=kept_until(view)), rows)


def deleted_screen(t: Speaker) -> Screen:
    return Screen(t("signup.deleted"), [[_menu(t)]])


def gone_screen(t: Speaker) -> Screen:
    """An old button, or words for a form that was sent or deleted."""
    return Screen(t("signup.gone"), [[Button(t.plain("menu.signup"), "signup")], [_menu(t)]])


def _menu(t: Speaker) -> Button:
    return Button(t.plain("menu.open"), "menu")
