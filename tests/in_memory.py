"""Files that are nowhere on disk: the twin of `FileSystem` for tests."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from drawing import dedented
from statuslens.project.file_system import FileSystem, Stamp
from statuslens.project.files import UnreadableError
from statuslens.project.view import Files, Index, Project, project_root
from statuslens.syntax.source import Source

ROOT = Path("/project")


class InMemoryFiles(FileSystem):
    """What is in `texts`, by path; change them, and `refresh`. `opened` are the open files."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = {str(ROOT / path): dedented(text) for path, text in texts.items()}
        self.opened: dict[Path, Source] = {}
        self.reads: list[str] = []
        super().__init__(self.opened.get)

    def stamp(self, path: str) -> Stamp:
        if path in self.texts:
            text = self.texts[path]
            return stat.S_IFREG, 1, 1, len(text), hash(text)
        is_folder = any(other.startswith(f"{path.rstrip('/')}/") for other in self.texts)
        return (stat.S_IFDIR, 1, 1, 0, 0) if is_folder else (0, 0, 0, 0, 0)

    def bytes(self, path: Path, largest: int = 0) -> bytes:  # noqa: ARG002 - none is large
        self.reads.append(str(path))
        if str(path) not in self.texts:
            raise UnreadableError("not there")
        return self.texts[str(path)].encode()

    def write(self, path: str, text: str) -> None:
        """Change the file on disk, and have that noticed."""
        self.texts[str(ROOT / path)] = dedented(text)
        self.refresh(now=True)

    def open(self, path: str, text: str) -> None:
        """Open or edit the file in the editor."""
        self.opened[ROOT / path] = Source(dedented(text), ROOT / path)
        self.buffer_changed(ROOT / path)


def project_of(files: InMemoryFiles, path: str, index: Index | None = None) -> Project:
    """The view of the file at `path`."""
    root = project_root(files, ROOT / path, [])
    return Project(Files(ROOT / path, root, files, index))
