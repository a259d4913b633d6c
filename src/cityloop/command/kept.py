"""What a configuration's digests stand for: cities and raw files, kept beside the journal and never changed."""

import zlib
from collections.abc import Iterator
from hashlib import sha256

import msgspec
from sqlalchemy import LargeBinary, MetaData, String, Table, select

from cityloop.city.errors import CityloopError
from cityloop.city.facts.record import ConfigurationApplied
from cityloop.city.label import OPEN, STAFF
from cityloop.journal.canonical import decode
from cityloop.journal.columns import column
from cityloop.journal.faults import Fault, Kind
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import Tables

TABLES = MetaData()
CONFIGURATIONS = Table(
    "configurations",
    TABLES,
    column("digest", String(64), OPEN, primary_key=True),
    column("content", LargeBinary, STAFF, nullable=False),
)
"""Canonical cities and raw files, deflated, each under the SHA-256 of its plain bytes."""


class ConfigurationLost(CityloopError):
    """What a digest on the record stands for is not there, or not what was applied."""

    code = "configuration-lost"


def keep(journal: Journal, content: bytes) -> str:
    """Store content under its digest, once. What is kept and never applied, after a crash, does no harm."""
    digest = sha256(content).hexdigest()
    known = select(CONFIGURATIONS.c.digest).where(CONFIGURATIONS.c.digest == digest)
    with journal.store.write() as transaction:
        if transaction.execute(known).first() is None:
            row = {"digest": digest, "content": zlib.compress(content)}
            transaction.execute(CONFIGURATIONS.insert(), [row])
    return digest


def kept(journal: Journal, digest: str) -> bytes:
    """The bytes kept under a digest, checked against it. Raises ``ConfigurationLost``."""
    with journal.store.read() as transaction:
        return _kept(transaction, digest)


def _kept(transaction: Transaction, digest: str) -> bytes:
    query = select(CONFIGURATIONS.c.content).where(CONFIGURATIONS.c.digest == digest)
    found = transaction.execute(query).scalar()
    content = b"" if found is None else _inflated(found)
    if sha256(content).hexdigest() != digest:
        what = f"The configuration {digest[:12]}… is {'missing' if found is None else 'damaged'}: restore the store."
        raise ConfigurationLost(what, digest=digest)
    return content


def _inflated(content: bytes) -> bytes:
    """The plain bytes; none where they cannot be read."""
    try:
        return zlib.decompress(content)
    except zlib.error:
        return b""


def list_lost(transaction: Transaction, tables: Tables) -> Iterator[Fault]:
    """For an audit: each version that was applied whose content is gone, or another one."""
    entries, tag = tables.entries, ConfigurationApplied.__struct_config__.tag
    for row in transaction.execute(select(entries.c.seq, entries.c.bytes).where(entries.c.tag == tag)).all():
        fact = msgspec.convert(decode(row.bytes).fact, ConfigurationApplied)
        for digest in (fact.digest, fact.files):
            try:
                _kept(transaction, digest)
            except ConfigurationLost as lost:
                yield Fault(Kind.LOST, row.seq, lost.what)
