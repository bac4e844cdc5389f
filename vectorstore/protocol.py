"""What an owner and its clients must agree on: the calls that are served, and the fields of what they exchange."""

import hashlib
import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from types import ModuleType

import core.types
import vectorstore.interface
from vectorstore.interface import Library


@cache
def protocol_fingerprint() -> str:
    """A digest that differs between two versions of the program that would misread each other.

    A dataclass with slots is pickled by the order of its fields, so that a version with another field would take one
    for the other without noticing. Names alone count, which print the same under every Python.
    """
    exchanged = [*_shapes(core.types), *_shapes(vectorstore.interface), *_calls()]
    return hashlib.sha256("\n".join(sorted(exchanged)).encode()).hexdigest()


def _shapes(module: ModuleType) -> Iterator[str]:
    for kind in vars(module).values():
        if isinstance(kind, type) and is_dataclass(kind):
            yield f"{kind.__qualname__} {[field.name for field in fields(kind)]}"


def _calls() -> Iterator[str]:
    for name, method in inspect.getmembers(Library, inspect.isfunction):
        yield f"{name} {list(inspect.signature(method).parameters)}"
