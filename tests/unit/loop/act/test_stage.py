"""Act: what happened is told to whom it concerns, by the channels that are for them, and to nobody else."""

from pathlib import Path

import msgspec

from cityloop.adapters.chance import seeded_chance
from cityloop.app.opening import open_node
from cityloop.city.catalogue import RequestKind, Service
from cityloop.city.channel import Address, Audience, Channel
from cityloop.city.facts.intake import Channel as CameBy
from cityloop.city.facts.notices import NoticeDue
from cityloop.city.label import Grade
from cityloop.city.ways import AnyWay, File, Http, Live, Mail
from cityloop.city.words import Name
from cityloop.command import configuration, orders
from cityloop.command.stages import Stage
from tests.street import Street

PHONE = "13800001234"
EVERYBODY = frozenset(Audience)
BRIBE = "request.discipline"


def channel(id: str, way: AnyWay, audience: frozenset[Audience] = EVERYBODY) -> Channel:
    return Channel(id=id, name=Name(zh=id, en=id), way=way, audience=audience)


LOG = channel("log", File(path="letters.jsonl"))
SMS = channel("sms", Http(url="https://sms.example"), frozenset({Audience.REPORTER}))
MAIL = channel("mail", Mail(host="mail.example", port=465, sender="a@city.example"))
DESK = channel("desk", Live(), EVERYBODY - {Audience.REPORTER})


def with_channels(street: Street, *channels: Channel, addresses: tuple[Address, ...] = ()) -> Street:
    """The street with these channels."""
    street.apply(msgspec.structs.replace(street.city, channels=channels, addresses=addresses))
    return street


def dues(street: Street, case: str) -> list[NoticeDue]:
    """What is due of a case."""
    facts = [entry.fact for entry in street.node.journal.about(f"notice:{case}")]
    return [fact for fact in facts if isinstance(fact, NoticeDue)]


def told(street: Street, case: str) -> list[tuple[str, str]]:
    """To whom, and of what."""
    return [(due.to, due.event) for due in dues(street, case)]


def test_an_emergency_that_was_handed_over_is_not_called_done(street: Street) -> None:
    with_channels(street, LOG)
    case = street.report(contact=PHONE).case
    street.do("jin", orders.HandOver, case, to=Service.FIRE)
    street.node.step()
    assert told(street, case) == [("reporter", "reported"), ("reporter", "handed-over")]


def test_a_grid_case_from_report_to_end(street: Street) -> None:
    with_channels(street, LOG)
    case = street.report(contact=PHONE).case
    street.do("jin", orders.Verify, case, finding="exists")
    street.do("jin", orders.Establish, case)
    street.do("pan", orders.Send, case, person="pan")
    street.do("pan", orders.Handle, case, note="换了灯泡")
    street.do("pan", orders.ReportBack, case, note="已修复")
    street.do("mei", orders.Check, case, passed=True)
    street.do("mei", orders.Close, case)
    street.by_link(orders.Reopen, case)
    assert told(street, case)[:6] == [
        ("reporter", "reported"),
        ("reporter", "accepted"),
        ("unit:qx-light", "dispatched"),
        ("person:pan", "sent"),
        ("reporter", "closed"),
        ("reporter", "reopened"),
    ]


def test_a_request_is_told_of_its_answer_once_that_is_let_out(street: Street) -> None:
    with_channels(street, LOG)
    case = street.answered(contact=PHONE)
    assert ("reporter", "answered") not in told(street, case)
    street.do("mei", orders.Review, case, passed=True)
    assert ("reporter", "answered") in told(street, case)


def test_a_translated_answer_is_told_once_the_answer_was_let_out(street: Street) -> None:
    with_channels(street, LOG)
    case = street.answered(contact=PHONE, language="en")
    answer = street.case(case).translations[-1]
    said = {"text": answer.text, "read_in": "en"}
    street.do("xie", orders.Translate, case, note="The work was stopped", **said)
    before = told(street, case).count(("reporter", "answered"))
    street.do("mei", orders.Review, case, passed=True)
    street.do("xie", orders.Translate, case, note="They were told to stop", **said)
    after = told(street, case).count(("reporter", "answered"))
    assert (before, after) == (0, 2)


def test_refused_and_merged_are_told_too(street: Street) -> None:
    with_channels(street, LOG)
    refused = street.report(contact=PHONE).case
    street.do("jin", orders.Refuse, refused, ground="refuse.double")
    assert told(street, refused)[-1] == ("reporter", "refused")
    first, second = street.report(contact=PHONE).case, street.report(contact=PHONE).case
    street.do("jin", orders.Merge, second, into=first)
    assert told(street, second)[-1] == ("reporter", "merged")


def test_whose_report_goes_on_in_another_case_is_told_how_that_ends(street: Street) -> None:
    with_channels(street, LOG)
    first, second = street.report().case, street.report(contact=PHONE).case
    street.do("jin", orders.Merge, second, into=first)
    street.do("jin", orders.Refuse, first, ground="refuse.double")
    assert told(street, second)[-1] == ("reporter", "refused")
    assert "reporter" not in dict(told(street, first))


def test_late_is_told_to_the_unit_and_to_the_post_above(street: Street) -> None:
    with_channels(street, LOG)
    case = street.dispatched()
    street.later(days=30)
    late = [to for to, event in told(street, case) if event == "late"]
    assert late[0] == "unit:qx-light"
    assert late[1].startswith("post:")


def test_who_left_no_contact_is_not_told(street: Street) -> None:
    with_channels(street, LOG)
    assert told(street, street.report().case) == []


def test_without_channels_nobody_is_told(street: Street) -> None:
    case = street.established(contact=PHONE)
    assert told(street, case) == []


def test_a_reporter_gets_one_letter_by_the_first_channel_that_reaches_them(street: Street) -> None:
    with_channels(street, SMS, MAIL, LOG)
    (due,) = dues(street, street.report(contact=PHONE).case)
    assert (due.channel, due.instead) == ("sms", ("mail", "log"))


def test_a_unit_gets_one_by_each_channel_on_which_it_has_an_address(street: Street) -> None:
    address = Address(channel="mail", to="unit:qx-light", address="desk@light.example")
    with_channels(street, MAIL, LOG, DESK, addresses=(address,))
    case = street.established()
    assert [due.channel for due in dues(street, case)] == ["mail", "log", "desk"]
    with_channels(street, MAIL, LOG, DESK)
    assert [due.channel for due in dues(street, street.established())] == ["log", "desk"]


def test_a_rule_may_name_its_channels(street: Street) -> None:
    rules = tuple(
        msgspec.structs.replace(rule, by=("desk",)) if rule.id == "dispatched.lead" else rule
        for rule in street.city.notices
    )
    street.apply(msgspec.structs.replace(street.city, channels=(LOG, DESK), notices=rules))
    assert [due.channel for due in dues(street, street.established())] == ["desk"]


# The wrong side


def test_of_a_sensitive_matter_no_channel_tells_that_others_read(street: Street) -> None:
    with_channels(street, LOG, DESK)
    case = street.request(category=BRIBE, contact=PHONE).case
    street.do("shen", orders.Accept, case)
    if street.case(case).stage is Stage.DISPATCH:
        street.do("shen", orders.Dispatch, case, to="qx-centre")
    street.later(days=90)
    by = [(due.to, due.channel) for due in dues(street, case)]
    assert ("reporter", "log") in by
    assert ("unit:qx-centre", "desk") in by
    assert [(to, channel) for to, channel in by if channel == "log" and to.startswith("unit:")] == []
    posts = [street.node.index.post(to.removeprefix("post:")) for to, _ in by if to.startswith("post:")]
    assert all(post.named for post in posts)
    labels = {entry.label for entry in street.node.journal.about(f"notice:{case}")}
    assert labels == {Grade.RESTRICTED}


def test_a_withheld_reporter_is_told_and_no_unit_hears_of_it(street: Street, tmp_path: Path) -> None:
    with_channels(street, LOG)
    case = street.request(kind=RequestKind.DENOUNCE, contact=PHONE).case
    street.do("jin", orders.Accept, case)
    street.node.outbox.settle()
    lines = (tmp_path / "letters.jsonl").read_text("utf-8").splitlines()
    to_units = [line for line in lines if '"to":"unit:' in line]
    assert to_units
    assert not any(PHONE in line or "半夜施工" in line for line in to_units)


def test_no_text_holds_what_anybody_wrote(street: Street, tmp_path: Path) -> None:
    with_channels(street, LOG)
    street.established(contact=PHONE, words="绝密的路灯故事", spot="三楼")
    street.node.outbox.settle()
    written = (tmp_path / "letters.jsonl").read_text("utf-8")
    assert "绝密" not in written
    assert "三楼" not in written


def test_what_another_system_pushed_here_is_a_case_like_any_other(street: Street) -> None:
    """Its number there, and the channel that it names, do not make it one that was dealt with there."""
    with_channels(street, LOG)
    case = street.report(contact=PHONE, channel=CameBy.MACHINE, source="hotline:7").case
    assert told(street, case) != []


# The record


def test_a_record_from_before_there_were_notices_tells_nobody_of_its_past(street: Street, tmp_path: Path) -> None:
    case = street.established(contact=PHONE)
    _forget_cursor(street, "act")
    street.city = msgspec.structs.replace(street.city, channels=(LOG,))
    configuration.apply(street.node.journal, street.city, b"", configuration.machine(street.city.id))
    node = open_node(tmp_path, lambda: street.now, seeded_chance(2), durable=False)
    node.step()
    assert told(street, case) == []
    assert node.journal.cursor("act") == node.journal.cursor("decide")


def _forget_cursor(street: Street, name: str) -> None:
    """As if the stage had never been known."""
    positions = street.node.journal.tables.positions
    with street.node.journal.store.write() as transaction:
        transaction.execute(positions.delete().where(positions.c.name == name))


def test_a_notice_answers_what_it_tells_of(street: Street) -> None:
    with_channels(street, LOG)
    case = street.report(contact=PHONE).case
    (entry,) = street.node.journal.about(f"notice:{case}")
    assert entry.cause is not None
    assert street.node.journal.get(entry.cause).about == case
    assert entry.author == "stage:act"
