"""Where a constant is used, and where its name must not change, whichever rule asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from features.rules.naming import NAMES, NEW, OLD, check_fixed, found, names, runs
from projects import project_of
from statuslens.features import rules
from statuslens.project.environment import UNKNOWN, Environment
from statuslens.syntax.source import Source

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
    assert (
        rules.check(source, project_of(source, settings=NAMES, path="", environment=runs("0.48.0")))
        == ()
    )


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
