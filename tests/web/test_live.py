"""Live lines: they tell what changed, beat when nothing does, go on where they were lost, and never hold up a stop."""

import asyncio
import json

import httpx
from msgspec.structs import replace

from cityloop.city.channel import Audience, Channel
from cityloop.city.ways import Live
from cityloop.city.words import Name
from cityloop.views.all import Views
from cityloop.web.live import Follower, changes
from tests.street import Street
from tests.web.browser import Served


async def next_events(
    street: Street, count: int, position: int = 0, beat_s: float = 5, who: str = "jin"
) -> list[tuple[str, str]]:
    """The first events of a line, as (name, data)."""
    views: Views = street.node.views
    by = street.person(who)
    granted = views.opened(by, "")
    line = changes(views, by, Follower(views), granted, position, None, beat_s)
    events = [(await anext(line)).decode() for _ in range(count)]
    await line.aclose()
    return [(part.partition("event: ")[2].partition("\n")[0], part.partition("data: ")[2].strip()) for part in events]


def test_a_line_beats_first_and_then_tells_what_changed(served: Served) -> None:
    case = served.street.report().case
    beat, change = served.runner.run(next_events(served.street, 2))
    assert beat[0] == "beat"
    assert change[0] == "change"
    assert json.loads(change[1])["case"] == case


def test_a_line_that_was_lost_goes_on_where_it_was(served: Served) -> None:
    street = served.street
    street.report()
    position = street.node.journal.size()
    case = street.report().case
    _, change = served.runner.run(next_events(street, 2, position))
    assert json.loads(change[1])["case"] == case
    assert json.loads(change[1])["position"] > position


def test_a_line_says_nothing_of_what_anybody_wrote(served: Served) -> None:
    served.street.report(words="王女士的秘密", contact="13812345678")
    events = served.runner.run(next_events(served.street, 2))
    assert not any(secret in data for _, data in events for secret in ("秘密", "13812345678", "王女士"))


def told(street: Street, who: str) -> list[tuple[str, str]]:
    """What the line tells somebody by name: of which case, and of what."""
    events = asyncio.run(all_events(street, who))
    notices = [json.loads(data) for name, data in events if name == "told"]
    return [(notice["case"], notice["event"]) for notice in notices]


async def all_events(street: Street, who: str) -> list[tuple[str, str]]:
    """The events of a line from the beginning of the record on, until it beats again."""
    views, by = street.node.views, street.person(who)
    line = changes(views, by, Follower(views), views.opened(by, ""), 0, None, 0.2)
    events = [(await anext(line)).decode()]
    async for part in line:
        if "event: beat" in part.decode():
            break
        events.append(part.decode())
    await line.aclose()
    return [(part.partition("event: ")[2].partition("\n")[0], part.partition("data: ")[2].strip()) for part in events]


def test_a_unit_is_told_on_its_own_line_and_nobody_else_is(served: Served) -> None:
    street = served.street
    channel = Channel(id="desk", name=Name(zh="网页", en="Pages"), way=Live(), audience=frozenset({Audience.LEAD}))
    street.apply(replace(street.city, channels=(channel,)))
    case = street.established()
    street.node.outbox.settle()
    assert told(street, "pan") == [(case, "dispatched")]
    assert told(street, "ning") == []


def test_a_line_beats_while_nothing_happens(served: Served) -> None:
    events = served.runner.run(next_events(served.street, 3, served.street.node.journal.size(), beat_s=0.05))
    assert [name for name, _ in events] == ["beat", "beat", "beat"]


def test_one_follower_wakes_all_and_sleeps_when_nobody_listens(served: Served) -> None:
    street = served.street

    async def listen() -> bool:
        follower = Follower(street.node.views)
        size = street.node.journal.size()
        both = asyncio.gather(follower.moved(size, 20), follower.moved(size, 20))
        await asyncio.sleep(0)
        await asyncio.to_thread(street.report)
        found = await both
        await asyncio.wait_for(follower.ended(), 20)
        return all(found)

    assert served.runner.run(listen())


def test_nobody_listens_without_a_session(served: Served) -> None:
    answer = served.browser(accept="text/event-stream").get("/live")
    assert answer.status_code == 401


def test_a_stop_ends_every_line(served: Served) -> None:
    browser = served.browser("jin")

    async def listen() -> str:
        async def stop() -> None:
            await asyncio.sleep(0.3)
            served.kept.seats.stopping.set()

        task = asyncio.create_task(stop())
        answer: httpx.Response = await browser.client.get("/live", headers={"accept": "text/event-stream"})
        await task
        return answer.text

    text = served.runner.run(asyncio.wait_for(listen(), 20))
    assert "event: ended" in text
