"""HTML and Markdown against Telegram's own examples; links found in plain text; trimming."""

from typing import Any

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.markup import formatted, parse_mode_text, tidy, utf16_length

PAD = "🏟 🏟&lt;"  # 13 bytes


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


def refusal(source: str, mode: str = "HTML") -> str:
    with pytest.raises(ApiError) as caught:
        parse_mode_text(source, mode)
    prefix = "Bad Request: can't parse entities: "
    assert caught.value.description.startswith(prefix)
    return caught.value.description.removeprefix(prefix)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (PAD + "<abac>", 'Unsupported start tag "abac" at byte offset 13'),
        (PAD + "<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        (PAD + "<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        (PAD + "<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        (PAD + "<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        (PAD + '<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        (PAD + "</", "Unexpected end tag at byte offset 13"),
        (PAD + "<b></b></", "Unexpected end tag at byte offset 20"),
        (PAD + "<i>a</i   ", "Unclosed end tag at byte offset 17"),
        (PAD + "<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<b x", "Unclosed start tag at byte offset 0"),
    ],
)
def test_html_when_broken(source: str, why: str) -> None:
    assert refusal(source) == why


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("&ge;&lt;&gt;&amp;&quot;&laquo;&#12345678;&#233;&#xe9;", '&ge;<>&"&laquo;&#12345678;éé', []),
        ("a & b", "a & b", []),
        ("➡️ ➡️<em>➡️ ➡️</em>", "➡️ ➡️➡️ ➡️", [entity("italic", 5, 5)]),
        ("<B>x</b><b></b>", "x", [entity("bold", 0, 1)]),
        ("<b>x</>", "x", [entity("bold", 0, 1)]),
        ("<u>a<s>b</s></u>", "ab", [entity("strikethrough", 1, 1), entity("underline", 0, 2)]),
        (
            "<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>",
            "ab",
            [entity("spoiler", 0, 1), entity("spoiler", 1, 1)],
        ),
        ("<blockquote>a</blockquote>", "a", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [entity("expandable_blockquote", 0, 1)]),
        ('<pre><code class="language-py">a</code></pre>', "a", [entity("pre", 0, 1, language="py")]),
        ("<pre>a</pre><code>b</code>", "ab", [entity("pre", 0, 1), entity("code", 1, 1)]),
        (
            '<a href="https://x.be/?a=1&amp;b">y</a>',
            "y",
            [entity("text_link", 0, 1, url="https://x.be/?a=1&b")],
        ),
        ("<a>x.be</a>", "x.be", [entity("text_link", 0, 4, url="http://x.be")]),
        ('<a href="nowhere">y</a>', "y", []),
        (
            '<a href="tg://user?id=5">y</a>',
            "y",
            [entity("text_mention", 0, 1, user={"id": 5, "is_bot": False, "first_name": "…"})],
        ),
        ('<tg-emoji emoji-id="12">👍</tg-emoji>', "👍", [entity("custom_emoji", 0, 2, custom_emoji_id="12")]),
    ],
)
def test_html_when_whole(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_mode_text(source, "HTML") == (text, entities)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a|b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("🏟 🏟_abacaba", "Can't find end of Italic entity at byte offset 9"),
        ("🏟 🏟_abac * asd ", "Can't find end of Bold entity at byte offset 15"),
        ("🏟 🏟_abac * asd _", "Can't find end of Italic entity at byte offset 21"),
        ("🏟 🏟`", "Can't find end of Code entity at byte offset 9"),
        ("🏟 🏟```", "Can't find end of Pre entity at byte offset 9"),
    ],
)
def test_markdown_v2_when_broken(source: str, why: str) -> None:
    assert refusal(source, "MarkdownV2") == why


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("\\.\\_é", "._é", []),
        ("*a _b_*", "a b", [entity("italic", 2, 1), entity("bold", 0, 3)]),
        (
            "__u__ ~s~ ||p||",
            "u s p",
            [entity("underline", 0, 1), entity("strikethrough", 2, 1), entity("spoiler", 4, 1)],
        ),
        ("`a\\`b`", "a`b", [entity("code", 0, 3)]),
        ("```py\nx = 1\n```", "x = 1\n", [entity("pre", 0, 6, language="py")]),
        ("[y](https://x.be/\\))", "y", [entity("text_link", 0, 1, url="https://x.be/)")]),
        ("[x\\.be]", "x.be", [entity("text_link", 0, 4, url="http://x.be")]),
        (">a\n>b\nc", "a\nb\nc", [entity("blockquote", 0, 3)]),
        (">a\n>b||", "a\nb", [entity("expandable_blockquote", 0, 3)]),
    ],
)
def test_markdown_v2_when_whole(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_mode_text(source, "MarkdownV2") == (text, entities)


def test_markdown_when_old() -> None:
    source = "*a* _b_ `c` \\_ [d](http://x.be) ```e```"
    kinds = [("bold", 0), ("italic", 2), ("code", 4), ("text_link", 8), ("pre", 10)]
    text, entities = parse_mode_text(source, "Markdown")
    assert text == "a b c _ d e"
    assert [(one["type"], one["offset"]) for one in entities] == kinds
    assert refusal("a *b", "Markdown") == "Can't find end of the entity starting at byte offset 2"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start abc", [("bot_command", "/start")]),
        ("see /help@sandbox_bot, not a/b", [("bot_command", "/help@sandbox_bot")]),
        ("écris à a.b@c.be ou @bram!", [("email", "a.b@c.be"), ("mention", "@bram")]),
        ("https://x.be/a?b=1, www.one.eu.", [("url", "https://x.be/a?b=1"), ("url", "www.one.eu")]),
        ("#crèche #12", [("hashtag", "#crèche")]),
        ("13.05.2027 Dupont.Il 🙂 /x", [("bot_command", "/x")]),
        ("rien", []),
    ],
)
def test_links_when_in_plain_text(text: str, found: list[tuple[str, str]]) -> None:
    units = text.encode("utf-16-le")
    cut = [
        (one["type"], units[one["offset"] * 2 : (one["offset"] + one["length"]) * 2].decode("utf-16-le"))
        for one in tidy(text, []).entities
    ]
    assert cut == found


def test_text_when_padded() -> None:
    got = formatted({"text": "  \n <b> a</b>\r\n ", "parse_mode": "HTML"})
    assert (got.text, got.entities) == (" a", [entity("bold", 0, 2)])  # leading space stays inside an entity


def test_entities_when_given() -> None:
    given = [entity("bold", 0, 99), entity("url", 0, 1), entity("code", 1, 2), entity("italic", 1, 1)]
    got = formatted({"text": "abcd", "entities": given})
    assert got.entities == [entity("bold", 0, 4), entity("code", 1, 2)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (entity("bold", 0, 1, new=1), entity("bold", 0, 1)),
        (entity("pre", 0, 1, language="py", url="x.be"), entity("pre", 0, 1, language="py")),
        (entity("text_link", 0, 1, url="x.be", user=None), entity("text_link", 0, 1, url="x.be")),
        (
            entity("text_mention", 0, 1, user={"id": 5}),
            entity("text_mention", 0, 1, user={"id": 5, "is_bot": False, "first_name": "…"}),
        ),
    ],
)
def test_entity_when_given_with_more_or_less_than_telegram_says(given: Any, kept: Any) -> None:
    assert formatted({"text": "abcd", "entities": [given]}).entities == [kept]


@pytest.mark.parametrize(
    "given",
    [
        "x",
        [1],
        [{"type": "bold", "offset": "0", "length": 1}],
        [entity("text_link", 0, 1)],
        [entity("text_mention", 0, 1, user=5)],
        [entity("custom_emoji", 0, 1, custom_emoji_id=5)],
    ],
)
def test_entities_when_malformed(given: Any) -> None:
    with pytest.raises(ApiError, match="can't parse entities"):
        formatted({"text": "abcd", "entities": given})


def test_link_when_inside_code() -> None:
    assert tidy("x.be", [entity("code", 0, 4)]).entities == [entity("code", 0, 4)]


def test_parse_mode_when_unknown() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        formatted({"text": "a", "parse_mode": "BBCode"})


def test_utf16_length_when_beyond_the_first_plane() -> None:
    assert [utf16_length(text) for text in ("abc", "é", "👶", "")] == [3, 1, 2, 0]
