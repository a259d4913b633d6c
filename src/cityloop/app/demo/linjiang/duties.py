"""Who answers for what in Linjiang, and what its streets have to do, help with, or no longer do."""

from collections.abc import Iterator

from cityloop.app.demo.linjiang import words
from cityloop.app.demo.linjiang.ground import STREETS
from cityloop.app.demo.linjiang.offices import CITY, district, district_of, street

RULE = "临江市城市运行事项责任清单（示例）"
AT_THE_CITY = {
    "grid.component.utility.special-cover": "roads",
    "grid.component.utility.news-kiosk": "urban",
    "grid.component.utility.post-box": "urban",
    "grid.component.utility.info-kiosk": "urban",
    "grid.component.utility.vending-machine": "urban",
    "grid.component.utility.fitness": "culture",
    "grid.component.utility.water-cover": "water",
    "grid.component.utility.reclaimed-cover": "water",
    "grid.component.utility.sewage-cover": "drainage",
    "grid.component.utility.rain-cover": "drainage",
    "grid.component.utility.rain-grate": "drainage",
    "grid.component.utility.power-cover": "power",
    "grid.component.utility.power-box": "power",
    "grid.component.utility.transformer": "power",
    "grid.component.utility.pole": "power",
    "grid.component.utility.lamp-cover": "lighting",
    "grid.component.utility.street-lamp": "lighting",
    "grid.component.utility.ground-lamp": "lighting",
    "grid.component.utility.scenic-lamp": "lighting",
    "grid.component.utility.telecom-cover": "telecom",
    "grid.component.utility.telecom-box": "telecom",
    "grid.component.utility.television-cover": "telecom",
    "grid.component.utility.network-cover": "telecom",
    "grid.component.utility.phone-box": "telecom",
    "grid.component.utility.gas-cover": "gas",
    "grid.component.utility.gas-regulator": "gas",
    "grid.component.utility.police-cover": "police",
    "grid.component.utility.camera": "police",
    "grid.component.utility.hydrant": "fire",
    "grid.component.traffic": "transport",
    "grid.component.traffic.bus-shelter": "bus",
    "grid.component.traffic.traffic-sign": "traffic-police",
    "grid.component.traffic.traffic-signal": "traffic-police",
    "grid.component.traffic.signal-box": "traffic-police",
    "grid.component.traffic.guardrail": "traffic-police",
    "grid.component.traffic.footbridge": "roads",
    "grid.component.traffic.underpass": "roads",
    "grid.component.traffic.flyover": "roads",
    "grid.component.traffic.bridge": "roads",
    "grid.component.appearance.environment-station": "ecology",
    "grid.component.other": "emergency",
    "grid.component.other.waterside": "drainage",
    "grid.component.other.water-rail": "drainage",
    "grid.component.other.flood-wall": "drainage",
    "grid.event.environment.cooking-fumes": "ecology",
    "grid.event.emergency": "emergency",
    "grid.event.emergency.road-collapse": "roads",
    "grid.event.emergency.water-pipe-burst": "water",
    "grid.event.emergency.gas-pipe-burst": "gas",
    "grid.event.emergency.sewer-blocked": "drainage",
    "grid.event.emergency.flooded-road": "drainage",
    "grid.event.emergency.damaged-wire": "power",
    "grid.event.emergency.gathering": "police",
    "grid.event.street-order.car-parking": "traffic-police",
    "grid.event.street-order.illegal-taxi": "transport",
    "grid.event.street-order.illegal-publications": "culture",
    "request": "services",
    "request.utilities.water": "water",
    "request.utilities.power": "power",
    "request.utilities.gas": "gas",
    "request.utilities.drainage": "drainage",
    "request.utilities.telecom": "telecom",
    "request.housing": "housing",
    "request.housing.lift": "market",
    "request.housing.fire-lane": "fire",
    "request.environment": "ecology",
    "request.transport": "transport",
    "request.transport.bus": "bus",
    "request.transport.parking": "traffic-police",
    "request.transport.traffic": "traffic-police",
    "request.transport.roads": "roads",
    "request.market": "market",
    "request.labour": "labour",
    "request.health": "health",
    "request.health.insurance": "insurance",
    "request.education": "education",
    "request.welfare": "welfare",
    "request.planning": "planning",
    "request.culture": "culture",
    "request.animals": "police",
    "request.discipline": "discipline",
    "request.public-order": "police",
}
"""Category → unit of the city. A cover without an owner (无主井盖) is on no list: such cases show the unowned queue."""
AT_A_DISTRICT = {
    "grid.component.appearance": "cleaning",
    "grid.component.appearance.billboard": "urban",
    "grid.component.appearance.neon-sign": "urban",
    "grid.component.green": "green",
    "grid.component.building": "housing",
    "grid.event.environment.road-damage": "works",
    "grid.event.environment.bank-damage": "works",
    "grid.event.environment.dirty-water": "cleaning",
    "grid.event.environment.littered-green": "green",
    "grid.event.environment.tree-hangings": "green",
    "grid.event.construction": "housing",
    "grid.event.emergency.icy-road": "cleaning",
    "request.housing.property": "housing",
    "request.housing.repair": "housing",
    "request.market.consumer": "market",
    "request.market.food": "market",
}
"""Category → unit of each district."""
AT_A_STREET = {
    "grid.event.environment": "service",
    "grid.event.environment.illegal-building": "enforcement",
    "grid.event.environment.burning": "enforcement",
    "grid.event.environment.livestock": "office",
    "grid.event.advertising": "enforcement",
    "grid.event.street-order": "enforcement",
    "grid.event.street-order.begging": "office",
    "request.environment.waste": "service",
    "request.environment.noise": "enforcement",
    "request.welfare.relief": "office",
    "request.animals": "enforcement",
    "request.other": "office",
}
"""Category → unit of each street."""
ASSISTING = {
    "grid.event.emergency.water-pipe-burst": ("roads", "traffic-police"),
    "grid.event.emergency.gas-pipe-burst": ("fire", "emergency"),
    "grid.event.emergency.road-collapse": ("traffic-police",),
    "grid.event.emergency.flooded-road": ("traffic-police", "emergency"),
    "request.housing.fire-lane": ("traffic-police",),
}
"""Units of the city that help from the start."""
BASIC = (
    "grid.event.environment",
    "grid.event.advertising",
    "grid.event.street-order",
    "request.environment.waste",
    "request.welfare.relief",
    "request.other",
)
"""基本履职事项. ``request.animals`` stands on no list: the street does not lead there, whatever the data says first."""
ASSIST = {"request.environment.noise": "ecology", "grid.event.street-order.stalls-outside": "{district}-urban"}
"""配合履职事项, and the department that leads."""
TAKEN_BACK = {
    "grid.event.environment.illegal-building": "{district}-urban",
    "grid.event.environment.burning": "ecology",
    "grid.event.street-order.illegal-taxi": "transport",
}
"""上级收回事项, and the department that does it."""

Row = tuple[str, str, str, str, str]


def list_responsibilities() -> list[Row]:
    """Rows of responsibilities.csv: category, jurisdiction, unit, assisting, source."""
    return [*_of_the_city(), *_of_the_districts(), *_of_the_streets()]


def _of_the_city() -> Iterator[Row]:
    for number, (category, unit) in enumerate(AT_THE_CITY.items(), start=1):
        yield category, CITY, unit, ";".join(ASSISTING.get(category, ())), f"{RULE}市级第{number}项"


def _of_the_districts() -> Iterator[Row]:
    for node in map(district, range(len(words.DISTRICTS))):
        for number, (category, unit) in enumerate(AT_A_DISTRICT.items(), start=1):
            yield category, node, f"{node}-{unit}", "", f"{RULE}区级第{number}项"


def _of_the_streets() -> Iterator[Row]:
    for node in map(street, range(len(words.STREETS))):
        for number, (category, unit) in enumerate(AT_A_STREET.items(), start=1):
            yield category, node, f"{node}-{unit}", "", f"{RULE}街道第{number}项"


def list_lists() -> list[tuple[str, str, str, str]]:
    """Rows of lists.csv: street, category, kind, unit."""
    rows: list[tuple[str, str, str, str]] = []
    for number in range(len(words.DISTRICTS) * STREETS):
        node, above = street(number), district_of(number)
        rows += [(node, category, "basic", "") for category in BASIC]
        rows += [(node, category, "assist", unit.format(district=above)) for category, unit in ASSIST.items()]
        rows += [(node, category, "taken-back", unit.format(district=above)) for category, unit in TAKEN_BACK.items()]
    return rows
