"""A constant that its library has deprecated or removed.

## Why is this bad?

Starlette 0.48 renamed `HTTP_413_…`, `HTTP_414_…`, `HTTP_416_…` and `HTTP_422_…` to match RFC 9110.
The old names still work, with a warning at run time, but type checkers do not report them. Sooner
or later, deprecated names are removed, as `WS_1004_NO_STATUS_RCVD` was in 0.45.

## Example

The examples are for Starlette 0.48.

Bad:

    from fastapi import HTTPException, status

    def read_item(item_id: int):
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_ENTITY, "no such item")

Good:

    from fastapi import HTTPException, status

    def read_item(item_id: int):
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, "no such item")

## What is reported

The project's version of the library decides: the one that is installed or locked, else every
version that its dependencies allow. If nothing is known about it, nothing is reported. Editors
strike the name through.

Code for several versions is not reported: the body of a `try` with `except AttributeError` or
`except ImportError`, a branch of `if hasattr(…)` or of a comparison of versions, and `getattr(…)`.

## Fix safety

The fix writes the new name in the same form as the old one, and imports it if necessary. It is
unsafe if an older version that the project allows lacks the new name, or if the new name has
another number. A name in an import statement is replaced only if nothing else in the file uses it,
and never safely, because other files may import it from there.
"""

from collections.abc import Iterator

from ...facts.vocabularies import Name, vocabularies, vocabulary_of_name
from ...project.environment import Choice, Environment
from ...project.view import Project
from ...syntax.source import Source
from .constants import Constant, constants_with, promise, rewritten, short, spelled_like
from .finding import Finding, Rule

NAME = "deprecated-name"


def check(source: Source, project: Project, _likely: bool) -> Iterator[Finding]:
    for constant, name, history in constants_with(source, _history, project):
        yield _finding(source, constant, name, history, project.environment)


def _history(name: Name, environment: Environment) -> str | None:
    """The change of the name, as a verb; None if it is current or nothing is known about it."""
    if name.library not in vocabularies() or not environment.is_known(name.library):
        return None
    title, state = vocabulary_of_name(name).title, environment.state(name)
    if state == "removed":
        return f"was removed in {title} {short(name.removed)}" if name.removed else "was removed"
    if state != "deprecated":
        return None
    if name.deprecated is not None:
        return f"is deprecated since {title} {short(name.deprecated)}"
    version = environment.library(name.library).version
    return f"is deprecated in {title}{f' {short(version)}' if version is not None else ''}"


def _finding(
    source: Source, constant: Constant, name: Name, history: str, environment: Environment
) -> Finding:
    message = f"`{constant.word}` {history}"
    choice = _new(name, environment)
    if choice is None:
        return Finding(NAME, name.code, constant.span, message)
    new = choice.name
    text = spelled_like(new, constant.word)
    message += f": use `{text}`"
    if new.code != name.code:
        message += f", which is {new.code}"
    elif environment.is_too_new(new):
        title, library = vocabulary_of_name(new).title, environment.library(new.library)
        message += f", added in {title} {short(new.since or '')}, but {promise(library)}"
    fix = rewritten(source, constant, new, choice.safe and new.code == name.code)
    if fix is None:
        return Finding(NAME, name.code, constant.span, message)
    replacement, safe = fix
    title = f"Replace {constant.word} with {text}"
    return Finding(NAME, name.code, constant.span, message, title, replacement, safe)


def _new(name: Name, environment: Environment) -> Choice | None:
    """The name to write instead: the code's other one, or, was its number wrong, the library's."""
    vocabulary = vocabulary_of_name(name)
    recommended = vocabulary.names.get(name.replacement or "")
    if recommended is not None and recommended.code != name.code:
        choice: Choice | None = Choice(recommended, not environment.is_too_new(recommended))
    else:
        choice = environment.choice(vocabulary, name.code)
    if choice is None or choice.name == name or environment.state(choice.name) != "current":
        return None
    return choice


RULE = Rule(NAME, "warning", __doc__ or "", check, tag="deprecated")
