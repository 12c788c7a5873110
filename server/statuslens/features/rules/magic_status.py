"""A bare number where a status is expected.

## Why is this bad?

Readers have to know that 409 is a conflict and 410 means gone. A named constant says so.

## Example

Bad:

    from fastapi import FastAPI, HTTPException

    app = FastAPI()

    @app.get("/items/{item_id}")
    def read_item(item_id: int):
        raise HTTPException(404, "no such item")

Good:

    from fastapi import FastAPI, HTTPException, status

    app = FastAPI()

    @app.get("/items/{item_id}")
    def read_item(item_id: int):
        raise HTTPException(status.HTTP_404_NOT_FOUND, "no such item")

## What is reported

A number is reported only if it can mean nothing else:

- the status argument of an API of FastAPI, Starlette, Django and its REST framework, Ninja, Flask,
  Quart, aiohttp, Litestar, Sanic, Tornado, Falcon, HTTPX and others, by position or keyword;
- an argument of the project's own functions and classes if the parameter's name says status code;
- a comparison with a status code by `==`, `!=`, `in`, `case` or an assertion of unittest;
- a key of `responses={…}` or of exception handlers, and the value of a key that says status code;
- a value or default of a name that says status code, and its columns in `parametrize`;
- the status that a Flask view or a Ninja operation returns along with the body;
- the code of a WebSocket's `close`.

A name such as `status` may hold another kind of status. Such a number has a hover and a fix, but is
reported only with `--unsafe-fixes`. Comparisons such as `>= 400` are about a class of codes and are
not reported, nor are numbers that no registry lists.

With `style = "number"`, constants are reported instead, and the fix replaces them with numbers.

## Fix safety

The fix uses a constant of a library that the file already imports, else of the one that the project
mostly uses, else of the framework that the file imports, else of `HTTPStatus`, and adds the import.
It only writes names that exist in the project: in the version that is installed or locked, else in
every version that its dependencies allow.

The fix is safe if the place is certain and the library is the first one of these that has a
constant at all, or the setting `provider`. If that library has no constant for the code, one of
another library is offered as an unsafe fix. In `case 404:`, only a dotted name is written, because
a bare name would match everything.

With `style = "number"`, the fix also removes an import that nothing else uses. A member of an
enumeration such as `HTTPStatus` is more than a number, so the fix is safe only where a status is
expected.

## Options

`style` (`off` disables the rule), `provider`, `ignoreCodes`
"""

from collections.abc import Iterator

from ...edits.rewrites import to_constant, to_number
from ...facts.catalogue import status
from ...project.view import Project
from ...semantic.usages import Usage, find_usages
from ...syntax.source import Source
from .finding import Finding, Rule

NAME = "magic-status"


def check(source: Source, project: Project, likely: bool) -> Iterator[Finding]:
    settings = project.settings
    if settings.style == "off":
        return
    for usage in find_usages(source, project):
        if usage.code in settings.ignore_codes:
            continue
        if settings.style == "number":
            yield from _constant(source, usage)
        elif usage.name is None and usage.place is not None and not usage.place.order:
            certain = usage.place.confidence == "certain"
            if certain or likely:
                yield from _number(source, usage, project, certain)


def _number(source: Source, usage: Usage, project: Project, certain: bool) -> Iterator[Finding]:
    entry = status(usage.code)
    found = to_constant(source, usage, project)
    # An unregistered code is only reported if the library has a name for it.
    if entry is None or (entry.registry == "unregistered" and found is None):
        return
    about = f" ({entry.title})" if entry.registry != "unregistered" else ""
    message = f"Magic number {usage.code}{about}"
    if found is None:
        yield Finding(NAME, usage.code, usage.span, message, safe=certain, certain=certain)
        return
    title, message = f"Replace {usage.code} with {found.text}", f"{message}: use `{found.text}`"
    fix = title, found.replacement, found.safe
    yield Finding(NAME, usage.code, usage.span, message, *fix, certain, replaces_number=True)


def _constant(source: Source, usage: Usage) -> Iterator[Finding]:
    found = to_number(source, usage)
    if found is None:
        return
    span = found.replacement.span
    old = source.text_between(span.start, span.end)
    message, title = f"Constant `{old}`: use {found.text}", f"Replace {old} with {found.text}"
    yield Finding(NAME, usage.code, span, message, title, found.replacement, found.safe)


RULE = Rule(NAME, "hint", __doc__ or "", check)
