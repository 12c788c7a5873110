"""Names that are deprecated, too new or unknown: what is reported in which project, and the fix."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from packaging.version import Version

from drawing import dedented, drawn, undrawn
from statuslens.edits.text_edits import applied
from statuslens.features import rules
from statuslens.project.environment import UNKNOWN, Environment, Library, Range
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source

RULES = ("deprecated-name", "name-too-new", "unknown-name")
OLD, NEW = "HTTP_422_UNPROCESSABLE_ENTITY", "HTTP_422_UNPROCESSABLE_CONTENT"


def runs(version: str, key: str = "starlette") -> Environment:
    return Environment({key: Library(Version(version))})


def allows(told_by: str, lowest: str, version: str | None = None) -> Environment:
    """A project that asks for `lowest` and newer; `version` runs."""
    allowed = Range(Version(lowest), told_by=told_by)
    library = Library(Version(version) if version else None, allowed, direct=True)
    return Environment({"http" if "python" in told_by else "starlette": library})


def found(text: str, environment: Environment = UNKNOWN) -> tuple[rules.Finding, ...]:
    return rules.check(Source(dedented(text)), Settings(select=RULES), "", environment)


def names(text: str, environment: Environment = UNKNOWN) -> list[str]:
    return [finding.rule for finding in found(text, environment)]


def check(expected: str, environment: Environment = UNKNOWN) -> None:
    source = Source(undrawn(expected))
    findings = rules.check(source, Settings(select=RULES), "", environment)
    assert drawn(source, [(f.span, f.message) for f in findings]) == dedented(expected)


def check_fixed(
    before: str, after: str, environment: Environment = UNKNOWN, *, unsafe: bool = False
) -> None:
    """`after` is what the safe fixes make of it; with `unsafe` all of them."""
    source = Source(dedented(before))
    findings = rules.check(source, Settings(select=RULES), "", environment)
    edits = rules.fix(source, [f for f in findings if f.safe or unsafe])
    result = applied(source, edits).text
    assert result == dedented(after)
    ast.parse(result)


# deprecated-name


def test_a_deprecated_name_is_reported_wherever_it_stands() -> None:
    check(
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
        runs("0.48.0"),
    )


def test_a_removed_name_is_reported() -> None:
    check(
        """
        from starlette import status
        x = status.WS_1004_NO_STATUS_RCVD
                   ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `WS_1004_NO_STATUS_RCVD` was removed in Starlette 0.45: use `WS_1005_NO_STATUS_RCVD`, which is 1005
        """,  # noqa: E501
        runs("0.45.0"),
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


def test_a_new_name_that_an_allowed_version_lacks_is_no_safe_fix() -> None:
    (finding,) = found(
        f"from starlette import status\nstatus.{OLD}\n",
        allows("starlette>=0.40", "0.40.0", "0.48.0"),
    )
    assert finding.message == (
        f"`{OLD}` is deprecated since Starlette 0.48: use `{NEW}`, which is in Starlette only from "
        "0.48 on, and this project allows 0.40 (starlette>=0.40)"
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
def test_what_may_break_something_is_no_safe_fix(text: str) -> None:
    assert names(text, runs("0.48.0"))
    check_fixed(text, text, runs("0.48.0"))


def test_a_package_hands_its_names_on() -> None:
    text = f"from starlette.status import {OLD}\nf({OLD})\n"
    for path, safe in (("app/codes.py", True), ("app/__init__.py", False)):
        source = Source(text, Path("/nowhere") / path)
        findings = rules.check(source, Settings(select=RULES), "", runs("0.48.0"))
        assert [f.safe for f in findings if f.replacement is not None] == [safe]


def test_an_import_that_nothing_uses_is_changed_on_demand() -> None:
    check_fixed(
        f"from starlette.status import {OLD}\n",
        f"from starlette.status import {NEW}\n",
        runs("0.48.0"),
        unsafe=True,
    )


# All three leave code for several versions alone, and what is not certain.


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    x = status.{}\nexcept AttributeError:\n    x = 422\n",
        "try:\n    x = 422\nexcept (KeyError, ImportError) as e:\n    x = status.{}\n",
        "try:\n    from starlette.status import {}\nexcept ImportError:\n    pass\n",
        "try:\n    from starlette.status import {}\nexcept Exception:\n    pass\n",
        "try:\n    from starlette.status import {}\nexcept:\n    pass\n",
        "if hasattr(status, 'X'):\n    x = status.{}\n",
        "if hasattr(status, 'X'):\n    pass\nelse:\n    x = status.{}\n",
        "if a:\n    pass\nelif sys.version_info >= (3, 13):\n    x = status.{}\n",
        "if starlette.__version__ > '1':\n    x = status.{}\n",
        "if Version(version('starlette')) > Version('1'):\n    x = status.{}\n",
        "if IS_PY313:\n    x = status.{}\n",
        "x = status.{} if sys.version_info > (3, 12) else 422\n",
        "x = getattr(status, 'X', status.{})\n",
        "x = getattr(status, 'X', None) or status.{}\n",
        "with suppress(AttributeError):\n    x = status.{}\n",
        "with pytest.warns(DeprecationWarning):\n    x = status.{}\n",
        # Not certain to be the library's.
        "def f(status):\n    return status.{}\n",
        "status = object()\nx = status.{}\n",
        "from app.codes import {}\n",
        "from .status import {}\n",
        "from app import status as own\nx = own.{}\n",
        "x = unknown.{}\n",
        "x = 'status.{}'  # status.{}\n",
    ],
)
@pytest.mark.parametrize(
    ("word", "environment"),
    [(OLD, runs("0.48.0")), (NEW, runs("0.40.0")), ("HTTP_404_NOTFOUND", UNKNOWN)],
)
def test_exemptions(text: str, word: str, environment: Environment) -> None:
    text = "import sys\nfrom starlette import status\n" + text.replace("{}", word)
    assert names(text, environment) == []


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    x = status.{}\nexcept ValueError:\n    x = 422\n",
        "try:\n    x = status.{}\n    f()\nexcept Exception:\n    raise\n",
        "try:\n    x = status.{}\nfinally:\n    y()\n",
        "if hasattr(item, field) or item.version > 1:\n    x = status.{}\n",
        "x = status.{} if a else 422\n",
        "x = getattr(item, 'X', 1)\ny = status.{}\n",
        "with session():\n    x = status.{}\n",
        "def f(code):\n    return status.{}\n",
        "if TYPE_CHECKING:\n    from starlette.status import {}\n",
        "def f():\n    from starlette import status as inner\n    return inner.{}\n",
    ],
)
@pytest.mark.parametrize(
    ("word", "environment"),
    [(OLD, runs("0.48.0")), (NEW, runs("0.40.0")), ("HTTP_404_NOTFOUND", UNKNOWN)],
)
def test_what_is_near_an_exemption_is_none(text: str, word: str, environment: Environment) -> None:
    text = "from starlette import status\n" + text.replace("{}", word)
    assert len(names(text, environment)) == 1


def test_a_project_with_a_module_of_that_name_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "starlette").mkdir()
    (tmp_path / "starlette" / "__init__.py").write_text("")
    text = f"from starlette import status\nstatus.{OLD}\nstatus.NOT_FOUND\n"
    source = Source(text, tmp_path / "app.py")
    assert rules.check(source, Settings(select=RULES), "", runs("0.48.0")) == ()


# What is bound or given a value is no use.


@pytest.mark.parametrize(
    "text",
    [
        "def g({}): return {}",
        "def g({}: int): return {}",
        "def g({}: int = 422): return {}",
        "def g({}=422): return {}",
        "def g(*{}): return {}",
        "def g(*{}: int): return {}",
        "def g(**{}): return {}",
        "def g(a, /, *, {}): return {}",
        "x = lambda {}: {}",
        "x = lambda {}=422: {}",
        "x = lambda *{}: {}",
        "f({}=422)",
        "match x:\n    case A({}=422): pass",
        "status.{} = 5",
        "status.{}: int = 5",
        "status.{} += 5",
        "status.{}, b = 5, 6",
        "(status.{}) = 5",
        "[status.{}] = [5]",
        "del status.{}",
        "del status.{}, x",
        "del (status.{})",
        "for status.{} in y: pass",
        "for a, status.{} in y: pass",
        "x = [1 for status.{} in y]",
        "with f() as status.{}: pass",
        "with f() as (status.{}): pass",
        "with f() as (status.{}, b): pass",
        "with (f() as status.{}, g()): pass",
    ],
)
@pytest.mark.parametrize(("word", "environment"), [(OLD, runs("0.48.0")), (NEW, runs("0.40.0"))])
def test_what_is_bound_is_no_use(text: str, word: str, environment: Environment) -> None:
    text = f"from starlette import status\nfrom starlette.status import {word}\n" + text.replace(
        "{}", word
    )
    assert [f.span.start for f in found(text, environment)] == [text.index(word)]  # the import


@pytest.mark.parametrize(
    "text",
    [
        "x[status.{}] = 5",
        "x[{}] = 5",
        "status.{}.x = 5",
        "del x[status.{}]",
        "for a in status.{}, b: pass",
        "with f(status.{}) as a: pass",
        "x = (status.{})",
        "def g(a=({})): pass",
        "@d({})\ndef g(): pass",
    ],
)
@pytest.mark.parametrize(("word", "environment"), [(OLD, runs("0.48.0")), (NEW, runs("0.40.0"))])
def test_what_is_near_a_binding_is_a_use(text: str, word: str, environment: Environment) -> None:
    text = f"from starlette import status\nfrom starlette.status import {word}\n" + text.replace(
        "{}", word
    )
    assert [f.span.start for f in found(text, environment)] == [text.index(word), text.rindex(word)]


@pytest.mark.parametrize(
    "text",
    [
        "def g({old}={new}): return {old}",
        "def g({old}: int = {new}): return {old}",
        "x = lambda {old}={new}: {old}",
        "f({old}={new})",
    ],
)
def test_a_default_value_is_a_use(text: str) -> None:
    """The parameter keeps its name: callers may write it."""
    begin = "from starlette import status\n"
    before = begin + text.format(old=OLD, new=f"status.{OLD}")
    check_fixed(before, begin + text.format(old=OLD, new=f"status.{NEW}"), runs("0.48.0"))
    direct = f"from starlette.status import {OLD}\n" + text.format(old=OLD, new=OLD)
    (_, value) = found(direct, runs("0.48.0"))
    assert direct[: value.span.start].endswith("=") or direct[: value.span.start].endswith("= ")
    assert value.replacement is not None


# Where no fix can keep what the code means


@pytest.mark.parametrize(
    ("word", "environment"),
    [(OLD, runs("0.48.0")), (NEW, runs("0.40.0")), ("HTTP_404_NOTFOUND", UNKNOWN)],
)
def test_an_explicit_re_export_has_no_fix(word: str, environment: Environment) -> None:
    text = f"from starlette.status import {word} as {word}\n"
    (finding,) = found(text, environment)
    assert text[: finding.span.start] == "from starlette.status import "
    assert finding.replacement is None


def test_the_uses_of_an_explicit_re_export_are_changed_without_it() -> None:
    kept = f"from starlette.status import {OLD} as {OLD}\n"
    after = f"from starlette.status import {NEW}\n{kept}f({NEW})\n"
    check_fixed(f"{kept}f({OLD})\n", after, runs("0.48.0"))


@pytest.mark.parametrize(
    ("code", "fixed"),
    [
        ("f'{status.W = }'", False),
        ("f'{status.W=!r:>3}'", False),
        ("f'{g(status.W)=}'", False),
        ("f'{status.W}'", True),
        ("f'{status.W:>3}'", True),
        ("f'{g(a=status.W)}'", True),
        ("f'{status.W == 1}'", True),
        ("f'{x = }', status.W", True),
        ("f'{x = } {status.W}'", True),
    ],
)
@pytest.mark.parametrize(("word", "environment"), [(OLD, runs("0.48.0")), (NEW, runs("0.40.0"))])
def test_a_name_that_is_text_as_well_has_no_fix(
    code: str, fixed: bool, word: str, environment: Environment
) -> None:
    text = "from starlette import status\n" + code.replace("W", word)
    assert [f.replacement is not None for f in found(text, environment)] == [fixed]


# name-too-new


def test_a_name_that_an_allowed_version_lacks_is_reported() -> None:
    check(
        """
        from http import HTTPStatus
        x = HTTPStatus.CONTENT_TOO_LARGE, HTTPStatus.IM_A_TEAPOT, HTTPStatus.NOT_FOUND
                       ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `CONTENT_TOO_LARGE` is new in Python 3.13, and this project allows 3.10 (requires-python >=3.10): use `REQUEST_ENTITY_TOO_LARGE`
        """,  # noqa: E501
        allows("requires-python >=3.10", "3.10", "3.13"),
    )


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        (UNKNOWN, None),
        (runs("0.48.0"), None),
        (runs("0.47.3"), f"this project has 0.47.3: use `{OLD}`"),
        (allows("starlette>=0.48", "0.48.0"), None),
        (
            allows("starlette>=0.40", "0.40.0"),
            f"this project allows 0.40 (starlette>=0.40): use `{OLD}`",
        ),
        # There is no name that is without a warning in what runs and known to what is allowed.
        (
            allows("starlette>=0.40", "0.40.0", "0.48.0"),
            "this project allows 0.40 (starlette>=0.40)",
        ),
        (
            Environment(
                {"starlette": Library(allowed=Range(None, Version("0.47"), told_by="starlette<1"))}
            ),
            f"this project asks for starlette<1: use `{OLD}`",
        ),
        # What FastAPI allows of Starlette is no promise of the project, once one runs.
        (
            Environment(
                {"starlette": Library(Version("0.48.0"), Range(Version("0.40"), told_by="fastapi"))}
            ),
            None,
        ),
        # A development version may have it already.
        (Environment({"starlette": Library(Version("0.47.4.dev1"), names={NEW: 422})}), None),
    ],
)
def test_the_version_decides_what_is_too_new(environment: Environment, reason: str | None) -> None:
    messages = [f.message for f in found(f"from starlette.status import {NEW}", environment)]
    begin = f"`{NEW}` is new in Starlette 0.48, and "
    assert [m.removeprefix(begin).partition(": use")[0] for m in messages] == (
        [reason.partition(": use")[0]] if reason is not None else []
    )
    text = f"from starlette import status\nstatus.{NEW}"
    assert [f.message for f in found(text, environment)] == (
        [begin + reason] if reason is not None else []
    )


def test_the_older_name_is_a_safe_fix() -> None:
    check_fixed(
        f"from starlette import status\nfrom starlette.status import {NEW} as X\nstatus.{NEW}\n",
        f"from starlette import status\nfrom starlette.status import {OLD} as X\nstatus.{OLD}\n",
        runs("0.46.0"),
    )


# unknown-name


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("status.HTTP_404_NOTFOUND", "HTTP_404_NOT_FOUND"),
        ("status.HTTP404_NOT_FOUND", "HTTP_404_NOT_FOUND"),
        ("status.HTTP_404", "HTTP_404_NOT_FOUND"),
        ("status.NOT_FOUND", "HTTP_404_NOT_FOUND"),
        ("status.HTTP_404_FORBIDDEN", "HTTP_404_NOT_FOUND HTTP_403_FORBIDDEN"),
        ("status.BAD_GATEWAY", "HTTP_502_BAD_GATEWAY WS_1014_BAD_GATEWAY"),
        ("status.HTTP_BAD_GATEWAY", "HTTP_502_BAD_GATEWAY"),
        ("status.WS_1008", "WS_1008_POLICY_VIOLATION"),
        ("status.WS_POLICY_VIOLATION", "WS_1008_POLICY_VIOLATION"),
        ("status.CONTENT_TOO_LARGE", "HTTP_413_REQUEST_ENTITY_TOO_LARGE"),
        ("status.FOO_BAR", ""),
        ("status.HTTP_499_NOT_FUOND", ""),
        ("HTTPStatus.HTTP_404_NOT_FOUND", "NOT_FOUND"),
        ("HTTPStatus.UNPROCESSIBLE_ENTITY", "UNPROCESSABLE_ENTITY"),
        ("http.HTTPStatus.NOTFOUND", "NOT_FOUND"),
        ("HTTPStatus.PAYLOAD_TOO_LARGE", "REQUEST_ENTITY_TOO_LARGE"),
        ("httpx.codes.NOT_FUOND", "NOT_FOUND"),
        ("codes.not_fuond", "not_found"),
        ("codes.NOT_FUOND", "NOT_FOUND"),
        ("CloseCode.POLICY_VIOLATON", "POLICY_VIOLATION"),
        ("falcon.HTTP_404_NOT_FOUND", "HTTP_404"),
        ("falcon.status_codes.HTTP_NOTFOUND", "HTTP_404"),
    ],
)
def test_what_may_be_meant(code: str, message: str) -> None:
    (finding,) = found(f"""
        import falcon, http, httpx
        from http import HTTPStatus
        from requests import codes
        from starlette import status
        from websockets.frames import CloseCode
        x = {code}
    """)
    begin, _, asked = finding.message.partition(": did you mean ")
    assert begin.endswith(f" has no `{code.rpartition('.')[2]}`")
    assert asked.rstrip("?").replace(" or ", " ").replace("`", "") == message
    assert (finding.replacement is not None) == (len(message.split()) == 1)
    assert not finding.safe


def test_unknown_names_in_imports() -> None:
    check("""
        from starlette.status import HTTP_200_OK, HTTP_404_NOTFOUND, HTTP_400_BADREQUEST as BAD
                                                  ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `starlette.status` has no `HTTP_404_NOTFOUND`: did you mean `HTTP_404_NOT_FOUND`?
                                                                     ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔ `starlette.status` has no `HTTP_400_BADREQUEST`: did you mean `HTTP_400_BAD_REQUEST`?
        from falcon import App, HTTP_NOTFOUND
                                ▔▔▔▔▔▔▔▔▔▔▔▔▔ `falcon` has no `HTTP_NOTFOUND`: did you mean `HTTP_404`?
        from rest_framework.status import is_success, HTTP_418_IM_A_TEAPOT
    """)  # noqa: E501
    before = "from starlette.status import HTTP_404_NOTFOUND{}\nprint(X)\n"
    after = "from starlette.status import HTTP_404_NOT_FOUND{}\nprint(X)\n"
    check_fixed(before.format(" as X"), after.format(" as X"), unsafe=True)
    check_fixed(before.format(""), after.format(""), unsafe=True)
    used = "from starlette.status import HTTP_404_NOTFOUND\nprint(HTTP_404_NOTFOUND)\n"
    check_fixed(used, used, unsafe=True)


@pytest.mark.parametrize(
    "text",
    [
        "from rest_framework import status\nstatus.is_success(c), status.Any",
        "from http import HTTPStatus\nHTTPStatus.from_bytes, HTTPStatus.__members__, HTTPStatus.X",
        "from http import HTTPStatus\nHTTPStatus._value2member_map_, HTTPStatus.OK.NOT_THERE",
        "import httpx\nhttpx.codes.get_reason_phrase(1), httpx.codes.is_error(1), httpx.codes.ok",
        "import requests\nrequests.codes.get('x'), requests.codes.name, requests.codes.OK",
        "import requests\nrequests.codes.items(), requests.codes.__dict__, requests.codes._init",
        "import falcon\nfalcon.MEDIA_JSON, falcon.HTTP_METHODS, falcon.HTTP_701",
        "from starlette import status\nstatus.MINE = 404\nstatus.MINE",
        "from starlette import status\nsetattr(status, 'MINE', 404)\nstatus.MINE",
        "from starlette import status\npatch('starlette.status.MINE', 404)\nstatus.MINE",
        "from starlette import status\nfrom app import *\nstatus.NOT_FOUND",
        "from app import HTTPStatus\nHTTPStatus.MINE",
        "import falcon\nfalcon.HTTPStatus.NOTFOUND",
        "if TYPE_CHECKING:\n    from starlette import status\nstatus.NOT_FOUND",
    ],
)
def test_what_is_no_unknown_name(text: str) -> None:
    assert names(text) == []


def test_a_name_that_the_installed_library_has_is_known() -> None:
    text = "from starlette import status\nstatus.HTTP_104_NEW, status.HTTP_404_NOTFOUND"
    assert names(text) == ["unknown-name"] * 2
    library = Library(Version("2.0"), names={"HTTP_104_NEW": 104, "HTTP_404_NOT_FOUND": 404})
    assert names(text, Environment({"starlette": library})) == ["unknown-name"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (
            "from rest_framework import status\nstatus.HTTP_422_UNPROCESSABLE_CONTENT",
            "rest_framework",
        ),
        ("import httpx\nhttpx.codes.CONTENT_TOO_LARGE", "httpx"),
        ("import falcon\nfalcon.HTTP_104, falcon.HTTP_URI_TOO_LONG", "falcon"),
    ],
)
def test_a_name_that_would_fit_may_be_newer_than_we_know(text: str, key: str) -> None:
    assert names(text) == []
    assert names(text, runs("999", key)) == []
    read = Environment({key: Library(Version("4.0"), names={"HTTP_200_OK": 200})})
    assert set(names(text, read)) == {"unknown-name"}
    assert set(names(text, runs("0.14", key))) == {"unknown-name"}
