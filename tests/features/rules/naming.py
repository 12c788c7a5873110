"""Findings about names of constants, in a project that runs or allows some version."""

from __future__ import annotations

import ast

from packaging.version import Version

from drawing import dedented
from projects import project_of
from statuslens.edits.text_edits import applied
from statuslens.features import rules
from statuslens.features.rules.finding import Finding
from statuslens.project.environment import UNKNOWN, Environment, Library, Range
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source

NAMES = Settings(select=("deprecated-name", "name-too-new", "unknown-name"))
OLD, NEW = "HTTP_422_UNPROCESSABLE_ENTITY", "HTTP_422_UNPROCESSABLE_CONTENT"


def runs(version: str, key: str = "starlette") -> Environment:
    return Environment({key: Library(Version(version))})


def allows(requirement: str, lowest: str, version: str | None = None) -> Environment:
    """A project that asks for `lowest` and newer; `version` runs."""
    allowed = Range(Version(lowest), requirement=requirement)
    library = Library(Version(version) if version else None, allowed, direct=True)
    return Environment({"http" if "python" in requirement else "starlette": library})


def found(text: str, environment: Environment = UNKNOWN) -> tuple[Finding, ...]:
    return rules.check(
        Source(dedented(text)), project_of(settings=NAMES, path="", environment=environment)
    )


def names(text: str, environment: Environment = UNKNOWN) -> list[str]:
    return [finding.rule for finding in found(text, environment)]


def check_fixed(
    before: str, after: str, environment: Environment = UNKNOWN, *, unsafe: bool = False
) -> None:
    """`after` is what the safe fixes make of it; with `unsafe` all of them."""
    source = Source(dedented(before))
    findings = rules.check(
        source, project_of(source, settings=NAMES, path="", environment=environment)
    )
    edits = rules.fix(source, [f for f in findings if f.safe or unsafe], project_of(source))
    result = applied(source, edits).text
    assert result == dedented(after)
    ast.parse(result)
