"""Files that went up or down, and the size of a picture read from its header."""

import hashlib
import mimetypes
import re
import struct
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad

#: How a file's id begins, by its kind.
_PREFIXES = {"photo": "AgACAgQ", "document": "BQACAgQ", "sticker": "CAACAgQ", "voice": "AwACAgQ"}
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+")
MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """Bytes as they arrived, with the name and type their sender gave them."""

    data: bytes
    name: str
    mime_type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A stored file; `kind` is photo, document, sticker or voice, `path` is what getFile answers."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    name: str
    mime_type: str
    data: bytes
    size: tuple[int, int] | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields that Telegram gives for every kind of file."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


class Files:
    """Every file of the sandbox, found by id or by download path."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}
        self.by_path: dict[str, File] = {}

    def add(self, kind: str, upload: Upload) -> File:
        """Store what was sent as a file of a kind; raises Telegram's 400 when it will not do."""
        size = _checked_photo(upload.data) if kind == "photo" else None
        _check_document(upload.data)
        number = len(self.by_id)
        digest = hashlib.sha256(upload.data).hexdigest()
        mime_type = _mime_type(upload)
        ending = ".jpg" if kind == "photo" else "." + upload.name.rpartition(".")[2]
        file = File(
            file_id=f"{_PREFIXES[kind]}{number:06d}{digest[:40]}",
            unique_id=f"AQAD{digest[:12]}",
            kind=kind,
            path=f"{kind}s/file_{number}{ending}",
            name=upload.name,
            mime_type=mime_type,
            data=upload.data,
            size=size,
        )
        self.by_id[file.file_id] = self.by_path[file.path] = file
        return file


def _mime_type(upload: Upload) -> str:
    given = upload.mime_type.partition(";")[0].strip()
    if _MIME.fullmatch(given):
        return given
    return mimetypes.guess_type(upload.name)[0] or "application/octet-stream"


def _check_document(data: bytes) -> None:
    if not data:
        raise bad("file must be non-empty")
    if len(data) > MAX_UPLOAD:
        raise bad("file is too big")


def _checked_photo(data: bytes) -> tuple[int, int]:
    if len(data) > MAX_PHOTO:
        raise bad("file is too big")
    size = image_size(data)
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    if sum(size) > 10000 or max(size) > 20 * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return size


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF or JPEG; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
    elif data[:4] == b"GIF8" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
    elif data[:2] == b"\xff\xd8":
        width, height = _jpeg_size(data)
    else:
        return None
    return (width, height) if width and height else None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0
