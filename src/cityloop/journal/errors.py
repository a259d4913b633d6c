"""What can go wrong with the record, each by name."""

from cityloop.city.errors import CityloopError


class Conflict(CityloopError):
    """Somebody else was first: ``thing`` was ``seen`` at one version and is ``now`` at another, by ``author``."""

    code = "conflict"


class BadDraft(CityloopError):
    """A draft that could be written but never read again, or that answers an entry which is not there."""

    code = "bad-draft"


class KeyErased(CityloopError):
    """The subject was forgotten on a lawful request: nothing can be sealed for it any more."""

    code = "key-erased"


class FoldFailed(CityloopError):
    """A table for reading could not take an entry; the entry was not written."""

    code = "fold-failed"


class NotInRecord(CityloopError):
    """A position that the journal does not reach."""

    code = "not-in-record"


class BadNote(CityloopError):
    """A text that is no signed note, no checkpoint or no key of a signer."""

    code = "bad-note"


class Forked(CityloopError):
    """The journal does not hold the past that was signed before."""

    code = "forked"


class StoreError(CityloopError):
    """The store could not do what it was asked; nothing of it stands."""

    code = "store"
    hopeless = True
    """Whether smaller transactions would fail as well."""


class StoreFull(StoreError):
    """No room is left on the store's disk. Free some and try again: nothing was half written."""

    code = "store-full"


class StoreBusy(StoreError):
    """Another process holds the one writer's place for too long."""

    code = "store-busy"


class StoreGone(StoreError):
    """The store cannot be reached or its files cannot be read; whether the last write stands is read from it later."""

    code = "store-gone"


class NoRecord(StoreError):
    """Nothing was ever recorded there. Name the folder of the record, or begin one: ``cityloop apply``."""

    code = "no-record"


class StoreRefused(StoreError):
    """The store holds a rule that the rows break, for instance the same payload twice."""

    code = "store-refused"
    hopeless = False
