"""A few weeks in the city of one street in which everything happens once at least: what a release keeps of itself."""

from datetime import timedelta
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cityloop.adapters import crs
from cityloop.adapters.catalogue.load import archive, load
from cityloop.adapters.chance import seeded_chance
from cityloop.adapters.stores.key_locks import Passphrase
from cityloop.adapters.stores.keys import KeyFile
from cityloop.adapters.stores.sqlite import SqliteStore
from cityloop.app.backup import back_up
from cityloop.app.key_backup import back_up_keys
from cityloop.app.key_restore import Wanted
from cityloop.app.node import Node
from cityloop.app.opening import Places
from cityloop.app.restore import restore
from cityloop.app.stands import Stands
from cityloop.city.catalogue import Life
from cityloop.command import configuration, forgetting
from cityloop.command.forgetting import Erasing
from cityloop.command.holding import Holding
from cityloop.views.queue import Wanted as Queued
from tests.releases import deeds, told
from tests.street import CLI, MONDAY, STREET, Street
from tests.unit.command.walk import Walk

SEED = 20261125
WALKS, STEPS = 4, 12
PASSPHRASE = "everything in it is invented"


class Kept(Street):
    """The street on files of its own, with the same keys and ids each time."""

    def __init__(self, at: Places) -> None:
        self.at, self.now, chance = at, MONDAY, Random(SEED)
        at.key_folder.mkdir(parents=True)
        at.signing_key.write_bytes(_signing(chance))
        self.keys = KeyFile(at.key_file, chance.randbytes)
        self.stores = [SqliteStore(at.file(name), durable=False) for name in ("journal", "access")]
        self.node = Node(self._stands(at))
        self.city = load(STREET, crs.find)
        configuration.apply(self.node.journal, self.city, archive(STREET), CLI)
        self.node.reload()

    def _stands(self, at: Places) -> Stands:
        return Stands(
            main=self.stores[0],
            access=self.stores[1],
            keys=self.keys,
            clock=lambda: self.now,
            chance=seeded_chance(SEED),
            notary=at.notary,
            forget=at.list_erasure,
            listed=at.list_erasures,
        )

    def sign(self) -> None:
        """Checkpoints of both journals."""
        for name, journal in (("main", self.node.journal), ("access", self.node.access)):
            self.at.notary(journal, f"cityloop/{self.city.id}/{name}", lambda: self.now).write()

    def close(self) -> None:
        """Stop it, and let go of the files."""
        self.node.stop()
        for store in self.stores:
            store.close()
        self.keys.close()


class Strolls(Walk):
    """Walks of several cases through the street of a release."""

    def __init__(self, street: Street, life: Life) -> None:
        self.street = street
        self.begin(life)


def _signing(chance: Random) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def play(folder: Path) -> Places:
    """Live through it, back it up, put it back; where the record then lies."""
    before = Kept(Places(folder=folder / "before"))
    _live(before)
    lock = Passphrase(PASSPHRASE, Random(SEED).randbytes)
    keys = back_up_keys(before.node, before.at, folder / "keys", lock, before.now)
    before.sign()
    backup = back_up(before.at, folder / "backups", before.now, lambda *_: None)
    _forget(before)
    before.close()
    after = Places(folder=folder / "after")
    after.folder.mkdir()
    wanted = Wanted(backup.folder, keys.path, lock, before.at.erasures)
    restore(after, wanted, lambda: before.now, lambda *_: None)
    return after


def _live(street: Kept) -> None:
    for deed in (*deeds.EVERY, *told.EVERY):
        deed(street)
    chance = Random(SEED)
    for number in range(WALKS):
        walk = Strolls(street, list(Life)[number % 2])
        for _ in range(STEPS):
            walk.step(chance.randrange(1_000_000))
    for last in (_keyed, _looks, _holds):
        last(street)


def _keyed(street: Kept) -> None:
    """A report sent twice by its key, and one whose person is forgotten."""
    for _ in range(2):
        street.report(key="one and the same", words="桥头的灯不亮")
    _erase(street, street.report(words="请忘记我", contact="王小明 13812341234").case)


def _forget(street: Kept) -> None:
    """After the backup: the restore has to do it again."""
    street.report(words="备份之后")
    _erase(street, street.node.views.queue(street.person("jin"), Queued()).rows[0].id)


def _erase(street: Kept, case: str) -> None:
    node, by = street.node, configuration.machine(street.city.id)
    erasing = Erasing(forgetting.find_subject(node.journal, case), "PIPL art. 47")
    forgetting.forget(node.journal, node.accesses, node.in_force(), by, erasing, street.now)


def _looks(street: Kept) -> None:
    """Looks at cases, at what is public, and a refusal; then some minutes pass."""
    street.node.views.queue(street.person("jin"), Queued())
    street.node.views.public_list()
    street.node.tally.count(street.now, "person:pan", "/case/{case}", "not-your-duty")
    street.later(minutes=5)
    for counted in street.node.tally.take(street.now):
        street.node.accesses.count_refusals(counted)
    street.node.accesses.settle()


def _holds(street: Kept) -> None:
    case, other = street.report().case, street.report().case
    by = configuration.machine(street.city.id)
    holding = Holding(street.node.journal, street.node.accesses, by, street.now)
    for each in (case, other):
        holding.place(each, "court (2026) 12", street.now + timedelta(days=90))
    holding.lift(other, "decided")
