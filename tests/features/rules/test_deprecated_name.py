"""Names that are deprecated or removed: in which project that is reported, and the fix."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from drawing import check
from features.rules.naming import NAMES, NEW, OLD, allows, check_fixed, found, names, runs
from features.rules.reports import reports
from projects import project_of
from statuslens.features import rules
from statuslens.project.environment import UNKNOWN, Environment, Library
from statuslens.syntax.source import Source


def test_a_deprecated_name_is_reported_everywhere() -> None:
    check(
        reports(NAMES, runs("0.48.0")),
        """
        from fastapi import status as s
        from starlette.status import HTTP_413_REQUEST_ENTITY_TOO_LARGE
                                     ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `HTTP_413_REQUEST_ENTITY_TOO_LARGE` is deprecated since Starlette 0.48: use `HTTP_413_CONTENT_TOO_LARGE`

        x = s.HTTP_422_UNPROCESSABLE_ENTITY, s.HTTP_404_NOT_FOUND
              ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `HTTP_422_UNPROCESSABLE_ENTITY` is deprecated since Starlette 0.48: use `HTTP_422_UNPROCESSABLE_CONTENT`
        f(HTTP_413_REQUEST_ENTITY_TOO_LARGE)
          ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `HTTP_413_REQUEST_ENTITY_TOO_LARGE` is deprecated since Starlette 0.48: use `HTTP_413_CONTENT_TOO_LARGE`
        match x:
            case s.HTTP_414_REQUEST_URI_TOO_LONG: ...
                   ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `HTTP_414_REQUEST_URI_TOO_LONG` is deprecated since Starlette 0.48: use `HTTP_414_URI_TOO_LONG`
        """,  # noqa: E501
    )


def test_a_removed_name_is_reported() -> None:
    check(
        reports(NAMES, runs("0.45.0")),
        """
        from starlette import status
        x = status.WS_1004_NO_STATUS_RCVD
                   ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `WS_1004_NO_STATUS_RCVD` was removed in Starlette 0.45: use `WS_1005_NO_STATUS_RCVD`, which is 1005
        """,  # noqa: E501
    )
    (finding,) = found("from starlette import status\nstatus.WS_1004_NO_STATUS_RCVD", runs("0.45"))
    assert finding.replacement is not None
    assert not finding.safe


@pytest.mark.parametrize(
    ("environment", "reported"),
    [
        (UNKNOWN, False),
        (runs("0.47.3"), False),
        (runs("0.48.0"), True),
        (allows("starlette>=0.40", "0.40"), False),
        (allows("starlette>=0.48", "0.48"), True),
        (runs("3.18", "rest_framework"), False),
        (Environment({"starlette": Library(Version("1.0"), names={OLD: 422, NEW: 422})}), False),
        (Environment({"starlette": Library(Version("1.0"), names={NEW: 422})}), True),
        (
            Environment(
                {
                    "starlette": Library(
                        Version("1.0"), names={OLD: 422, NEW: 422}, deprecated={OLD: NEW}
                    )
                }
            ),
            True,
        ),
    ],
)
def test_the_version_decides_what_is_deprecated(environment: Environment, reported: bool) -> None:
    text = f"from starlette import status\nstatus.{OLD}\n"
    assert names(text, environment) == ["deprecated-name"] * reported


def test_what_only_the_installed_library_deprecates() -> None:
    gone = "HTTP_306_RESERVED"
    library = Library(Version("2.0.0"), names={gone: 306}, deprecated={gone: ""})
    (finding,) = found(
        f"from starlette import status\nstatus.{gone}", Environment({"starlette": library})
    )
    assert finding.message == "`HTTP_306_RESERVED` is deprecated in Starlette 2.0"
    assert finding.replacement is None


def test_a_new_name_that_an_allowed_version_lacks_is_not_a_safe_fix() -> None:
    (finding,) = found(
        f"from starlette import status\nstatus.{OLD}\n",
        allows("starlette>=0.40", "0.40.0", "0.48.0"),
    )
    assert finding.message == (
        f"`{OLD}` is deprecated since Starlette 0.48: use `{NEW}`, added in Starlette 0.48, "
        "but this project allows 0.40 (starlette>=0.40)"
    )
    assert finding.replacement is not None
    assert not finding.safe


def test_a_name_keeps_its_form() -> None:
    check_fixed(
        f"""
        import fastapi
        from starlette import status
        from starlette.status import HTTP_400_BAD_REQUEST, {OLD} as INVALID

        x = [status.{OLD}, fastapi.status.{OLD}, INVALID, HTTP_400_BAD_REQUEST]
        """,
        f"""
        import fastapi
        from starlette import status
        from starlette.status import HTTP_400_BAD_REQUEST, {NEW} as INVALID

        x = [status.{NEW}, fastapi.status.{NEW}, INVALID, HTTP_400_BAD_REQUEST]
        """,
        runs("0.48.0"),
    )


def test_a_direct_name_brings_its_import_and_takes_the_old_one_away() -> None:
    check_fixed(
        f"""
        from starlette.status import HTTP_400_BAD_REQUEST, {OLD}

        f({OLD}, HTTP_400_BAD_REQUEST)
        g({OLD})
        """,
        f"""
        from starlette.status import HTTP_400_BAD_REQUEST, {NEW}

        f({NEW}, HTTP_400_BAD_REQUEST)
        g({NEW})
        """,
        runs("0.48.0"),
    )


@pytest.mark.parametrize(
    "text",
    [
        # Another module may import it from here.
        f"from starlette.status import {OLD}\n",
        # It is handed on by its name.
        f'from starlette.status import {OLD}\n__all__ = ["{OLD}"]\nf({OLD})\n',
        # The import is nobody's to extend.
        f"def f():\n    from starlette.status import {OLD}\n    return {OLD}\n",
        # Something else has the new name.
        f"from starlette.status import {OLD}\n{NEW} = 1\nf({OLD})\n",
        f"from starlette.status import {OLD}\n{NEW} = 1\n",
    ],
)
def test_a_fix_that_may_break_something_is_not_safe(text: str) -> None:
    assert names(text, runs("0.48.0"))
    check_fixed(text, text, runs("0.48.0"))


def test_a_package_hands_its_names_on() -> None:
    text = f"from starlette.status import {OLD}\nf({OLD})\n"
    for path, safe in (("app/codes.py", True), ("app/__init__.py", False)):
        source = Source(text, Path("/nowhere") / path)
        findings = rules.check(
            source, project_of(source, settings=NAMES, path="", environment=runs("0.48.0"))
        )
        assert [f.safe for f in findings if f.replacement is not None] == [safe]


def test_an_import_that_nothing_uses_is_changed_on_demand() -> None:
    check_fixed(
        f"from starlette.status import {OLD}\n",
        f"from starlette.status import {NEW}\n",
        runs("0.48.0"),
        unsafe=True,
    )
