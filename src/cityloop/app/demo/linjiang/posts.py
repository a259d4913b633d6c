"""The posts of Linjiang and the persons who hold them."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from cityloop.app.demo.linjiang import words
from cityloop.app.demo.linjiang.ground import GRIDS
from cityloop.app.demo.linjiang.naming import People, spelt
from cityloop.app.demo.linjiang.offices import CITY, OF_THE_CITY, Office, district, list_offices, street


class Post(NamedTuple):
    """A post as a row of posts.csv, and how many hold it."""

    id: str
    zh: str
    en: str
    duties: str
    jurisdiction: str
    unit: str
    held_by: int = 1
    named: str = ""


class Person(NamedTuple):
    """A person as a row of persons.csv."""

    id: str
    zh: str
    en: str
    posts: str
    language: str


AT_THE_CENTRE = (
    ("accept", "受理员", "Call-taker", "accept", "hotline", 6),
    ("duty", "值班长", "Duty officer", "accept;dispatch", "centre", 4),
    ("dispatch", "派遣员", "Dispatcher", "dispatch", "centre", 3),
    ("check", "核查员", "Checker", "check", "centre", 4),
    ("close", "结案员", "Closer", "close", "centre", 2),
    ("leader", "带班领导", "Leader on duty", "supervise;command", "centre", 3),
    ("arbiter", "裁定员", "Arbiter", "arbitrate", "centre", 1),
    ("evaluate", "综合评价员", "Evaluator", "evaluate", "centre", 2),
    ("secure", "数据安全官", "Data-security officer", "secure", "services", 1),
    ("it", "系统管理员", "City IT", "configure", "services", 2),
)
AT_A_HUB = (
    ("duty", "值班长", "duty officer", "accept;dispatch", "hub", 3),
    ("check", "核查员", "checker", "check", "hub", 2),
    ("close", "结案员", "closer", "close", "hub", 1),
    ("leader", "带班领导", "leader on duty", "supervise;command;arbitrate", "hub", 2),
    ("evaluate", "综合评价员", "evaluator", "evaluate", "hub", 1),
)
AT_A_STREET = (
    ("duty", "值班员", "duty officer", "accept;dispatch", "office", 2),
    ("commander", "指挥长", "commander", "command;supervise", "office", 1),
    ("check", "核查员", "checker", "check", "office", 2),
    ("close", "结案员", "closer", "close", "office", 1),
)
TRANSLATOR = Post("city-translate", "市级翻译员", "City translator", "translate", CITY, "hotline", 2)
NAMED_HANDLERS = {"discipline", "police"}
"""Units whose desk is named for sensitive matters."""


def list_posts() -> list[Post]:
    """Every post, tier by tier."""
    offices = list_offices()
    return [
        *_of_the_city(),
        *_of_the_districts(),
        *_of_the_streets(),
        *_desks(offices),
        *_crews(offices),
        *_grids(),
        TRANSLATOR,
    ]


def _of_the_city() -> Iterator[Post]:
    for kind, zh, en, duties, unit, count in AT_THE_CENTRE:
        yield Post(
            f"city-{kind}", f"市级{zh}", f"City {en.lower() if en != 'City IT' else 'IT'}", duties, CITY, unit, count
        )
    duties = "accept;dispatch;check;close;supervise;arbitrate"
    yield Post("city-named", "敏感事项专岗", "Officer for sensitive matters", duties, CITY, "centre", 2, "yes")


def _of_the_districts() -> Iterator[Post]:
    for number, name in enumerate(words.DISTRICTS):
        node, en = district(number), spelt(name.removesuffix("区"))
        for kind, zh, en_kind, duties, unit, count in AT_A_HUB:
            yield Post(f"{node}-{kind}", name + zh, f"{en} {en_kind}", duties, node, f"{node}-{unit}", count)


def _of_the_streets() -> Iterator[Post]:
    for number, name in enumerate(words.STREETS):
        node, en = street(number), spelt(name.removesuffix("街道"))
        for kind, zh, en_kind, duties, unit, count in AT_A_STREET:
            yield Post(f"{node}-{kind}", name + zh, f"{en} {en_kind}", duties, node, f"{node}-{unit}", count)


def _desks(offices: list[Office]) -> Iterator[Post]:
    """Each unit's own desk, that signs, handles and answers."""
    of_the_city = {office.id for office in OF_THE_CITY}
    for office in offices:
        count = 2 if office.id in of_the_city or office.id.endswith("-office") else 1
        named = "yes" if office.id in NAMED_HANDLERS else ""
        name = f"{office.zh}承办员", f"{office.en}: desk"
        yield Post(f"{office.id}-desk", *name, "handle", office.jurisdiction, office.id, count, named)


def _crews(offices: list[Office]) -> Iterator[Post]:
    """Those of a unit who go out."""
    for office in offices:
        if office.crew:
            name = f"{office.zh}作业员", f"{office.en}: crew"
            yield Post(f"{office.id}-crew", *name, "field", office.jurisdiction, office.id, 3)


def _grids() -> Iterator[Post]:
    for number in range(len(words.STREETS) * GRIDS):
        node, unit = f"g{number + 1:03}", f"{street(number // GRIDS)}-office"
        yield Post(
            f"{node}-worker",
            f"{grid_name(number)}网格员",
            f"{spelt(grid_name(number).removesuffix('社区'))} grid worker",
            "field",
            node,
            unit,
        )


def grid_name(number: int) -> str:
    """The community of a grid: 听涛社区."""
    return f"{words.FIRST[number // GRIDS]}{words.SECOND[number % GRIDS]}社区"


def list_persons(random: Random, posts: list[Post]) -> list[Person]:
    """Enough persons for every post; one in twelve prefers English."""
    people = People(random)
    return [
        Person(f"p{number:04}", *people.name(), post, "en" if random.random() < 1 / 12 else "zh")
        for number, post in enumerate((post.id for post in posts for _ in range(post.held_by)), start=1)
    ]
