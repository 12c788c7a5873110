"""A bare number where a status is expected.

A reader has to know that 409 is a conflict and 410 is gone; a named constant says it. The fix uses
what the file already imports, else the names of the framework it imports, else `HTTPStatus`, and
brings the import.

Reported are only places where the number can be nothing else:

- the status argument of what FastAPI, Starlette, Django and its REST framework, Ninja, Flask,
  Quart, aiohttp, Litestar, Sanic, Tornado, Falcon, HTTPX and others define, by position or keyword;
- of the project's own functions and classes, where the parameter's name says status code;
- what is compared with a status code by `==`, `!=`, `in`, `case` or an assertion of unittest;
- the keys of `responses={…}` and of exception handlers, the values of keys that say status code;
- what is assigned to a name that says status code, its default, its columns in `parametrize`;
- what a Flask view or a Ninja operation returns beside the body;
- the code of a WebSocket's `close`.

A name such as `status` may hold another kind of status: there the number is explained and its fix
is offered, but it is not reported. Comparisons such as `>= 400` are about a class of codes and are
left alone, and so are numbers that no registry names.

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

The fix writes only names that exist in this project: in the version that is installed or locked,
else in every version that its dependencies allow. It is safe where the place is certain and the
library is the file's own (what it imports, what its package uses, its framework, or the setting
`provider`); another library's name, where the own one has none, is offered but needs
`--unsafe-fixes`. In `case 404:` only a dotted name is written: a bare one would match everything.

With `style = "number"` it is the other way round: a constant is reported, its fix writes the number
and removes the import that nothing else uses. A member of an enumeration such as `HTTPStatus` is
more than a number, so that the fix is safe only where a status is expected.

Settings: `style` (`off` turns it off), `provider`, `ignoreCodes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...edits.rewrites import to_constant, to_number
from ...facts.catalogue import status
from ...project.environment import Environment
from ...semantic.usages import Usage, find_usages
from ...syntax.source import Source
from .finding import Check, Finding, Rule

NAME = "magic-status"


def check(source: Source, given: Check) -> Iterator[Finding]:
    settings = given.settings
    if settings.style == "off":
        return
    for usage in find_usages(source):
        if usage.code in settings.ignore_codes:
            continue
        if settings.style == "number":
            yield from _constant(source, usage)
        elif usage.name is None and usage.place is not None and not usage.place.order:
            certain = usage.place.confidence == "certain"
            if certain or given.likely:
                yield from _number(source, usage, given.environment, settings.provider, certain)


def _number(
    source: Source, usage: Usage, environment: Environment, provider: str, certain: bool
) -> Iterator[Finding]:
    meant = status(usage.code)
    found = to_constant(source, usage, environment, provider)
    # What no registry knows is reported only where the library has a name for it.
    if meant is None or (meant.registry == "unregistered" and found is None):
        return
    about = f" ({meant.title})" if meant.registry != "unregistered" else ""
    message = f"Magic number {usage.code}{about}"
    if found is None:
        yield Finding(NAME, usage.code, usage.span, message, safe=certain, certain=certain)
        return
    yield Finding(
        NAME,
        usage.code,
        usage.span,
        f"{message}: use `{found.text}`",
        f"Replace {usage.code} with {found.text}",
        found.replacement,
        found.safe,
        certain,
    )


def _constant(source: Source, usage: Usage) -> Iterator[Finding]:
    found = to_number(source, usage)
    if found is None:
        return
    span = found.replacement.span
    old = source.data[span.start : span.end].decode("utf-8", "surrogatepass")
    yield Finding(
        NAME,
        usage.code,
        span,
        f"Constant `{old}`: use {found.text}",
        f"Replace {old} with {found.text}",
        found.replacement,
        found.safe,
    )


RULE = Rule(NAME, "hint", __doc__ or "", check)
