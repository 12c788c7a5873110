"""What a file imports from its own project, read from there and from nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from statuslens.project.module_resolver import module_of
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
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            "\n".join(line[8:] for line in text.splitlines()) if "\n " in text else text
        )
    return tmp_path


def found(project: Path, text: str, name: str = "shop/api/routes.py") -> list[tuple[int, str]]:
    usages = find_usages(Source(text, project / name))
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
    project: Path, text: str, wanted: list[tuple[int, str]]
) -> None:
    assert found(project, text) == wanted


def test_a_change_of_the_other_file_is_seen(project: Path) -> None:
    text = "from ..errors import measure\nmeasure(404)"
    assert found(project, text) == []
    other = project / "shop" / "errors.py"
    other.write_text("def measure(status_code): ...\n" + " " * 100)
    assert found(project, text) == [(404, "certain")]


def test_a_text_that_is_nowhere_has_no_other_modules() -> None:
    assert module_of(Source("from .errors import Problem"), ".errors") is None


def test_files_that_cannot_be_read_are_none(project: Path) -> None:
    (project / "shop" / "latin.py").write_bytes(b"# \xe9\ndef f(status_code): ...")
    (project / "shop" / "folder.py").mkdir()
    source = Source("", project / "shop" / "api.py")
    assert module_of(source, ".latin") is None
    assert module_of(source, ".folder") is None
    assert module_of(source, "." * 40) is None
