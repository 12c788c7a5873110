"""Which files a check finds, what applies to each, and how one is read and written back."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from drawing import dedented
from statuslens.edits.text_edits import applied
from statuslens.features import rules
from statuslens.project.configuration import Configuration, ConfigurationError, Configurations
from statuslens.project.files import File, UnreadableError, parsed, read, write
from statuslens.project.settings import Settings
from statuslens.project.walk import Walk
from statuslens.syntax import notebooks
from statuslens.syntax.source import Source


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


def found(folder: Path, *given: str, force_exclude: bool = False) -> list[str]:
    walk = Walk(Configurations(), force_exclude=force_exclude)
    files = walk.files([folder / path for path in given or (".",)])
    assert walk.problems == []
    return [path.relative_to(folder).as_posix() for path in files]


def test_python_files_and_notebooks_in_order(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a/z.pyi", "a/b/c.pyw", "a.ipynb", "x.txt", "Makefile", "py")
    assert found(tmp_path) == ["a/b/c.pyw", "a/z.pyi", "a.ipynb", "b.py"]


def test_what_is_named_twice_is_found_once(tmp_path: Path) -> None:
    tree(tmp_path, "a/b.py")
    assert found(tmp_path, "a", "a/b.py", ".", "a/../a") == ["a/b.py"]


def test_other_peoples_folders_are_left_out(tmp_path: Path) -> None:
    tree(tmp_path, "app.py", ".hidden.py", ".venv/a.py", "venv/a.py", "node_modules/x/a.py")
    tree(tmp_path, "lib/site-packages/a.py", ".git/hooks/a.py", "dist/a.py", "build/a.py")
    assert found(tmp_path) == ["app.py", "build/a.py"]


def test_what_is_named_is_checked_in_any_case(tmp_path: Path) -> None:
    tree(tmp_path, ".venv/lib/a.py", "gen/a.py", "x.txt", _ignore="gen/\n")
    assert found(tmp_path, ".venv/lib", "gen/a.py", "x.txt") == [
        ".venv/lib/a.py",
        "gen/a.py",
        "x.txt",
    ]
    assert found(tmp_path, "gen") == ["gen/a.py"]


def test_unless_it_is_forced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, ".venv/lib/a.py", "gen/a.py", "old/a.py", "x.txt", _ignore="gen/\n")
    tree(tmp_path, pyproject='[tool.statuslens]\nexclude = ["/old"]\n')
    monkeypatch.chdir(tmp_path)
    given = (".venv/lib", "gen/a.py", "old/a.py", "x.txt")
    assert found(tmp_path, *given, force_exclude=True) == ["x.txt"]


def test_gitignore_files(tmp_path: Path) -> None:
    tree(
        tmp_path, "a.py", "gen/a.py", "sub/gen/a.py", "sub/b_pb2.py", "sub/c.py", "sub/keep_pb2.py"
    )
    tree(
        tmp_path,
        _ignore="# words\n/gen/\n*_pb2.py\n!\n",
        sub___ignore="!keep_pb2.py\nc.py\n",
    )
    assert found(tmp_path) == ["a.py", "sub/gen/a.py", "sub/keep_pb2.py"]
    assert found(tmp_path, "sub") == ["sub/gen/a.py", "sub/keep_pb2.py"]


def test_gitignore_files_of_the_same_repository_only(tmp_path: Path) -> None:
    tree(tmp_path, "repo/.git/HEAD", "repo/a.py", "repo/sub/b.py", _ignore="*.py\n")
    assert found(tmp_path / "repo") == ["a.py", "sub/b.py"]
    assert found(tmp_path / "repo", "sub") == ["sub/b.py"]
    tree(tmp_path, "repo/.git/info/exclude")
    (tmp_path / "repo/.git/info/exclude").write_text("sub\n")
    assert found(tmp_path / "repo") == ["a.py"]


def test_exclude_is_relative_to_its_pyproject(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "gen/a.py", "sub/gen/a.py", "sub/b.py", "sub/deep/c.py")
    tree(tmp_path, pyproject='[tool.statuslens]\nexclude = ["/gen", "sub/*.py", "!sub/b.py"]\n')
    assert found(tmp_path) == ["a.py", "sub/b.py", "sub/deep/c.py", "sub/gen/a.py"]
    assert found(tmp_path / "sub") == ["b.py", "deep/c.py", "gen/a.py"]


def test_links_lead_nowhere_twice(tmp_path: Path) -> None:
    tree(tmp_path, "a/b.py", "c.py")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "again.py").symlink_to(tmp_path / "c.py")
    (tmp_path / "folder.py").symlink_to(tmp_path / "a", target_is_directory=True)
    assert found(tmp_path) == ["a/b.py", "c.py"]
    assert found(tmp_path, "a") == ["a/again.py", "a/b.py"]


def test_pipes_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert found(tmp_path) == []


def test_the_nearest_pyproject_that_has_the_table_counts(tmp_path: Path) -> None:
    tree(tmp_path, pyproject='[tool.statuslens]\nstyle = "off"\n')
    tree(tmp_path, a__pyproject="[tool.ruff]\n", b__pyproject="[tool.statuslens]\n")
    configurations = Configurations()
    assert configurations.at(tmp_path / "a" / "deep").settings == Settings(style="off")
    assert configurations.at(tmp_path / "a" / "deep").root == tmp_path
    assert configurations.at(tmp_path / "b" / "deep").settings == Settings()
    assert configurations.at(tmp_path / "b" / "deep").root == tmp_path / "b"


def test_no_pyproject_above_the_repository_or_the_home_folder_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, "repo/.git/HEAD", "home/a/x.py", pyproject='[tool.statuslens]\nstyle = "off"\n')
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    configurations = Configurations()
    for folder in ("repo", "repo/src", "home", "home/a"):
        assert configurations.nearest(tmp_path / folder) is None
    assert configurations.nearest(tmp_path / "other") is not None


def test_a_pipe_is_neither_configuration_nor_ignore_file_nor_code(tmp_path: Path) -> None:
    for name in ("pyproject.toml", ".gitignore", "a.py"):
        os.mkfifo(tmp_path / name)
    tree(tmp_path, "b.py")
    assert found(tmp_path) == ["b.py"]
    with pytest.raises(UnreadableError, match="not a regular file"):
        read(tmp_path / "a.py")
    with pytest.raises(UnreadableError, match="not a regular file"):
        read(tmp_path)


def test_further_patterns_are_relative_to_where_the_walk_is(tmp_path: Path) -> None:
    tree(tmp_path, "a/gen/x.py", "a/y.py", "gen/z.py")
    walk = Walk(Configurations(), here=tmp_path / "a", exclude=("/gen",))
    assert walk.files([tmp_path]) == [tmp_path / "a" / "y.py", tmp_path / "gen" / "z.py"]


def test_per_file_ignores_are_relative_to_the_pyproject(tmp_path: Path) -> None:
    tree(
        tmp_path,
        pyproject='[tool.statuslens.per-file-ignores]\n"tests/**" = ["magic-status"]\n',
    )
    configuration = Configurations().at(tmp_path / "tests" / "unit")
    path = configuration.path(tmp_path / "tests" / "unit" / "test_a.py")
    assert path == "tests/unit/test_a.py"
    assert not configuration.settings.selects("magic-status", path)
    assert configuration.settings.selects("magic-status", "app/tests.py")


def test_every_mistake_of_a_pyproject_is_told(tmp_path: Path) -> None:
    tree(tmp_path, pyproject='[tool.statuslens]\nstyle = 1\nstile = 2\nignore-codes = "404"\n')
    with pytest.raises(ConfigurationError) as told:
        Configurations().at(tmp_path)
    keys = (
        "style, provider, select, ignore, severity, ignore-codes, exclude, per-file-ignores, "
        "inlay-hints, completion, interpreter"
    )
    assert [line.partition("] ")[2].partition(":")[0] for line in str(told.value).splitlines()] == [
        "style",
        "ignore-codes",
        f"unknown key 'stile' (expected one of {keys})",
    ]


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"", "utf-8", ""),
        ("é\r\n".encode(), "utf-8", "é\r\n"),
        (b"\xef\xbb\xbfx\n", "utf-8-sig", "x\n"),
        (b"# coding: latin-1\n\xe9", "iso-8859-1", "# coding: latin-1\né"),
        (b"#!/bin/python\n# vim: set fileencoding=cp1252 :\n\x80", "cp1252", None),
    ],
)
def test_encodings(data: bytes, encoding: str, text: str | None) -> None:
    file = parsed(Path("a.py"), data)
    assert file.encoding == encoding
    assert text is None or file.texts == (text,)
    assert file.with_texts(file.texts) == data


@pytest.mark.parametrize(
    "data",
    [b"\xe9", b"x\n" * 9 + b"\xe9", b"# coding: klingon\n", b"# coding: rot13\n", b"\xff\xfe"],
)
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="not text in an encoding that Python knows"):
        parsed(Path("a.py"), data)


def test_an_encoding_that_is_not_written_as_it_was_read() -> None:
    """The escape sequence at the end says nothing, and encoding the text again leaves it out."""
    data = b"# coding: iso2022_jp\nx\x1b$B\x1b(B\n"
    file = parsed(Path("a.py"), data)
    with pytest.raises(UnreadableError, match="cannot be written back in iso2022_jp unchanged"):
        file.with_texts(("x",))


def test_a_text_that_its_encoding_cannot_hold() -> None:
    file = parsed(Path("a.py"), b"# coding: latin-1\n")
    with pytest.raises(UnreadableError, match="cannot be written"):
        file.with_texts(("# coding: latin-1\n日本",))


def test_writing_is_all_or_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be written"):
        write(tmp_path / "missing" / "a.py", b"x")
    write_here = tmp_path / "a.py"
    write_here.write_bytes(b"old")
    write(write_here, b"new")
    assert write_here.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [write_here]


def test_without_a_pyproject_everything_is_at_its_default(tmp_path: Path) -> None:
    assert Configuration(tmp_path).settings == Settings()
    assert Configuration(tmp_path).path(tmp_path / "a" / "b.py") == "a/b.py"
    assert Configuration(tmp_path).path(tmp_path.parent / "b.py") == "b.py"


NOTEBOOK = dedented("""
    {
      "cells": [
        { "cell_type": "markdown", "source": "# 404" },
        {
          "cell_type": "code", "execution_count": 1.50,
          "outputs": [{"data": "caf\\u00e9 \\/"}],
          "source": [
            "%matplotlib inline\\n",
            "x = \\"caf\\u00e9\\"\\n",
            "f(status_code=404)"
          ]
        },
        {"cell_type":"code","source":["!ls\\n","f(status_code=410)"],"id":"a"},
        {"cell_type": "raw", "source": ["f(status_code=404)"]},
        {"cell_type": "code", "source": "f(status_code=500)"},
        {"cell_type": "code", "source": []}
      ],
      "metadata": {}, "nbformat": 4
    }
""")


def test_a_notebook_is_its_python_cells() -> None:
    assert [cell.number for cell in notebooks.cells(NOTEBOOK)] == [2, 3, 5, 6]


def test_a_notebook_is_written_back_line_by_line() -> None:
    new = '%matplotlib inline\nimport é\nx = "café"\nf(y)'
    changed = notebooks.written(NOTEBOOK, {2: new, 3: "!ls\nf(z)\n", 5: "g()\n"})
    expected = NOTEBOOK.replace('["!ls\\n","f(status_code=410)"]', '["!ls\\n","f(z)\\n"]')
    expected = expected.replace('"f(status_code=500)"', '"g()\\n"')
    expected = expected.replace('"x = ', '"import é\\n",\n        "x = ', 1)
    assert changed == expected.replace('"f(status_code=404)"\n', '"f(y)"\n', 1)
    assert notebooks.written(NOTEBOOK, {}) == NOTEBOOK


@pytest.mark.parametrize(
    ("metadata", "count"),
    [
        ({}, 1),
        ({"language_info": {"name": "python"}}, 1),
        ({"kernelspec": {"language": "python"}}, 1),
        ({"language_info": {"name": "julia"}}, 0),
        ({"kernelspec": {"language": "R"}}, 0),
    ],
)
def test_the_notebooks_language(metadata: dict[str, object], count: int) -> None:
    cells = [{"cell_type": "code", "source": ["x"]}]
    assert len(notebooks.cells(json.dumps({"cells": cells, "metadata": metadata}))) == count


@pytest.mark.parametrize("text", ["", "{", "[]", '{"worksheets": []}', '{"cells": 3}'])
def test_what_is_no_notebook(text: str) -> None:
    with pytest.raises(UnreadableError, match="not a notebook"):
        parsed(Path("a.ipynb"), text.encode())


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ("%time f(status_code=404)", "#time f(status_code=404)"),
        ("  !ls\n?f", "  #ls\n#f"),
        ("%%time\nf()", "#%time\nf()"),
        ("x = (a\n% b != c\n!= d)", "x = (a\n% b != c\n!= d)"),
    ],
)
def test_magics_are_comments(cell: str, seen: str) -> None:
    (source,) = notebooks.sources([cell])
    assert source.text == seen
    rules.check(source, Settings())


def test_a_cell_knows_what_the_others_import() -> None:
    cells = ["from fastapi import HTTPException, status", "raise HTTPException(404)"]
    source = notebooks.sources(cells)[1]
    (finding,) = rules.check(source, Settings())
    assert applied(source, rules.fix(source, [finding])).text == (
        "raise HTTPException(status.HTTP_404_NOT_FOUND)"
    )


def test_reading_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x\r\n")
    assert read(tmp_path / "a.py") == File(tmp_path / "a.py", b"x\r\n", "utf-8", ("x\r\n",))
    assert read(tmp_path / "a.py").sources(("y",))[0].text == Source("y").text
    with pytest.raises(UnreadableError, match="No such file"):
        read(tmp_path / "b.py")
