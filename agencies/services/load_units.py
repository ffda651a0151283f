"""Loading the province's agencies, units and communes, present and ended, from the shipped file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from agencies.models import Agency, AgencyKind

UNITS_FILE = Path(__file__).resolve().parent.parent / "data" / "units.json"
UNITS_LOCK = 7_061_003

#: The two-level local government began that day; the communes of today exist from then on.
TWO_LEVELS_FROM = date(2025, 7, 1)
#: Only the province's own code is official; codes below it are invented until the real ones come.
OFFICIAL_CODES = frozenset({"H41"})


@dataclass(frozen=True, slots=True)
class UnitsLoaded:
    """How many nodes of the tree were made and how many stood there already."""

    created: int
    existing: int


def load_units(path: Path = UNITS_FILE) -> UnitsLoaded:
    """Make the nodes of the file that are missing, by code; those that exist are left as they are."""
    nodes = list(_nodes(json.loads(path.read_text(encoding="utf-8"))))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [UNITS_LOCK])
        known = {agency.code: agency for agency in Agency.objects.all()}
        missing = [node for node in nodes if node["code"] not in known]
        for depth in sorted({node["code"].count(".") for node in missing}):
            level = [node for node in missing if node["code"].count(".") == depth]
            made = Agency.objects.bulk_create(_agency(node, known) for node in level)
            known.update({agency.code: agency for agency in made})
    return UnitsLoaded(created=len(missing), existing=len(nodes) - len(missing))


def _agency(node: dict[str, Any], known: dict[str, Agency]) -> Agency:
    values = {key: value for key, value in node.items() if key != "parent"}
    for key in ("valid_from", "valid_to"):
        if isinstance(values.get(key), str):
            values[key] = date.fromisoformat(values[key])
    parent = known[node["parent"]] if node["parent"] else None
    return Agency(**values, parent=parent, demo_code=node["code"] not in OFFICIAL_CODES)


def _nodes(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node as the fields of an `Agency`, its parent named by code."""
    province = document["province"]
    place = {"place": province["place"]}
    yield {**province, "kind": AgencyKind.PROVINCE, "parent": ""}
    for agency in document["agencies"]:
        units = agency.pop("units")
        yield {"kind": AgencyKind.DEPARTMENT, **place, **agency, "parent": province["code"]}
        for unit in units:
            yield {"kind": AgencyKind.UNIT, **place, **unit, "parent": agency["code"]}
    for commune in document["communes"]:
        yield from _commune(commune, province["code"], document["commune_units"])
    for ended in document["ended"]:
        yield {**place, **ended, "parent": province["code"]}


def _commune(
    commune: dict[str, Any], province: str, unit_names: list[str]
) -> Iterator[dict[str, Any]]:
    common = {"place": commune["place"], "valid_from": TWO_LEVELS_FROM}
    yield {
        **common,
        **commune,
        "kind": AgencyKind.COMMUNE,
        "parent": province,
        "is_one_stop": True,
    }
    for number, name in enumerate(unit_names, start=1):
        yield {
            **common,
            "code": f"{commune['code']}.{number:02}",
            "kind": AgencyKind.UNIT,
            "name": name,
            "parent": commune["code"],
        }
