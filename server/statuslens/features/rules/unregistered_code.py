"""An unregistered code where a status is expected.

## Why is this bad?

A client that does not know a code treats it as the first one of its class, 499 as 400, so its
meaning is lost. Proxies and services have made up codes of their own; the message names them.
For WebSocket, the codes 1016 to 2999 are reserved; 3000 to 4999 are for libraries and applications
and are not reported.

## Example

Bad:

    from fastapi import HTTPException

    def read_item(item_id: int):
        raise HTTPException(499, "gone away")

Good:

    from fastapi import HTTPException, status

    def read_item(item_id: int):
        raise HTTPException(status.HTTP_408_REQUEST_TIMEOUT, "gone away")

## What is reported

Numbers and constants are reported at certain places. There is no fix, because only you know which
code is meant. The rule is off by default, because an application may have good reasons for codes of
its own; `select` enables it.

## Options

`ignoreCodes`
"""

from collections.abc import Iterator

from ...facts.catalogue import Status, status
from ...project.view import Project
from ...semantic.usages import find_usages
from ...syntax.source import Source
from .finding import Finding, Rule

NAME = "unregistered-code"

_FOR_APPLICATIONS = range(3000, 5000)


def check(source: Source, project: Project, _likely: bool) -> Iterator[Finding]:
    for usage in find_usages(source, project):
        place, code = usage.place, usage.code
        if place is None or place.confidence != "certain" or place.order:
            continue
        if code in project.settings.ignore_codes or code in _FOR_APPLICATIONS:
            continue
        entry = status(code)
        if entry is not None and entry.registry == "unregistered":
            yield Finding(NAME, code, usage.span, _message(entry))


def _message(entry: Status) -> str:
    message = f"{entry.code} is not registered with IANA"
    if entry.notes:
        return f"{message}. Used by: {'; '.join(entry.notes)}"
    if entry.kind == "websocket":
        return f"{message}: it is reserved for the WebSocket protocol and its extensions"
    return f"{message}: clients that do not know it treat it as {entry.code // 100 * 100}"


RULE = Rule(NAME, "information", __doc__ or "", check, opt_in=True)
