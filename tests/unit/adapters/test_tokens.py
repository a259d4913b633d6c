"""Machines' tokens: told once, kept as a digest, scoped, with an end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.adapters.tokens import TOKENS, StoredTokens
from cityloop.city.principal import Duty, Kind
from cityloop.guard.credentials import Token, machine

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
BRIDGE = Token(
    id="grid-bridge", duties=frozenset({Duty.ACCEPT}), scopes=frozenset({"report:case"}), jurisdiction="s1",
    end=NOON + timedelta(days=30),
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "tokens.db", durable=False)
    yield made
    made.close()


def test_a_token_is_found_by_its_secret_which_is_not_in_the_store(store: SqliteStore) -> None:
    tokens = StoredTokens(store, lambda: NOON)
    secret = tokens.issue(BRIDGE)
    assert secret.startswith("cityloop_")
    assert tokens.find(secret) == BRIDGE
    assert tokens.find("cityloop_guessed") is None
    with store.read() as transaction:
        assert secret not in str(transaction.execute(select(TOKENS)).all())


def test_it_ends_and_can_be_revoked(store: SqliteStore) -> None:
    now = NOON
    tokens = StoredTokens(store, lambda: now)
    secret = tokens.issue(BRIDGE)
    now = BRIDGE.end
    assert tokens.find(secret) is None
    now = NOON
    assert tokens.list_all() == [BRIDGE]
    assert tokens.revoke("grid-bridge")
    assert not tokens.revoke("grid-bridge")
    assert tokens.find(secret) is None


def test_issuing_again_ends_the_secret_before(store: SqliteStore) -> None:
    tokens = StoredTokens(store, lambda: NOON)
    first = tokens.issue(BRIDGE)
    second = tokens.issue(msgspec.structs.replace(BRIDGE, end=NOON + timedelta(days=1)))
    assert tokens.find(first) is None
    assert tokens.find(second) is not None


def test_a_machine_may_claim_what_its_token_says() -> None:
    principal = machine(BRIDGE, "city/s1/")
    (claim,) = principal.claims
    assert (principal.id, principal.kind) == ("machine:grid-bridge", Kind.MACHINE)
    assert (claim.path, claim.scopes, claim.named) == ("city/s1/", frozenset({"report:case"}), False)
