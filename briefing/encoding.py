"""Our types as plain JSON values and back, by what the types themselves say.

A dataclass is an object with its fields, a tuple an array, a time RFC 3339 in UTC, bytes
are base64, and an enumeration is its value. `schema` writes the same down as JSON Schema.
"""

from __future__ import annotations

import re
import types
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from inspect import cleandoc
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind")

_SIMPLE: Mapping[type, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}
_SCHEMAS: Mapping[type, Mapping[str, str]] = {
    **{kind: {"type": name} for kind, name in _SIMPLE.items()},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    bytes: {"type": "string", "contentEncoding": "base64"},
}


def encode(value: Any) -> Any:
    """Make plain values of one of ours, ready for a JSON writer."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: encode(getattr(value, one.name))
            for one in fields(value)
            # A brief that does not tell what is new is as one that cannot.
            if not (one.metadata.get("is_written") and getattr(value, one.name) == one.default)
        }
    if isinstance(value, tuple):
        return [encode(one) for one in value]
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def decode(kind: type[Kind], value: Any, *, place: str = "") -> Kind:
    """Make one of our values of plain ones.

    `place` is where the value stands, for messages.

    Raises:
        ValueError: the value is none of that type; the message names the place.
    """
    decoded: Kind = _decoded(kind, value, place)
    return decoded


def _decoded(kind: Any, value: Any, place: str) -> Any:
    if get_origin(kind) in {Union, types.UnionType}:
        return None if value is None else _decoded(get_args(kind)[0], value, place)
    if get_origin(kind) is tuple:
        return _items(kind, _of(list, value, place), place)
    if is_dataclass(kind):
        return _object(kind, _of(dict, value, place), place)
    if kind is float and type(value) is int:
        return float(value)
    if kind in _SIMPLE:
        return _of(kind, value, place)
    return _read(kind, _of(str, value, place), place)


def _of(kind: type, value: Any, place: str) -> Any:
    # bool is a subclass of int
    if type(value) is not kind:
        names = {list: "an array", dict: "an object", str: "text", int: "a whole number"}
        wanted = names.get(kind, _SIMPLE.get(kind, kind.__name__))
        raise ValueError(f"{place or 'the document'}: expected {wanted}")
    return value


def _items(kind: Any, values: Sequence[Any], place: str) -> tuple[Any, ...]:
    of = get_args(kind)
    if of[-1] is not Ellipsis and len(of) != len(values):
        raise ValueError(f"{place}: expected {len(of)} values, got {len(values)}")
    kinds = of if of[-1] is not Ellipsis else of[:1] * len(values)
    pairs = enumerate(zip(kinds, values, strict=True))
    return tuple(_decoded(one, value, f"{place}[{number}]") for number, (one, value) in pairs)


def _object(kind: Any, values: Mapping[str, Any], place: str) -> Any:
    hints = _hints(kind)
    known = {one.name: one for one in fields(kind)}
    inside = f"{place}." if place else ""
    for name in values:
        if name not in known:
            raise ValueError(f"{inside}{name}: is not known here")
    for name, one in known.items():
        if name not in values and _is_required(one):
            raise ValueError(f"{inside}{name}: is missing")
    return kind(
        **{name: _decoded(hints[name], value, f"{inside}{name}") for name, value in values.items()}
    )


def _is_required(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


@lru_cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: str, place: str) -> Any:
    try:
        if kind is datetime:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError("a time without a zone")
            return moment.astimezone(UTC)
        if kind is date:
            return date.fromisoformat(value)
        if kind is bytes:
            return b64decode(value, validate=True)
        return kind(value)
    except (ValueError, NotBase64) as error:
        raise ValueError(f"{place}: {value[:60]!r} is no {kind.__name__}: {error}") from error


def schema(kind: Any) -> dict[str, Any]:
    """Describe a dataclass as JSON Schema (draft 2020-12), the types inside it under `$defs`."""
    found: dict[str, Any] = {}
    own = _described(kind, found)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **own,
        "$defs": dict(sorted(found.items())),
    }


def _described(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    """Describe a type; what is inside it is added to `found`."""
    if get_origin(kind) in {Union, types.UnionType}:
        return {"anyOf": [_described(get_args(kind)[0], found), {"type": "null"}]}
    if get_origin(kind) is tuple:
        return _array(kind, found)
    if is_dataclass(kind):
        return _dataclass(kind, found)
    if issubclass(kind, StrEnum):
        return {"enum": [one.value for one in kind]}
    return dict(_SCHEMAS[kind])


def _array(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    of = get_args(kind)
    if of[-1] is Ellipsis:
        return {"type": "array", "items": _described(of[0], found)}
    inside = [_described(one, found) for one in of]
    return {"type": "array", "prefixItems": inside, "items": False, "minItems": len(of)}


def _dataclass(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    # Taken before it is filled, since a type may hold itself.
    if kind.__name__ not in found:
        inside: dict[str, Any] = found.setdefault(kind.__name__, {})
        hints = _hints(kind)
        inside |= {
            "type": "object",
            "description": re.sub(r"\s+", " ", cleandoc(kind.__doc__ or "")),
            "properties": {one.name: _described(hints[one.name], found) for one in fields(kind)},
            "required": [one.name for one in fields(kind) if _is_required(one)],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}
