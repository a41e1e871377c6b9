"""Coordinators begin an announcement with a template, keep their own, and delete it."""

from bot.rules.announcements import Version
from bot.rules.people import Role
from tests.conversations.conftest import Town
from tests.conversations.test_announcement_drafts import drafts


async def test_template_that_is_there_from_the_start_speaks_four_languages(town: Town):
    nadia = await town.staff(Role.COORDINATOR, language="de")
    await nadia.taps("Eine Mitteilung schreiben")
    await nadia.taps("Mit einer Vorlage beginnen")
    seen = await nadia.taps("Morgen geschlossen")

    assert "Texte: Deutsch, Französisch, Niederländisch und Englisch." in seen.text
    (draft,) = drafts(town, nadia)
    assert [one.language for one in draft.content.versions] == ["de", "fr", "nl", "en"]
    assert draft.content.versions[1].words.startswith("La crèche {creche} est fermée demain.")


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
    listed = olga.screen
    seen = await olga.taps("sortie au parc")
    assert "Sortie au parc, {crèche}" in seen.text
    (draft,) = drafts(town, olga)
    assert draft.content.versions == (Version(language="fr", words="Sortie au parc, {creche}"),)

    await olga.taps("✕ sortie au parc", on=listed)
    seen = await olga.taps("Oui, le supprimer")
    assert "sortie au parc" not in seen.buttons
    seen = await olga.taps("sortie au parc", on=listed)
    assert "Sortie au parc, {crèche}" not in seen.text
