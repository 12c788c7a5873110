"""What a file's text is as Python, and parts of a file that may be of any type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ast


def syntax(text: str) -> ast.Module:
    import ast
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other people's escape sequences
        return ast.parse(text)


def table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def strings(value: object) -> list[str]:
    """The strings in a list, or in a text of one on each line, as setuptools has it."""
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    return [v for v in value if isinstance(v, str)] if isinstance(value, (list, tuple)) else []
