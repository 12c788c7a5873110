"""Trees of files."""

from __future__ import annotations

from pathlib import Path


def tree(folder: Path, *files: str, **contents: str) -> None:
    """Empty files, and files with a content: `folder/file` is written `folder__file`."""
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    for name, content in contents.items():
        path = folder / name.replace("__", "/").replace("_ignore", ".gitignore")
        path = path.with_name("pyproject.toml") if path.name == "pyproject" else path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
