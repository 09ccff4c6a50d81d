"""Bytes to wire values: JSON, XML and form bodies read into a model, every problem gathered by its field's path.

Member names match in any letter case, unknown ones are ignored, of a name given twice the last counts, and absent and
null are the same. A server reads with `bind`; a client reads a server's answers with `read_answer` and `read_page`,
which also read what only servers write.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cache, partial
from typing import TYPE_CHECKING, Final, TypeVar, cast
from urllib.parse import parse_qsl

from pinkas.dialects.caspit.fields import Field, Kind, Model, Rules, Wire, model_of
from pinkas.dialects.caspit.scalars import (
    UnreadableError,
    read_bytes,
    read_date,
    read_decimal,
    read_flag,
    read_integer,
    read_moment,
    read_text,
)
from pinkas.dialects.caspit.wire import CaspitResponse
from pinkas.dialects.caspit.xmltext import members_of, parse_xml
from pinkas.dialects.jsontext import BrokenTextError, parse_json

if TYPE_CHECKING:
    from decimal import Decimal
    from zoneinfo import ZoneInfo

MAX_PROBLEMS = 100
"""Problems told of one body; a body with more has made its point."""
MAX_FORM_FIELDS = 1000

JSON_TYPES: Final = frozenset({"", "application/json", "text/json"})
XML_TYPES: Final = frozenset({"application/xml", "text/xml"})
FORM_TYPE: Final = "application/x-www-form-urlencoded"

W = TypeVar("W", bound=Wire)
ModelState = dict[str, list[str]]


class WireError(Exception):
    """What a caller sent cannot be read: the sentences, by parameter and field path, as ASP.NET's ModelState."""

    def __init__(self, model_state: ModelState) -> None:
        super().__init__("; ".join(sentence for sentences in model_state.values() for sentence in sentences))
        self.model_state = model_state


class MediaTypeError(Exception):
    """The body is in a form this wire does not read."""

    def __init__(self, media_type: str) -> None:
        super().__init__(media_type)
        self.media_type = media_type


def bind(wire: type[W], body: bytes, *, content_type: str | None = None, zone: ZoneInfo) -> W:
    """Read a request's body into a model; times with an offset become `zone`'s civil time.

    Raises WireError with every problem found, MediaTypeError for a Content-Type other than JSON, XML and form.
    """
    prefix = wire.prefix
    source = _members(body, content_type, wire)
    problems = Problems()
    value = _request_reader(wire, zone).read(source, prefix, problems)
    problems.refuse()
    return cast("W", value)


def read_answer(wire: type[W], body: bytes, *, zone: ZoneInfo) -> W:
    """Read one object a server answered with, its read-only members too; WireError when it cannot be read."""
    problems = Problems()
    value = _answer_reader(wire, zone).read(_object(body, wire.__name__), wire.__name__, problems)
    problems.refuse()
    return cast("W", value)


def read_page(wire: type[Wire], body: bytes, *, zone: ZoneInfo) -> CaspitResponse:
    """Read one page of a list whose `Results` are of the given model."""
    problems = Problems()
    source = _object(body, CaspitResponse.__name__)
    value = _answer_reader(CaspitResponse, zone, wire).read(source, CaspitResponse.__name__, problems)
    problems.refuse()
    return cast("CaspitResponse", value)


@dataclass(slots=True)
class Problems:
    """The sentences found so far, by path; told all at once, in the order found."""

    found: ModelState = dataclass_field(default_factory=dict)
    count: int = 0

    def add(self, path: str, sentence: str) -> None:
        """Note a problem, unless there are too many already."""
        if self.count < MAX_PROBLEMS:
            self.count += 1
            self.found.setdefault(path, []).append(sentence)

    def refuse(self) -> None:
        """Raise them, if any."""
        if self.found:
            raise WireError(self.found)


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where one member of a source goes: a scalar's reader, or a reader for the items of a list."""

    field: Field
    name: str
    read: Callable[[object], object]
    items: _Reader | None = None

    def path_in(self, path: str) -> str:
        return f"{path}.{self.name}" if path else self.name


class _Reader:
    """Reads mappings into one model. Compiled once per model, zone and direction."""

    __slots__ = ("exact", "folded", "required", "synonyms", "wire")

    def __init__(self, model: Model, slots: list[_Slot], *, required: bool) -> None:
        self.wire = model.wire
        self.exact: dict[str, _Slot | None] = dict.fromkeys(field.name for field in model.fields)
        self.exact.update({slot.name: slot for slot in slots})
        self.synonyms = {name.lower(): slot for slot in slots for name in slot.field.rules.synonyms}
        self.folded = {name.lower(): slot for name, slot in self.exact.items()}
        self.folded.update(self.synonyms)
        self.required = tuple(slot for slot in slots if required and slot.field.rules.required)

    def read(self, source: dict[str, object], path: str, problems: Problems) -> Wire:
        values: dict[str, object] = {}
        exact, folded = self.exact, self.folded
        for name, sent in source.items():
            slot = exact[name] if name in exact else folded.get(name.lower())
            if slot is None:
                continue
            if sent is None:
                # A null under another name must not wipe out what came under the proper one.
                if name == slot.name or name.lower() not in self.synonyms:
                    values[slot.name] = None
            elif slot.items is not None:
                values[slot.name] = _items(slot.items, slot, sent, slot.path_in(path), problems)
            else:
                try:
                    values[slot.name] = slot.read(sent)
                except UnreadableError as error:
                    sentence = error.about(slot.name, secret=slot.field.rules.secret)
                    problems.add(slot.path_in(path), sentence)
        for slot in self.required:
            value = values.get(slot.name)
            if (value is None or value == "") and slot.path_in(path) not in problems.found:
                problems.add(slot.path_in(path), f"The {slot.name} field is required.")
        return self.wire(**values)


def _items(reader: _Reader, slot: _Slot, sent: object, path: str, problems: Problems) -> list[Wire] | None:
    most = slot.field.rules.max_items
    if not isinstance(sent, list):
        problems.add(path, UnreadableError(sent).about(slot.name))
        return None
    if len(sent) > most:
        problems.add(path, f"The field {slot.name} must hold at most {most} items.")
        return None
    read: list[Wire] = []
    for index, item in enumerate(sent):
        if isinstance(item, dict):
            read.append(reader.read(item, f"{path}[{index}]", problems))
        else:
            problems.add(f"{path}[{index}]", f"The value is not valid for {slot.name}.")
    return read


@cache
def _request_reader(wire: type[Wire], zone: ZoneInfo) -> _Reader:
    model = model_of(wire)
    slots = [_request_slot(model, field, zone) for field in model.fields if not field.rules.read_only]
    return _Reader(model, slots, required=True)


def _request_slot(model: Model, field: Field, zone: ZoneInfo) -> _Slot:
    if field.item is not None:
        return _Slot(field, field.name, _unused, _request_reader(field.item, zone))
    return _Slot(field, field.name, _scalar_reader(field, zone, trim=model.wire.trims))


@cache
def _answer_reader(wire: type[Wire], zone: ZoneInfo, results: type[Wire] | None = None) -> _Reader:
    """A server's word is taken as it is: all members, no lengths, no ranges, nothing trimmed."""
    model = model_of(wire)
    slots = []
    for field in model.fields:
        bare = replace(field, rules=Rules(places=9, synonyms=field.rules.synonyms, secret=field.rules.secret))
        item = field.item if results is None or field.item is not Wire else results
        items = None if item is None else _answer_reader(item, zone)
        slots.append(_Slot(bare, field.name, _scalar_reader(bare, zone, trim=False), items))
    return _Reader(model, slots, required=False)


def _unused(sent: object) -> object:
    raise UnreadableError(sent)


def _scalar_reader(field: Field, zone: ZoneInfo, *, trim: bool) -> Callable[[object], object]:
    rules = field.rules
    readers: dict[Kind, Callable[[object], object]] = {
        Kind.TEXT: partial(read_text, max_length=rules.max_length, trim=trim, keep_blank=rules.blank_kept),
        Kind.INTEGER: _within(read_integer, rules),
        Kind.DECIMAL: _within(partial(read_decimal, places=rules.places), rules),
        Kind.FLAG: read_flag,
        Kind.DATE: partial(read_date, zone=zone),
        Kind.MOMENT: partial(read_moment, zone=zone),
        Kind.BYTES: partial(read_bytes, max_length=rules.max_length),
        Kind.LIST: _unused,
    }
    return readers[field.kind]


def _within(read: Callable[[object], int | Decimal | None], rules: Rules) -> Callable[[object], object]:
    """The reader, with .NET's Range rule where the field has one."""
    lowest, highest = rules.lowest, rules.highest
    if lowest is None or highest is None:
        return read

    def read_within(sent: object) -> int | Decimal | None:
        value = read(sent)
        if value is not None and not lowest <= value <= highest:
            raise UnreadableError(sent, f"must be between {lowest} and {highest}")
        return value

    return read_within


def _media_type(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def _members(body: bytes, content_type: str | None, wire: type[Wire]) -> dict[str, object]:
    """The members a request's body names, by the form it comes in. Without a type it is what it looks like."""
    media_type = _media_type(content_type)
    if media_type == FORM_TYPE and not _begins(body, b"{"):
        # Scripts that post JSON without naming its type get the form type from their HTTP library.
        return _form(body, wire.prefix)
    if media_type in XML_TYPES or media_type.endswith("+xml") or (not media_type and _begins(body, b"<")):
        return _element(body, content_type, wire)
    if media_type in JSON_TYPES or media_type == FORM_TYPE or media_type.endswith("+json"):
        return _object(body, wire.prefix, wire.bare_list)
    raise MediaTypeError(media_type)


def _begins(body: bytes, sign: bytes) -> bool:
    return body.lstrip()[:1] == sign


def _element(body: bytes, content_type: str | None, wire: type[Wire]) -> dict[str, object]:
    members = None
    if body.strip():
        try:
            members = members_of(parse_xml(body, content_type), wire)
        except BrokenTextError as error:
            raise WireError({wire.prefix: [str(error)]}) from None
    if members is None:
        raise WireError({wire.prefix: ["A body is required."]})
    return members


def _object(body: bytes, path: str, bare_list: str = "") -> dict[str, object]:
    if not body.strip():
        raise WireError({path: ["A body is required."]})
    try:
        value = parse_json(body)
    except BrokenTextError as error:
        raise WireError({path: [str(error)]}) from None
    if value is None:
        raise WireError({path: ["A body is required."]})
    if bare_list and isinstance(value, list):
        return {bare_list: value}
    if not isinstance(value, dict):
        raise WireError({path: ["The body must be a JSON object."]})
    return value


def _form(body: bytes, path: str) -> dict[str, object]:
    if not body.strip():
        raise WireError({path: ["A body is required."]})
    try:
        pairs = parse_qsl(
            body.decode("utf-8").strip(),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FORM_FIELDS,
        )
    except UnicodeDecodeError:
        raise WireError({path: ["The body is not valid UTF-8."]}) from None
    except ValueError:
        raise WireError({path: [f"The body has more than {MAX_FORM_FIELDS} fields."]}) from None
    return dict(pairs)
