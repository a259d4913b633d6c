"""The software bill of materials (CycloneDX 1.6): what a bundle holds, with versions, licences and digests."""

import json
from collections.abc import Iterable, Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from bundle.lock import digest

CLASSIFIER = "License :: "
OLD_NAMES = 60
"""Where ``License`` is longer, it is the text of one, not its name."""


def bill(wheels: Iterable[Path], modules: Iterable[Path], version: str) -> str:
    """The bill as JSON; the same wheels make the same bytes."""
    parts = [*map(component, sorted(wheels)), *map(module, sorted(modules))]
    own = next(each for each in parts if each["name"] == "cityloop")
    said = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**own, "type": "application", "bom-ref": f"application:cityloop@{version}"}},
        "components": parts,
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def component(wheel: Path) -> dict[str, Any]:
    """One wheel."""
    told = metadata(wheel)
    return {
        "type": "library",
        "bom-ref": wheel.name,
        "name": told["Name"],
        "version": told["Version"],
        "hashes": [{"alg": "SHA-256", "content": digest(wheel)}],
        "licenses": list(licences(told)),
    }


def module(path: Path) -> dict[str, Any]:
    """One module of the browser, vendored: ``htmx-4.0.1.min.js``."""
    name, _, rest = path.name.partition("-")
    version = rest.removesuffix(".js").removesuffix(".min")
    return {
        "type": "library",
        "bom-ref": path.name,
        "name": name,
        "version": version,
        "hashes": [{"alg": "SHA-256", "content": digest(path)}],
    }


def metadata(wheel: Path) -> Message:
    """What a wheel says of itself."""
    with ZipFile(wheel) as opened:
        name = next(each for each in opened.namelist() if each.endswith(".dist-info/METADATA") and each.count("/") == 1)
        return Parser().parsestr(opened.read(name).decode("utf-8"))


def licences(told: Message) -> Iterator[dict[str, Any]]:
    """Its licences: as an SPDX expression where it has one, else by the names that it gives."""
    expression, old = told.get("License-Expression"), told.get("License") or ""
    named = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier", ()) if each.startswith(CLASSIFIER)]
    if expression:
        yield {"expression": expression}
    elif named:
        yield from ({"license": {"name": name}} for name in named)
    elif old and len(old) <= OLD_NAMES and "\n" not in old:
        yield {"license": {"name": old}}
