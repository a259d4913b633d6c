"""Reports that are being written: kept for a while, no more than fit."""

from cityloop.edge.limits import DRAFT_BYTES, DRAFT_S, DRAFTS
from cityloop.edge.photo import Encoded
from cityloop.web.citizen.drafts import Drafts


class Clock:
    """Seconds, set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_draft_is_found_by_its_secret_alone() -> None:
    kept = Drafts()
    kept.start("a").words = "井盖"
    assert (found := kept.find("a")) is not None
    assert found.words == "井盖"
    assert kept.find("b") is kept.find(None) is None


def test_a_draft_that_nobody_touches_is_forgotten() -> None:
    clock = Clock()
    kept = Drafts(clock)
    kept.start("a")
    clock.now = DRAFT_S - 1
    assert kept.find("a")
    clock.now += DRAFT_S + 1
    assert kept.find("a") is None


def test_no_more_drafts_than_fit() -> None:
    kept = Drafts()
    for number in range(DRAFTS + 5):
        kept.start(str(number))
    assert kept.find("4") is None
    assert kept.find("5")


def test_photos_that_wait_stay_within_their_bytes() -> None:
    kept, size = Drafts(), DRAFT_BYTES // 4
    photo = Encoded(image=bytes(size), width=1, height=1)
    for number in range(6):
        kept.keep_photo(kept.start(str(number)), photo)
    assert [kept.find(str(number)) is not None for number in range(6)] == [False, False, True, True, True, True]
