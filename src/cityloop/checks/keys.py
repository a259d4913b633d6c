"""What every store of keys must pass (``journal.ports.Keys``): made once, durable, and gone once erased.

Hand over a function that opens the place under test: ``for check in KEYS: check(opens)``, each in a place of its own.
"""

from collections.abc import Callable
from typing import TypeAlias

from cityloop.checks.checking import expect, raised, same, together
from cityloop.journal.errors import KeyErased
from cityloop.journal.ports import Keys

Opens: TypeAlias = Callable[[], Keys]
"""Opens the place once more, as a second program would, or the same one after a restart; the first time it is empty."""
THREADS = 6


def a_key_is_made_once(opens: Opens) -> None:
    """Who asks for a subject's key gets the same 32 bytes each time."""
    keys = opens()
    key = keys.create(["ann"])["ann"]
    same(len(key), 32, "a key has 32 bytes")
    same(dict(keys.create(["ann"])), {"ann": key}, "a key is made once")
    same(keys.find("ann"), key, "a key is found")


def each_subject_has_a_key_of_its_own(opens: Opens) -> None:
    """Several asked for at once have each their own, also where one is named twice or has one already."""
    keys = opens()
    first = keys.create(["ann"])["ann"]
    made = keys.create(["bob", "ann", "bob", "路灯"])
    same(set(made), {"ann", "bob", "路灯"}, "everybody asked for has a key")
    same(made["ann"], first, "who had a key keeps it")
    same(len(set(made.values())), 3, "no two subjects share a key")
    same(dict(keys.create([])), {}, "who asks for nobody gets nothing")


def who_has_no_key_is_not_found(opens: Opens) -> None:
    """Looking for a key makes none."""
    keys = opens()
    same(keys.find("ann"), None, "there is no key before one was made")
    same(keys.find("ann"), None, "looking makes none")


def a_key_outlives_the_program(opens: Opens) -> None:
    """A key that was made is there when the place is opened again."""
    made = dict(opens().create(["ann", "bob"]))
    keys = opens()
    same(dict(keys.create(["ann", "bob"])), made, "keys are the same after reopening")
    same(keys.find("bob"), made["bob"], "a key is found after reopening")


def an_erased_key_is_gone(opens: Opens) -> None:
    """It is found no more and made no more; the keys of others stay."""
    keys = opens()
    made = keys.create(["ann", "bob"])
    expect(keys.erase("ann"), "whether there was a key is said")
    _gone(keys, "ann")
    same(keys.find("bob"), made["bob"], "another's key stays")
    same(keys.create(["bob"])["bob"], made["bob"], "another's key stays the same")


def an_erased_key_stays_gone(opens: Opens) -> None:
    """Also for others who have opened the place, and after a restart."""
    keys, other = opens(), opens()
    keys.create(["ann"])
    keys.erase("ann")
    _gone(other, "ann")
    _gone(opens(), "ann")


def erasing_again_changes_nothing(opens: Opens) -> None:
    """The second time there was none to erase."""
    keys = opens()
    keys.create(["ann"])
    same([keys.erase("ann") for _ in range(3)], [True, False, False], "there was a key the first time alone")
    _gone(keys, "ann")


def who_is_erased_without_a_key_gets_none(opens: Opens) -> None:
    """A subject may be forgotten before it ever had a key; afterwards it gets none."""
    keys = opens()
    same(keys.erase("ann"), False, "there was no key")
    _gone(keys, "ann")
    _gone(opens(), "ann")


def an_erased_subject_among_others_is_named(opens: Opens) -> None:
    """Where one of several was erased, ``KeyErased`` says who; the others can still be made."""
    keys = opens()
    keys.create(["ann"])
    keys.erase("ann")
    error = raised(KeyErased, lambda: keys.create(["bob", "ann", "eve"]), "a key asked for after its erasure")
    same(error.values.get("subject"), "ann", "the error names who was erased")
    same(set(keys.create(["bob", "eve"])), {"bob", "eve"}, "the others have keys")


def many_threads_make_one_key(opens: Opens) -> None:
    """Whoever asks at the same moment gets the same keys, and they are the ones that stay."""
    keys, names = opens(), ["ann", "bob", "eve"]
    made = together(THREADS, lambda number: dict(keys.create(names[number % 3 :] + names[: number % 3])))
    same([each for each in made if each != made[0]], [], "all threads get the same keys")
    same(dict(opens().create(names)), made[0], "what all got is what stays")


def one_thread_erases_while_others_ask(opens: Opens) -> None:
    """However they meet: afterwards the key is gone, and nobody was given two different ones."""
    keys = opens()
    first = keys.create(["ann"])["ann"]
    seen = together(THREADS, lambda number: keys.find("ann") if number else keys.erase("ann"))
    same(set(seen[1:]) - {first, None}, set(), "a reader finds the key or none")
    _gone(keys, "ann")


def a_caller_is_known_again(opens: Opens) -> None:
    """Who calls from the same number is the same subject, also after a restart; from another, another."""
    keys = opens()
    same(keys.find_known("13800001111"), None, "nobody is known before a first call")
    same(keys.known_as("13800001111", "ann"), "ann", "a first call begins a subject")
    same(keys.known_as("13800001111", "bob"), "ann", "a second call finds it")
    same(keys.known_as("13800002222", "eve"), "eve", "another number is somebody else")
    for each in (keys, opens()):
        same(each.find_known("13800001111"), "ann", "a number is looked up")
        same(each.find_known("1380000111"), None, "a part of a number is nobody")


def a_caller_has_a_key(opens: Opens) -> None:
    """Whoever is known by a number has a key; who had one keeps it, and may be known by several numbers."""
    keys = opens()
    first = keys.create(["ann"])["ann"]
    for number in ("13800001111", "057187654321"):
        same(keys.known_as(number, "ann"), "ann", "a subject is known by a number")
    same(keys.find("ann"), first, "who had a key keeps it")
    keys.known_as("13800002222", "bob")
    expect(keys.find("bob") is not None, "a new caller has a key")


def a_forgotten_caller_is_a_stranger(opens: Opens) -> None:
    """With the key goes the number, for everybody and for good: the next call begins a new subject."""
    keys, other = opens(), opens()
    for number, name in (("13800001111", "ann"), ("057187654321", "ann"), ("13800002222", "bob")):
        keys.known_as(number, name)
    keys.erase("ann")
    for each in (keys, other, opens()):
        found = [each.find_known(number) for number in ("13800001111", "057187654321", "13800002222")]
        same(found, [None, None, "bob"], "the numbers of one are forgotten, those of others stay")
    error = raised(KeyErased, lambda: keys.known_as("13800001111", "ann"), "a number for the forgotten")
    same(error.values.get("subject"), "ann", "the error names who was forgotten")
    same(keys.find_known("13800001111"), None, "asking made nobody known")
    same(keys.known_as("13800001111", "eve"), "eve", "the next call begins a new subject")


def calls_at_once_make_one_caller(opens: Opens) -> None:
    """However many take a first call from one number, it is one subject that stays."""
    keys = opens()
    found = together(THREADS, lambda number: keys.known_as("13800001111", f"s{number}"))
    same(len(set(found)), 1, "all calls find the same subject")
    same(opens().find_known("13800001111"), found[0], "what all found is what stays")


KEYS: tuple[Callable[[Opens], None], ...] = (
    a_key_is_made_once,
    each_subject_has_a_key_of_its_own,
    who_has_no_key_is_not_found,
    a_key_outlives_the_program,
    an_erased_key_is_gone,
    an_erased_key_stays_gone,
    erasing_again_changes_nothing,
    who_is_erased_without_a_key_gets_none,
    an_erased_subject_among_others_is_named,
    many_threads_make_one_key,
    one_thread_erases_while_others_ask,
    a_caller_is_known_again,
    a_caller_has_a_key,
    a_forgotten_caller_is_a_stranger,
    calls_at_once_make_one_caller,
)
"""Every check of a store of keys."""


def _gone(keys: Keys, subject: str) -> None:
    """Neither found nor made."""
    same(keys.find(subject), None, "an erased key is not found")
    error = raised(KeyErased, lambda: keys.create([subject]), "a key asked for after its erasure")
    same(error.values.get("subject"), subject, "the error names who was erased")
    same(keys.find(subject), None, "asking again makes none")
