"""Long lists of Telegram's own names, written as one would read them."""


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(text.split())
