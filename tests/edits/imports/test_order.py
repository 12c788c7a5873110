"""The order of names and of lines, and which modules are the project's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from edits.marks import STATUS, USE, USED, check_edited


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("HTTP_200_OK, HTTP_1000_X", "HTTP_200_OK, HTTP_404_NOT_FOUND, HTTP_1000_X"),
        ("HTTP_500_X, Status, status", "HTTP_404_NOT_FOUND, HTTP_500_X, Status, status"),
        ("Status, Zebra, HTTP_1_A", "Status, Zebra, HTTP_1_A, HTTP_404_NOT_FOUND"),
        ("Also, first, HTTP_1_A, Zebra", "Also, first, HTTP_1_A, HTTP_404_NOT_FOUND, Zebra"),
        ("Also, Http, first", "HTTP_404_NOT_FOUND, Also, Http, first"),
    ],
)
def test_the_orders_of_a_list(names: str, expected: str) -> None:
    check_edited(
        f"from starlette.status import {names}\nf(‹404→HTTP_404_NOT_FOUND›)\n",
        f"from starlette.status import {expected}\nf(HTTP_404_NOT_FOUND)\n",
        "from starlette.status import HTTP_404_NOT_FOUND",
    )


def test_the_files_around_say_what_is_the_projects_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    for package in ("app/routes", "src/library"):
        (tmp_path / package).mkdir(parents=True)
    (tmp_path / "app/__init__.py").touch()
    (tmp_path / "app/helper.py").touch()
    (tmp_path / "tools.py").touch()
    for module in ("app.models", "tools", "library.x"):
        check_edited(
            f"import os\n\nimport {module}\n\n{USE}",
            f"import os\n\nfrom fastapi import status\n\nimport {module}\n\n{USED}",
            STATUS,
            path=tmp_path / "app/routes/items.py",
        )
    # A package's own modules are imported through it.
    check_edited(
        f"import helper\n\n{USE}",
        f"import helper\nfrom fastapi import status\n\n{USED}",
        STATUS,
        path=tmp_path / "app/items.py",
    )
