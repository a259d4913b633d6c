"""The maps of people and of facilities: which column says what of a row of the city's own files."""

from collections.abc import Iterator

from cityloop.adapters.importing.layout import NOTHING, Coordinates, Field, Layout, Moment, Wrong, needed, wrong_times


class ThingMap(Layout, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the maps of both say; ``number`` is the column with the thing's id there."""

    prefix: str = ""
    """Stands before that id, so that it is like no other of the city."""
    name: Field = NOTHING
    """In whichever language the source has; ``zh`` and ``en`` where it has both."""
    zh: Field = NOTHING
    en: Field = NOTHING

    def mistakes(self) -> Iterator[Wrong]:
        """What neither map may say."""
        yield from super().mistakes()
        if not (self.name.is_said or (self.zh.is_said and self.en.is_said)):
            yield ["name"], "Nothing says what they are called. Give “name”, or both “zh” and “en”."


class PeopleMap(ThingMap, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``MAP.toml`` says of people."""

    posts: Field
    """Posts of the city by id or name, several in one cell parted by ``split``."""
    split: str = ";"
    unit: Field = NOTHING
    """The unit whose posts they are: of two posts of one name, the one of this unit."""
    language: Field = NOTHING

    def mistakes(self) -> Iterator[Wrong]:
        """What a map of people may not say."""
        yield from super().mistakes()
        yield from needed(self, ("posts",))
        if not self.split:
            yield ["split"], "“split” is empty. Name what stands between two posts, or take it out."


class FacilityMap(ThingMap, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``MAP.toml`` says of facilities."""

    kind: Field
    maintainer: Field
    """The unit, by id, name or alias."""
    point: Coordinates | None = None
    code: Field = NOTHING
    since: Moment | None = None
    """The first day on which it stands."""
    until: Moment | None = None
    """The last one: what stood only before today is left out."""

    def mistakes(self) -> Iterator[Wrong]:
        """What a map of facilities may not say."""
        yield from super().mistakes()
        yield from needed(self, ("kind", "maintainer"))
        for name, moment in (("since", self.since), ("until", self.until)):
            if moment:
                yield from wrong_times(name, moment)
