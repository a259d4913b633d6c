"""Writes the letter of a notice, when its turn comes: who it is to, where that is, in which words."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import select

from cityloop.city.address import find_address
from cityloop.city.channel import REPORTER, Channel
from cityloop.city.index import Index
from cityloop.city.words import Language, page_language
from cityloop.command.case import Case
from cityloop.command.case_table import load
from cityloop.command.given import InForce
from cityloop.command.notice_table import OpenNotice
from cityloop.command.notices import Letter
from cityloop.command.wording import fields_of, worded
from cityloop.journal.journal import Journal
from cityloop.journal.ports import Transaction
from cityloop.journal.tables import Tables

SYSTEM = "system:"
"""Before the id of an outside system that is told: its channel knows by itself what to say, and where."""


MARK = 16
"""Bytes of an entry's hash that tell it from every other one."""


class Unreachable(NamedTuple):
    """No letter can be written; ``why`` as on the record."""

    why: str


class Scribe:
    """Writes letters from the record, the sealed payloads and the city's files. Keeps nothing."""

    def __init__(self, journal: Journal, in_force: Callable[[], InForce]) -> None:
        self._journal = journal
        self._in_force = in_force

    def write(self, notice: OpenNotice) -> Letter | Unreachable:
        """The letter of an open notice, by the first of its channels that reaches whom it is to."""
        index = self._in_force().index
        with self._journal.store.read() as transaction:
            case = load(transaction, (notice.case,)).get(notice.case)
            key = _key(transaction, self._journal.tables, notice)
        if case is None:
            return Unreachable("no-case")
        if notice.to.startswith(SYSTEM):
            return _letter(notice, key, notice.channel, "", page_language(case.language))
        return self._by_first(notice, key, index, case)

    def _by_first(self, notice: OpenNotice, key: str, index: Index, case: Case) -> Letter | Unreachable:
        why = "no-channel"
        for channel in filter(None, map(index.directory.channels.get, notice.ways)):
            address = self._find_address(notice.to, channel, index, case)
            if address is not None:
                return _written(notice, key, channel, address, index, case)
            why = "no-address"
        return Unreachable(why)

    def _find_address(self, to: str, channel: Channel, index: Index, case: Case) -> str | None:
        """Where ``to`` is reached on the channel; None where nothing is known that would do."""
        if not channel.needs_address:
            return ""
        if to != REPORTER:
            return find_address(index.directory.address(channel.id, to), channel.reach)
        told = case.contact and self._journal.payload(case.contact)
        return find_address(told.decode(), channel.reach) if told else None


def _key(transaction: Transaction, tables: Tables, notice: OpenNotice) -> str:
    """Of the entry's hash: a position comes again after a restore, and in every other city's record."""
    entries = tables.entries
    found: bytes = transaction.execute(select(entries.c.hash).where(entries.c.seq == notice.seq)).scalar_one()
    return f"cityloop-{notice.seq}-{found[:MARK].hex()}"


def _written(notice: OpenNotice, key: str, channel: Channel, address: str, index: Index, case: Case) -> Letter:
    language = page_language(case.language) if notice.to == REPORTER else index.directory.language_of(notice.to)
    fields = fields_of(index.city, case.id, language, aloud=channel.is_spoken)
    text = worded(index.directory.text(notice.event, notice.to, notice.rule).of(language), fields, channel.longest)
    return _letter(notice, key, channel.id, address, language, text)


def _letter(notice: OpenNotice, key: str, channel: str, address: str, language: Language, text: str = "") -> Letter:
    return Letter(
        notice=notice.seq,
        key=key,
        case=notice.case,
        channel=channel,
        to=notice.to,
        event=notice.event,
        cause=notice.cause,
        address=address,
        language=language,
        subject=text,
        text=text,
    )
