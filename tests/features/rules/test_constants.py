"""Where a constant is used, and where its name must not change, whichever rule asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from drawing import sources
from features.rules.naming import NAMES, NEW, OLD, check_fixed, found, names, runs
from projects import project_of
from statuslens.features import rules
from statuslens.project.environment import UNKNOWN, Environment
from statuslens.syntax.source import Source

# All three leave code for several versions alone, and what is not certain.


@pytest.mark.parametrize(
    "text",
    [
        *sources("""
            try:
                x = status.{}
            except AttributeError:
                x = 422

            try:
                x = 422
            except (KeyError, ImportError) as e:
                x = status.{}

            try:
                from starlette.status import {}
            except ImportError:
                pass

            try:
                from starlette.status import {}
            except Exception:
                pass

            try:
                from starlette.status import {}
            except:
                pass

            if hasattr(status, 'X'):
                x = status.{}

            if hasattr(status, 'X'):
                pass
            else:
                x = status.{}

            if a:
                pass
            elif sys.version_info >= (3, 13):
                x = status.{}

            if starlette.__version__ > '1':
                x = status.{}

            if Version(version('starlette')) > Version('1'):
                x = status.{}

            if IS_PY313:
                x = status.{}

            x = status.{} if sys.version_info > (3, 12) else 422

            x = getattr(status, 'X', status.{})

            x = getattr(status, 'X', None) or status.{}

            with suppress(AttributeError):
                x = status.{}

            with pytest.warns(DeprecationWarning):
                x = status.{}
        """),
        # Not certain to be the library's.
        *sources("""
            def f(status):
                return status.{}

            status = object()
            x = status.{}

            from app.codes import {}

            from .status import {}

            from app import status as own
            x = own.{}

            x = unknown.{}

            x = 'status.{}'  # status.{}
        """),
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
    sources("""
        try:
            x = status.{}
        except ValueError:
            x = 422

        try:
            x = status.{}
            f()
        except Exception:
            raise

        try:
            x = status.{}
        finally:
            y()

        if hasattr(item, field) or item.version > 1:
            x = status.{}

        x = status.{} if a else 422

        x = getattr(item, 'X', 1)
        y = status.{}

        with session():
            x = status.{}

        def f(code):
            return status.{}

        if TYPE_CHECKING:
            from starlette.status import {}

        def f():
            from starlette import status as inner
            return inner.{}
    """),
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
def test_a_binding_is_not_a_usage(text: str, word: str, environment: Environment) -> None:
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
def test_code_near_a_binding_is_a_usage(text: str, word: str, environment: Environment) -> None:
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
