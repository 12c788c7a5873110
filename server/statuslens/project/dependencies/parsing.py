"""Parsing a file as Python, and reading values of unknown types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ast


def syntax(text: str) -> ast.Module:
    import ast
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about escape sequences in other people's code
        return ast.parse(text)


def table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def strings(value: object) -> list[str]:
    """The strings in a list, or one per line in a text, as in setuptools."""
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    return [v for v in value if isinstance(v, str)] if isinstance(value, (list, tuple)) else []
