"""The pages for machines: what is wrong, and figures."""

import aiohttp

from bot.health import Figure, Health


async def get(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


async def test_health_says_what_is_wrong_and_metrics_count() -> None:
    wrong: list[str] = []
    figures = {
        "queued_updates": Figure("Updates that wait.", lambda: 3.0),
        "sent": Figure("Messages delivered.", lambda: 7.0, counts=True),
        "jobs": Figure("Jobs done.", lambda: {"rounds": 2, "births": 1}, counts=True, label="job"),
    }
    health = Health(ailments=lambda: wrong, figures=figures)
    port = await health.start("127.0.0.1", 0)
    try:
        assert await get(port, "/health") == (200, '{"ok": true, "wrong": []}')
        wrong.append("token refused")
        assert await get(port, "/health") == (503, '{"ok": false, "wrong": ["token refused"]}')
        status, text = await get(port, "/metrics")
        assert status == 200
        assert [line for line in text.splitlines() if not line.startswith("#")] == [
            "cigogne_queued_updates 3.0",
            "cigogne_sent_total 7.0",
            'cigogne_jobs_total{job="rounds"} 2.0',
            'cigogne_jobs_total{job="births"} 1.0',
        ]
    finally:
        await health.stop()
