"""What a journal promises of words that can be forgotten: readable until then, gone after it, and all proofs hold."""

from collections.abc import Callable, Mapping, Sequence

from cityloop.checks.checking import expect, raised, same
from cityloop.checks.ground import Ground, append_of, erasure, hashes, payload_of, rows, sealed_with, whole, words_of
from cityloop.city.facts.fact import Sealed
from cityloop.journal.audit import audit
from cityloop.journal.canonical import encode
from cityloop.journal.errors import KeyErased, StoreGone
from cityloop.journal.journal import Journal
from cityloop.journal.merkle import consistent, included
from cityloop.journal.ports import Keys

WORDS = "路灯不亮，请尽快修理".encode()


class Dropped:
    """Keys whose place is lost at the moment of an erasure, as in a crash."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def create(self, subjects: Sequence[str], /) -> Mapping[str, bytes]:
        """As ever."""
        return self._keys.create(subjects)

    def find(self, subject: str, /) -> bytes | None:
        """As ever."""
        return self._keys.find(subject)

    def erase(self, subject: str, /) -> bool:
        """Lost."""
        raise StoreGone(f"the place of the keys is lost before {subject} is forgotten")

    def known_as(self, caller: str, fresh: str, /) -> str:
        """As ever."""
        return self._keys.known_as(caller, fresh)

    def find_known(self, caller: str, /) -> str | None:
        """As ever."""
        return self._keys.find_known(caller)


def sealed_words_can_be_read(ground: Ground) -> None:
    """By whoever has the key, also after a restart; the record itself does not hold them."""
    journal = ground.open()
    append = words_of(journal, "ann", WORDS)
    journal.append(append)
    for each in (journal, ground.open()):
        same(payload_of(each, append.sealings[0]), WORDS, "what was sealed is read")
        expect(all(WORDS not in encode(entry) for entry in whole(each)), "the entry does not hold the words")


def what_was_never_kept_is_not_read(ground: Ground) -> None:
    """A commitment without a payload, or of somebody without a key, opens to nothing."""
    journal = ground.open()
    (sealing,) = words_of(journal, "ann", WORDS).sealings
    for subject in ("ann", "nobody"):
        same(journal.payload(Sealed(subject=subject, commitment=sealing.commitment)), None, "nothing is there")


def words_open_under_their_own_key_alone(ground: Ground) -> None:
    """A payload put down under another's commitment, or asked for with another's key, opens to nothing."""
    journal = ground.open()
    append = words_of(journal, "ann", WORDS)
    journal.append(append)
    journal.keys.create(["bob"])
    sealed = Sealed(subject="bob", commitment=append.sealings[0].commitment)
    same(journal.payload(sealed), None, "another's key opens nothing")


def whoever_is_forgotten_is_forgotten(ground: Ground) -> None:
    """Payloads and key are gone when the append returns, and after a restart; others' words stay."""
    journal = ground.open()
    appends = [words_of(journal, name, WORDS + name.encode()) for name in ("ann", "ann", "bob")]
    appends[1] = words_of(journal, "ann", b"more")
    for append in appends:
        journal.append(append)
    journal.append(erasure("ann"))
    for each in (journal, ground.open()):
        found = [payload_of(each, append.sealings[0]) for append in appends]
        same(found, [None, None, WORDS + b"bob"], "the words of one are gone, those of others stay")
        same(each.keys.find("ann"), None, "the key is gone")
        same(rows(each, each.tables.payloads), 1, "the payloads are gone")


def proofs_outlive_an_erasure(ground: Ground) -> None:
    """Every entry stays as it was, every root is the same, and an audit finds nothing wrong."""
    journal = ground.open()
    for content in (WORDS, b"more"):
        journal.append(words_of(journal, "ann", content))
    before, root = whole(journal), journal.root(2)
    journal.append(erasure("ann"))
    same(whole(journal)[:2], before, "entries stay as they were")
    same(journal.root(2), root, "roots stay as they were")
    for seq, leaf in enumerate(hashes(before)):
        expect(included(leaf, seq, 3, journal.inclusion(seq, 3), journal.root(3)), "entries are still proven")
    expect(consistent(2, 3, root, journal.root(3), journal.consistency(2, 3)), "the record only grew")
    with journal.store.read() as reader:
        same(audit(reader, journal.tables, keys=journal.keys).faults, (), "an audit finds nothing wrong")


def nothing_is_kept_for_the_forgotten(ground: Ground) -> None:
    """Neither with a key that somebody still had at hand, nor with a new one: ``KeyErased``."""
    journal = ground.open()
    key = journal.keys.create(["ann"])["ann"]
    journal.append(erasure("ann"))
    error = raised(KeyErased, lambda: words_of(journal, "ann", WORDS), "a key for the forgotten")
    same(error.values.get("subject"), "ann", "the error names who was forgotten")
    for each in (journal, ground.open()):
        late = sealed_with(key, "ann", WORDS)
        raised(KeyErased, lambda each=each, late=late: each.append(late), "words of the forgotten")  # type: ignore[misc]
        same(rows(each, each.tables.payloads), 0, "nothing was kept")
    same(len(whole(journal)), 1, "nothing was written")


def within_one_commit_an_erasure_holds(ground: Ground) -> None:
    """What comes before it in the same commit is forgotten with it, what comes after it is refused."""
    journal = ground.open()
    key = journal.keys.create(["ann"])["ann"]
    before, after = sealed_with(key, "ann", b"before"), sealed_with(key, "ann", b"after")
    outcomes = journal.append_each([before, erasure("ann"), after, append_of("a")])
    same([type(each) for each in outcomes], [tuple, tuple, KeyErased, tuple], "what comes after it is refused")
    same(rows(journal, journal.tables.payloads), 0, "what came before it is gone")
    same(journal.keys.find("ann"), None, "the key is gone")


def who_keeps_copies_is_told(ground: Ground) -> None:
    """Each of ``forget`` is called with the subject before its key is destroyed, once."""
    told: list[tuple[str, str, bool]] = []
    keys = ground.keys()
    keys.create(["ann"])
    forget = [lambda subject, name=name: told.append((name, subject, keys.find(subject) is None)) for name in "pq"]
    journal = ground.open(forget=forget, keys=keys)
    journal.append(erasure("ann"))
    journal.append(append_of("a"))
    same(told, [("p", "ann", False), ("q", "ann", False)], "each is told once, while the key is still there")


def an_erasure_cut_short_is_finished(ground: Ground) -> None:
    """Where the key could not be destroyed, the words are gone already, and the next start destroys the key."""
    keys = ground.keys()
    journal = ground.open(keys=Dropped(keys))
    append = words_of(journal, "ann", WORDS)
    journal.append(append)
    raised(StoreGone, lambda: journal.append(erasure("ann")), "the loss of the place of the keys")
    same(rows(journal, journal.tables.payloads), 0, "the words are gone")
    expect(keys.find("ann") is not None, "the key is still there")
    again = ground.open(keys=keys)
    same((keys.find("ann"), len(whole(again))), (None, 2), "the next start finishes what is on the record")


def who_was_never_known_can_be_forgotten(ground: Ground) -> None:
    """And again: the fact stands twice, nothing else happens."""
    journal = ground.open()
    for _ in range(2):
        journal.append(erasure("nobody"))
    same((len(whole(journal)), rows(journal, journal.tables.erasures)), (2, 1), "it is on the record twice")
    _refused(journal, "nobody")


FORGETTING: tuple[Callable[[Ground], None], ...] = (
    sealed_words_can_be_read,
    what_was_never_kept_is_not_read,
    words_open_under_their_own_key_alone,
    whoever_is_forgotten_is_forgotten,
    proofs_outlive_an_erasure,
    nothing_is_kept_for_the_forgotten,
    within_one_commit_an_erasure_holds,
    who_keeps_copies_is_told,
    an_erasure_cut_short_is_finished,
    who_was_never_known_can_be_forgotten,
)
"""Every check of forgetting."""


def _refused(journal: Journal, subject: str) -> None:
    raised(KeyErased, lambda: journal.keys.create([subject]), "a key for the forgotten")
