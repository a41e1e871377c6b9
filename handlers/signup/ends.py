"""How the form ends: sent, with a receipt; kept for later; deleted; or no longer there."""

from collections.abc import Sequence
from datetime import datetime

from bot.rules.next_steps import next_step
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.requests import Request
from bot.rules.signup import read_link
from bot.texts import Html, Speaker
from handlers import menu
from handlers.desk import Desk
from handlers.screens import Button, Screen
from handlers.signup.buttons import Change, Follow, View
from handlers.signup.questions import kept_until

#: What a button says that takes the form up again (the menu's, the nudge's).
CONTINUE = "signup.continue"


def receipt(t: Speaker, requests: Sequence[Request], *, now: datetime, policy: Policy) -> Screen:
    """The reference to keep, and what comes next, when."""
    n = len(requests)
    on = next_step(requests[0], policy, now).on
    coming = t("next.meeting") if on is None else t("next.meeting_on", on=on)
    text = [t("signup.sent", n=n), _references(t, requests), t("signup.sent.keep", n=n), coming]
    rows = [[Button(t.plain("menu.status"), menu.STATUS)], [menu.open_button(t)]]
    return Screen("\n\n".join(text), rows)


def desk_receipt(t: Speaker, requests: Sequence[Request], *, now: datetime, policy: Policy) -> Screen:
    """The same to read out, for a family that is entered at the desk."""
    on = next_step(requests[0], policy, now).on
    coming = t("signup.entered.next") if on is None else t("signup.entered.next_on", on=on)
    text = [t("signup.entered", n=len(requests)), _references(t, requests), t("signup.entered.say"), coming]
    files = [
        [Button(t.plain("signup.entered.file", reference=grouped(request.reference)), Desk(id=request.id))]
        for request in requests
    ]
    another = Button(t.plain("signup.entered.another"), menu.ENTER)
    return Screen("\n\n".join(text), [*files, [another], [menu.open_button(t)]])


def _references(t: Speaker, requests: Sequence[Request]) -> Html:
    return Html("\n".join(t("signup.sent.reference", reference=grouped(r.reference)) for r in requests))


def unfinished_screen(t: Speaker) -> Screen:
    """A form was begun: go on with it, or see the menu."""
    return Screen(t("menu.unfinished"), [[Button(t.plain("menu.continue"), CONTINUE)], [menu.open_button(t)]])


def linked_screen(t: Speaker, link: str, policy: Policy, *, over: bool) -> Screen | None:
    """What somebody sees who followed a poster's or an employer's link; None for another link.

    `over`: its code is good for nothing.
    """
    brought = read_link(link, policy)
    if brought is None:
        return None
    if over:
        begin = Button(t.plain("menu.signup"), menu.SIGNUP)
        return Screen(t("signup.link.expired"), [[begin], [menu.open_button(t)]])
    creche = policy.creche(brought.creche).name if brought.creche else ""
    text = t("signup.link.creche", creche=creche) if creche else t("signup.link.code")
    return Screen(text, [[Button(t.plain("menu.signup"), Follow(link=link))], [menu.open_button(t)]])


def kept_screen(view: View) -> Screen:
    """Nothing is lost until that day."""
    t = view.t
    rows = [[Button(t.plain("menu.continue"), CONTINUE)], [menu.open_button(t)]]
    return Screen(t("signup.kept", until=kept_until(view)), rows)


def deleted_screen(t: Speaker) -> Screen:
    return Screen(t("signup.deleted"), [[menu.open_button(t)]])


def changed_screen(t: Speaker, request: Request, *, spoken_for: bool) -> Screen:
    """The new wishes stand; where that leads is one tap away.

    `spoken_for`, here and below: staff changed them in another family's name, and go back to its file.
    """
    ways = _on_to(t, request.id, spoken_for=spoken_for)
    return Screen(t("wishes.changed", reference=grouped(request.reference)), ways)


def settled_screen(t: Speaker, request_id: str, *, spoken_for: bool) -> Screen:
    """A second tap on a change that was confirmed or dropped: the wishes show which."""
    return Screen(t("wishes.settled"), _on_to(t, request_id, spoken_for=spoken_for))


def unchanged_screen(t: Speaker, request_id: str, *, spoken_for: bool) -> Screen:
    return Screen(t("wishes.unchanged"), _on_to(t, request_id, spoken_for=spoken_for))


def _on_to(t: Speaker, request_id: str, *, spoken_for: bool) -> list[list[Button]]:
    own = Button(t.plain("notice.see"), f"rq:see:{request_id}")
    see = Button(t.plain("slip.back"), Desk(id=request_id)) if spoken_for else own
    again = t.plain("behalf.says.change" if spoken_for else "wishes.button")
    return [[see], [Button(again, Change(id=request_id))], [menu.open_button(t)]]


def gone_screen(t: Speaker) -> Screen:
    """An old button, or words for a form that was sent or deleted."""
    return Screen(t("signup.gone"), [[Button(t.plain("menu.signup"), menu.SIGNUP)], [menu.open_button(t)]])
