"""The units of Linjiang: what each tier has, and who works there."""

from collections.abc import Iterator
from typing import NamedTuple

from cityloop.app.demo.linjiang import words
from cityloop.app.demo.linjiang.ground import STREETS
from cityloop.app.demo.linjiang.naming import spelt

CITY = "linjiang"
LONG = "06:00-12:00; 12:30-22:00"
"""Hours of those who are out early and late."""
WORKS = "08:00-12:00; 13:00-18:00"
"""Hours of companies."""


class Office(NamedTuple):
    """A unit as a row of units.csv; ``crew`` is what its team can do, empty for none."""

    id: str
    zh: str
    en: str
    jurisdiction: str
    parent: str = ""
    aliases: str = ""
    hours: str = ""
    crew: str = ""


OF_THE_CITY = (
    Office("centre", "市城市运行管理中心", "City Operations Centre", CITY, "", "市城运中心;城运中心"),
    Office("hotline", "市12345政务服务热线", "12345 Hotline", CITY, "centre", "12345热线", LONG),
    Office("urban", "市城市管理局", "Urban Management Bureau", CITY, "", "市城管局;城管局"),
    Office("lighting", "市路灯管理所", "Street Lighting Office", CITY, "urban", "路灯所", WORKS, "electrical"),
    Office(
        "roads", "市市政设施养护中心", "Roads and Bridges Maintenance", CITY, "urban", "市政养护中心", WORKS, "paving"
    ),
    Office("water", "临江水务集团", "Linjiang Water", CITY, "", "水务集团;自来水公司", WORKS, "plumbing"),
    Office("drainage", "临江排水公司", "Linjiang Drainage", CITY, "", "排水公司", WORKS, "drainage"),
    Office("power", "临江供电公司", "Linjiang Power", CITY, "", "供电公司;供电局", WORKS, "electrical"),
    Office("gas", "临江燃气公司", "Linjiang Gas", CITY, "", "燃气公司", WORKS, "gas"),
    Office("telecom", "市通信发展管理办公室", "Telecommunications Office", CITY, "", "通信办"),
    Office("police", "市公安局", "Public Security Bureau", CITY, "", "公安局"),
    Office(
        "traffic-police", "市公安局交通警察支队", "Traffic Police", CITY, "police", "交警支队;交警", LONG, "traffic"
    ),
    Office("fire", "市消防救援支队", "Fire and Rescue", CITY, "", "消防支队"),
    Office("emergency", "市应急管理局", "Emergency Management Bureau", CITY, "", "应急局"),
    Office("transport", "市交通运输局", "Transport Bureau", CITY, "", "交通局"),
    Office("bus", "临江公交集团", "Linjiang Buses", CITY, "transport", "公交公司", LONG),
    Office("housing", "市住房和城乡建设局", "Housing and Construction Bureau", CITY, "", "住建局"),
    Office("planning", "市自然资源和规划局", "Planning and Natural Resources Bureau", CITY, "", "规划局"),
    Office("ecology", "市生态环境局", "Ecology and Environment Bureau", CITY, "", "环保局;生态环境局"),
    Office("market", "市市场监督管理局", "Market Regulation Bureau", CITY, "", "市场监管局"),
    Office("health", "市卫生健康委员会", "Health Commission", CITY, "", "卫健委"),
    Office("insurance", "市医疗保障局", "Healthcare Security Bureau", CITY, "", "医保局"),
    Office("education", "市教育局", "Education Bureau", CITY, "", "教育局"),
    Office("labour", "市人力资源和社会保障局", "Labour and Social Security Bureau", CITY, "", "人社局"),
    Office("welfare", "市民政局", "Civil Affairs Bureau", CITY, "", "民政局"),
    Office("culture", "市文化广电旅游体育局", "Culture, Tourism and Sport Bureau", CITY, "", "文旅局"),
    Office("services", "市政务服务和数据管理局", "Public Services and Data Bureau", CITY, "", "政务服务局"),
    Office("discipline", "市监察委员会", "Supervisory Commission", CITY, "", "监委"),
)
OF_A_DISTRICT = (
    ("hub", "城市运行管理中心", "Operations Hub", "", "", ""),
    ("urban", "城市管理局", "Urban Management", "城管局", "", ""),
    ("cleaning", "环境卫生管理所", "Sanitation Office", "环卫所", LONG, "cleaning"),
    ("green", "园林绿化养护所", "Parks and Greenery Office", "园林所", WORKS, "greenery"),
    ("works", "市政工程管理所", "Road Works Office", "市政所", WORKS, "paving"),
    ("housing", "住房和建设局", "Housing and Construction", "住建局", "", ""),
    ("market", "市场监督管理局", "Market Regulation", "市场监管局", "", ""),
)
OF_A_STREET = (
    ("office", "办事处", "Street Office", "街道办", "", ""),
    ("enforcement", "综合行政执法队", "Enforcement Team", "执法队", LONG, "order"),
    ("service", "城市服务站", "City Service Station", "环卫站", LONG, "cleaning"),
)


def district(number: int) -> str:
    """The id of a district, from 0."""
    return f"d{number + 1}"


def street(number: int) -> str:
    """The id of a street, from 0."""
    return f"s{number + 1:02}"


def district_of(street_number: int) -> str:
    """The district of a street."""
    return district(street_number // STREETS)


def list_offices() -> list[Office]:
    """Every unit, parents before children."""
    return [*OF_THE_CITY, *_of_the_districts(), *_of_the_streets()]


def _of_the_districts() -> Iterator[Office]:
    for number, zh in enumerate(words.DISTRICTS):
        node, en = district(number), spelt(zh.removesuffix("区"))
        for kind, zh_kind, en_kind, alias, hours, crew in OF_A_DISTRICT:
            aliases = f"{zh}{alias}" if alias else ""
            yield Office(f"{node}-{kind}", zh + zh_kind, f"{en} {en_kind}", node, "", aliases, hours, crew)


def _of_the_streets() -> Iterator[Office]:
    for number, zh in enumerate(words.STREETS):
        node, en = street(number), spelt(zh.removesuffix("街道"))
        for kind, zh_kind, en_kind, alias, hours, crew in OF_A_STREET:
            parent = "" if kind == "office" else f"{node}-office"
            aliases = f"{zh.removesuffix('街道')}{alias}"
            yield Office(f"{node}-{kind}", zh + zh_kind, f"{en} {en_kind}", node, parent, aliases, hours, crew)
