"""Imports lsprotocol's types faster, so that the server starts sooner.

They are more than five hundred classes, and compiling a `__repr__` for each is a third of the
import time. Here they share one.
"""

from typing import Any

import attrs


def import_types() -> None:
    """Import `lsprotocol.types`, before any other import of it."""
    original = attrs.define

    def define(cls: type) -> type:
        made = original(cls, repr=False)
        if "__repr__" not in vars(cls):
            made.__repr__ = _shown  # type: ignore[method-assign,assignment]
        return made

    attrs.define = define  # type: ignore[assignment]
    try:
        import lsprotocol.types  # noqa: F401
    finally:
        attrs.define = original


def _shown(self: Any) -> str:
    """The same text as attrs' `__repr__`."""
    names = (field.name for field in attrs.fields(type(self)))
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
    return f"{type(self).__name__}({fields})"
