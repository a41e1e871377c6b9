"""A form with files, as every client library writes it: names quoted or bare, escaped or in UTF-8."""

import re
from urllib.parse import unquote

from bot.sandbox.errors import ApiError, bad
from bot.sandbox.files import Upload

_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]+)"|([^\s;"]+))', re.IGNORECASE)
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))')


def _unreadable() -> ApiError:
    return bad("can't parse request body")


def read_form(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """The fields and the files of a multipart/form-data body; raises 400 when it is none."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise _unreadable()
    parts = (b"\r\n" + body).split(b"\r\n--" + (found[1] or found[2]).encode())
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise _unreadable()
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in parts[1:-1]:
        head, _, data = part.partition(b"\r\n\r\n")
        lines = (line.partition(":") for line in head.decode().split("\r\n"))
        headers = {name.strip().lower(): value.strip() for name, _, value in lines}
        place = _parameters(headers.get("content-disposition", ""))
        if "name" not in place:
            raise _unreadable()
        if "filename" in place:
            kind = headers.get("content-type", "application/octet-stream")
            files[place["name"]] = Upload(data=data, name=place["filename"] or "file", mime_type=kind)
        else:
            fields[place["name"]] = data.decode()
    return fields, files


def _parameters(header: str) -> dict[str, str]:
    """`form-data; name="a"; filename=b c.pdf` → name and filename; `filename*` wins, as its sender meant."""
    found: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(header):
        found[name.lower()] = re.sub(r"\\(.)", r"\1", quoted) or bare.strip()
    if "filename*" in found:
        found["filename"] = unquote(found["filename*"].rpartition("'")[2])
    return found
