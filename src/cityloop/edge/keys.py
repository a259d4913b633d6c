"""Idempotency keys of forms: the same page sent twice with the same words is one order."""

from hashlib import sha256


def key_of(verb: str, page: str, said: str | bytes) -> str | None:
    """The key of what was pressed on a page that carries ``page``; None where it carries none.

    What was said belongs to it: who goes back in the browser and writes something else means something else.
    """
    words = said if isinstance(said, bytes) else said.encode()
    return f"{verb}/{page[:64]}/{sha256(words).hexdigest()}" if page else None
