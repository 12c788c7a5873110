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

No fix is offered where a name would not be certain to exist: Starlette renamed 413, 414, 416 and
422 in version 0.48, so that these are replaced only by a name that the file uses already, or by
`HTTPStatus` where the file imports that.

Settings: `style` (`off` or `number` turn it off), `provider`, `ignoreCodes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..catalogue import status
from ..edits import Replacement
from ..names import spelling
from ..settings import Settings
from ..source import Source
from ..usages import Usage, find_usages
from .finding import Finding, Rule

NAME = "magic-status"


def check(source: Source, settings: Settings, likely: bool) -> Iterator[Finding]:
    if settings.style != "constant":
        return
    for usage in find_usages(source):
        place = usage.place
        if usage.name is not None or place is None or place.order:
            continue
        safe = place.confidence == "certain"
        if (safe or likely) and usage.code not in settings.ignore_codes:
            yield from _finding(source, usage, settings.provider, safe)


def _finding(source: Source, usage: Usage, provider: str, safe: bool) -> Iterator[Finding]:
    meant = status(usage.code)
    if meant is None or meant.registry == "unregistered":
        return
    message = f"Magic number {usage.code} ({meant.title})"
    spelled = spelling(source, usage.code, usage.span.start, provider, any_version=True)
    if spelled is None:
        yield Finding(NAME, usage.code, usage.span, message, safe=safe)
        return
    yield Finding(
        NAME,
        usage.code,
        usage.span,
        f"{message}: use `{spelled.expression}`",
        f"Replace {usage.code} with {spelled.expression}",
        Replacement(usage.span, spelled.expression, spelled.new_import),
        safe,
    )


RULE = Rule(NAME, "hint", __doc__ or "", check)
