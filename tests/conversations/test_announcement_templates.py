"""Coordinators begin an announcement with a template, keep their own, and delete it."""

from datetime import timedelta

from bot.rules.announcements import Version
from bot.rules.people import Role
from tests.cast import MORNING
from tests.conversations.conftest import Town
from tests.conversations.test_announcement_drafts import drafts

KEPT, DELETED = "template kept", "template deleted"


async def test_template_that_is_there_from_the_start_speaks_four_languages(town: Town):
    nadia = await town.staff(Role.COORDINATOR, language="de")
    await nadia.taps("Eine Mitteilung schreiben")
    await nadia.taps("Mit einer Vorlage beginnen")
    seen = await nadia.taps("Morgen geschlossen")

    assert "Texte: Deutsch, Französisch, Niederländisch und Englisch." in seen.text
    (draft,) = drafts(town, nadia)
    assert [one.language for one in draft.content.versions] == ["de", "fr", "nl", "en"]
    assert draft.content.versions[1].words.startswith("Fermeture demain : {creche}.")


async def test_template_of_ones_own_is_kept_used_by_another_and_deleted(town: Town):
    nadia, olga = [await town.staff(Role.COORDINATOR) for _ in range(2)]
    await nadia.taps("Écrire une annonce")
    await nadia.says("Sortie au parc, {crèche}")
    await nadia.taps("Garder comme modèle")
    seen = await nadia.says("  Sortie\n au parc ")
    assert "Le modèle est gardé" in seen.text
    await nadia.taps("Garder comme modèle")
    await nadia.says("sortie au parc")  # the same name: the same template

    await olga.taps("Écrire une annonce")
    seen = await olga.taps("Partir d’un modèle")
    assert [label for label in seen.buttons if "sortie" in label.lower()] == [
        "sortie au parc",
        "✕ sortie au parc",
    ]
    seen = await olga.taps("sortie au parc")
    assert "Sortie au parc, {crèche}" in seen.text
    (draft,) = drafts(town, olga)
    assert draft.content.versions == (Version(language="fr", words="Sortie au parc, {creche}"),)

    await olga.taps("Changer le texte")
    await olga.taps("Partir d’un modèle")
    await olga.taps("✕ sortie au parc")
    seen = await olga.taps("Oui, le supprimer")
    assert "Fermeture demain" in seen.buttons
    assert "sortie au parc" not in seen.buttons
    with town.storage.transaction() as records:
        assert records.announcements.templates() == ()
        people = [records.people.by_chat(one.user_id) for one in (nadia, olga)]
        found = records.trace.between(MORNING, MORNING + timedelta(days=1), {KEPT, DELETED})
    by = {person.id: who for person, who in zip(people, ("nadia", "olga"), strict=True) if person}
    noted = [(by[line.who], line.what) for line in found if line.who in by]
    assert noted == [("nadia", KEPT), ("nadia", KEPT), ("olga", DELETED)]
