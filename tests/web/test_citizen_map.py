"""Where is it, on the map and without scripts: from the whole city down to a point, or from the list beside it."""

import re

import msgspec
import pytest

from cityloop.city.area import Area, Geometry, Jurisdiction, Tier
from cityloop.city.city import City
from cityloop.city.words import Language, Name
from cityloop.web.citizen.ground import FINE_M, Plan, plan, pointed_at, start
from tests.web.browser import Browser, Served
from tests.web.test_citizen_drafts import start_anew
from tests.web.test_citizen_pages import cases


def square(west: float, south: float, side: float) -> Geometry:
    """A square of degrees."""
    east, north = west + side, south + side
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return Geometry(polygons=((ring,),))


def wide(city: City) -> City:
    """The city with a second district, far off and wide, of two streets."""
    shapes = {"north": square(119.5, 30.3, 0.1), "south": square(119.5, 30.2, 0.1)}
    areas = tuple(Area(id=id, name=Name(zh=id, en=id), geometry=shape) for id, shape in shapes.items())
    district = Jurisdiction(id="qx-west", tier=Tier.DISTRICT, name=Name(zh="西区", en="West"), parent="qingxi")
    streets = tuple(
        Jurisdiction(id=id, tier=Tier.STREET, name=Name(zh=zh, en=id), parent="qx-west", areas=(id,))
        for id, zh in (("north", "北街"), ("south", "南街"))
    )
    nodes = (*city.jurisdictions, district, *streets)
    return msgspec.structs.replace(city, areas=(*city.areas, *areas), jurisdictions=nodes)


@pytest.fixture
def browser(served: Served) -> Browser:
    """A browser that has said what the problem is."""
    made = served.browser()
    made.get("/report")
    made.post("/report", {"words": "路灯不亮"})
    return made


def press(browser: Browser, page: str, x: int, y: int, **more: str) -> str:
    """Press the picture of a page; where that leads."""
    at = re.search(r'name="at" value="([^"]+)"', page)
    assert at
    said = {"at": at.group(1), "spot.x": str(x), "spot.y": str(y), **more}
    answer = browser.post("/report/map", said)
    return answer.headers.get("location", "") or answer.text


def test_a_small_city_is_close_enough_at_once(served: Served, browser: Browser) -> None:
    page = browser.get("/report/map").text
    assert 'value="qx-willow"' in page
    assert 'type="image" name="spot"' in page
    assert press(browser, page, 100, 100) == "/report/map?at=qx-willow"
    pinned = browser.get("/report/map?at=qx-willow").text
    assert '<path class="mark"' in pinned
    assert browser.post("/report/map", {"at": "qx-willow", "take": "yes"}).headers["location"] == "/report/photo"
    browser.get("/report/check")
    browser.post("/report/check")
    (case,) = cases(served.street)
    found = served.street.node.views.case(served.street.person("an"), case)
    assert found.row.ground.startswith("qingxi/qx-east/qx-willow/g")
    assert found.spot == "我在地图上点出的位置"
    west, north = found.point or (0, 0)
    assert (119.40 < west < 119.412, 30.20 < north < 30.21) == (True, True)


def test_with_a_script_one_press_and_one_button_do(served: Served, browser: Browser) -> None:
    page = browser.get("/report/map").text
    assert press(browser, page, 100, 100, take="yes") == "/report/photo"


def test_a_wide_city_comes_closer_with_each_press(served: Served, browser: Browser) -> None:
    served.street.apply(wide(served.street.city))
    page = browser.get("/report/map").text
    assert {"东区", "西区"} <= set(re.findall(r">([\u4e00-\u9fff]+)</a>", page))
    shown = plan_of(served, "qingxi")
    x, y = shown.drawing.frame.place((119.55, 30.35))
    assert press(browser, page, round(x), round(y)) == "/report/map?at=qx-west"
    x, y = plan_of(served, "qx-west").drawing.frame.place((119.55, 30.35))
    assert press(browser, browser.get("/report/map?at=qx-west").text, round(x), round(y)) == "/report/map?at=north"
    assert 'href="/report/map?at=qingxi"' in browser.get("/report/map?at=north").text


def plan_of(served: Served, node: str) -> Plan:
    """The picture of an area, as the page has it."""
    found = plan(served.street.node.index, Language.ZH, node)
    assert found is not None
    return found


def test_what_the_map_shows_stands_in_a_list_that_keys_reach(served: Served, browser: Browser) -> None:
    page = browser.get("/report/map").text
    assert 'tabindex="-1"' in page
    assert '<button class="action wide" name="place" value="road-liuan">柳岸路</button>' in page
    assert (
        browser.post("/report/map", {"at": "qx-willow", "place": "road-liuan"}).headers["location"] == "/report/photo"
    )
    browser.get("/report/check")
    browser.post("/report/check")
    (case,) = cases(served.street)
    assert served.street.case(case).place == "road-liuan"


def test_a_point_outside_the_city_is_refused_kindly(served: Served, browser: Browser) -> None:
    page = press(browser, browser.get("/report/map").text, 1, 1)
    assert "这个位置不在本市" in page
    assert 'type="image"' in page
    served.street.apply(wide(served.street.city))
    assert "这个位置不在本市" in press(browser, browser.get("/report/map?at=north").text, 2, 2)


@pytest.mark.parametrize(
    "said", [{"spot.x": "x"}, {"spot.x": "99999", "spot.y": "1"}, {"spot.x": "0", "spot.y": "0"}, {}]
)
def test_what_is_no_point_shows_the_map_again(browser: Browser, said: dict[str, str]) -> None:
    browser.get("/report/map")
    answer = browser.post("/report/map", {"at": "qx-willow", **said})
    assert answer.headers["location"] == "/report/map?at=qx-willow"


@pytest.mark.parametrize("place", ["", "none", "<script>"])
def test_a_place_that_is_none_is_told(browser: Browser, place: str) -> None:
    browser.get("/report/map")
    assert browser.post("/report/map", {"at": "qx-willow", "place": place}).status_code == 422


def test_an_area_that_is_none_shows_where_one_begins(browser: Browser) -> None:
    assert 'value="qx-willow"' in browser.get("/report/map?at=nowhere").text


def test_a_city_of_which_nothing_is_drawn_asks_for_words_alone(served: Served, browser: Browser) -> None:
    bare = tuple(msgspec.structs.replace(node, areas=()) for node in served.street.city.jurisdictions)
    served.street.apply(msgspec.structs.replace(served.street.city, areas=(), jurisdictions=bare))
    assert "在地图上指出位置" not in browser.get("/report/where").text
    assert browser.get("/report/map").headers["location"] == "/report/where"


def test_the_map_carries_the_report_too(served: Served, browser: Browser) -> None:
    page = browser.get("/report/map").text
    assert 'name="draft-words" value="路灯不亮"' in page
    start_anew(served)
    hidden = dict(re.findall(r'<input type="hidden" name="(draft-[\w-]+)" value="([^"]*)">', page))
    assert press(browser, page, 100, 100, take="yes", **hidden) == "/report/photo"


def test_where_a_pixel_lies_is_where_a_point_is_drawn(served: Served) -> None:
    shown = plan_of(served, "qx-willow")
    assert shown.drawing.frame.m_a_px <= FINE_M
    for point in ((119.403, 30.203), (119.4101, 30.2099)):
        x, y = shown.drawing.frame.place(point)
        there = shown.drawing.frame.point(x, y)
        assert there == pytest.approx(point, abs=1e-5)
        found = pointed_at(served.street.node.index, shown, x, y)
        assert found[1] is not None


def test_one_begins_where_there_is_something_to_choose(served: Served) -> None:
    assert start(served.street.node.index) == "qx-willow"
    served.street.apply(wide(served.street.city))
    assert start(served.street.node.index) == "qingxi"
