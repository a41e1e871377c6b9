"""Filters written with `F` compare in the loop's own thread; a line to Telegram opens for nobody else."""

import ssl
from datetime import timedelta
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest
from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramNetworkError
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.sandbox.server import DEFAULT_TOKEN
from handlers.thrift import Line, compare_here
from tests.courier.conftest import now


def noted(seen: list[int], *, answer: Any) -> Any:
    def compare(_: object) -> Any:
        seen.append(get_ident())
        return answer

    return compare


@pytest.mark.parametrize("answer", [True, False, {"found": 1}])
async def test_filters_answer_the_same_without_a_thread(answer: Any) -> None:
    router, seen = Router(), list[int]()
    router.message(F.func(noted(seen, answer=answer)))(test_filters_answer_the_same_without_a_thread)
    (handler,) = router.message.handlers
    before = await handler.check("an event", other=0)
    for _ in range(2):
        compare_here(router)
        assert await handler.check("an event", other=0) == before
    assert seen[0] != get_ident()
    assert seen[1:] == [get_ident()] * 2


def signed_by_nobody(folder: Path) -> ssl.SSLContext:
    key, localhost = ec.generate_private_key(ec.SECP256R1()), "localhost"
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, localhost)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now() - timedelta(1)).not_valid_after(now() + timedelta(1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(localhost)]), critical=False)
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = folder / "localhost.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain)
        + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_line_tells_nothing_to_a_server_whose_certificate_nobody_signed(tmp_path: Path) -> None:
    heard: list[web.BaseRequest] = []

    async def hear(request: web.BaseRequest) -> web.Response:
        heard.append(request)
        return web.json_response({"ok": True, "result": True})

    runner = web.ServerRunner(web.Server(hear))
    await runner.setup()
    site = web.TCPSite(runner, "localhost", 0, ssl_context=signed_by_nobody(tmp_path))
    await site.start()
    line = Line(site.name.replace(":0", f":{runner.addresses[0][1]}"))
    with pytest.raises(TelegramNetworkError, match="CERTIFICATE_VERIFY_FAILED"):
        await Bot(DEFAULT_TOKEN, session=line).log_out()
    await line.close()
    await runner.cleanup()
    assert heard == []
