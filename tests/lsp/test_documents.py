"""Which file a URI means, and which files a client tells of."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol.types import FileChangeType, FileEvent

from statuslens.lsp.documents import changed_files, path_of, paths_of


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///shop/app.py", Path("/shop/app.py")),
        ("file:///my%20shop/%C3%A4.py", Path("/my shop/ä.py")),
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
