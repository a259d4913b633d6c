"""Who calls, beside the keys: a keyed digest of the number leads to the subject, until that subject is forgotten."""

import hmac
import sqlite3
from collections.abc import Callable
from hashlib import sha256

DIGEST_BYTES, BUCKET_BYTES, SECRET_BYTES = 32, 2, 32
TABLES = """
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, secret BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS callers
    (id INTEGER PRIMARY KEY, bucket BLOB NOT NULL, digest BLOB NOT NULL, subject TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS callers_bucket ON callers (bucket);
CREATE INDEX IF NOT EXISTS callers_subject ON callers (subject);
"""
_NAME = "callers"


class Callers:
    """The numbers of callers in the file of keys, within whatever transaction its owner has begun.

    Numbers are few, so that a plain digest could be tried out: it is keyed with a secret that lies here and nowhere
    else. A digest stands in no index, from whose pages a copy might never go: only its first two bytes are looked up.
    """

    def __init__(self, connection: sqlite3.Connection, chance: Callable[[int], bytes]) -> None:
        self._connection = connection
        self._chance = chance

    def find(self, number: str) -> str | None:
        """The subject of whoever calls from ``number``."""
        secret = self._find_secret()
        digest = None if secret is None else digest_of(secret, number)
        if digest is None:
            return None
        query = "SELECT digest, subject FROM callers WHERE bucket = ?"
        rows = self._connection.execute(query, (digest[:BUCKET_BYTES],))
        return next((str(subject) for stands, subject in rows if hmac.compare_digest(stands, digest)), None)

    def add(self, number: str, subject: str) -> None:
        """``subject`` calls from ``number``."""
        digest = digest_of(self._secret(), number)
        row = (digest[:BUCKET_BYTES], digest, subject)
        self._connection.execute("INSERT INTO callers (bucket, digest, subject) VALUES (?, ?, ?)", row)

    def erase(self, subject: str) -> None:
        """Overwrite every digest that leads to ``subject``, where it stands."""
        row = (bytes(BUCKET_BYTES), bytes(DIGEST_BYTES), subject)
        self._connection.execute("UPDATE callers SET bucket = ?, digest = ? WHERE subject = ?", row)

    def _find_secret(self) -> bytes | None:
        row = self._connection.execute("SELECT secret FROM secrets WHERE name = ?", (_NAME,)).fetchone()
        return bytes(row[0]) if row else None

    def _secret(self) -> bytes:
        found = self._find_secret()
        if found is None:
            found = self._chance(SECRET_BYTES)
            self._connection.execute("INSERT INTO secrets (name, secret) VALUES (?, ?)", (_NAME, found))
        return found


def digest_of(secret: bytes, number: str) -> bytes:
    """HMAC-SHA-256 of a number."""
    return hmac.new(secret, number.encode(), sha256).digest()
