"""A grant as an SQL condition finds exactly the rows that the grant as a value admits."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, MetaData, String, Table, create_engine, insert, select

from cityloop.city.catalogue import Life
from cityloop.city.label import OPEN
from cityloop.guard.matter import Matter
from cityloop.guard.narrow import Columns, below, where
from cityloop.guard.reach import Narrowing, Reach

LABEL = {"label": OPEN}
ROWS = Table(
    "rows",
    MetaData(),
    Column("id", String, primary_key=True, info=LABEL),
    Column("path", String, info=LABEL),
    Column("lead", String, info=LABEL),
    Column("person", String, info=LABEL),
    Column("sensitive", Boolean, info=LABEL),
    Column("withheld", Boolean, info=LABEL),
)
PATHS = ["c/", "c/d1/", "c/d1/s1/", "c/d10/", "c/d1/s_/", "c/d%/"]
UNITS, PEOPLE = ["lamps", "water"], ["person:a", "person:b"]
ALL = list(product(PATHS, UNITS, PEOPLE, (False, True), (False, True)))
MATTERS = [
    Matter(id=f"{n}", path=path, life=Life.GRID, lead=lead, sent=frozenset({sent}), sensitive=grave, withheld=hidden)
    for n, (path, lead, sent, grave, hidden) in enumerate(ALL)
]
ENGINE = create_engine("sqlite://")
with ENGINE.begin() as connection:
    ROWS.metadata.create_all(connection)
    connection.execute(
        insert(ROWS),
        [
            {
                "id": each.id, "path": each.path, "lead": each.lead, "person": min(each.sent),
                "sensitive": each.sensitive, "withheld": each.withheld,
            }
            for each in MATTERS
        ],
    )  # fmt: skip
COLUMNS = Columns(
    path=ROWS.c.path,
    sensitive=ROWS.c.sensitive,
    withheld=ROWS.c.withheld,
    of_unit=lambda unit: ROWS.c.lead == unit,
    sent_to=ROWS.c.person.in_,
)

REACHES = st.builds(
    Reach,
    path=st.sampled_from([None, *PATHS]),
    unit=st.sampled_from([None, *UNITS]),
    sent=st.sampled_from([None, *map(frozenset, (["person:a"], PEOPLE, ["team:x"]))]),
    linked=st.booleans(),
    sensitive=st.booleans(),
)
NARROWINGS = st.builds(
    Narrowing,
    reaches=st.lists(REACHES, max_size=3).map(tuple),
    within=st.sampled_from(["", *PATHS]),
    withheld_from=st.frozensets(st.sampled_from(UNITS)),
)


@given(NARROWINGS)
def test_the_condition_finds_what_the_value_admits(rows: Narrowing) -> None:
    with ENGINE.connect() as connection:
        found = set(connection.execute(select(ROWS.c.id).where(where(rows, COLUMNS))).scalars())
    assert found == {matter.id for matter in MATTERS if rows.admits(matter)}


def test_no_wildcard_in_a_path_widens_it() -> None:
    with ENGINE.connect() as connection:
        found = set(connection.execute(select(ROWS.c.path).where(below(ROWS.c.path, "c/d%/"))).scalars())
    assert found == {"c/d%/"}
