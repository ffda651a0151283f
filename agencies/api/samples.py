"""An example for every body and answer of the OpenAPI file, made from its schema where none is written by hand."""

from collections.abc import Iterator, Mapping
from typing import Any

from agencies.api.schema import COMPONENTS, Schema

#: What a value of that name looks like in the demonstration data.
_BY_NAME: Mapping[str, Any] = {
    "act": "hand_over",
    "address": "Khối 1, phường Ví Dụ, Nghệ An",
    "agency": "H41.03",
    "agency_name": "Sở Thử nghiệm",
    "amount": "50000",
    "applicant_name": "Nguyễn Văn Ví Dụ",
    "asked_agency": "H41.01.02",
    "code": "H41.01.02-261124-0001",
    "currency": "VND",
    "dossier_code": "H41.01.02-261124-0001",
    "email": "vidu@congdan.example",
    "external_id": "DVC-2026-000123",
    "full_name": "Trần Văn Thẩm",
    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "identity_number": "040000000001",
    "law": "61/2018/NĐ-CP",
    "article": "19",
    "name": "Cấp giấy phép thử nghiệm",
    "officer": "chuyenvien1",
    "officer_name": "Trần Văn Thẩm",
    "phone": "0900000001",
    "procedure": "1.000001",
    "procedure_name": "Cấp giấy phép thử nghiệm",
    "reason": "Chờ ý kiến thẩm định.",
    "receiving_unit": "H41.01.02",
    "receiving_unit_name": "Trung tâm Phục vụ hành chính công tỉnh Nghệ An",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "to_unit": "H41.03.02",
    "unit": "H41.03.01",
    "unit_name": "Phòng Thẩm định",
    "username": "chuyenvien1",
}
_BY_FORMAT: Mapping[str, str] = {
    "date": "2026-11-27",
    "date-time": "2026-11-27T17:00:00+07:00",
    "uri": "https://motcua.example/api/v1/dossiers/?cursor=WzQyXQ",
    "uuid": "0190c1f4-6f0e-7c2a-9d0b-5b8f6c0c2d11",
    "email": "vidu@congdan.example",
}
_BY_TYPE: Mapping[str, Any] = {
    "string": "…",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "null": None,
}


def add_examples(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """Hook of drf-spectacular, after every other: nothing in JSON is left without example."""
    for content in _contents(result):
        for kind, media in content.items():
            if kind.endswith("json") and not ({"example", "examples"} & set(media)):
                media["example"] = sample(media["schema"])
    return result


def sample(schema: Schema, name: str = "") -> Any:
    """A value that the schema allows, telling where the name of the property says what it is."""
    if "$ref" in schema:
        return sample(COMPONENTS[schema["$ref"].rpartition("/")[2]], name)
    for inner in ("allOf", "anyOf", "oneOf"):
        if inner in schema:
            return sample(schema[inner][0], name)
    if "examples" in schema:
        return schema["examples"][0]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return next((value for value in schema["enum"] if value), schema["enum"][0])
    return _of_type(schema, name)


def _of_type(schema: Schema, name: str) -> Any:
    kind = schema.get("type", "object")
    if isinstance(kind, list):  # the value, or null
        if kind[0] == "string" and name not in _BY_NAME and "format" not in schema:
            return None
        kind = kind[0]
    if kind == "array":
        return [sample(schema["items"], name)] if "items" in schema else []
    if kind == "object":
        return {each: sample(inner, each) for each, inner in schema.get("properties", {}).items()}
    if kind == "string":
        return _BY_FORMAT.get(schema.get("format", ""), _BY_NAME.get(name, _BY_TYPE[kind]))
    return schema.get("minimum", _BY_TYPE[kind])


def _contents(result: Schema) -> Iterator[dict[str, Schema]]:
    for path in result["paths"].values():
        for operation in path.values():
            if not isinstance(operation, dict):
                continue
            yield operation.get("requestBody", {}).get("content", {})
            for status, answer in operation["responses"].items():
                if status.startswith("2"):  # a refusal looks the same everywhere
                    yield answer.get("content", {})
