"""A notebook is its Python cells, and is written back line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drawing import dedented
from projects import project_of
from statuslens.edits.text_edits import applied
from statuslens.features import rules
from statuslens.project.files import UnreadableError, parsed
from statuslens.syntax import notebooks

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
def test_files_that_are_not_notebooks(text: str) -> None:
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
    rules.check(source, project_of(source))


def test_a_cell_knows_what_the_others_import() -> None:
    cells = ["from fastapi import HTTPException, status", "raise HTTPException(404)"]
    source = notebooks.sources(cells)[1]
    (finding,) = rules.check(source, project_of(source))
    assert applied(source, rules.fix(source, [finding], project_of(source))).text == (
        "raise HTTPException(status.HTTP_404_NOT_FOUND)"
    )
