"""Whatever the sandbox says, word for word, is what `@grammyjs/types` knows of Telegram."""

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import sandbox
from bot.sandbox.api import METHODS
from bot.sandbox.markup.formatted import _GIVEN as GIVEN
from bot.sandbox.markup.links import _FOUND as FOUND
from bot.sandbox.side.talk import KINDS
from tests.third_parties.tour import Heard, tour

pytestmark = pytest.mark.xdist_group("types")  # one tour, one run of the compiler

#: Each on one line, as the declarations below it, so that a complaint's line says which one is meant.
PREAMBLE = [
    'import type { ApiError, ApiMethods, ApiSuccess, BotCommand, Chat } from "@grammyjs/types";',
    'import type { Message, ReplyKeyboardMarkup, Update, User } from "@grammyjs/types";',
    "type Methods = ApiMethods<never>;",
    "type Answer<M extends keyof Methods> = ApiSuccess<ReturnType<Methods[M]>>;",
    # The people's side is the sandbox's own, but the pieces it shows are Telegram's.
    "type Line = Message & { seq: number };",
    "type Changes = { messages: Line[]; seq: number; deleted: number[]; quiet: boolean };",
    "type Keys = ReplyKeyboardMarkup | null;",
    "type Around = { blocked: boolean; typing: boolean; topics: object[]; members: number[] };",
    "type Look = Around & { chat: Chat; bot: User; commands: BotCommand[]; reply_keyboard: Keys };",
]
TYPES = [
    (r"POST /hook", "Update"),
    (r"GET /file/.*", "ApiError"),
    (r"GET /sandbox/chats/-?\d+/messages", "Changes"),
    (r"GET /sandbox/chats/-?\d+", "Look"),
]

#: Answers made wrong: of which method, what stands there, what is put in its place.
PLANTED = [
    ("getMe", '"is_bot":true', '"is_bot":"true"'),
    ("getMe", '"can_join_groups":true,', ""),
    ("sendMessage", '"message_id":', '"message_no":'),
    ("sendMessage", '"date":', '"dated":1,"date":'),
    ("sendMessage", '"type":"private"', '"type":"secret"'),
    ("sendMessage", '"first_name":"Amélie",', ""),
    ("sendMessage", '"text":"Oui"', '"label":"Oui"'),
    ("sendMessage", '"type":"bold"', '"type":"fat"'),
    ("sendPhoto", '"width":3', '"width":"3"'),
    ("sendDocument", '"document":', '"paper":'),
    ("sendMediaGroup", '"media_group_id":"', '"media_group_id":1,"media_group":"'),
    ("editMessageText", '"edit_date":', '"edited":'),
    ("editMessageCaption", '"document":', '"paper":'),
    ("copyMessages", '"message_id":', '"id":'),
    ("getUpdates", '"update_id":', '"id":'),
    ("getUpdates", '"edited_message":', '"corrected_message":'),
    ("getUpdates", '"chat_instance":', '"instance":'),
    ("getUpdates", '"new_chat_member":', '"chat_member":'),
    ("getChat", '"accent_color_id":', '"color":'),
    ("getChatMember", '"status":"member"', '"status":"guest"'),
    ("getChatAdministrators", '"can_manage_chat":true,', ""),
    ("getChatMenuButton", '"type":"web_app"', '"type":"page"'),
    ("getMyCommands", '"command":', '"word":'),
    ("getFile", '"file_id":', '"file":'),
    ("getWebhookInfo", '"callback_query"', '"tap"'),
    ("createForumTopic", '"icon_color":', '"colour":'),
    ("deleteMessage", "true}", "1}"),
    ("sendMessage", '"error_code":400', '"error_code":"400"'),
    ("getMe", '"retry_after":9', '"retry_after":"9"'),
]

#: Where the types are narrower than Telegram: in which method's answer, for which field, and the complaint.
QUIRKS = {
    "quirk_of_captions": ("editMessageCaption", '"document":', "TS2353"),
    "quirk_of_replies": ("sendMessage", '"reply_to_message":', "TS2322"),
}


@dataclass(frozen=True, kw_only=True)
class Claim:
    """That a text is of a type."""

    name: str
    type: str
    text: str


def type_of(heard: Heard) -> str:
    """What something heard must be; nothing for what is the sandbox's own alone."""
    if heard.method:
        return f'Answer<"{heard.method}">' if heard.status == 200 else "ApiError"
    return next((kind for pattern, kind in TYPES if re.fullmatch(pattern, heard.where)), "")


def fair(claimed: Claim) -> Claim:
    """The same claim, made in a way that the two quirks of the types allow."""
    kind, text = claimed.type, claimed.text
    if kind == 'Answer<"editMessageCaption">':
        # It is typed as any message with a caption, and a literal may name no field beyond its type: not
        # even the document or photo that the caption stands under.
        kind = "ApiSuccess<Update.Edited & Message>"
    # A message replied to shows no further reply. The type says so with a field that has to be there and be
    # undefined, which JSON cannot say but by leaving it out.
    text = text.replace('"reply_to_message":{', '"reply_to_message":{reply_to_message:undefined,')
    return Claim(name=claimed.name, type=kind, text=text)


def compiled(claims: list[Claim], folder: Path, node_modules: Path) -> dict[str, list[str]]:
    """What the compiler has against each claim, by name; those that it accepts are missing."""
    (folder / "node_modules").symlink_to(node_modules)
    lines = [f"export const {one.name}: {one.type} = {one.text};" for one in claims]
    (folder / "claims.ts").write_text("\n".join([*PREAMBLE, *lines]), encoding="utf-8")
    command = [f"{node_modules}/.bin/tsc", "--strict", "--noEmit", "--pretty", "false", "claims.ts"]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    complaints: dict[str, list[str]] = defaultdict(list)
    for line in said.stdout.splitlines():
        if not line.startswith(" "):  # not one more sentence about the same
            found = re.fullmatch(r"claims\.ts\((\d+),\d+\): error (.*)", line)
            assert found, line
            complaints[claims[int(found[1]) - len(PREAMBLE) - 1].name].append(found[2])
    assert (said.returncode != 0, said.stderr) == (bool(complaints), "")
    return complaints


@pytest.fixture(scope="module")
async def heard() -> list[Heard]:
    return await tour()


@pytest.fixture(scope="module")
def complaints(
    heard: list[Heard], node_modules: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    claims = [fair(one) for one in told(heard)]
    claims += [fair(planted(number, heard)) for number in range(len(PLANTED))]
    claims += [quirky(name, heard) for name in QUIRKS]
    return compiled(claims, tmp_path_factory.mktemp("claims"), node_modules)


def told(heard: list[Heard]) -> list[Claim]:
    claims = [Claim(name=f"heard_{n}", type=type_of(one), text=one.text) for n, one in enumerate(heard)]
    return [one for one in claims if one.type]


def planted(number: int, heard: list[Heard]) -> Claim:
    method, old, new = PLANTED[number]
    right = next(one for one in heard if one.method == method and old in one.text)
    return Claim(name=f"planted_{number}", type=type_of(right), text=right.text.replace(old, new, 1))


def quirky(name: str, heard: list[Heard]) -> Claim:
    method, part, _ = QUIRKS[name]
    right = next(one for one in heard if one.method == method and part in one.text)
    return Claim(name=name, type=type_of(right), text=right.text)


@pytest.mark.node
def test_everything_heard_is_of_telegrams_types(heard: list[Heard], complaints: dict[str, list[str]]) -> None:
    wrong = {one.name: (one.text, complaints[one.name]) for one in told(heard) if one.name in complaints}
    assert wrong == {}


@pytest.mark.node
@pytest.mark.parametrize("number", range(len(PLANTED)), ids=[f"{method} {old}" for method, old, _ in PLANTED])
def test_type_check_when_an_answer_is_wrong(number: int, complaints: dict[str, list[str]]) -> None:
    assert len(complaints[f"planted_{number}"]) == 1


@pytest.mark.node
@pytest.mark.parametrize("name", QUIRKS)
def test_quirk_of_the_types_is_still_there(name: str, complaints: dict[str, list[str]]) -> None:
    assert [said.split(":")[0] for said in complaints[name]] == [QUIRKS[name][2]]


def test_tour_when_over_has_heard_every_method(heard: list[Heard]) -> None:
    assert {one.method.lower() for one in heard if one.status == 200} - {""} == set(METHODS)


def updates(heard: list[Heard]) -> list[dict[str, Any]]:
    answers = [json.loads(one.text) for one in heard if (one.method, one.status) == ("getUpdates", 200)]
    return [update for answer in answers for update in answer["result"]]


def test_tour_when_over_has_heard_every_kind_of_update(heard: list[Heard]) -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(sandbox.__path__[0]).rglob("*.py")]
    made = {kind for source in sources for kind in re.findall(r'updates\.add\(\s*"(\w+)"', source)}
    assert {kind for update in updates(heard) for kind in update} - {"update_id"} == made


def test_tour_when_over_has_heard_everything_that_people_send(heard: list[Heard]) -> None:
    fields = {name for update in updates(heard) for name in update.get("message", {})}
    assert set(KINDS) - fields == set()


def entities(value: Any) -> Iterator[str]:
    """The kinds of entities anywhere in something heard."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in ("entities", "caption_entities"):
                yield from (entity["type"] for entity in inner)
            yield from entities(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from entities(inner)


def test_tour_when_over_has_heard_every_kind_of_entity(heard: list[Heard]) -> None:
    made = GIVEN | FOUND.groupindex.keys() - {"bare"}  # an address without a scheme is a url like any other
    assert {kind for one in heard for kind in entities(json.loads(one.text))} == made


def test_tour_when_over_has_heard_every_shape_of_refusal(heard: list[Heard]) -> None:
    refused = [json.loads(one.text) for one in heard if one.status != 200]
    shapes = {tuple(one.get("parameters", {})) for one in refused}
    assert shapes == {(), ("retry_after",), ("migrate_to_chat_id",)}
