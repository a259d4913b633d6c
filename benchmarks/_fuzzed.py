"""schemathesis at the described interface: so many examples an operation, and whatever the server failed at."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from benchmarks._doors import Doors

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
LIMIT_S = 900
GENERATED = re.compile(r"(\d[\d,]*) generated")
CODES = re.compile(r"5\d\d")
INTERNAL = "internal"


class Fuzzed(NamedTuple):
    """What came of it."""

    operations: int
    cases: int
    failed: bool
    """Whether schemathesis itself saw a server error."""
    internal: int
    """How often the server says that it failed."""
    words: str


def fuzz(served: Doors, prefix: str, key: str, examples: int, known: Mapping[str, list[str]], folder: Path) -> Fuzzed:
    """Every operation below ``prefix``, with the values of ``known`` in place of any string at all."""
    said = httpx.get(f"{served.address}/v1/openapi.json").raise_for_status().json()
    said["paths"] = {path: operations for path, operations in said["paths"].items() if path.startswith(prefix)}
    _fill_in(said, known)
    schema = folder / "schema.json"
    schema.write_text(json.dumps(said), encoding="utf-8")
    command = [
        *(SCHEMATHESIS, "run", schema, "--url", served.address, "--header", f"Authorization: Bearer {key}"),
        *("--checks", "not_a_server_error", "--max-examples", str(examples), "--no-color", "--seed", "311"),
        *("--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--generation-database", "none"),
        *("--suppress-health-check", "all"),
    ]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=LIMIT_S, check=False)
    cases = [int(each.replace(",", "")) for each in GENERATED.findall(done.stdout)]
    operations = sum(len(each) for each in said["paths"].values())
    return Fuzzed(operations, max(cases, default=0), done.returncode != 0, failures(served), done.stdout + done.stderr)


def failures(served: Doors) -> int:
    """How many answers the server counted as its own failure."""
    later = served.node.clock().replace(year=2100)
    minutes = served.kept.tally.take(later)
    return sum(each.count for minute in minutes for each in minute.refusals if each.reason == INTERNAL)


def _fill_in(said: Any, known: Mapping[str, list[str]]) -> None:
    """In each operation, wherever a field or a parameter is known by name: one of its values, or anything."""
    for operations in said["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _one_of(parameter["schema"], known.get(parameter["name"]))
            for content in operation.get("requestBody", {}).get("content", {}).values():
                fields = content["schema"]["properties"]
                fields.update({name: _one_of(schema, known.get(name)) for name, schema in fields.items()})


def _one_of(schema: dict[str, Any], values: list[str] | None) -> dict[str, Any]:
    return schema if values is None or schema.get("type") != "string" else {"anyOf": [{"enum": values}, schema]}
