"""The text of a file: lines by LSP's rule, and edits that end where a fresh parse would."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statuslens.syntax.source import Edit, Source, Span, per_source


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\nb\n", ["a", "b", ""]),
        ("a\r\nb", ["a", "b"]),
        ("a\rb\r\rc", ["a", "b", "", "c"]),
        ("a\n\rb", ["a", "", "b"]),
        ("\r\n\r\n", ["", "", ""]),
        (
            "a\x0cb\x0b\x1c\x85\u2028c",
            ["a\x0cb\x0b\x1c\x85\u2028c"],
        ),  # str.splitlines breaks at these
    ],
)
def test_only_lf_crlf_and_cr_end_a_line(text: str, lines: list[str]) -> None:
    source = Source(text)
    spans = [source.line_span(line) for line in range(len(source.line_starts))]
    assert [source.data[span.start : span.end].decode() for span in spans] == lines


def test_a_lone_cr_ends_a_statement() -> None:
    assert not Source("import a\rx = 404\r").root.has_error


@pytest.mark.parametrize("text", ["x = (", "def", "@\n", "\ufeffx = 1", "\x00", "\ud800", "é" * 3])
def test_any_text_parses_and_survives(text: str) -> None:
    source = Source(text)
    assert source.root.end_byte <= len(source.data)
    assert source.text == text


# Short words of the things that go wrong: breaks of all kinds, characters of one to four bytes,
# and pieces of Python whose meaning hangs on what stands beside them.
_pieces = st.sampled_from(
    [
        "\n",
        "\r",
        "\r\n",
        "\x0c",
        "a",
        " ",
        "    ",
        "é",
        "€",
        "😀",
        "(",
        ")",
        ":",
        '"',
        "'''",
        "#",
        "=",
        "404",
    ]
    + ["def f():", "status.", "if x", "\\", "\ud800", "import ", "\u2028"]
)
_texts = st.lists(_pieces, max_size=12).map("".join)


@given(
    _texts,
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9), _texts), max_size=6),
    st.data(),
)
@settings(max_examples=400, deadline=None)
def test_after_any_edits_all_is_as_if_opened_again(
    text: str, edits: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    source, model = Source(text), text
    for at, length, new in edits:
        if data.draw(st.booleans()):
            _ = source.tree  # the tree may be asked for between edits, or not
        start = min(at, len(model))
        end = min(start + length, len(model))
        first = len(model[:start].encode("utf-8", "surrogatepass"))
        last = len(model[:end].encode("utf-8", "surrogatepass"))
        source = source.edited(Edit(Span(first, last), new))
        model = model[:start] + new + model[end:]
    fresh = Source(model)
    assert source.data == fresh.data
    assert source.line_starts == fresh.line_starts
    assert str(source.root) == str(fresh.root)


def test_an_edit_leaves_the_version_before_as_it_was() -> None:
    before = Source("x = 404\n")
    shape = str(before.root)
    after = before.edited(Edit(Span(4, 7), "(("))
    assert after.text == "x = ((\n"
    assert (before.text, str(before.root)) == ("x = 404\n", shape)


def test_what_is_derived_is_made_once_per_version() -> None:
    calls = []

    @per_source
    def size(source: Source, factor: int) -> int:
        calls.append(factor)
        return len(source.data) * factor

    source = Source("abc")
    assert [size(source, 2), size(source, 2), size(source, 3)] == [6, 6, 9]
    assert size(source.edited(Edit(Span(0, 1), "")), 2) == 4
    assert calls == [2, 3, 2]
