"""From the city in force to what somebody may claim now."""

from datetime import datetime

from cityloop.city.index import Index
from cityloop.city.principal import Kind, Principal

PREFIX = "person:"


def find_person(index: Index, person: str, now: datetime) -> Principal | None:
    """The person as an author, with every post held at ``now``; None for one who is not, or no longer, of the city."""
    if person not in index.persons:
        return None
    return Principal(id=f"{PREFIX}{person}", kind=Kind.PERSON, claims=index.claims(person, now))
