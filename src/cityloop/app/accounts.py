"""The accounts of a node: passwords, locks and sign-ins on the store beside the record, kept on the access journal."""

from cityloop.adapters.credentials import StoredPasswords
from cityloop.adapters.locks import StoredLocks
from cityloop.adapters.sessions import StoredSessions
from cityloop.guard.accesses import Accesses
from cityloop.guard.accounts import Accounts
from cityloop.journal.ports import Clock, Store


def accounts_of(store: Store, clock: Clock, accesses: Accesses) -> Accounts:
    """What is done with accounts, on ``store``."""
    return Accounts(
        passwords=StoredPasswords(store, clock),
        sessions=StoredSessions(store, clock),
        locks=StoredLocks(store, clock),
        keep=accesses.keep,
    )
