"""The OpenAPI 3.1 description of this wire, made from the routers' tables and the wire types, never written by hand.

OpenAPI has no place for the verbs EMAIL and PRINT: they are told in the words of the POST calls that do the same, and
under `x-verbs`, which nothing generates requests from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pinkas.dialects.caspit.call import ERROR_STATUS_PARAMETER, TOKEN_HEADER
from pinkas.dialects.caspit.describing import Answers, Operation, Parameter, Shape, Sort
from pinkas.dialects.caspit.examples import BODIES, ERRORS, in_xml
from pinkas.dialects.caspit.fields import Field, Kind, Wire, model_of
from pinkas.dialects.caspit.meanings import choices_of
from pinkas.dialects.caspit.members import MEMBERS
from pinkas.dialects.caspit.routing import CaspitRouter, RouteTold

Json = dict[str, Any]

_STANDARD_VERBS: Final = frozenset({"GET", "POST", "PUT", "DELETE"})
#: What every route may answer when things go wrong, beside 200 to 299.
_ERRORS: Final[Mapping[str, tuple[str, str]]] = {
    "400": ("Refused", "What was sent cannot be read or is refused. The status is the caller's own where asked for."),
    "401": ("TokenError", "The token is missing, unknown or older than ten minutes of quiet."),
    "404": ("Refused", "There is no such record, or no such address."),
    "409": ("Refused", "The Idempotency-Key was used with another request."),
    "413": ("Refused", "The body is too large."),
    "415": ("Refused", "The body is of a type that is not read."),
    "429": ("Refused", "Too many requests of this token, or failed logins; Retry-After says when to come again."),
    "500": ("Refused", "A fault of the server's; GET /Log knows the id in the text."),
    "503": ("Refused", "The books are busy or the database is away; send it again."),
}
_PLAIN: Final[Mapping[Kind, Json]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer", "format": "int32"},
    Kind.DECIMAL: {"type": "number", "format": "decimal"},
    Kind.FLAG: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "local-date-time", "examples": ["2026-08-05T00:00:00"]},
    Kind.MOMENT: {"type": "string", "format": "local-date-time", "examples": ["2026-08-05T10:03:21.127"]},
    Kind.BYTES: {"type": "string", "contentEncoding": "base64"},
}
_OF_SORT: Final[Mapping[Sort, Json]] = {
    Sort.TEXT: {"type": "string"},
    Sort.INTEGER: {"type": "integer", "format": "int32"},
    Sort.FLAG: {"type": "boolean"},
    Sort.DATE: {"type": "string", "format": "date", "examples": ["2026-08-05"]},
}


def openapi(routers: Iterable[CaspitRouter], *, title: str, version: str, server: str, introduction: str) -> Json:
    """The description of what these routers serve, under the address `server`."""
    wires: dict[str, type[Wire]] = {}
    paths: dict[str, Json] = {}
    odd: list[Json] = []
    for router in routers:
        for told in router.table():
            if told.verb not in _STANDARD_VERBS:
                odd.append({"verb": told.verb, "path": _path(told), "summary": _says(told).summary})
                continue
            paths.setdefault(_path(told), {})[told.verb.lower()] = _operation(told, wires)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": introduction},
        "servers": [{"url": server}],
        "security": [{"tokenHeader": []}, {"tokenQuery": []}],
        "tags": [{"name": name} for name in dict.fromkeys(_tag(path) for path in paths)],
        "paths": paths,
        "x-verbs": odd,
        "components": {
            "securitySchemes": {
                "tokenHeader": {"type": "apiKey", "in": "header", "name": TOKEN_HEADER},
                "tokenQuery": {"type": "apiKey", "in": "query", "name": "token"},
            },
            "schemas": {**_error_schemas(), **_schemas(wires)},
            "responses": {status: _error_response(*error, example=ERRORS[status]) for status, error in _ERRORS.items()},
        },
    }


def _says(told: RouteTold) -> Operation:
    return told.says or Operation(summary=f"{told.verb} {told.pattern}")


def _path(told: RouteTold) -> str:
    """The path with its parameters named; one that may stand in the query instead is shown in the path."""
    return f"{told.base}/{told.pattern}".replace("?}", "}")


def _tag(path: str) -> str:
    """The controller a path belongs to."""
    return next(step for step in path.split("/")[3:] if step)


# --- operations -----------------------------------------------------------------------------------------------------


def _operation(told: RouteTold, wires: dict[str, type[Wire]]) -> Json:
    says, path = _says(told), _path(told)
    found: Json = {
        "operationId": "".join(
            part[:1].upper() + part[1:] for part in (told.verb.lower(), *path.replace("{", "By-").split("/")[1:])
            for part in part.replace("}", "").split("-")
        ),
        "summary": says.summary,
        "tags": [_tag(path)],
        "parameters": list(_parameters(told, says)),
        "responses": _responses(told, says, wires),
    }  # fmt: skip
    if says.says:
        found["description"] = says.says
    if says.public:
        found["security"] = []
    if says.body is not None:
        found["requestBody"] = {"required": True, "content": _body(says.body, wires)}
    return found


def _body(wire: type[Wire], wires: dict[str, type[Wire]]) -> Json:
    contents = _contents(_reference(wire, wires))
    if (example := BODIES.get(model_of(wire).name)) is not None:
        contents["application/json"]["example"] = example
        contents["application/xml"]["example"] = in_xml(wire, example)
    return contents


def _parameters(told: RouteTold, says: Operation) -> Iterable[Json]:
    known = {parameter.name.lower(): parameter for parameter in says.parameters}
    in_path = [step.strip("{?}") for step in told.pattern.split("/") if step.startswith("{")]
    for name in in_path:
        parameter = known.pop(name.lower(), None) or Parameter(name, "The record's key.")
        yield _parameter(parameter, "path", required=True)
    for parameter in known.values():
        yield _parameter(parameter, "query", required=parameter.required)
    if told.error_status:
        yield {
            "name": ERROR_STATUS_PARAMETER,
            "in": "query",
            "description": "The status that handled errors shall have instead of 400: a number, or a .NET name.",
            "schema": {"type": "string", "examples": ["200", "OK"]},
        }
    if told.verb != "GET" and not says.public:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "Sent again with the same body, the call does nothing twice and answers what now stands.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
        }


def _parameter(parameter: Parameter, place: str, *, required: bool) -> Json:
    schema = dict(_OF_SORT[parameter.sort])
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    return {
        "name": parameter.name,
        "in": place,
        "description": parameter.says,
        "required": required,
        "schema": schema,
    }


def _responses(told: RouteTold, says: Operation, wires: dict[str, type[Wire]]) -> Json:
    answers = says.answers or (Answers(200),)
    found = {str(answer.status): _response(answer, wires) for answer in answers}
    if told.error_status:  # an error may come with the caller's own status, be it that of success
        for response in found.values():
            _or_refused(response)
        found["default"] = {"$ref": "#/components/responses/400"}
    for status in _ERRORS:
        found.setdefault(status, {"$ref": f"#/components/responses/{status}"})
    for code, text in says.errors:
        found[str(code)] = _error_response("Refused", text)
    return found


def _response(answer: Answers, wires: dict[str, type[Wire]]) -> Json:
    found: Json = {"description": "Done."}
    if answer.location:
        found["headers"] = {"Location": {"schema": {"type": "string"}, "description": "Where it is."}}
    if answer.media_type is not None:
        found["content"] = {answer.media_type: {"schema": {"type": "string", "format": "binary"}}}
    elif answer.text is not None:
        found["content"] = _contents({"type": "string", "description": answer.text})
    elif answer.model is not None:
        found["content"] = _contents(_shaped(answer.shape, _reference(answer.model, wires)))
    return found


def _or_refused(response: Json) -> None:
    refused = {"$ref": "#/components/schemas/Refused"}
    contents = response.setdefault("content", {})
    for media, said in contents.items():
        contents[media] = {"schema": {"anyOf": [said["schema"], refused]}}
    contents.setdefault("application/json", {"schema": refused})
    contents["text/plain"] = {"schema": refused}


def _shaped(shape: Shape, item: Json) -> Json:
    if shape is Shape.ARRAY:
        return {"type": "array", "items": item}
    if shape is Shape.ONE:
        return item
    return {
        "allOf": [{"$ref": "#/components/schemas/CaspitResponse"}],
        "properties": {"Results": {"type": "array", "items": item}},
    }


def _contents(schema: Json) -> Json:
    return {"application/json": {"schema": schema}, "application/xml": {"schema": schema}}


# --- schemas --------------------------------------------------------------------------------------------------------


def _reference(wire: type[Wire], wires: dict[str, type[Wire]]) -> Json:
    """A reference to the model's schema, which is then wanted; so are those of its lists' items."""
    model = model_of(wire)
    if wires.setdefault(model.name, wire) is not wire:
        raise ValueError(f"two wire types are called {model.name}")
    for field in model.fields:
        if field.item is not None and field.item.__name__ not in wires:
            _reference(field.item, wires)
    return {"$ref": f"#/components/schemas/{model.name}"}


def _schemas(wires: Mapping[str, type[Wire]]) -> Json:
    return {name: _schema(wire) for name, wire in sorted(wires.items())}


def _schema(wire: type[Wire]) -> Json:
    model = model_of(wire)
    required = [field.name for field in model.fields if field.rules.required]
    found: Json = {
        "type": "object",
        "description": (wire.__doc__ or "").strip(),
        "xml": {"namespace": "http://www.caspit.biz/2013/03"},
        "properties": {field.name: _member(model.name, field) for field in model.fields},
    }
    if required:
        found["required"] = required
    return found


def _member(model: str, field: Field) -> Json:
    """A member: any may be null, for absent and null are one on this wire."""
    found = _list(field) if field.kind is Kind.LIST else dict(_PLAIN[field.kind])
    found["type"] = [found["type"], "null"]
    _add_rules(found, field)
    says = MEMBERS.get(model, {}).get(field.name) or MEMBERS["*"].get(field.name)
    choices = choices_of(model, field.name)
    if choices and field.kind in {Kind.INTEGER, Kind.TEXT}:
        _add_choices(found, field, choices)
        told = ", ".join(f"{value} {meaning}" for value, meaning in choices.items())
        says = f"{says.removesuffix('.')}: {told}." if says else f"{told}."
    if says:
        found["description"] = says
    return found


def _add_choices(found: Json, field: Field, choices: Mapping[int, str]) -> None:
    """The closed set of a member's values, null being always one of them, with what each is called."""
    numbers = choices if field.kind is Kind.INTEGER else map(str, choices)
    found["enum"] = [*numbers, None]
    found["x-enum-names"] = [*choices.values(), "not said"]


def _list(field: Field) -> Json:
    if field.item is None or not issubclass(field.item, Wire):
        return {"type": "array", "items": {"type": "string"}, "maxItems": field.rules.max_items}
    items = {"$ref": f"#/components/schemas/{field.item.__name__}"}
    return {"type": "array", "items": items, "maxItems": field.rules.max_items}


def _add_rules(found: Json, field: Field) -> None:
    rules = field.rules
    if rules.max_length is not None and field.kind is Kind.TEXT:
        found["maxLength"] = rules.max_length
    if rules.lowest is not None:
        found["minimum"] = rules.lowest
    if rules.highest is not None:
        found["maximum"] = rules.highest
    if rules.read_only:
        found["readOnly"] = True
    if rules.secret:
        found["x-secret"] = True  # kept out of logs and errors
    if rules.synonyms:
        found["x-synonyms"] = list(rules.synonyms)
    if field.kind is Kind.DECIMAL:
        found["x-places"] = rules.places


def _error_schemas() -> Json:
    text = {"type": ["string", "null"]}
    return {
        "CaspitResponse": {
            "type": "object",
            "description": "A page of a list: fifty rows, the first page is 0.",
            "properties": {
                "CurrentPage": {"type": "integer"},
                "TotalCount": {"type": "integer"},
                "TotalPages": {"type": "integer"},
                "PrevPageUrl": text,
                "NextPageUrl": text,
                "Results": {"type": "array"},
            },
            "required": ["CurrentPage", "TotalCount", "TotalPages", "PrevPageUrl", "NextPageUrl", "Results"],
        },
        "Refused": {
            "description": "A text, or what is wrong by member.",
            "oneOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {
                        "Message": {"type": "string"},
                        "ModelState": {
                            "type": "object",
                            "additionalProperties": {"type": "array", "items": {"type": "string"}},
                        },
                    },
                    "required": ["Message"],
                },
            ],
        },
        "TokenError": {"type": "string", "description": "Plain text that echoes the token as it was sent."},
    }


def _error_response(schema: str, text: str, example: str | Json | None = None) -> Json:
    """An error in its forms, its example under the one it is told in: objects are JSON, texts are plain."""
    reference = {"$ref": f"#/components/schemas/{schema}"}
    contents: Json = {media: {"schema": reference} for media in ("application/json", "application/xml", "text/plain")}
    if isinstance(example, str):
        contents["text/plain"]["example"] = example
    elif example is not None:
        contents["application/json"]["example"] = example
    return {"description": text, "content": contents}
