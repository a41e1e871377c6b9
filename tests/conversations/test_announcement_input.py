"""What coordinators may send by mistake: it is named, the way on is said, nothing leaves, the draft stays."""

from dataclasses import replace
from typing import Any

import pytest

from bot.rules.announcements import File, FileKind, Foreign
from bot.rules.people import LANGUAGES, Role
from bot.texts import Texts
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Seen, Someone
from tests.conversations.test_announcement_drafts import drafts, texts
from tests.conversations.test_announcements import PICTURE

TEXTS = Texts.load()
FILE = {"file_id": "AAA", "file_unique_id": "A"}
VIDEO = {**FILE, "width": 40, "height": 40, "duration": 1}
SOUND = {**FILE, "duration": 1}
PHOTO = {"photo": [{**FILE, "width": 40, "height": 40}]}
PLACE = {"latitude": 50.4, "longitude": 4.4}
POLL = {
    "id": "1",
    "question": "Quand ?",
    "options": [{"persistent_id": "1", "text": "Lundi", "voter_count": 0, "position": 0}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
#: As Telegram sends it, and what an announcement's author calls it.
FOREIGN: list[tuple[dict[str, Any], Foreign]] = [
    ({"video": VIDEO}, Foreign.VIDEO),
    ({"animation": VIDEO, "document": FILE}, Foreign.VIDEO),
    ({"video_note": {**SOUND, "length": 40}}, Foreign.VIDEO),
    ({"voice": SOUND, "caption": "Bonjour"}, Foreign.RECORDING),
    ({"audio": SOUND}, Foreign.RECORDING),
    (
        {
            "sticker": {
                **FILE,
                "type": "regular",
                "width": 512,
                "height": 512,
                "is_animated": False,
                "is_video": False,
            }
        },
        Foreign.STICKER,
    ),
    ({"location": PLACE}, Foreign.LOCATION),
    ({"location": PLACE, "venue": {"location": PLACE, "title": "Parc", "address": "Rue"}}, Foreign.LOCATION),
    ({"poll": POLL}, Foreign.POLL),
    ({"contact": {"phone_number": "+3240000000", "first_name": "Zoé"}}, Foreign.CONTACT),
    ({"video": VIDEO, "media_group_id": "3"}, Foreign.IN_ALBUM),
]


async def _sends(town: Town, someone: Someone, *contents: dict[str, Any]) -> Seen:
    """Messages as Telegram itself tells of them, one after the other at once."""
    user = {"id": someone.user_id, "is_bot": False, "first_name": "Nadia"}
    chat = {"id": someone.user_id, "type": "private", "first_name": "Nadia"}
    for content in contents:
        message = {"message_id": 1_000_000, "date": 1_800_000_000, "chat": chat, "from": user, **content}
        body = {"raw": {"message": message}}
        async with town.http.post(f"{town.sandbox.url}/sandbox/updates", json=body) as answer:
            assert answer.status == 200
    return await someone.sees()


async def _begins(town: Town, language: str = "fr") -> Someone:
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await nadia.says("/announce")
    return nadia


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_an_announcement_cannot_carry_is_named_and_changes_nothing(town: Town, language: str):
    nadia = await _begins(town, language)
    t = TEXTS.speaker(language)
    await nadia.says("1")
    await nadia.taps(t.plain("announcement.change_text"))
    (before,) = drafts(town, nadia)
    for content, what in FOREIGN:
        seen = await _sends(town, nadia, content)
        assert seen.text == t.plain(f"refusal.not_announceable.{what.value}")
    assert drafts(town, nadia) == [before]
    await nadia.says("2")
    assert texts(town, nadia) == [["2"]]


async def test_kind_that_no_sentence_names_is_refused_too(town: Town):
    nadia = await _begins(town)
    seen = await _sends(town, nadia, {"dice": {"emoji": "🎲", "value": 3}})
    assert seen.text == TEXTS.speaker("fr").plain("refusal.not_announceable")


@pytest.mark.parametrize("place", range(3))
async def test_video_in_an_album_is_left_out_and_said_so_the_rest_stays(town: Town, place: int):
    nadia = await _begins(town)
    album: list[dict[str, Any]] = [PHOTO, PHOTO]
    album.insert(place, {"video": VIDEO, "caption": "Le spectacle"})
    seen = await _sends(town, nadia, *({**one, "media_group_id": "5"} for one in album))

    said = [message.get("text") for message in (await nadia.everything()).messages]
    assert TEXTS.speaker("fr").plain("refusal.not_announceable.in_album") in said
    assert "Avec 2 photos." in "".join(map(str, said))
    (draft,) = drafts(town, nadia)
    assert len(draft.content.files) == 2
    assert seen.messages


async def test_text_after_an_album_of_ten_without_a_word_is_the_albums(town: Town):
    nadia = await _begins(town)
    seen = await _sends(town, nadia, *([{**PHOTO, "media_group_id": "9"}] * 10))
    assert "Pas encore de texte." in seen.text
    seen = await nadia.says("La fête de l’été")

    assert "Avec 10 photos." in seen.text
    assert "Pas encore de texte." not in seen.text
    assert texts(town, nadia) == [["La fête de l’été"]]


async def test_text_after_a_picture_is_added_to_what_stands_there(town: Town):
    nadia = await _begins(town, "de")
    await nadia.sends({"photo": PICTURE})
    await nadia.says("Das Sommerfest")
    await nadia.taps("Text ändern")
    seen = await nadia.sends({"photo": PICTURE})
    assert "Noch kein Text." not in seen.text
    await nadia.says("Kommen Sie alle")
    assert texts(town, nadia) == [["Das Sommerfest\nKommen Sie alle"]]


async def test_forwarded_message_is_taken_as_it_stands(town: Town):
    nadia = await _begins(town)
    origin = {"type": "hidden_user", "sender_user_name": "Zoé", "date": 1_800_000_000}
    await _sends(town, nadia, {"text": "Grève mardi", "forward_origin": origin})
    assert texts(town, nadia) == [["Grève mardi"]]


@pytest.mark.parametrize(
    ("said", "entities", "kept"),
    [
        ("abcd", [("bold", 0, 3), ("italic", 2, 2)], "<b>ab<i>c</i></b>d"),
        ("🐣b", [("bold", 1, 1), ("italic", 2, 900)], "<b>🐣</b><i>b</i>"),
        ("ab", [("bold", 7, 2), ("italic", 0, 0), ("text_link", 0, 1), ("unheard_of", 0, 2)], "ab"),
        ("<b>ab &", [], "&lt;b&gt;ab &amp;"),
    ],
)
async def test_broken_formatting_loses_no_word_and_can_be_read_through(
    town: Town, said: str, entities: list[tuple[str, int, int]], kept: str
):
    nadia = await _begins(town)
    spans = [{"type": kind, "offset": at, "length": length} for kind, at, length in entities]
    await _sends(town, nadia, {"text": said, "entities": spans})
    assert texts(town, nadia) == [[kept]]
    seen = await nadia.taps("Relire avant l’envoi")
    assert seen.messages[0]["text"].startswith(said)


async def test_text_for_another_language_that_is_none_leaves_the_others_as_they_are(town: Town):
    nadia = await _begins(town)
    await nadia.says("Fermé")
    await nadia.taps("Autres langues")
    await nadia.taps("☐ néerlandais")
    seen = await nadia.sends({"location": PLACE})
    assert "un endroit sur la carte" in seen.text
    await nadia.says("Gesloten")
    assert texts(town, nadia) == [["Fermé", "Gesloten"]]


async def test_announcement_to_nobody_is_not_sent_by_an_old_button(town: Town):
    nadia = await _begins(town)
    await nadia.says("Fermé")
    await nadia.taps("Destinataires")
    await nadia.taps("Demandes")
    await nadia.says("janvier 2031")
    (draft,) = drafts(town, nadia)
    seen = await nadia.taps(f"an:send:{draft.id}")
    assert seen.text == TEXTS.speaker("fr").plain("refusal.audience_empty")
    assert drafts(town, nadia) == [draft]


async def test_file_that_telegram_has_no_more_is_said_before_anything_leaves(town: Town):
    nadia = await _begins(town)
    await nadia.says("Fermé")
    (draft,) = drafts(town, nadia)
    gone = replace(draft.content, files=(File(kind=FileKind.DOCUMENT, id="of another bot"),))
    with town.storage.transaction() as records:
        records.announcements.save(replace(draft, content=gone))
    overview = nadia.screen
    seen = await nadia.taps("Relire avant l’envoi")
    assert seen.text == TEXTS.speaker("fr").plain("refusal.file_gone")
    await nadia.taps(f"an:bare:{draft.id}", on=overview)
    seen = await nadia.taps("Relire avant l’envoi", on=overview)
    assert seen.messages[0]["text"].startswith("Fermé")
