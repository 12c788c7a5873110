"""The meaning of a name where it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from drawing import check, with_cursor
from statuslens.semantic.scopes import (
    Meaning,
    binder_of,
    dotted_path,
    is_bound,
    is_declared,
    meaning,
)
from statuslens.syntax.source import Source, Span


@pytest.mark.parametrize(
    ("statement", "name", "origin"),
    [
        ("from fastapi import status", "status", "fastapi.status"),
        ("from fastapi import status as st", "st", "fastapi.status"),
        ("import starlette.status", "starlette", "starlette"),
        ("import starlette.status as st", "st", "starlette.status"),
        ("import fastapi, http", "http", "http"),
        (
            "from fastapi import (\n    Depends,\n    status,  # codes\n)",
            "status",
            "fastapi.status",
        ),
        ("from fastapi import Depends, \\\n    status", "status", "fastapi.status"),
        ("from .http import status", "status", ".http.status"),
        ("try:\n    from a import status\nexcept ImportError:\n    pass", "status", "a.status"),
        ("if x: from a import status", "status", "a.status"),
        ("x = 1; from a import status", "status", "a.status"),
    ],
)
def test_an_import_gives_a_name_its_path(statement: str, name: str, origin: str) -> None:
    source = Source(f"{statement}\nprint({name})\n")
    assert meaning(source, name, len(source.data) - 3) == Meaning(origin, certain=True)


def test_a_class_body_is_seen_from_directly_inside() -> None:
    source, offset = with_cursor("from a import status\nclass A:\n    status = 1\n    x = ‸y\n")
    assert meaning(source, "status", offset) == Meaning(None, certain=False)


def test_a_comprehension_has_its_own_variables() -> None:
    source, offset = with_cursor("from a import status\nx = [f(‸y) for status in z]\n")
    assert meaning(source, "status", offset) == Meaning(None, certain=False)


def test_two_imports_of_one_name_are_not_certain() -> None:
    source = Source(
        "try:\n    from a import status\nexcept ImportError:\n    from b import status\n"
    )
    assert meaning(source, "status", 0) == Meaning("a.status", certain=False)


def test_an_import_for_type_checkers_is_not_there_at_run_time() -> None:
    source = Source("if TYPE_CHECKING:\n    from a import status\n")
    assert meaning(source, "status", 0) == Meaning("a.status", certain=False)


def test_a_name_nobody_binds_has_no_meaning() -> None:
    assert meaning(Source("print(status.OK)\n"), "status", 6) is None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("import fastapi\n‸fastapi.status.X", "fastapi.status.X"),
        ("import starlette.status as s\n‸s.X", "starlette.status.X"),
        ("self.‸status", None),
        ("def f(status): return ‸status.X", None),
        ("‸f().x", None),
    ],
)
def test_a_dotted_expression_is_followed_through_the_imports(text: str, path: str | None) -> None:
    source, offset = with_cursor(text)
    node = source.node_at(Span(offset, offset + 1))
    while node.parent is not None and node.parent.type == "attribute":
        node = node.parent
    assert dotted_path(source, node) == path


def binders(source: Source) -> Iterator[tuple[Span, str]]:
    """What binds each `a` that is bound; `bound` where only its name is given."""
    for match in re.finditer(rb"\ba\b", source.data):
        span = Span(*match.span())
        node = source.node_at(span)
        binder = binder_of(node)
        if binder is not None:
            yield span, binder.type
        elif is_declared(node) or is_bound(node):
            yield span, "declared" if is_declared(node) else "bound"


def test_what_binds_a_name_and_what_only_reads_it() -> None:
    check(
        binders,
        """
        a = b.a = c[a]
        ▔ assignment
        b, (a, *c) = a, a
            ▔ assignment
        for a in a: ...
            ▔ for_statement
        with f(a) as (b, a): ...
                         ▔ as_pattern
        [b for a in b if (a := a)]
               ▔ for_in_clause
                          ▔ named_expression
        del a
            ▔ delete_statement
        def f(b=a, a=1, *, c: a): ...
                   ▔ default_parameter
        lambda a: a
               ▔ lambda_parameters
        f(a=a)
          ▔ bound
        import a
        global a
               ▔ declared
        match b:
            case b.a | C(a=c): ...
                         ▔ bound
            case a: ...
                 ▔ dotted_name
        """,
    )


@pytest.mark.parametrize(
    "binding",
    [
        "status = 1",
        "status: int = 1",
        "status += 1",
        "status, other = f()",
        "(a, [status]) = f()",
        "*status, a = f()",
        "for status in x: pass",
        "with f() as status: pass",
        "with f() as (a, status): pass",
        "try: pass\n    except E as status: pass",
        "def status(): pass",
        "class status: pass",
        "del status",
        "if (status := f()): pass",
        "[y for x in z if (status := x)]",
        "global status",
        "match x:\n        case status: pass",
        "match x:\n        case [1, status]: pass",
        "match x:\n        case [1, *status]: pass",
        "match x:\n        case 1, *status: pass",
        "match x:\n        case {'a': 1, **status}: pass",
        "match x:\n        case P(x=status): pass",
        "match x:\n        case 1 | 2 as status: pass",
        "(status) = 1",
        "with f() as (status): pass",
        "del (status)",
        "def \\\n status(): pass",
        "def g(a=(status := 1)): pass",
        "lambda a=(status := 1): a",
        "class A(f(status := 1)): pass",
    ],
)
def test_whatever_binds_a_name_in_a_function_hides_the_import(binding: str) -> None:
    source, offset = with_cursor(f"from fastapi import status\ndef f():\n    {binding}\n    ‸g()\n")
    found = meaning(source, "status", offset)
    assert found is not None
    assert found.origin is None or not found.certain


@pytest.mark.parametrize(
    "parameters", ["status", "status=1", "status: int", "status: int = 1", "*status", "**status"]
)
def test_a_parameter_hides_the_import(parameters: str) -> None:
    source, offset = with_cursor(
        f"from fastapi import status\ndef f({parameters}):\n    def g():\n        ‸x\n"
    )
    assert meaning(source, "status", offset) == Meaning(None, certain=False)


@pytest.mark.parametrize(
    "text",
    [
        "from fastapi import status\ndef f(x=‸1, status=2): pass",  # a default: evaluated outside
        "from fastapi import status\ndef f(status): pass\n‸x",
        "from fastapi import status\nclass A:\n    status = 1\n    def f(self):\n        ‸x",
        "from fastapi import status\nx = [status for status in y]\n‸z",
        "from fastapi import status\nx = (lambda status: 1)\n‸z",
        "from fastapi import status\nx.status = 1\nf(status=1)\nstatus[0] = 1\n‸z",
        "from fastapi import status\nprint(status)\nx = status\ny = (status, 1)\n‸z",
        "from fastapi import status\nmatch x:\n    case status.HTTP_200_OK: pass\n‸z",
    ],
)
def test_what_binds_the_name_elsewhere_does_not(text: str) -> None:
    source, offset = with_cursor(text)
    assert meaning(source, "status", offset) == Meaning("fastapi.status", certain=True)
