"""Which statement gets a name, and where a new line stands among the imports."""

# ruff: noqa: E501 - a file before stands beside the one after

from __future__ import annotations

import pytest

from edits.marks import ALIAS, STATUS, USE, USED, check_edited, check_new_line, result


@pytest.mark.parametrize(
    "statement",
    [
        "if TYPE_CHECKING:\n    from fastapi import FastAPI",
        "try:\n    from fastapi import FastAPI\nexcept ImportError:\n    pass",
        "from fastapi import *",
        "from fastapi import FastAPI as App",
        "def g():\n    from fastapi import FastAPI",
    ],
)
def test_other_statements_are_not_extended(statement: str) -> None:
    text = result(f"{statement}\n\n{USE}", STATUS)
    assert statement in text
    assert "from fastapi import status\n" in text


def test_of_several_statements_the_one_without_a_directive_is_extended() -> None:
    check_edited(
        f"""
        from fastapi import FastAPI  # noqa
        from fastapi import Request, Response
        {USE}""",
        f"""
        from fastapi import FastAPI  # noqa
        from fastapi import Request, Response, status
        {USED}""",
        STATUS,
    )


def test_one_name_per_statement_stays_so() -> None:
    check_edited(
        f"""
        from fastapi import FastAPI
        from fastapi import testclient
        {USE}""",
        f"""
        from fastapi import FastAPI
        from fastapi import status
        from fastapi import testclient
        {USED}""",
        STATUS,
    )


def test_an_alias_gets_a_statement_of_its_own_unless_the_file_has_others_among_names() -> None:
    use = "f(‹404→http_status.HTTP_404_NOT_FOUND›)\n"
    used = "f(http_status.HTTP_404_NOT_FOUND)\n"
    check_edited(
        f"from fastapi import FastAPI, status\n\nstatus\n{use}",
        f"from fastapi import FastAPI, status\nfrom fastapi import status as http_status\n\n"
        f"status\n{used}",
        ALIAS,
    )
    check_edited(
        f"from a import b as c, d\nfrom fastapi import status\n{use}",
        f"from a import b as c, d\nfrom fastapi import status, status as http_status\n{used}",
        ALIAS,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # At its place in its section.
        ("import os\nimport sys\n\n", "import os\nimport sys\n\nfrom fastapi import status\n\n"),
        ("from . import x\n\n", "from fastapi import status\n\nfrom . import x\n\n"),
        ("import os\n\nfrom . import x\n\n", "import os\n\nfrom fastapi import status\n\nfrom . import x\n\n"),
        ("import aiohttp\nimport zlib2\n\n", "import aiohttp\nimport zlib2\nfrom fastapi import status\n\n"),
        ("import aiohttp\nfrom flask import x\n\n", "import aiohttp\nfrom fastapi import status\nfrom flask import x\n\n"),
        ("from flask import x\nimport aiohttp\n\n", "from fastapi import status\nfrom flask import x\nimport aiohttp\n\n"),
        ("import aiohttp\nfrom Zoo import x\n\n", "import aiohttp\nfrom fastapi import status\nfrom Zoo import x\n\n"),
        ("from aiohttp import x\nimport flask\nfrom zoo import y\n\n", "from aiohttp import x\nfrom fastapi import status\nimport flask\nfrom zoo import y\n\n"),
        ("from zoo import x\nfrom aiohttp import y\n\n", "from zoo import x\nfrom aiohttp import y\nfrom fastapi import status\n\n"),
        ("import os\n\nfrom email import z\n\nimport aiohttp\n\nfrom flask import x\n\n", "import os\n\nfrom email import z\n\nimport aiohttp\n\nfrom fastapi import status\nfrom flask import x\n\n"),
        # What the file sets apart is its own.
        ("import zlib2\n\nfrom app import x\n\n", "import zlib2\nfrom fastapi import status\n\nfrom app import x\n\n"),
        # Comments stay with what they are about.
        ("import os\n\n# about flask\nfrom flask import x\n\n", "import os\n\nfrom fastapi import status\n# about flask\nfrom flask import x\n\n"),
        ("import os\n\n# Third party\nfrom flask import x\n\n", "import os\n\n# Third party\nfrom fastapi import status\nfrom flask import x\n\n"),
        ("# Copyright\nfrom flask import x\n\n", "# Copyright\nfrom fastapi import status\nfrom flask import x\n\n"),
        ("# Copyright\nfrom . import x\n\n", "# Copyright\nfrom fastapi import status\n\nfrom . import x\n\n"),
        ("# Local imports\nfrom . import x\n\n", "from fastapi import status\n\n# Local imports\nfrom . import x\n\n"),
        ("\ufefffrom flask import x\n\n", "\ufefffrom fastapi import status\nfrom flask import x\n\n"),
        # More than one statement in a line.
        ("import os; import sys; x = 1\n", "import os; import sys\n\nfrom fastapi import status\n\nx = 1\n"),
        ("import os; ", "import os\n\nfrom fastapi import status\n\n"),
        ("import zoo; import aiohttp\n\n", "import zoo; import aiohttp\nfrom fastapi import status\n\n"),
        ("'''Words.'''; from flask import x\n\n", "'''Words.'''; from flask import x\nfrom fastapi import status\n\n"),
        # Code among the imports.
        ("import sys\n\nsys.path.insert(0, '')\n\nimport zoo\n\n", "import sys\n\nfrom fastapi import status\n\nsys.path.insert(0, '')\n\nimport zoo\n\n"),
        ("__version__ = '1'\n\nimport zoo\n\n", "__version__ = '1'\n\nimport zoo\nfrom fastapi import status\n\n"),
        ("try:\n    import a\nexcept ImportError:\n    a = None\n\nimport zoo\n\n", "try:\n    import a\nexcept ImportError:\n    a = None\n\nimport zoo\nfrom fastapi import status\n\n"),
        ("x = 1\nimport zoo\n", "from fastapi import status\n\nx = 1\nimport zoo\n"),
        ("import os\n\n# isort: split\n\nimport zoo\n\n", "import os\n\nfrom fastapi import status\n\n# isort: split\n\nimport zoo\n\n"),
        ("if True:\n    import zoo\n\n", "from fastapi import status\n\nif True:\n    import zoo\n\n"),
    ],
)  # fmt: skip
def test_a_new_line_stands_where_isort_would_put_it(before: str, after: str) -> None:
    check_new_line(before, after)


def test_an_import_below_the_first_use_is_left_alone() -> None:
    check_edited(
        f"""
        {USE}
        from fastapi import FastAPI
        """,
        f"""
        from fastapi import status

        {USED}
        from fastapi import FastAPI
        """,
        STATUS,
    )
    check_edited(
        f"if x:\n    {USE}\nimport zoo\n",
        f"from fastapi import status\n\nif x:\n    {USED}\nimport zoo\n",
        STATUS,
    )
