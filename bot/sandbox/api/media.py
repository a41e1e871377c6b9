"""Methods that send pictures and documents, and getFile."""

import secrets
from typing import Any

from bot.sandbox.api.call import Call, deliver, draft
from bot.sandbox.api.send import caption
from bot.sandbox.chats import Json
from bot.sandbox.errors import bad
from bot.sandbox.files import MAX_DOWNLOAD, File


def file_of(call: Call, kind: str, source: Any) -> File:
    """The file a call means: uploaded under a name, attached, or known by its id."""
    upload = call.uploads.get(kind) if source is None or isinstance(source, dict) else None
    if isinstance(source, str) and source.startswith("attach://"):
        upload = call.uploads.get(source[len("attach://") :])
    if upload is not None:
        return call.world.files.add(kind, upload)
    if not isinstance(source, str) or not source or source.startswith("attach://"):
        raise bad(f"there is no {kind} in the request")
    return _stored(call, kind, source)


def _stored(call: Call, kind: str, source: str) -> File:
    if "://" in source:
        raise bad("failed to get HTTP URL content")
    file = call.world.files.by_id.get(source)
    if file is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def shown(file: File) -> Json:
    """A file as the content of a message."""
    if file.size is not None:
        width, height = file.size
        return {"photo": [{**file.as_json(), "width": width, "height": height}]}
    return {"document": {**file.as_json(), "file_name": file.name, "mime_type": file.mime_type}}


def media_content(call: Call, media: Json) -> Json:
    """An InputMedia with its caption as the content of a message."""
    kind = media.get("type")
    if kind not in ("photo", "document"):
        raise bad("can't parse InputMedia: type of media is not supported")
    content = shown(file_of(call, kind, media.get("media")))
    _add_caption(content, media)
    return content


def _add_caption(content: Json, params: Json) -> None:
    text = caption(params)
    if text.text:
        text.into(content, "caption")


def _send(call: Call, kind: str) -> Json:
    chat, markup = call.chat(), call.markup()
    content: Json = {}
    _add_caption(content, call.params)
    content |= shown(file_of(call, kind, call.get(kind)))
    if kind == "photo" and call.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return deliver(call, chat, draft(call, chat) | content, markup=markup)[0]


def send_photo(call: Call) -> Json:
    """A picture with a caption."""
    return _send(call, "photo")


def send_document(call: Call) -> Json:
    """A document with a caption."""
    return _send(call, "document")


def send_media_group(call: Call) -> list[Json]:
    """An album of 2 to 10 pictures, or of as many documents."""
    chat, items = call.chat(), call.items("media")
    if not 2 <= len(items) <= 10 or not all(isinstance(item, dict) for item in items):
        raise bad("the number of media in an album must be from 2 to 10")
    if len({item.get("type") for item in items}) > 1:
        raise bad("document can't be mixed with other media types")
    group_id = str(secrets.randbits(62))
    base = draft(call, chat) | {"media_group_id": group_id}
    return deliver(call, chat, *(base | media_content(call, item) for item in items))


def get_file(call: Call) -> Json:
    """Where to download a file of at most 20 MB."""
    file = call.world.files.by_id.get(call.text("file_id"))
    if file is None:
        raise bad("invalid file_id")
    if len(file.data) > MAX_DOWNLOAD:
        raise bad("file is too big")
    return {**file.as_json(), "file_path": file.path}


METHODS = {
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendmediagroup": send_media_group,
    "getfile": get_file,
}
