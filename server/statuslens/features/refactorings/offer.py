"""The offer of a refactoring, and its target."""

from dataclasses import dataclass
from typing import Literal

from ...edits.text_edits import Replacement
from ...syntax.source import Edit

Scope = Literal["place", "file", "workspace"]
Form = Literal["number", "constant", "member", "direct", "predicate"]

FORMS: tuple[Form, ...] = ("number", "constant", "member", "direct", "predicate")
SCOPES: tuple[Scope, ...] = ("place", "file", "workspace")


@dataclass(frozen=True, slots=True)
class Target:
    """A refactoring: constants of the library `of` become names of `to` (keys of `vocabularies()`,
    empty for any). A `member` follows a dot, a `direct` name does not; a `constant` is written as
    the file writes its own; a `predicate` checks for a class of codes.
    """

    form: Form
    to: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Refactoring:
    """One offer. `edits` are of the place; those of a file are `rewritten` for its target."""

    title: str
    scope: Scope
    target: Target
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A possible change at a place: `title` there, `every` for all, with `{}` for the number."""

    target: Target
    title: str
    every: str
    replacement: Replacement
