"""How the OpenAPI file is written: JSON Schema by hand, beside the plain functions that make the answers.

Every property is required and nothing else is allowed, so that the tests, which hold each answer
against its schema, notice both a field that vanished and one that nobody described.
"""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from agencies.api.pages import MOST_COUNTED
from agencies.api.queries import LARGEST_PAGE, PAGE_SIZE

Schema = dict[str, Any]

#: Named schemas, in the order of their definition.
COMPONENTS: dict[str, Schema] = {}

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "examples": ["2026-11-27T17:00:00+07:00"],
}
#: In a request an offset may be missing, which RFC 3339, and so `date-time`, does not allow.
GIVEN_MOMENT: Schema = {
    "type": "string",
    "description": "ISO 8601; Vietnam's where there is no offset.",
    "examples": ["2026-11-27T17:00"],
}
DAY: Schema = {"type": "string", "format": "date", "examples": ["2026-11-27"]}
URI: Schema = {"type": "string", "format": "uri"}
UUID: Schema = {"type": "string", "format": "uuid"}
ANYTHING: Schema = {"type": "object", "additionalProperties": True}


def define(name: str, schema: Schema) -> Schema:
    """Name a schema; returns the reference to it."""
    COMPONENTS[name] = schema
    return {"$ref": f"#/components/schemas/{name}"}


def shape(description: str = "", **properties: Schema) -> Schema:
    """An object with exactly these properties."""
    made: Schema = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"description": description, **made} if description else made


def taken(
    name: str, *, optional: Sequence[str] = (), description: str = "", **properties: Schema
) -> Schema:
    """Name the schema of a body: these properties and no others, all but the optional ones compulsory.

    What may be left out may also be null, as `read_fields` takes it.
    """
    left_out = {name: maybe(properties[name]) for name in optional}
    made = shape(description, **properties | left_out)
    made["required"] = [each for each in properties if each not in optional]
    return define(name, made)


def said(schema: Schema, description: str) -> Schema:
    """A schema with a word on what the value means."""
    if "$ref" in schema:
        return {"allOf": [schema], "description": description}
    return {**schema, "description": description}


def maybe(schema: Schema) -> Schema:
    """The schema, or null."""
    if "type" in schema and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"oneOf": [schema, {"type": "null"}]}


def listed(schema: Schema) -> Schema:
    """An array of it."""
    return {"type": "array", "items": schema}


def one_of(values: Sequence[str]) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(values)}


def paged(items: Schema) -> Schema:
    """A page of a list that follows a cursor."""
    page = shape(
        next=said(maybe(URI), "Address of the next page; null on the last."),
        results=listed(items),
    )
    page["properties"] |= {
        "count": said(NUMBER, "Length of the whole list; only with `count=true`."),
        "count_is_capped": said(FLAG, f"It is longer: counted only up to {MOST_COUNTED}."),
    }
    return page


def whole(items: Schema) -> Schema:
    """A list short enough to be told at once."""
    return shape(results=listed(items))


PROBLEM = define(
    "Problem",
    {
        "description": "RFC 9457. `code` is stable; `detail` is a sentence in the language of Accept-Language.",
        "type": "object",
        "properties": {
            "type": {"type": "string", "const": "about:blank"},
            "title": TEXT,
            "status": NUMBER,
            "code": {"type": "string", "examples": ["wrong_state"]},
            "detail": TEXT,
            "errors": listed(shape(field=TEXT, code=TEXT, detail=TEXT)),
            "dossier": said(UUID, "`ref` of the dossier that stands in the way, of some refusals."),
        },
        "required": ["type", "title", "status", "code"],
        "additionalProperties": False,
        "examples": [
            {
                "type": "about:blank",
                "title": "Unprocessable Entity",
                "status": 422,
                "code": "missing_remark",
                "detail": "“Remark” is missing.",
                "errors": [
                    {
                        "field": "remark",
                        "code": "missing_remark",
                        "detail": "“Remark” is missing.",
                    }
                ],
            }
        ],
    },
)

PART = define(
    "Part",
    {
        "type": "object",
        "description": "With `fields`: of what else is told here only the fields asked for.",
        "additionalProperties": True,
    },
)

OFFICER = define("Officer", shape(username=TEXT, name=TEXT))
AGENCY = define("Agency", shape(code=TEXT, name=TEXT))

CURSOR_PARAMETERS = (
    OpenApiParameter("cursor", str, description="Where a page begins: taken from `next`, unread."),
    OpenApiParameter(
        "page_size",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
    ),
    OpenApiParameter("count", bool, description="Tell `count` too, the length of the whole list."),
)
PRINCIPAL_PARAMETER = OpenApiParameter(
    "On-Behalf-Of",
    str,
    OpenApiParameter.HEADER,
    description="Machines only: user name of the officer of the machine's own agency for whom it acts and reads.",
)


def parameter(name: str, description: str, **more: Any) -> OpenApiParameter:
    """A query parameter that may be left out."""
    return OpenApiParameter(name, more.pop("type", str), description=description, **more)


def key_parameter(name: str, description: str) -> OpenApiParameter:
    """The part of an address that names the thing."""
    return OpenApiParameter(name, str, OpenApiParameter.PATH, description=description)


def operation(
    name: str,
    tag: str,
    summary: str,
    description: str,
    *,
    answer: Schema,
    status: HTTPStatus = HTTPStatus.OK,
    done_later: str = "",
    example: Any = None,
    problems: Iterable[int] | Mapping[int, Schema] = (400,),
    parameters: Sequence[OpenApiParameter] = (),
    request: Schema | None = None,
    request_examples: Mapping[str, Any] | None = None,
    request_type: str = "application/json",
    content_type: str | Sequence[str] = "application/json",
) -> dict[str, Any]:
    """The arguments of `extend_schema` for one method of a door.

    `done_later`: when the answer is 202, for what a worker does afterwards.
    `problems`: statuses of its refusals, with a schema where one says more than others.
    `content_type`: all of them where a door hands out files of several types. Where a copy can be
    named that the caller holds, there is an answer for one that is still good.
    """
    examples = [OpenApiExample("example", value=example)] if example is not None else []
    types = (content_type,) if isinstance(content_type, str) else content_type
    answers: dict[Any, Any] = {
        (status.value, each): OpenApiResponse(answer, status.phrase, examples) for each in types
    }
    if done_later:
        answers[HTTPStatus.ACCEPTED.value, types[0]] = OpenApiResponse(answer, done_later)
    told = problems if isinstance(problems, Mapping) else dict.fromkeys(problems, PROBLEM)
    for code, problem in told.items():
        answers[code, "application/problem+json"] = OpenApiResponse(
            problem, HTTPStatus(code).phrase
        )
    if any(parameter.name == "If-None-Match" for parameter in parameters):
        answers[HTTPStatus.NOT_MODIFIED.value] = OpenApiResponse(
            description=HTTPStatus.NOT_MODIFIED.phrase
        )
    return {
        "operation_id": name,
        "tags": [tag],
        "summary": summary,
        "description": description,
        "parameters": list(parameters),
        "request": {request_type: request} if request else None,
        "responses": answers,
        "examples": [
            OpenApiExample(title, value=value, request_only=True)
            for title, value in (request_examples or {}).items()
        ],
    }


def problem_answer(status: HTTPStatus) -> Schema:
    """A refusal as the file has it, for what is added to an operation afterwards."""
    content = {"application/problem+json": {"schema": PROBLEM}}
    return {"description": status.phrase, "content": content}


class SessionScheme(OpenApiAuthenticationExtension):
    """How the file describes the admin's session."""

    target_class = "agencies.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "For officers signed in to the admin; writing needs X-CSRFToken.",
        }


class TokenScheme(OpenApiAuthenticationExtension):
    """How the file describes tokens."""

    target_class = "agencies.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "`Authorization: Bearer` and a token; 401 says in `code` why one is not taken.",
        }


def add_components(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """Hook of drf-spectacular: put the named schemas into the file."""
    result.setdefault("components", {}).setdefault("schemas", {}).update(COMPONENTS)
    return result
