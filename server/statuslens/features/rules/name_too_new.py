"""A constant that is missing from an older version that the project allows.

## Why is this bad?

`HTTPStatus.CONTENT_TOO_LARGE` was added in Python 3.13. In 3.12, the line raises an AttributeError,
but someone who develops with the newest version does not notice.

## Example

The examples are for Python 3.12.

Bad:

    from http import HTTPStatus

    def refused(size: int) -> HTTPStatus:
        return HTTPStatus.CONTENT_TOO_LARGE if size > 1000 else HTTPStatus.OK

Good:

    from http import HTTPStatus

    def refused(size: int) -> HTTPStatus:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if size > 1000 else HTTPStatus.OK

## What is reported

A name is reported if the oldest version that the project supports, by `requires-python` or its
dependencies, does not have it, or if the version that is installed or locked does not.

Code for several versions is not reported: the body of a `try` with `except AttributeError` or
`except ImportError`, a branch of `if hasattr(…)` or of a comparison of versions, and `getattr(…)`.

## Fix safety

The fix writes an older name of the same code. It is offered if every version that the project
allows has such a name, and it is not deprecated in the version that runs. Otherwise, as for the
names that Starlette 0.48 replaced, a number or `HTTPStatus` works with all versions.
"""

from collections.abc import Iterator

from packaging.version import Version

from ...facts.vocabularies import Name, vocabularies, vocabulary_of_name
from ...project.environment import Environment
from ...project.view import Project
from ...syntax.source import Source
from .constants import Constant, constants_with, promise, rewritten, short, spelled_like
from .finding import Finding, Rule

NAME = "name-too-new"


def check(source: Source, project: Project, _likely: bool) -> Iterator[Finding]:
    for constant, name, reason in constants_with(source, _reason, project):
        yield _finding(source, constant, name, reason, project.environment)


def _reason(name: Name, environment: Environment) -> str | None:
    """Why the name may be missing; None if it exists."""
    if name.since is None or name.library not in vocabularies():
        return None
    library = environment.library(name.library)
    if environment.is_too_new(name):
        return promise(library)
    # An installed development version has what its source says, whatever its number.
    if not environment.is_known(name.library) or environment.state(name) != "missing":
        return None
    if library.version is None:
        return f"this project requires {library.allowed.requirement or 'an older version'}"
    is_older = library.version < Version(name.since)
    return f"this project has {short(library.version)}" if is_older else None


def _finding(
    source: Source, constant: Constant, name: Name, reason: str, environment: Environment
) -> Finding:
    title = vocabulary_of_name(name).title
    message = f"`{constant.word}` was added in {title} {short(name.since or '')}, but {reason}"
    older = _older(name, environment)
    fix = rewritten(source, constant, older, True) if older is not None else None
    if older is None or fix is None:
        return Finding(NAME, name.code, constant.span, message)
    text = spelled_like(older, constant.word)
    message, title = f"{message}: use `{text}`", f"Replace {constant.word} with {text}"
    return Finding(NAME, name.code, constant.span, message, title, *fix)


def _older(name: Name, environment: Environment) -> Name | None:
    """A name of the same code in every version that the project allows."""
    vocabulary = vocabulary_of_name(name)
    choice = environment.choice(vocabulary, name.code)
    candidates = (choice.name if choice else None, vocabulary.names.get(name.replaces or ""))
    for candidate in candidates:
        if candidate is None or candidate == name or environment.is_too_new(candidate):
            continue
        if environment.state(candidate) == "current":
            return candidate
    return None


RULE = Rule(NAME, "warning", __doc__ or "", check)
