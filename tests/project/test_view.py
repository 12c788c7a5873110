"""The view of a project: what a file asks about the others, and how long answers hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from in_memory import ROOT, InMemoryFiles, project_of
from statuslens.project.file_system import FileSystem
from statuslens.project.view import Files, Project, per_project, project_root
from statuslens.semantic.usages import find_usages
from statuslens.syntax.source import Source

FILES = {
    "shop/__init__.py": "",
    "shop/errors.py": """
        from fastapi import HTTPException
        class Problem(Exception):
            def __init__(self, detail, status_code): ...
        class Gone(HTTPException): ...
        def answer(size, *, status): ...
        def measure(size): ...
    """,
    "shop/handed_on.py": "from .errors import Problem as Trouble\n",
    "shop/loop.py": "from .loop import Problem\n",
    "shop/api/__init__.py": "",
    "shop/one.py": "from .two import Two\nclass One(Two): ...\n",
    "shop/two.py": "from .one import One\nclass Two(One): ...\n",
    "shop/broken.py": "def problem(status_code",
}


@pytest.fixture
def files() -> InMemoryFiles:
    return InMemoryFiles({"pyproject.toml": "", **FILES})


def found(
    files: InMemoryFiles, text: str, name: str = "shop/api/routes.py"
) -> list[tuple[int, str]]:
    return statuses(Source(text, ROOT / name), project_of(files, name))


def statuses(source: Source, project: Project) -> list[tuple[int, str]]:
    usages = find_usages(source, project)
    return [(u.code, u.place.confidence) for u in usages if u.name is None and u.place is not None]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("from shop.errors import Problem\nraise Problem('no', 404)", [(404, "certain")]),
        ("from ..errors import Problem\nraise Problem('no', 404)", [(404, "certain")]),
        ("from shop import errors\nraise errors.Problem('no', 404)", [(404, "certain")]),
        ("from .. import errors\nraise errors.Problem('no', 404)", [(404, "certain")]),
        ("import shop.errors\nraise shop.errors.Problem('no', 404)", [(404, "certain")]),
        ("from ..handed_on import Trouble\nraise Trouble('no', 404)", [(404, "certain")]),
        ("from ..errors import Gone\nraise Gone(410)", [(410, "certain")]),
        (
            "from ..errors import Gone\nclass Away(Gone): ...\nraise Away(410)",
            [(410, "certain")],
        ),
        ("from ..errors import Problem\nraise Problem(404, 1)", []),
        ("from ..errors import measure\nmeasure(404)", []),
        ("from ..loop import Problem\nraise Problem('no', 404)", []),
        ("from ..one import One\nraise One(404)", []),
        ("class A(B): ...\nclass B(A): ...\nraise A(404)", []),
        ("from ..broken import problem\nproblem(404)", []),
        ("from ..missing import Problem\nraise Problem('no', 404)", []),
        ("from elsewhere import Problem\nraise Problem('no', 404)", []),
    ],
)
def test_functions_and_classes_of_the_project(
    files: InMemoryFiles, text: str, wanted: list[tuple[int, str]]
) -> None:
    assert found(files, text) == wanted


MEASURES = "from ..errors import measure\nmeasure(404)"


def test_one_version_of_a_file_follows_the_others(files: InMemoryFiles) -> None:
    """On disk, in the editor, and through a third file."""
    name = "shop/api/routes.py"
    source = Source(MEASURES, ROOT / name)
    assert statuses(source, project_of(files, name)) == []
    files.write("shop/errors.py", "def measure(status_code): ...")
    assert statuses(source, project_of(files, name)) == [(404, "certain")]
    files.open("shop/errors.py", "def measure(number): ...")
    assert statuses(source, project_of(files, name)) == []
    files.open("shop/errors.py", "from .sizes import measure")
    assert statuses(source, project_of(files, name)) == []
    files.write("shop/sizes.py", "def measure(status_code): ...")
    assert statuses(source, project_of(files, name)) == [(404, "certain")]


def test_a_base_class_in_a_third_file(files: InMemoryFiles) -> None:
    name = "main.py"
    files.write("base.py", "class Base(Exception):\n    def __init__(self, size): ...")
    files.write("middle.py", "from base import Base\nclass Middle(Base): ...")
    source = Source("from middle import Middle\nraise Middle(404)", ROOT / name)
    assert statuses(source, project_of(files, name)) == []
    files.write("base.py", "class Base(Exception):\n    def __init__(self, status_code): ...")
    assert statuses(source, project_of(files, name)) == [(404, "certain")]


def test_nothing_is_read_again_while_nothing_changes(files: InMemoryFiles) -> None:
    name = "shop/api/routes.py"
    source = Source(MEASURES, ROOT / name)
    for _ in range(3):
        statuses(source, project_of(files, name))
    assert files.reads == [str(ROOT / "shop/errors.py")]


def test_what_is_remembered_of_a_file_outlives_its_own_changes(files: InMemoryFiles) -> None:
    """Others ask about a file that one types in: that costs them, not it."""
    asked: list[str] = []

    @per_project
    def ask(source: Source, project: Project) -> int:
        asked.append(project.files.path.name if project.files.path is not None else "")
        return len(source.data)

    typed, other = Source("a", ROOT / "typed.py"), Source("b", ROOT / "other.py")
    files.open("typed.py", "a")
    files.is_file(ROOT / "typed.py")
    for _ in range(2):
        ask(typed, project_of(files, "typed.py"))
        ask(other, project_of(files, "other.py"))
    assert asked == ["typed.py", "other.py"]
    files.open("typed.py", "a")
    ask(typed, project_of(files, "typed.py"))
    assert asked == ["typed.py", "other.py"]
    ask(other, project_of(files, "other.py"))
    assert asked == ["typed.py", "other.py", "other.py"]


def test_a_text_that_is_nowhere_has_no_other_modules() -> None:
    assert Files().module(Source("from .errors import Problem"), ".errors") is None
    assert not Files().is_top_level_module("http")
    assert not Files().is_own("shop")
    assert not Files().has_submodule("status")
    assert not Files().may_be_taken("status")
    assert Files().usual_provider() is None


@pytest.mark.parametrize(
    ("importer", "dotted", "module"),
    [
        ("shop/api/routes.py", "shop.errors", "shop/errors.py"),
        ("shop/api/routes.py", "..errors", "shop/errors.py"),
        ("shop/api/routes.py", "shop.api", "shop/api/__init__.py"),
        ("shop/api/routes.py", "....errors", None),
        ("shop/api/routes.py", "errors", "shop/errors.py"),
        ("tests/test_app.py", "shop.errors", "shop/errors.py"),
        ("tests/test_app.py", "lib.app", "src/lib/app.py"),
        ("shop/api/routes.py", "shop.missing", None),
        ("shop/api/routes.py", "." * 40, None),
    ],
)
def test_modules(files: InMemoryFiles, importer: str, dotted: str, module: str | None) -> None:
    files.write("src/lib/app.py", "")
    found = project_of(files, importer).files.module(Source("", ROOT / importer), dotted)
    assert (found.path if found is not None else None) == (ROOT / module if module else None)


def test_nothing_above_the_project_is_its_own() -> None:
    files = InMemoryFiles(
        {"errors.py": "", "shop/pyproject.toml": "", "shop/app.py": "", "shop/http.py": ""}
    )
    seen = project_of(files, "shop/app.py").files
    assert seen.root == ROOT / "shop"
    assert seen.module(Source("", ROOT / "shop/app.py"), "errors") is None
    assert seen.is_top_level_module("http")
    assert not seen.is_top_level_module("errors")


def test_a_file_that_belongs_to_no_project_has_the_modules_of_its_folder() -> None:
    files = InMemoryFiles({"a/errors.py": "", "errors.py": "", "a/main.py": ""})
    path = ROOT / "a" / "main.py"
    assert project_root(files, path, []) is None
    seen = Files(path, None, files)
    assert seen.module(Source("", path), "errors") is not None
    assert seen.module(Source("", path), "..errors") is None


def test_a_package_in_no_project_is_its_own() -> None:
    files = InMemoryFiles(
        {"p/__init__.py": "", "p/q/__init__.py": "", "p/q/a.py": "", "p/b.py": "", "c.py": ""}
    )
    path = ROOT / "p/q/a.py"
    assert project_root(files, path, []) == ROOT / "p"
    seen, source = Files(path, ROOT / "p", files), Source("", path)
    assert seen.module(source, "..b") is not None
    assert seen.module(source, "p.b") is not None
    assert seen.is_own("p")


def test_where_a_project_begins(files: InMemoryFiles) -> None:
    path = ROOT / "shop/api/routes.py"
    assert project_root(files, path, [ROOT / "shop"]) == ROOT, "the nearest pyproject.toml"
    files.write("shop/pyproject.toml", "")
    assert project_root(files, path, []) == ROOT / "shop"
    lone = InMemoryFiles({"a/b/c.py": ""})
    opened = [ROOT, ROOT / "a"]
    assert project_root(lone, ROOT / "a/b/c.py", opened) == ROOT / "a", "the innermost folder"


def test_pipes_and_unreadable_files_are_not_modules(tmp_path: Path) -> None:
    (tmp_path / "latin.py").write_bytes(b"# \xe9\ndef f(status_code): ...")
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / "pipe.py")
    path = tmp_path / "main.py"
    seen = Files(path, tmp_path, FileSystem())
    for name in ("latin", "folder", "pipe"):
        assert seen.module(Source("", path), name) is None, name


@pytest.mark.parametrize(
    ("package", "is_own"), [("shop", True), ("lib", True), ("tool", True), ("fastapi", False)]
)
def test_the_projects_own_packages(files: InMemoryFiles, package: str, is_own: bool) -> None:
    files.write("src/lib/__init__.py", "")
    files.write("tool.py", "")
    assert project_of(files, "shop/api/routes.py").files.is_own(package) is is_own
