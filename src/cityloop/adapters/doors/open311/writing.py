"""One value as JSON or as XML, by the same names (Spark convention)."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

import msgspec

from cityloop.adapters.doors.open311.shapes import ITEMS

OWN = "cityloop_"
"""What names of our own begin with; the rest of the name is the element's, in the namespace."""
NAMESPACE = "urn:cityloop:open311"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
NO_CHARACTER = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""What XML 1.0 cannot hold in any form (production 2, Char)."""

register_namespace("cityloop", NAMESPACE)


class Format(StrEnum):
    """The format of an answer, as its address ends."""

    JSON = "json"
    XML = "xml"

    @property
    def media_type(self) -> str:
        """As the answer's header says it. GeoReport v2, Format Support."""
        return "application/json; charset=utf-8" if self is Format.JSON else "text/xml; charset=utf-8"


def written(format: Format, root: str, value: Any) -> bytes:
    """The value under the name of its root element."""
    plain = msgspec.to_builtins(value)
    return msgspec.json.encode(plain) if format is Format.JSON else as_xml(root, plain)


def as_xml(root: str, plain: Any) -> bytes:
    """The value as a document."""
    element = Element(root)
    fill(element, plain)
    return DECLARATION + tostring(element, encoding="unicode").encode()


def fill(element: Element, plain: Any) -> None:
    """Put the value into its element: the fields of a thing, the things of a list, or text."""
    if isinstance(plain, Mapping):
        for name, value in plain.items():
            fill(SubElement(element, tag(name)), value)
    elif isinstance(plain, list | tuple):
        for value in plain:
            fill(SubElement(element, ITEMS[element.tag]), value)
    elif plain is not None:
        element.text = text(plain)


def tag(name: str) -> str:
    """The element of a field."""
    return f"{{{NAMESPACE}}}{name.removeprefix(OWN)}" if name.startswith(OWN) else name


def text(value: object) -> str:
    """A plain value as text; what XML cannot hold is shown as missing."""
    said = str(value).lower() if isinstance(value, bool) else str(value)
    return NO_CHARACTER.sub("\ufffd", said)
