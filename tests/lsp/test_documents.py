"""Which file a URI means, and which files a client tells of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types
from lsprotocol.types import FileChangeType, FileEvent

from statuslens.lsp.documents import Positions, changed_files, edited, path_of, paths_of
from statuslens.syntax.source import Source


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///shop/app.py", Path("/shop/app.py")),
        ("file:///my%20shop/%C3%A4.py", Path("/my shop/ä.py")),
        ("file:///shop/../other/./app.py", Path("/other/app.py")),
        ("file:///shop/a%00.py", None),
        ("file:", None),
        ("untitled:Untitled-1", None),
        ("vscode-notebook-cell:/shop/app.ipynb#W0", None),
    ],
)
def test_a_file_on_disk_has_a_path(uri: str, path: Path | None) -> None:
    assert path_of(uri) == path
    assert paths_of([uri, "untitled:other"]) == ([path] if path is not None else [])


def test_changes_are_of_code_of_folders_or_of_something_else() -> None:
    kinds = {
        "app.py": FileChangeType.Created,
        "types.pyi": FileChangeType.Changed,
        "book.ipynb": FileChangeType.Changed,
        "gone.py": FileChangeType.Deleted,
        "pyproject.toml": FileChangeType.Changed,
        "folder": FileChangeType.Deleted,
    }
    events = [FileEvent(f"file:///shop/{name}", kind) for name, kind in kinds.items()]
    events.append(FileEvent("untitled:app.py", FileChangeType.Changed))
    found = changed_files(events)
    assert [[path.name for path in paths] for paths in found] == [
        ["app.py", "types.pyi", "book.ipynb"],
        ["gone.py", "folder"],
        ["pyproject.toml", "folder"],
    ]


ENCODINGS = tuple(types.PositionEncodingKind)


def units(text: str, encoding: types.PositionEncodingKind) -> int:
    """How many units of `encoding` a text takes: the definition in LSP's own words."""
    codec, width = {
        types.PositionEncodingKind.Utf8: ("utf-8", 1),
        types.PositionEncodingKind.Utf16: ("utf-16-le", 2),
        types.PositionEncodingKind.Utf32: ("utf-32-le", 4),
    }[encoding]
    return len(text.encode(codec, "surrogatepass")) // width


def position(text: str, offset: int, encoding: types.PositionEncodingKind) -> types.Position:
    """Where character `offset` of `text` stands, by LSP's rule for the ends of lines."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    if text[:offset].endswith("\r") and text[offset : offset + 1] == "\n":
        before = before[:-1]  # between CR and LF is still the line that they end
    return types.Position(before.count("\n"), units(before.rpartition("\n")[2], encoding))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "text",
    [
        "x = '😀é€'; f(status_code=404)",
        "# é\r\n# 😀\r# \x0c €\n'😀😀' == r.status_code == 404",
        "404",
        "\n\n404\n",
    ],
)
def test_every_position_goes_there_and_back(
    text: str, encoding: types.PositionEncodingKind
) -> None:
    source = Source(text)
    positions = Positions(source, encoding)
    for offset in range(len(text) + 1):
        if text[:offset].endswith("\r") and text[offset : offset + 1] == "\n":
            continue
        byte = len(text[:offset].encode())
        expected = position(text, offset, encoding)
        assert positions.position(byte) == expected
        assert positions.offset(expected) == byte


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_positions_past_the_end_are_brought_back(encoding: types.PositionEncodingKind) -> None:
    positions = Positions(Source("ab\r\n😀\n"), encoding)
    assert positions.offset(types.Position(0, 99)) == 2
    assert positions.offset(types.Position(1, 99)) == 8
    assert positions.offset(types.Position(2, 99)) == 9
    assert positions.offset(types.Position(99, 0)) == 9


def test_a_position_within_a_character_is_its_start() -> None:
    source = Source("a😀b")
    assert Positions(source, types.PositionEncodingKind.Utf16).offset(types.Position(0, 2)) == 1
    utf8 = Positions(source, types.PositionEncodingKind.Utf8)
    assert [utf8.offset(types.Position(0, n)) for n in (2, 3, 4)] == [1, 1, 1]


_text = st.lists(
    st.sampled_from(["\n", "\r", "\r\n", "\x0c", "\u2028", "a", "é", "😀", "404", "(", "\ud800"]),
    max_size=10,
).map("".join)


@given(
    _text, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), _text), max_size=6), st.data()
)
@settings(max_examples=300, deadline=None)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_after_any_changes_the_text_is_the_clients(
    encoding: types.PositionEncodingKind,
    text: str,
    edits: list[tuple[int, int, str]],
    data: st.DataObject,
) -> None:
    source, model = Source(text), text
    changes: list[types.TextDocumentContentChangeEvent] = []
    for one, other, new in edits:
        if data.draw(st.integers(0, 4)) == 0:
            changes.append(types.TextDocumentContentChangeWholeDocument(text=new))
            model = new
            continue
        start, end = sorted((min(one, len(model)), min(other, len(model))))
        span = types.Range(position(model, start, encoding), position(model, end, encoding))
        # A client cannot name a position between CR and LF: it is the end of the line.
        start, end = (_nameable(model, position) for position in (start, end))
        changes.append(types.TextDocumentContentChangePartial(range=span, text=new))
        model = model[:start] + new + model[end:]
    # In one notification or in several.
    cut = data.draw(st.integers(0, len(changes)))
    source = edited(source, changes[:cut], encoding)
    source = edited(source, changes[cut:], encoding)
    assert source.text == model
    assert source.line_starts == Source(model).line_starts


def _nameable(text: str, offset: int) -> int:
    within = text[:offset].endswith("\r") and text[offset : offset + 1] == "\n"
    return offset - 1 if within else offset
