"""Values as bytes and back, between processes that do not trust each other.

A packed value is JSON for the structure and one run of bytes for what is long:

    structure  [{"bytes": 48213}, [[[1, "xi", "pdf"], 0, 0]], {"dtype": "<f4", "shape": [812, 4]}]
    blob       the 48213 bytes of the text, then the 12992 of the array

A dataclass is the list of its fields in their order. The reader knows from its own types what must stand where and
takes nothing else, so no code of the sender runs, as it could with a pickle. Each byte of the
blob is used once, so that a small message cannot become a large value.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from math import prod
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

Buffer = bytes | memoryview
T = TypeVar("T")

# Shorter strings (labels, names) stay in the structure, where a person can read them.
_LONG = 200
_ARRAY_KINDS = "biuf"
_MOST_DIMENSIONS = 4


class BadMessage(ValueError):
    """What arrived is not a value of the type that was expected."""


def pack(value: object) -> tuple[bytes, list[Buffer]]:
    """The structure and the parts of the blob. Dataclasses, tuples, mappings, arrays, bytes and JSON's scalars."""
    parts: list[Buffer] = []
    structure = json.dumps(_packed(value, parts), ensure_ascii=False, separators=(",", ":"))
    return structure.encode("utf-8", "surrogatepass"), parts


def unpack(kind: type[T], structure: bytes, blob: memoryview) -> T:
    """The value of type `kind`. Raises BadMessage when it is anything else, or when bytes are left over."""
    try:
        packed = json.loads(structure.decode("utf-8", "surrogatepass"))
        reader = _Reader(blob)
        value: T = reader.read(kind, packed)
    except BadMessage:
        raise
    except (ValueError, TypeError, RecursionError) as error:
        raise BadMessage(f"not a {kind.__name__}: {error}") from error
    if reader.at != len(blob):
        raise BadMessage(f"{len(blob) - reader.at} bytes are left over")
    return value


def _packed(value: object, parts: list[Buffer]) -> object:
    if isinstance(value, str) and len(value) <= _LONG:
        return value
    if isinstance(value, str | bytes):
        content = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        parts.append(content)
        return {"bytes": len(content)}
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in _ARRAY_KINDS:
            raise TypeError(f"arrays of {value.dtype} cannot be packed")
        array = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<")).reshape(value.shape)
        parts.append(array.tobytes())
        return {"dtype": array.dtype.str, "shape": list(array.shape)}
    if isinstance(value, np.generic):
        return value.item()
    if is_dataclass(value) and not isinstance(value, type):
        return [_packed(getattr(value, name), parts) for name in _fields(type(value))]
    if isinstance(value, Mapping):
        return [[_packed(key, parts), _packed(item, parts)] for key, item in value.items()]
    if isinstance(value, tuple | list):
        return [_packed(item, parts) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"values of type {type(value).__name__} cannot be packed")


@cache
def _fields(kind: type) -> Mapping[str, Any]:
    """The fields that the dataclass is made from, in order, each with its type."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.init}


@dataclass(slots=True)
class _Reader:
    """Reads values by their type; `at` is how much of the blob has been used."""

    blob: memoryview
    at: int = 0

    def read(self, kind: Any, packed: object) -> Any:
        origin, arguments = get_origin(kind) or kind, get_args(kind)
        if origin in (Union, UnionType):
            return self._one_of(arguments, packed)
        if origin is Literal:
            if isinstance(packed, str | int) and any(packed == a and type(packed) is type(a) for a in arguments):
                return packed
            raise BadMessage(f"{packed!r:.50} is none of {arguments}")
        if origin in (str, bytes):
            return self._long(origin, packed)
        if origin is np.ndarray:
            return self._array(arguments, packed)
        if origin is float and type(packed) is int:
            return float(packed)
        if origin in (bool, int, float, NoneType):
            if type(packed) is not origin:
                raise BadMessage(f"{packed!r:.50} is not a {origin.__name__}")
            return packed
        return self._collected(origin, arguments, packed)

    def _one_of(self, kinds: Sequence[Any], packed: object) -> Any:
        if packed is None and NoneType in kinds:
            return None
        at = self.at
        for kind in kinds:
            try:
                return self.read(kind, packed)
            except BadMessage:
                self.at = at
        raise BadMessage(f"{packed!r:.50} is none of {len(kinds)} types")

    def _collected(self, origin: Any, arguments: tuple[Any, ...], packed: object) -> Any:
        if not isinstance(packed, list):
            raise BadMessage(f"{packed!r:.50} is not a {getattr(origin, '__name__', origin)}")
        if is_dataclass(origin) and isinstance(origin, type):
            kinds = _fields(origin)
            return origin(**dict(zip(kinds, self._each(kinds.values(), packed), strict=True)))
        if origin is tuple and arguments[1:] != (...,):
            return tuple(self._each(arguments, packed))
        if origin is tuple:
            return tuple(self.read(arguments[0], item) for item in packed)
        if isinstance(origin, type) and issubclass(origin, tuple):  # a NamedTuple
            return origin(*self._each(get_type_hints(origin).values(), packed))
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return dict(self._each(arguments, pair) for pair in packed)
        raise TypeError(f"values of type {origin} cannot be unpacked")

    def _each(self, kinds: Collection[Any], packed: object) -> list[Any]:
        if not isinstance(packed, list) or len(packed) != len(kinds):
            raise BadMessage(f"{packed!r:.50} has not {len(kinds)} parts")
        return [self.read(kind, item) for kind, item in zip(kinds, packed, strict=True)]

    def _take(self, count: object) -> memoryview:
        if type(count) is not int or not 0 <= count <= len(self.blob) - self.at:
            raise BadMessage(f"{count!r:.50} bytes are not there")
        self.at += count
        return self.blob[self.at - count : self.at]

    def _long(self, kind: Callable[..., Any], packed: object) -> Any:
        if isinstance(packed, str) and kind is str:
            return packed
        if not isinstance(packed, dict) or packed.keys() != {"bytes"}:
            raise BadMessage(f"{packed!r:.50} is not a {kind}")
        content = self._take(packed["bytes"])
        return str(content, "utf-8", "surrogatepass") if kind is str else bytes(content)

    def _array(self, arguments: tuple[Any, ...], packed: object) -> Any:
        if not isinstance(packed, dict) or packed.keys() != {"dtype", "shape"}:
            raise BadMessage(f"{packed!r:.50} is not an array")
        shape, name = packed["shape"], packed["dtype"]
        if not isinstance(name, str) or len(name) != 3 or name[0] not in "<|" or name[1] not in _ARRAY_KINDS:
            raise BadMessage(f"{name!r:.50} is not a type of numbers")
        dtype = np.dtype(name)
        expected = get_args(arguments[1])[0] if len(arguments) > 1 else Any
        if expected is not Any and not (isinstance(expected, type) and issubclass(dtype.type, expected)):
            raise BadMessage(f"an array of {dtype}, not of {expected}")
        if (
            not isinstance(shape, list)
            or len(shape) > _MOST_DIMENSIONS
            or any(type(n) is not int or n < 0 for n in shape)
        ):
            raise BadMessage(f"{shape!r:.50} is not a shape")
        content = self._take(prod(shape) * dtype.itemsize)
        # A copy: it can be written to, and does not keep the whole message alive.
        return np.frombuffer(content, dtype=dtype).reshape(shape).copy()
