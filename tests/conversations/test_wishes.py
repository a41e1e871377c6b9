"""Wishes changed after registration, through the sandbox: told first, changed on one tap."""

import pytest

from bot.rules.calendar import Month
from tests.cast import LAMBERT_CONFIRMED
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Someone


async def begins(town: Town, language: str = "fr", button: str = "Changer mes souhaits") -> Someone:
    someone = await town.family(LAMBERT_CONFIRMED, language)
    await someone.says("/status")
    await someone.taps(button)
    return someone


@pytest.mark.parametrize(
    ("language", "button", "month", "told", "confirm", "done"),
    [
        ("fr", "Changer mes souhaits", "novembre 2027", "→ position", "Confirmer ce changement", "C’est"),
        ("nl", "Mijn wensen wijzigen", "november 2027", "→ positie", "Deze wijziging bevestigen", "Gewij"),
        ("de", "Meine Wünsche ändern", "November 2027", "→ Position", "Diese Änderung bestätigen", "Geän"),
        ("en", "Change my wishes", "November 2027", "→ position", "Confirm this change", "Changed"),
    ],
)
async def test_change_says_beforehand_what_it_does_to_the_rank(
    town: Town, language: str, button: str, month: str, told: str, confirm: str, done: str
):
    someone = await begins(town, language, button)
    before = town.request_of(someone)
    assert confirm not in (await someone.everything()).buttons

    await someone.taps("1")
    seen = await someone.says(month)
    assert told in seen.text
    assert town.request_of(someone) == before
    seen = await someone.taps(confirm)

    assert seen.text.startswith(done)
    after = town.request_of(someone)
    assert (after.wishes.entry, after.confirmed_at) == (Month(2027, 11), before.confirmed_at)


async def test_creches_are_added_and_removed(town: Town):
    someone = await begins(town)

    await someone.taps("4")
    seen = await someone.says("Andrimont, Marcinelle")

    assert "Andrimont\u00a0: vous entrez sur la liste, position" in seen.text
    assert "Lodelinsart\u00a0: vous quittez la liste (position" in seen.text
    assert "Le moment de votre confirmation ne change pas" in seen.text
    await someone.taps("Confirmer ce changement")
    assert town.request_of(someone).wishes.creches == ("andrimont", "marcinelle")


async def test_nothing_changes_without_the_last_tap(town: Town):
    someone = await begins(town)
    await someone.taps("1")
    await someone.says("novembre 2027")

    seen = await someone.taps("Ne rien changer")

    assert seen.text.startswith("Rien n’a changé")
    assert town.request_of(someone).wishes == LAMBERT_CONFIRMED.wishes
    assert "Inscrire un enfant" in (await someone.says("/start")).buttons


async def test_old_button_after_the_change_says_where_things_stand(town: Town):
    someone = await begins(town)
    await someone.taps("1")
    await someone.says("novembre 2027")
    card = someone.screen
    rows = card["reply_markup"]["inline_keyboard"]
    confirm = next(b["callback_data"] for row in rows for b in row if b["text"] == "Confirmer ce changement")
    seen = await someone.taps("Confirmer ce changement", repeat=3)
    assert seen.text.startswith("Ce changement est déjà traité.")
    await someone.taps(confirm, on=card)

    assert town.request_of(someone).wishes.entry == Month(2027, 11)


async def test_unfinished_sign_up_comes_first(town: Town):
    someone = await town.family(LAMBERT_CONFIRMED)
    await someone.says("/signup")
    await someone.says("Ana Lambert")
    await someone.says("/status")

    seen = await someone.taps("Changer mes souhaits")

    assert seen.text.startswith("Vous avez une inscription commencée.")
