"""Forms with files, in every way in which client libraries write them."""

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.files import Upload
from bot.sandbox.forms import read_form
from tests.sandbox.conftest import AMELIE, Client

KIND = "multipart/form-data; boundary=xx"


def form(*parts: str, data: bytes = b"a") -> bytes:
    """Parts with these headers, each with the same bytes in it."""
    written = [b"--xx\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n" for head in parts]
    return b"".join(written) + b"--xx--\r\n"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('filename="plan.png"', "plan.png"),
        ("filename=Contrat d’accueil.pdf", "Contrat d’accueil.pdf"),
        ('filename="Contrat d’accueil; 2.pdf"', "Contrat d’accueil; 2.pdf"),
        (r'filename="le \"plan\".png"', 'le "plan".png'),
        ("filename*=UTF-8''Contrat%20d%E2%80%99accueil.pdf", "Contrat d’accueil.pdf"),
        ("filename=\"Contrat.pdf\"; filename*=utf-8''Cr%C3%A8che.pdf", "Crèche.pdf"),
        ('filename=""', "file"),
    ],
)
def test_file_when_its_name_is_written(written: str, name: str) -> None:
    body = form(f'Content-Disposition: form-data; name="document"; {written}\r\nContent-Type: text/csv')
    assert read_form(KIND, body) == ({}, {"document": Upload(data=b"a", name=name, mime_type="text/csv")})


@pytest.mark.parametrize(
    "head",
    [
        'Content-Disposition: form-data; name="text"\r\nContent-Type: text/plain',
        "content-disposition:form-data;name=text",
        'Content-Length: 1\r\nContent-Disposition: form-data; NAME = "text"',
    ],
)
def test_field_when_written(head: str) -> None:
    assert read_form(KIND, form(head, data="é\r\n".encode())) == ({"text": "é\r\n"}, {})


def test_form_when_its_bytes_look_like_its_edges() -> None:
    data = b"\r\n--x\r\n\r\n\x00\xff--xx--\n--xx"
    _, files = read_form(
        'multipart/form-data; boundary="xx"',
        form("Content-Disposition: form-data; name=a; filename=b", data=data),
    )
    assert files["a"].data == data


def test_form_when_empty() -> None:
    assert read_form(KIND, b"--xx--\r\n") == ({}, {})


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", form('Content-Disposition: form-data; name="a"')),
        (KIND, b""),
        (KIND, b"--yy nonsense"),
        (KIND, form('Content-Disposition: form-data; name="a"')[:-8]),
        (KIND, form("Content-Disposition: form-data")),
        (KIND, form("Content-Type: text/plain")),
    ],
)
def test_form_when_it_is_none(kind: str, body: bytes) -> None:
    with pytest.raises(ApiError, match="can't parse request body"):
        read_form(kind, body)


async def test_form_when_its_text_is_no_utf8(client: Client) -> None:
    body = form('Content-Disposition: form-data; name="text"', data=b"\xff")
    url, headers = f"{client.sandbox.url}/bot{client.token}/sendMessage", {"Content-Type": KIND}
    async with client.session.post(url, data=body, headers=headers, params={"chat_id": AMELIE}) as response:
        answer = await response.json()
    assert answer["description"] == "Bad Request: strings must be encoded in UTF-8"
