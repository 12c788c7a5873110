"""The proposals at a cursor, and the file after one is accepted."""

from __future__ import annotations

from drawing import CURSOR, dedented, with_cursor
from projects import project_of
from statuslens.edits.text_edits import applied
from statuslens.features.completion import Completions, completions, edits_of
from statuslens.project.settings import Settings
from statuslens.syntax.source import Edit

HEAD = "from fastapi import FastAPI, HTTPException, WebSocket, status\napp = FastAPI()\n"


def offered(text: str, settings: Settings | None = None, head: str = HEAD) -> Completions | None:
    source, offset = with_cursor(head + dedented(text))
    return completions(source, offset, project_of(source, settings=settings or Settings()))


def labels(text: str, settings: Settings | None = None, head: str = HEAD) -> list[str]:
    found = offered(text, settings, head)
    return [item.label for item in found.items] if found is not None else []


def codes(text: str) -> list[int]:
    found = offered(text)
    return [item.code for item in found.items] if found is not None else []


def accepted(text: str, label: str, head: str = "") -> str:
    """The file after the item of that label was accepted."""
    source, offset = with_cursor(head + dedented(text))
    found = completions(source, offset, project_of(source))
    assert found is not None
    item = next(item for item in found.items if item.label == label)
    new = item.new_import
    imports = edits_of(source, found.span.start, new, project_of(source)) if new is not None else ()
    return applied(source, [Edit(found.span, item.label), *imports]).text


def with_codes(drawn: str) -> tuple[str, list[int]]:
    """A source with its cursor, and the codes that are drawn below that, in their order:

    raise HTTPException(‸)
                        400 404 403
    """
    lines = dedented(drawn).splitlines(keepends=True)
    (below,) = [number for number, line in enumerate(lines) if CURSOR in line]
    first = [int(code) for code in lines.pop(below + 1).split()]
    return "".join(lines), first
