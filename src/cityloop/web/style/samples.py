"""Sample values of every part in every state, invented, for the page that shows them and the tests that look at it."""

from datetime import datetime, timedelta

from cityloop.city.area import Geometry, Point
from cityloop.views.clock import Clock, ClockState
from cityloop.web.parts.map import Drawing, Ground, Spot, draw
from cityloop.web.parts.values import (
    Choice,
    Field,
    Freshness,
    KeyHint,
    Level,
    Moment,
    Reading,
    Row,
    Trend,
)

STEADY = (3.0, 3.1, 3.0, 3.2, 3.1, 3.0, 3.1, 3.1, 3.0, 3.1)
FALLING = (3.1, 3.1, 3.0, 3.1, 3.0, 2.2, 1.4, 1.3, 1.2, 1.2)
GAP = (3.0, 3.1, None, None, 3.0, 3.1, 3.0, None, None, None)


def clocks(now: datetime) -> tuple[Clock, ...]:
    """A clock in each of its states."""
    return (
        Clock(state=ClockState.RUNS, used=0.2, left_s=6 * 3600, due=now + timedelta(hours=6)),
        Clock(state=ClockState.SOON, used=0.92, left_s=25 * 60, due=now + timedelta(minutes=25)),
        Clock(state=ClockState.LATE, used=1.3, left_s=-35 * 60, due=now - timedelta(minutes=35)),
        Clock(state=ClockState.PAUSED, used=0.5, left_s=4 * 3600, due=None),
        Clock(state=ClockState.ENDED),
        Clock(state=ClockState.UNTOLD, ends=now.date()),
        Clock(state=ClockState.NONE),
    )


def readings(now: datetime) -> tuple[Reading, ...]:
    """A reading in each of its states."""
    return (
        Reading("供水压力 Water pressure", "MPa", "0.31", 12, (2.8, 3.4), STEADY),
        Reading("供水压力 Water pressure", "MPa", "0.12", 6, (2.8, 3.4), FALLING, Trend.FALLS, Level.RED),
        Reading("隧道积水 Tunnel water", "cm", "0", 41 * 60, (2.8, 3.4), GAP, freshness=Freshness.OLD),
        Reading(
            "供热回水 Heating return", "°C", None, None, (2.8, 3.4), GAP[:4], freshness=Freshness.MISSING, since=now
        ),
        Reading("江水位 River level", "m", "6.82", 60, None, STEADY, Trend.RISES, Level.YELLOW),
    )


def rows(now: datetime) -> tuple[Row, ...]:
    """A queue whose rows are short, long, late, due soon, paused."""
    said = clocks(now)
    long_zh = "人行道地砖大面积破损并伴有积水，影响盲道通行，附近有学校两所"
    long_en = "Paving broken over a long stretch, with standing water across the tactile path by two schools"
    return (
        Row("1", "#1", "路灯整段不亮，28 盏", "梅园", "城管局", "处理", said[2]),
        Row("2", "#2", long_zh, "南门", "城市管理和综合执法局", "处理", said[1], "柳林路 214 号", ("督办",)),
        Row(
            "3",
            "#3",
            long_en,
            "Qingshi Town",
            "Bureau of Housing and Construction",
            "Report back",
            said[0],
            "Liulin Road 214, bus stop No. 3 School, south side",
            ("urged 2×",),
        ),
        Row("4", "#4", "二次供水箱未锁", "文庙", "卫健委", "核实", said[3]),
        Row("5", "#5", "无处可派 Nobody's", "石桥", "", "派遣", said[5]),
    )


def moments(now: datetime) -> tuple[Moment, ...]:
    """A timeline with causes, words, and words that are withheld."""
    return (
        Moment(418, now, "派遣 Dispatch", "值班长 甲班", 412, detail="→ 城管局，2 个工作时"),
        Moment(412, now - timedelta(minutes=9), "立案 Establish", "受理员 李", 401),
        Moment(
            401,
            now - timedelta(minutes=31),
            "上报 Reported",
            "市民 A citizen",
            None,
            "井盖翘起来了，晚上看不见，很危险。",
        ),
        Moment(
            399,
            now - timedelta(days=2),
            "补充 Words added",
            "网格员",
            None,
            None,
            "没有查看权限 Withheld from your post",
        ),
    )


def fields() -> tuple[Field, ...]:
    """A field of each kind, right and wrong."""
    units = (
        Choice("a", "城管局", "按责任清单 By the responsibility data", chosen=True),
        Choice("b", "水务局", "河道 Rivers"),
    )
    return (
        Field("name", "姓名 Name", value="王"),
        Field(
            "place",
            "地点 Place",
            error="说一个路名或地标 Name a street or a landmark",
            hint="路名加地标就行 A street will do",
        ),
        Field("note", "说明 Words", "words", required=False, hint="写办了什么 What was done"),
        Field("ground", "理由 Ground", "select", choices=units),
        Field("until", "到什么时候 Until", "when"),
        Field("unit", "派给谁 Whose", "choice", choices=units),
        Field("assist", "谁协办 Who helps", "ticks", choices=units, required=False),
        Field("photo", "照片 Photo", "photo", required=False),
    )


def _box(west: float, south: float, east: float, north: float) -> Geometry:
    ring: tuple[Point, ...] = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return Geometry(polygons=((ring,),))


def drawing() -> Drawing | None:
    """A map of three areas, one of them here, with a mark."""
    grounds = (
        Ground("钟楼", _box(114.00, 22.50, 114.03, 22.53), "#zl", 3, "score-1"),
        Ground("南门", _box(114.03, 22.50, 114.07, 22.53), "#nm", 0, "here"),
        Ground("Qingshi Town", _box(114.00, 22.53, 114.07, 22.55), "#qs", 12, "score-2"),
    )
    return draw(grounds, (Spot((114.045, 22.515), "井盖"), Spot((114.04, 22.51), "你 You", ring=True)))


KEYS = (
    KeyHint("j", "下一件 Next"),
    KeyHint("k", "上一件 Previous"),
    KeyHint("Enter", "打开 Open"),
    KeyHint("Escape", "返回 Back"),
)
LEVELS = tuple(Level)
