"""The phrase behind each bare status."""

from __future__ import annotations

from drawing import dedented, undrawn
from projects import project_of
from statuslens.features.inlay_hints import inlay_hints
from statuslens.syntax.source import Source, Span


def shown(text: str, span: Span | None = None) -> str:
    """The text as an editor shows it, each hint in its place between ‹ ›."""
    source = Source(text)
    data = source.data.decode()
    for hint in reversed(
        list(inlay_hints(source, span or Span(0, len(source.data)), project_of(source)))
    ):
        data = f"{data[: hint.offset]}‹{hint.label}›{data[hint.offset :]}"
    return data


def test_hints_are_behind_bare_numbers_only() -> None:
    text = """
        raise_for(status_code=404, size=404)
        raise_for(status_code=status.HTTP_404_NOT_FOUND)
        if 400 <= response.status_code < 500: ...
        raise_for(status_code=499)
        websocket.close(1008)
    """
    assert shown(undrawn(text)) == dedented("""
        raise_for(status_code=404‹Not Found›, size=404)
        raise_for(status_code=status.HTTP_404_NOT_FOUND)
        if 400 <= response.status_code < 500: ...
        raise_for(status_code=499)
        websocket.close(1008‹Policy Violation›)
    """)


def test_only_what_is_on_the_screen_is_asked_for() -> None:
    text = "f(status_code=404)\nf(status_code=409)\n"
    assert shown(text, Span(19, 40)) == "f(status_code=404)\nf(status_code=409‹Conflict›)\n"
