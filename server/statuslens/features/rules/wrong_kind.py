"""A WebSocket close code where an HTTP status is expected, or the other way round.

## Why is this bad?

Both are numbers, so type checkers cannot tell them apart. `HTTPException(1008)` sends a response
that no client can read, and `websocket.close(404)` breaks the connection: close codes range from
1000 to 4999. The codes 1004, 1005, 1006 and 1015 must never be sent (RFC 6455, section 7.4.1):
programs see them if no close frame was received, and servers refuse to send them.

## Example

Bad:

    from fastapi import WebSocket, status

    async def feed(websocket: WebSocket):
        await websocket.close(status.HTTP_403_FORBIDDEN)

Good:

    from fastapi import WebSocket, status

    async def feed(websocket: WebSocket):
        await websocket.close(status.WS_1008_POLICY_VIOLATION)

## What is reported

Only certain places are reported: the arguments of a framework's own exceptions, responses and
routes, and the codes that `.close(…)` of a WebSocket, `WebSocketException(…)`, `WebSocketClose(…)`
and the ASGI message `websocket.close` send. It is normal to receive 1006, so comparisons and
`WebSocketDisconnect(1006)` are not reported. Neither are tests, which may use them on purpose.

There is no fix, because only you know which code is meant.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ...facts import apis
from ...facts.catalogue import Kind, kind_of, registered, status
from ...facts.contexts import Context
from ...project.view import Project, per_project
from ...semantic.enclosing import call_around, called_method, called_word, enclosing_test, outside
from ...semantic.imports import imported_packages
from ...semantic.places import Place, place_of
from ...semantic.scopes import resolved
from ...semantic.usages import find_usages
from ...syntax.source import Source, Span, field
from .finding import Finding, Rule

NAME = "wrong-kind"

_NUMBER = re.compile(rb"(?<![\w.])[1-9]\d{2,3}(?![\w.])")
_MAY_SEND = re.compile(rb"\.close\s*\(|WebSocket(?:Close|Exception)\s*\(|websocket\.close")
_IN_TESTS = re.compile(rb"websocket_connect|TestClient")

_SENDERS = frozenset({"close", "WebSocketClose", "WebSocketException"})
# The contexts that send an HTTP status; tests may try anything.
_ANSWERS: frozenset[Context] = frozenset({"raise", "response", "deco", "deco_other"})
_ROUTES = frozenset({"fastapi", "starlette", "litestar"})
_LONGEST_CALL = 2000  # bytes in which a close code is looked for
_WRAPPERS = frozenset(
    {"attribute", "keyword_argument", "parenthesized_expression", "conditional_expression"}
)


def check(source: Source, project: Project, _likely: bool) -> Iterator[Finding]:
    for code, span, place in (*_constants(source, project), *_numbers(source, project)):
        message = _message(code, place.kind)
        if message is not None and _goes_out(source, source.node_at(span), place):
            yield Finding(NAME, code, span, message)


def _message(code: int, expected: Kind) -> str | None:
    """The problem with `code` where that kind is expected; None if there is none."""
    kind, entry = kind_of(code), status(code)
    http, close_code = "an HTTP status", "a WebSocket close code"
    if expected == "http":
        if kind != "websocket" or entry is None or code not in registered("websocket"):
            return None
        return f"{code} ({entry.title}) is {close_code}, but {http} is expected here"
    if kind == "http" and entry is not None and code in registered("http"):
        return f"{code} ({entry.title}) is {http}, but {close_code} is expected here"
    if kind != "websocket":
        return f"{code} is not a valid WebSocket close code (1000 to 4999, RFC 6455, section 7.4.2)"
    if entry is not None and entry.sender == "nobody":
        title = f" ({entry.title})" if entry.registry == "assigned" else ""
        return f"{code}{title} must not be sent as a close code (RFC 6455, section 7.4.1)"
    return None


def _constants(source: Source, project: Project) -> Iterator[tuple[int, Span, Place]]:
    for usage in find_usages(source, project):
        if usage.name is not None and usage.place is not None:
            yield usage.code, usage.span, usage.place


@per_project
def _numbers(source: Source, project: Project) -> tuple[tuple[int, Span, Place], ...]:
    """The bare numbers that could be of the wrong kind at their place."""
    sends = _MAY_SEND.search(source.data) is not None
    found = []
    for match in _NUMBER.finditer(source.data):
        code = int(match[0])
        if code not in registered("websocket") and not (sends and _may_be_sent(source, match)):
            continue
        span = Span(*match.span())
        node = source.node_at(span)
        if node.type == "integer" and (node.start_byte, node.end_byte) == match.span():
            place = place_of(source, node, project)
            if place is not None:
                found.append((code, span, place))
    return tuple(found)


def _may_be_sent(source: Source, match: re.Match[bytes]) -> bool:
    """Whether a call that sends a close code begins shortly before the number."""
    start = max(0, match.start() - _LONGEST_CALL)
    return _MAY_SEND.search(source.data, start, match.start()) is not None


def _goes_out(source: Source, node: Node, place: Place) -> bool:
    """Whether the status at that place certainly is sent, and not by a test."""
    if place.confidence != "certain" or place.either or place.order:
        return False
    holder = _holder(node)
    if holder is None or enclosing_test(source, node) is not None:
        return False
    if place.kind == "websocket":
        is_sent = place.context == "ws_close" and _sends(source, holder)
        return is_sent and _IN_TESTS.search((source.whole or source).data) is None
    return place.context in _ANSWERS and holder.type == "call" and _answers(source, holder)


def _holder(node: Node) -> Node | None:
    """The call or dictionary that takes the value, itself or one of two by a condition."""
    _, around = outside(node, _WRAPPERS)
    is_held = around is not None and around.type in ("argument_list", "pair")
    return around.parent if around is not None and is_held else None


def _sends(source: Source, holder: Node) -> bool:
    if holder.type == "call":
        return called_word(source, holder) in _SENDERS
    call = call_around(holder)
    return call is not None and called_word(source, call) == "send"


def _answers(source: Source, call: Node) -> bool:
    """Whether it is a framework's own exception or response, or declares a route."""
    found = resolved(source, field(call, "function"))
    if found is not None and found.origin in apis.CALLS:
        return found.certain
    routes = not imported_packages(source).isdisjoint(_ROUTES)
    return routes and called_method(source, call) is not None


# A wrong number needs another number, not a name.
RULE = Rule(NAME, "error", __doc__ or "", check, overrides=("magic-status",))
