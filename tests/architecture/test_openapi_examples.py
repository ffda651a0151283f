"""Whoever reads the OpenAPI file sees of every body and every answer what one looks like."""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from agencies.api.samples import sample
from agencies.api.schema import one_of
from tests.integration.api.caller import description


def _media() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every body and answer in JSON: the operation, what it is, and its part of the file."""
    for path in description()["paths"].values():
        for operation in path.values():
            name = operation["operationId"]
            for kind, media in operation.get("requestBody", {}).get("content", {}).items():
                yield name, f"body {kind}", media
            for status, answer in operation["responses"].items():
                for kind, media in answer.get("content", {}).items():
                    if kind == "application/problem+json":
                        continue  # its own schema has one
                    yield name, f"{status} {kind}", media


def _examples(media: dict[str, Any]) -> list[Any]:
    given = [each["value"] for each in media.get("examples", {}).values()]
    return [*given, *([media["example"]] if "example" in media else [])]


def test_every_body_and_every_answer_in_json_has_an_example() -> None:
    found = list(_media())
    assert len(found) > 50
    bare = [(name, what) for name, what, media in found if "json" in what and not _examples(media)]
    assert not bare


def test_every_example_is_one_that_its_schema_allows() -> None:
    wrong = {}
    for name, what, media in _media():
        for example in _examples(media):
            if fault := _fault(media, example):
                wrong[name, what] = fault
    assert not wrong


def _fault(media: dict[str, Any], example: Any) -> str:
    schema = {**media["schema"], "components": description()["components"]}
    error = next(Draft202012Validator(schema).iter_errors(example), None)
    return f"{error.json_path}: {error.message[:120]}" if error else ""


def test_the_schema_of_a_refusal_has_an_example() -> None:
    problem = description()["components"]["schemas"]["Problem"]
    assert not _fault({"schema": problem}, problem["examples"][0])


def test_a_sample_that_its_schema_forbids_would_be_noticed() -> None:
    media = {"schema": one_of(["a"]), "example": "b"}
    assert _fault(media, "b")
    assert not _fault(media, sample(media["schema"]))
