"""From the city in force to what somebody may claim now."""

from datetime import datetime

import msgspec

from cityloop.city.index import Index
from cityloop.city.principal import Claim, Kind, Principal

PREFIX = "person:"


def find_person(index: Index, person: str, now: datetime) -> Principal | None:
    """The person as an author, with every post held at ``now``; None for one who is not, or no longer, of the city."""
    if person not in index.persons:
        return None
    claims = tuple(placed(index, claim) for claim in index.claims(person, now))
    return Principal(id=f"{PREFIX}{person}", kind=Kind.PERSON, claims=claims)


def placed(index: Index, claim: Claim) -> Claim:
    """The claim with the path of its jurisdiction, and whether its post is named for sensitive matters."""
    named = index.post(claim.post).named
    return msgspec.structs.replace(claim, path=index.path(claim.jurisdiction), named=named)
