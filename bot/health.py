"""Whether it lives, and its figures: two pages for machines, without names or words of anybody."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True)
class Figure:
    """A number read when it is asked for, or one for each `label`; `counts` says that it only grows."""

    help: str
    read: Callable[[], float | Mapping[str, float]]
    counts: bool = False
    label: str = ""


class Health:
    """`/health`: 200, or 503 with what is wrong. `/metrics`: the figures in Prometheus' format."""

    def __init__(self, *, ailments: Callable[[], Sequence[str]], figures: Mapping[str, Figure]) -> None:
        self._ailments = ailments
        self._figures = figures
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; the port it came to be."""
        render = await asyncio.to_thread(_renderer, self._figures)

        async def metrics(_: web.Request) -> web.Response:
            return web.Response(body=render(), headers={"Content-Type": "text/plain; version=0.0.4"})

        app = web.Application()
        app.add_routes([web.get("/health", self._health), web.get("/metrics", metrics)])
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _health(self, _: web.Request) -> web.Response:
        wrong = list(self._ailments())
        return web.json_response({"ok": not wrong, "wrong": wrong}, status=503 if wrong else 200)


def _renderer(figures: Mapping[str, Figure]) -> Callable[[], bytes]:
    """Imported beside the loop: most who start the bot never look."""
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 – see above
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric  # noqa: PLC0415 – likewise
    from prometheus_client.registry import Collector  # noqa: PLC0415 – likewise

    def family(name: str, figure: Figure) -> Metric:
        kind = CounterMetricFamily if figure.counts else GaugeMetricFamily
        labels, read = [figure.label] * bool(figure.label), figure.read()
        found = kind(f"cigogne_{name}", figure.help, labels=labels)
        for label, value in read.items() if isinstance(read, Mapping) else [("", read)]:
            found.add_metric([label] * len(labels), value)
        return found

    class Reader(Collector):
        def collect(self) -> list[Metric]:
            return [family(name, figure) for name, figure in figures.items()]

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Reader())
    return lambda: generate_latest(registry)
