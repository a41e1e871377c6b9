"""Legal notices: in the reader's language, and in French besides, whatever that language is (section 9)."""

from collections.abc import Callable

from bot.texts.speaker import REFERENCE, Html, Speaker, Texts


def with_french(say: Callable[[Speaker], Html], t: Speaker, texts: Texts) -> Html:
    """What `say` says, with its French text below for those who read another language."""
    if t.language == REFERENCE:
        return say(t)
    french = say(texts.speaker(REFERENCE))
    return Html(f"{say(t)}\n\n{t('legal.french')}\n<blockquote>{french}</blockquote>")
