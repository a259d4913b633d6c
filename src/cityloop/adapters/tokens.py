"""Machines' tokens in a store: what each may do, under the digest of its secret."""

from collections.abc import Callable
from hashlib import sha256
from secrets import token_urlsafe

import msgspec
from sqlalchemy import LargeBinary, MetaData, String, Table, delete, insert, select

from cityloop.city.label import INTERNAL, RESTRICTED
from cityloop.guard.credentials import Token
from cityloop.journal.columns import Instant, column
from cityloop.journal.ports import Clock, Store

SECRET_BYTES = 32
MARK = "cityloop_"
"""Begins every secret, so that a scanner of leaked secrets can know it."""
TABLES = MetaData()
TOKENS = Table(
    "tokens",
    TABLES,
    column("id", String(80), INTERNAL, primary_key=True),
    column("digest", String(64), RESTRICTED, nullable=False, unique=True),
    column("end", Instant, INTERNAL, nullable=False),
    column("token", LargeBinary, INTERNAL, nullable=False),
)


def draw_secret() -> str:
    """256 bits of chance behind the mark."""
    return MARK + token_urlsafe(SECRET_BYTES)


class StoredTokens:
    """``guard.credentials.Tokens`` on a store."""

    def __init__(self, store: Store, clock: Clock, draw: Callable[[], str] = draw_secret) -> None:
        self._store = store
        self._clock = clock
        self._draw = draw
        store.create(TABLES)

    def issue(self, token: Token) -> str:
        """A new token; one of the same id is replaced, and its old secret ends."""
        secret = self._draw()
        row = {"id": token.id, "digest": digest_of(secret), "end": token.end, "token": msgspec.json.encode(token)}
        with self._store.write() as transaction:
            transaction.execute(delete(TOKENS).where(TOKENS.c.id == token.id))
            transaction.execute(insert(TOKENS).values(row))
        return secret

    def find(self, secret: str) -> Token | None:
        """The token of this secret while it holds."""
        query = select(TOKENS.c.token).where(TOKENS.c.digest == digest_of(secret), TOKENS.c.end > self._clock())
        with self._store.read() as transaction:
            found = transaction.execute(query).scalar()
        return None if found is None else msgspec.json.decode(found, type=Token)

    def revoke(self, token_id: str) -> bool:
        """End a token now."""
        with self._store.write() as transaction:
            return bool(transaction.execute(delete(TOKENS).where(TOKENS.c.id == token_id)).rowcount)

    def list_all(self) -> list[Token]:
        """Every token, by id."""
        with self._store.read() as transaction:
            found = transaction.execute(select(TOKENS.c.token).order_by(TOKENS.c.id)).scalars().all()
        return [msgspec.json.decode(each, type=Token) for each in found]


def digest_of(secret: str) -> str:
    """What stands in the store for ``secret``."""
    return sha256(secret.encode()).hexdigest()
