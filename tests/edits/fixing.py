"""A file after the fixes of its magic numbers or constants."""

from __future__ import annotations

from packaging.version import Version

from drawing import dedented
from projects import project_of
from statuslens.edits.text_edits import applied
from statuslens.features import rules
from statuslens.project.environment import UNKNOWN, Environment, Library, Range
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source

OLD_PYTHON = Library(
    allowed=Range(Version("3.10"), requirement="requires-python >=3.10"), direct=True
)


def fixed(
    source: Source,
    environment: Environment = UNKNOWN,
    settings: Settings | None = None,
    *,
    unsafe: bool = False,
) -> str:
    """The file after its safe fixes, or after all of them."""
    found = rules.check(
        source,
        project_of(source, settings=settings or Settings(), path="", environment=environment),
        likely=unsafe,
    )
    edits = rules.fix(source, (f for f in found if f.safe or unsafe), project_of(source))
    return applied(source, edits).text


def check_fixed(before: str, after: str, environment: Environment = UNKNOWN) -> None:
    text = fixed(Source(dedented(before)), environment)
    assert text == dedented(after)
    assert fixed(Source(text), environment) == text
