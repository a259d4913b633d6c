"""``cityloop hold`` and ``cityloop erase``: what goes and what stays is shown first, and what keeps it."""

import re

from tests.unit.app.keeping_hands import CONTACT, Town, call, said, subject_of


def test_what_goes_and_what_stays_is_shown_and_nothing_done(town: Town) -> None:
    case = town.report("井盖丢了")
    words = said("erase", case, "--dry-run", "--data", town.data)
    for line in (
        "the key of the person",
        "words of reports",
        "contacts",
        f"case {case}",
        "looks on the access journal",
    ):
        assert line in words
    assert "none is good any more" in words
    assert CONTACT[:3] not in words
    assert said("erase", case, "--dry-run", "--data", town.data).splitlines()[0] == words.splitlines()[0]


def test_copies_of_the_keys_are_told_with_their_end(town: Town) -> None:
    case = town.report("井盖丢了")
    town.copy_keys()
    told = said("erase", case, "--dry-run", "--data", town.data)
    assert re.search(r"the last is good until \S+ \d\d:\d\d Asia/Shanghai\n", told)
    later = town.report("路灯不亮")
    assert "none is good any more" in said("erase", later, "--dry-run", "--data", town.data)


def test_after_it_nothing_is_left_to_go(town: Town) -> None:
    case = town.report("井盖丢了")
    town.erase(case)
    assert "forgotten already" in said("erase", case, "--dry-run", "--data", town.data)
    again = call("erase", case, "--ground", "PIPL art. 47", "--yes", "--data", town.data)
    assert getattr(again.exception, "code", "") == "already-forgotten"


def test_without_a_ground_it_only_looks(town: Town) -> None:
    result = call("erase", town.report("井盖丢了"), "--yes", "--data", town.data)
    assert result.exit_code == 2
    assert "--ground" in result.output


def test_a_hold_keeps_and_is_said_by_number_case_and_end(town: Town) -> None:
    case = town.report("井盖丢了")
    words = ("--ground", "court of Qingxi, file 12", "--data", town.data)
    assert said("hold", "place", case, "--until", "2099-06-30", *words).endswith(
        "stands until 2099-06-30 00:00 Asia/Shanghai\n"
    )
    assert f"\t{case}\t2099-06-30 00:00 Asia/Shanghai\tcourt of Qingxi, file 12\tmachine:shell" in said(
        "hold", "list", "--data", town.data
    )
    look = call("erase", case, "--dry-run", "--data", town.data)
    assert look.exit_code == 1
    assert f"KEPT   case {case} until 2099-06-30: hold" in look.output
    refused = call("erase", case, "--ground", "PIPL art. 47", "--yes", "--data", town.data)
    assert getattr(refused.exception, "code", "") == "erasure-barred"
    said("hold", "lift", subject_of(town.data, case), *words)
    assert said("hold", "list", "--data", town.data) == ""
    town.erase(case)


def test_a_hold_without_an_end_is_refused(town: Town) -> None:
    case = town.report("井盖丢了")
    words = ("--ground", "court", "--data", town.data)
    assert call("hold", "place", case, *words).exit_code == 2
    past = call("hold", "place", case, "--until", "2020-01-01", *words)
    assert getattr(past.exception, "code", "") == "bad-hold"
    none = call("hold", "lift", case, *words)
    assert getattr(none.exception, "code", "") == "bad-hold"


def test_times_are_the_city_s_own_and_name_their_zone(town: Town) -> None:
    case = town.report("路灯不亮")
    words = ("backup-keys", town.copies, "--passphrase", town.passphrase, "--data", town.data)
    assert re.search(r"good until \S+ \d\d:\d\d Asia/Shanghai\n", said(*words))
    past = call("hold", "place", case, "--until", "2020-01-01", "--ground", "x", "--data", town.data).exception
    assert "“x” until 2020-01-01 00:00 Asia/Shanghai has not both" in str(past)
