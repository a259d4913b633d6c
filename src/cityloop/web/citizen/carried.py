"""What each form carries of the report that is being written: nothing is lost with a cookie or a restart.

The program keeps a draft in memory, by a cookie. A form holds all of it again in hidden fields, but for the photo: so a
form that is sent after the draft was forgotten brings it back, and what a page showed is what is sent from it.
"""

from collections.abc import Mapping
from hashlib import sha256

from cityloop.city.area import Point, is_point, point_in, written
from cityloop.city.catalogue import RequestKind
from cityloop.city.index import Index
from cityloop.edge.limits import CONTACT_CHARS, REPORT_CHARS
from cityloop.web.citizen.drafts import Draft

PREFIX = "draft-"
KINDS = frozenset({"fix", *RequestKind})
KEY, PHOTO = f"{PREFIX}key", f"{PREFIX}photo"
KEY_CHARS = 64
LONGEST = {
    "words": REPORT_CHARS,
    "spot": CONTACT_CHARS,
    "contact": CONTACT_CHARS,
    "kind": 20,
    "category": 200,
    "place": 200,
    "language": 20,
}
"""Characters of each plain field; what is longer was never taken."""


def carried(draft: Draft) -> dict[str, str]:
    """The hidden fields of a form."""
    said = {f"{PREFIX}{name}": getattr(draft, name) or "" for name in LONGEST}
    point = {f"{PREFIX}point": written(draft.point)} if draft.point else {}
    photo = {PHOTO: "yes"} if draft.photo else {}
    return {KEY: draft.key, **{name: value for name, value in said.items() if value}, **point, **photo}


def key_in(form: Mapping[str, str]) -> str:
    """The key of the draft that a form carries; empty where it carries none that could be one of ours."""
    key = form.get(KEY, "")
    return key if 0 < len(key) <= KEY_CHARS and key.isascii() and key.isprintable() else ""


def brought_back(form: Mapping[str, str], draft: Draft, index: Index) -> Draft:
    """``draft``, filled with what a form carries; what no page of ours can have written is left out."""
    for name, longest in LONGEST.items():
        value = form.get(f"{PREFIX}{name}", "")
        if value and len(value) <= longest:
            setattr(draft, name, value)
    draft.key, draft.point = key_in(form), _point(form.get(f"{PREFIX}point", ""))
    draft.photo_lost = PHOTO in form
    if draft.kind not in KINDS:
        draft.kind = "fix"
    if draft.place not in index.places:
        draft.place = None
    return draft


def _point(figures: str) -> Point | None:
    """The point that was carried, if it is one."""
    try:
        point = point_in(figures)
    except ValueError:
        return None
    return point if is_point(point) else None


def is_same(one: Draft, other: Draft) -> bool:
    """Whether two drafts say the same; photos are not looked at."""
    return said(one) == said(other)


def said(draft: Draft) -> dict[str, str]:
    """All that a draft says in words and figures."""
    return {name: value for name, value in carried(draft).items() if name not in (KEY, PHOTO)}


def order_key(draft: Draft) -> str:
    """The idempotency key of the report: its own secret and what it says, so that nothing else is taken for it."""
    whole = "\0".join(f"{name}={value}" for name, value in sorted({**said(draft), KEY: draft.key}.items()))
    return sha256(whole.encode()).hexdigest()
