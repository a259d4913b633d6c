"""A correct city and the mistakes that can be planted in it, each with what ``check`` must say of it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree


def street(folder: Path) -> Path:
    """The city of one street, copied into ``folder``."""
    with as_file(files("cityloop") / "data" / "examples" / "street") as example:
        copytree(example, folder, dirs_exist_ok=True)
    return folder


@dataclass(frozen=True)
class Plant:
    """A mistake: what is done to which file, and the code and text by which it must be found."""

    file: str
    code: str
    do: Callable[[str], str]
    where: str = ""
    """Stands on the line that must be named; empty: any line."""
    found_in: str = ""
    """The file that must be named, when it is another one."""
    grave: bool = True

    def plant(self, folder: Path) -> int:
        """Do it; the line that must be named, 0 for any."""
        path = folder / self.file
        text = self.do(path.read_text("utf-8"))
        path.write_text(text, "utf-8")
        lines = text.splitlines()
        return next((at for at, line in enumerate(lines, 1) if self.where in line), 0) if self.where else 0


def swap(old: str, new: str) -> Callable[[str], str]:
    """Replace a text that is there once at least."""

    def do(text: str) -> str:
        assert old in text, f"{old!r} is not there to be replaced"
        return text.replace(old, new, 1)

    return do


def add(line: str) -> Callable[[str], str]:
    """Add a line at the end."""
    return lambda text: f"{text.rstrip()}\n{line}\n"


def drop(word: str) -> Callable[[str], str]:
    """Take out every line that holds a word."""
    return lambda text: "".join(line for line in text.splitlines(keepends=True) if word not in line)


UNITS, POSTS, PERSONS, PLACES = "units.csv", "posts.csv", "persons.csv", "places.csv"
NODES, AREAS, DUTIES, TOML = "jurisdictions.csv", "areas.geojson", "catalogue/duties.yaml", "city.toml"
ASSETS, TEAMS, STAND_INS = "facilities.csv", "teams.csv", "stand-ins.csv"

CHANNEL = "channels:\n  - {id: sms, zh: 短信, en: Text message, "
SMS = CHANNEL + "kind: http, for: [reporter], url: 'https://sms.example/send', "
MAIL = CHANNEL + "kind: mail, for: [lead], host: m.example, "
SYSTEM = "{id: sms, zh: 甲, en: A, jurisdiction: qingxi, door: "
ADDRESS = "}\naddresses:\n  - {channel: sms, "
NOTICE = "notices:\n  - {id: closed.reporter, "
NOTICES: tuple[tuple[str, str, str], ...] = (
    ("channel of no kind", "unknown-kind", CHANNEL + "kind: pigeon, for: [reporter]}"),
    ("channel for nobody", "missing-for", CHANNEL + "kind: file, path: a.jsonl}"),
    ("channel for who is unknown", "unknown-for", CHANNEL + "kind: file, path: a.jsonl, for: [everybody]}"),
    ("live line to reporters", "wrong-for", CHANNEL + "kind: sse, for: [reporter]}"),
    ("letters outside the folder", "wrong-path", CHANNEL + "kind: file, for: [lead], path: ../a.jsonl}"),
    ("letters over the record", "wrong-path", CHANNEL + "kind: file, for: [lead], path: journal.db}"),
    (
        "mail in clear",
        "in-clear",
        MAIL + "sender: a@b.cn, security: none}",
    ),
    ("mail from nobody", "wrong-address", MAIL + "sender: a}"),
    ("webhook in clear", "in-clear", CHANNEL + "kind: webhook, for: [lead], url: 'http://a.example/'}"),
    ("one secret for two", "same-secret", f"{SMS}}}\nsystems:\n  - {SYSTEM}json, address: 'https://a.example/'}}"),
    ("system in clear", "in-clear", f"systems:\n  - {SYSTEM}json, address: 'http://a.example/'}}"),
    ("system behind its own door in clear", "in-clear", f"systems:\n  - {SYSTEM}soap, address: 'HTTP://a.example/'}}"),
    ("system nowhere", "wrong-url", f"systems:\n  - {SYSTEM}json, address: a.example}}"),
    ("webhook to nowhere", "wrong-url", CHANNEL + "kind: webhook, for: [lead], url: 'ftp://a.example/'}"),
    ("gateway with an unknown field", "wrong-text", SMS + "body: {to: ['{phone}']}}"),
    ("gateway with an open brace", "wrong-text", SMS + "headers: {X-A: '{'}}"),
    ("gateway whose yes is said by half", "wrong-answer", SMS + "taken: [OK]}"),
    ("gateway by another method", "wrong-method", SMS + "method: delete}"),
    ("gateway for short texts", "wrong-longest", SMS + "longest: 20}"),
    ("gateway that reaches nobody", "wrong-reach", SMS + "reach: none}"),
    ("gateway with headers that are none", "wrong-shape", SMS + "headers: [a]}"),
    ("channel setting misspelt", "unknown-column", SMS + "recipient: x}"),
    (
        "address of nobody",
        "unknown-id",
        SMS + ADDRESS + "to: 'unit:none', address: '13800001234'}",
    ),
    ("address on no channel", "unknown-id", "addresses:\n  - {channel: none, to: 'unit:qx-light', address: a}"),
    (
        "address that is none",
        "wrong-address",
        SMS + ADDRESS + "to: 'unit:qx-light', address: here}",
    ),
    (
        "text with an unknown field",
        "wrong-text",
        NOTICE + "zh: '{number}{words}', en: '{number}'}",
    ),
    (
        "text without the number",
        "text-without-number",
        NOTICE + "zh: 已办结, en: '{number}'}",
    ),
    (
        "notice of an unknown event",
        "unknown-event",
        NOTICE + "event: born}",
    ),
    ("notice by no channel", "unknown-id", NOTICE + "by: [pigeon]}"),
    ("notice by a channel for others", "wrong-channel", SMS + "}\nnotices:\n  - {id: late.lead, by: [sms]}"),
)
"""Mistakes of channels, addresses and notices: what is added to the city's blocks, and by which code it is found."""


LAMP = "categories:\n  - {id: grid.component.utility.street-lamp, "
ASKED = LAMP + "attributes: [{code: a, zh: 甲, en: A, "
QUESTIONS: tuple[tuple[str, str, str], ...] = (
    ("question of no datatype", "unknown-datatype", ASKED + "datatype: colour}]}"),
    ("question without words", "missing-en", LAMP + "attributes: [{code: a, datatype: text, zh: 甲}]}"),
    ("question twice", "duplicate-attribute", ASKED + "datatype: text}, {code: a, datatype: text, zh: 乙, en: B}]}"),
    ("list without values", "wrong-attribute", ASKED + "datatype: singlevaluelist}]}"),
    ("values without a list", "wrong-attribute", ASKED + "datatype: text, values: [{key: k, zh: 一, en: One}]}]}"),
    (
        "value twice",
        "duplicate-attribute",
        ASKED + "datatype: multivaluelist, values: [{key: k, zh: 一, en: One}, {key: k, zh: 二, en: Two}]}]}",
    ),
    ("nothing asked, but required", "wrong-attribute", ASKED + "datatype: text, variable: no, required: yes}]}"),
    ("hint in one language", "missing-hint_en", ASKED + "datatype: text, hint_zh: 提示}]}"),
    ("question that is a word", "wrong-shape", LAMP + "attributes: [pole]}"),
    ("question with a column misspelt", "unknown-column", ASKED + "datatype: text, requried: yes}]}"),
    ("replaced by nothing known", "unknown-id", LAMP + "retired: yes, replaced_by: grid.none}"),
    ("replaced, but in use", "replaced-in-use", LAMP + "replaced_by: grid.component.utility.pole}"),
    ("replaced by another life", "replaced-by-none", LAMP + "retired: yes, replaced_by: request.other}"),
)


def _notices(code: str, block: str) -> Plant:
    return Plant(DUTIES, code, add(block), block.splitlines()[-1])


PLANTS: dict[str, Plant] = {
    "unknown unit": Plant(POSTS, "unknown-id", swap("qingxi,qx-water", "qingxi,qx-wasser"), "qx-wasser"),
    "unknown post": Plant(PERSONS, "unknown-id", add("xu,徐来,Xu Lai,no-such-post,zh"), "no-such-post"),
    "unknown area": Plant(NODES, "unknown-id", swap("qx-willow,g4", "qx-willow,g9"), "g9"),
    "unknown category": Plant(DUTIES, "unknown-id", swap("request.discipline", "request.nonsense"), "request.nonsense"),
    "unknown maintainer": Plant(ASSETS, "unknown-id", swap("qx-light,119.402", "qx-lite,119.402"), "qx-lite"),
    "duplicate id": Plant(UNITS, "duplicate-id", add("qx-water,水二,Water Two,qingxi,,,"), "水二"),
    "duplicate category": Plant(
        DUTIES,
        "duplicate-row",
        swap("\nlists:", "\nlists:\n  - {street: qx-willow, category: grid.component.utility, kind: basic}"),
    ),
    "duplicate archive period": Plant(
        DUTIES, "duplicate-row", add("  - {category: request.discipline, years: 10, source: x}"), "years: 10"
    ),
    "archive period of nothing": Plant(
        DUTIES, "unknown-id", add("  - {category: request.nothing, years: 10, source: x}"), "request.nothing"
    ),
    "archive period without years": Plant(
        DUTIES, "missing-years", add("  - {category: request.welfare, source: x}"), "request.welfare"
    ),
    "archive period without a source": Plant(
        DUTIES, "missing-source", add("  - {category: request.welfare, years: 10}"), "request.welfare"
    ),
    "copies of keys for ever": Plant(TOML, "wrong-keeping", add("[keeping]\nkey_copies_days = 4000"), "[keeping]"),
    "keeping misspelt": Plant(TOML, "wrong-keeping", add("[keeping]\nkey_copy_days = 40"), "[keeping]"),
    "id with a slash": Plant(UNITS, "wrong-id", add("a/b,甲乙,Ab,qingxi,,,"), "a/b"),
    "crossing polygon": Plant(
        AREAS,
        "crossing-polygon",
        swap(
            "[119.406, 30.2], [119.406, 30.205], [119.4, 30.205]", "[119.406, 30.205], [119.406, 30.2], [119.4, 30.205]"
        ),
        '"g1"',
    ),
    "open ring": Plant(
        AREAS, "open-ring", swap("[119.4, 30.21], [119.4, 30.205]]]", "[119.4, 30.21], [119.4, 30.2051]]]"), '"g3"'
    ),
    "short ring": Plant(
        AREAS,
        "short-ring",
        swap(
            "[[[119.406, 30.205], [119.412, 30.205], [119.412, 30.21], [119.406, 30.21], [119.406, 30.205]]]",
            "[[[119.406, 30.205], [119.412, 30.205], [119.406, 30.205]]]",
        ),
        '"g4"',
    ),
    "no polygon": Plant(AREAS, "wrong-geometry", swap('"Polygon"', '"LineString"'), '"willow"'),
    "latitude first": Plant(
        PLACES, "outside-crs", swap("119.403,30.203,柳荫花园", "30.203,119.403,柳荫花园"), "柳荫花园"
    ),
    "metres for degrees": Plant(AREAS, "outside-crs", swap("[119.412, 30.2]", "[500412.0, 3342000.0]")),
    "another crs said": Plant(
        AREAS,
        "other-crs",
        swap('"features"', '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}, "features"'),
        '"crs"',
    ),
    "crs not named": Plant(TOML, "missing-crs", swap('holds = "areas"\ncrs = "EPSG:4490"', 'holds = "areas"')),
    "crs unknown": Plant(
        TOML, "unknown-crs", swap('holds = "places"\ncrs = "EPSG:4490"', 'holds = "places"\ncrs = "BD-09"')
    ),
    "parent cycle": Plant(
        NODES,
        "parent-cycle",
        swap("qx-east,district,东区,East District,qingxi", "qx-east,district,东区,East District,qx-willow"),
        "qx-east,",
    ),
    "unit cycle": Plant(UNITS, "parent-cycle", swap("qingxi,,市城管局", "qingxi,qx-light,市城管局"), "qx-urban,"),
    "second root": Plant(NODES, "second-root", add("other,city,他市,Other,,,"), "他市"),
    "no root": Plant(NODES, "no-root", swap("qingxi,city", "qingchi,city"), found_in=TOML),
    "tier upside down": Plant(NODES, "wrong-tier", swap("g1,grid", "g1,district"), "g1,district"),
    "category nobody owns": Plant(
        DUTIES, "unowned-category", drop("category: grid, "), found_in="base catalogue/grid.yaml", grave=False
    ),
    "limit without kind": Plant(
        DUTIES, "limit-without-kind", add("categories:\n  - {id: grid, limits: {handle: 4}}"), "handle: 4"
    ),
    "limit that is none": Plant(
        DUTIES, "wrong-limit", add("categories:\n  - {id: grid, limits: {handle: soon hour}}"), "soon"
    ),
    "limit kind unknown": Plant(
        DUTIES, "unknown-limit-kind", add("categories:\n  - {id: grid, limits: {handle: 4 fortnight}}"), "fortnight"
    ),
    "stage unknown": Plant(
        DUTIES, "unknown-stage", add("categories:\n  - {id: grid, limits: {dither: 4 hour}}"), "dither"
    ),
    "category without parent": Plant(
        DUTIES, "unknown-parent", add("categories:\n  - {id: grid.fable.dragon, zh: 龙, en: Dragon}"), "龙"
    ),
    "stand-in without end": Plant(STAND_INS, "missing-end", swap(",2026-05-03T20:00", ","), "city-duty"),
    "stand-in backwards": Plant(STAND_INS, "wrong-span", swap("2026-05-03T20:00", "2026-04-03T20:00"), "city-duty"),
    "stand-in without time": Plant(STAND_INS, "wrong-time", swap("2026-05-01T08:00", "May day"), "city-duty"),
    "unit beyond its ground": Plant(
        DUTIES,
        "beyond-jurisdiction",
        swap("{category: request, jurisdiction: qx-willow", "{category: request, jurisdiction: qingxi"),
        "category: request, ",
    ),
    "post beyond its unit": Plant(
        POSTS,
        "beyond-jurisdiction",
        swap("check;close,qx-willow,qx-willow-office", "check;close,qingxi,qx-willow-office"),
        "willow-check",
    ),
    "language that is none": Plant(UNITS, "wrong-language", swap(",zh;en", ",zh;Arabic"), "Arabic"),
    "languages without one of the pages": Plant(
        TOML, "missing-language", swap("hotline =", 'languages = ["zh", "ar"]\nhotline ='), "languages"
    ),
    "language of the city that is none": Plant(
        TOML, "wrong-language", swap("hotline =", 'languages = ["zh", "en", "x y"]\nhotline =')
    ),
    "days that are none": Plant(TOML, "wrong-number", swap("hotline =", "reopen_days = -3\nhotline =")),
    "nobody translates": Plant(
        POSTS, "no-translator", swap("City translator,translate", "City translator,check"), found_in=TOML, grave=False
    ),
    "duty unknown": Plant(POSTS, "unknown-duty", swap("field,g1", "dance,g1"), "dance"),
    "post without duty": Plant(POSTS, "missing-duties", swap("field,g1", ",g1"), "grid-1"),
    "no english name": Plant(UNITS, "missing-en", swap("Qingxi Water", ""), "qx-water"),
    "no chinese name": Plant(PLACES, "missing-zh", swap("荷园,Lotus", ",Lotus"), "Lotus Garden,"),
    "no maintainer": Plant(ASSETS, "missing-maintainer", swap("qx-light,119.404", ",119.404"), "QX-LD-0102"),
    "handler for no unit": Plant(
        POSTS, "handler-without-unit", swap("handle,qingxi,qx-water", "handle,qingxi,"), "water-handle"
    ),
    "joined duties": Plant(
        POSTS,
        "joined-duties",
        swap("handle,qingxi,qx-light", "handle;check,qingxi,qx-light"),
        "light-handle",
        grave=False,
    ),
    "vacant post": Plant(PERSONS, "vacant-post", drop("潘以宁"), found_in=POSTS, grave=False),
    "no arbiter": Plant(POSTS, "missing-duty", lambda text: text.replace(";arbitrate", ""), found_in=TOML),
    "nobody to close": Plant(
        POSTS,
        "missing-duty",
        lambda text: text.replace("check;close,qingxi", "check,qingxi").replace("check;close;", "check;"),
        found_in=TOML,
        grave=False,
    ),
    "no arbiter for sensitive": Plant(
        POSTS, "no-named-arbiter", swap("supervise;arbitrate,qingxi", "supervise,qingxi"), found_in=TOML
    ),
    "nobody for sensitive": Plant(
        POSTS,
        "no-named-post",
        lambda text: text.replace("qx-centre,yes", "qx-centre,"),
        found_in="base catalogue/request.yaml",
        grave=False,
    ),
    "ambiguous alias": Plant(UNITS, "ambiguous-alias", swap("路灯管理所", "自来水公司"), "qx-light"),
    "list without a lead": Plant(
        DUTIES, "list-without-unit", swap("kind: taken-back, unit: qx-urban", "kind: taken-back"), "taken-back}"
    ),
    "list of no street": Plant(
        DUTIES,
        "not-a-street",
        swap(
            "street: qx-willow, category: grid.event.environment,", "street: qx-east, category: grid.event.environment,"
        ),
        "street: qx-east",
    ),
    "ground for no step": Plant(
        DUTIES, "unknown-step", add("grounds:\n  - {id: g.one, step: sulk, zh: 无, en: None}"), "sulk"
    ),
    "place outside": Plant(PLACES, "place-nowhere", swap("119.409,30.2095", "119.909,30.2095"), "北门"),
    "facility outside": Plant(ASSETS, "outside-city", swap("119.408,30.204", "119.908,30.204"), "QX-SS-0001"),
    "place elsewhere": Plant(
        PLACES, "other-jurisdiction", swap("Estate,,119.403", "Estate,g4,119.403"), "柳荫花园", grave=False
    ),
    "half a point": Plant(PLACES, "wrong-point", swap("119.409,30.207,", "119.409,,"), "荷园,"),
    "grid outside its street": Plant(
        AREAS,
        "outside-parent",
        swap(
            "[[119.4, 30.205], [119.406, 30.205], [119.406, 30.21], [119.4, 30.21], [119.4, 30.205]]",
            "[[119.3, 30.205], [119.406, 30.205], [119.406, 30.21], [119.3, 30.21], [119.3, 30.205]]",
        ),
        found_in=NODES,
        grave=False,
    ),
    "unused area": Plant(NODES, "unused-area", swap("qx-willow,g2", "qx-willow,"), found_in=AREAS, grave=False),
    "hours backwards": Plant(
        UNITS, "wrong-hours", swap("08:00-12:00; 13:00-17:00", "13:00-17:00; 08:00-12:00"), "qx-water"
    ),
    "hours that are none": Plant(UNITS, "wrong-hours", swap("08:00-12:00; 13:00-17:00", "all day"), "qx-water"),
    "zone unknown": Plant(TOML, "unknown-zone", swap("Asia/Shanghai", "Asia/Atlantis"), "zone"),
    "country unknown": Plant(TOML, "wrong-country", swap('"CN"', '"China"'), "country"),
    "setting unknown": Plant(TOML, "unknown-setting", swap("hotline =", "hotlines ="), "hotlines"),
    "holiday that is none": Plant(
        TOML, "wrong-holiday", swap("[[files]]", '[holidays]\n2026-10-10 = "maybe"\n\n[[files]]'), "maybe"
    ),
    "file missing": Plant(TOML, "missing-file", swap("teams.csv", "crews.csv"), found_in="crews.csv"),
    "file not named": Plant(
        TOML, "unread-file", swap('[[files]]\npath = "teams.csv"\nholds = "teams"\n', ""), found_in=TEAMS, grave=False
    ),
    "file outside": Plant(TOML, "outside-folder", swap("teams.csv", "../../etc/passwd"), found_in="../../etc/passwd"),
    "table unknown": Plant(TOML, "unknown-table", swap('holds = "teams"', 'holds = "gangs"')),
    "toml broken": Plant(TOML, "wrong-toml", swap("hotline = ", "hotline "), "hotline"),
    "json broken": Plant(AREAS, "wrong-json", swap('"FeatureCollection",', '"FeatureCollection"')),
    "json of something else": Plant(AREAS, "wrong-json", swap('"features"', '"creatures"')),
    "yaml broken": Plant(DUTIES, "wrong-yaml", swap("lists:", "lists: [")),
    "yaml of one word": Plant(DUTIES, "wrong-yaml", lambda _: "responsibilities"),
    "table of blocks unknown": Plant(DUTIES, "unknown-table", swap("lists:", "listings:")),
    "quote left open": Plant(UNITS, "wrong-csv", swap("青溪水务公司", '"青溪水务公司')),
    "cell too many": Plant(UNITS, "wrong-csv", swap("城运中心,", "城运中心,,,"), "qx-centre"),
    "column misspelt": Plant(UNITS, "unknown-column", swap("aliases", "alias"), "id,zh"),
    **{name: _notices(code, block) for name, code, block in NOTICES},
    **{name: _notices(code, block) for name, code, block in QUESTIONS},
    "file empty": Plant(TEAMS, "empty-file", lambda _: ""),
}
"""Every kind of mistake that ``check`` knows, planted alone."""
