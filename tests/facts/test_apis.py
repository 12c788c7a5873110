"""Each row of the tables of places: where it finds a status, and the nearest place where not."""

from __future__ import annotations

import pytest

from projects import ALONE
from statuslens.facts import apis
from statuslens.facts.apis import Call
from statuslens.semantic.usages import find_usages
from statuslens.syntax.source import Source


def found(text: str) -> list[tuple[int, str]]:
    """The bare numbers that are a status, and how sure that is."""
    usages = find_usages(Source(text), ALONE)
    return [(u.code, u.place.confidence) for u in usages if u.name is None and u.place is not None]


def certain(text: str) -> list[tuple[int, str]]:
    return [(code, sure) for code, sure in found(text) if sure == "certain"]


def number(row: Call) -> int:
    return 404 if row.kind == "http" else 1008


ROWS = [(path, row) for path, row in apis.CALLS.items()]


@pytest.mark.parametrize(("path", "row"), ROWS, ids=[path for path, _ in ROWS])
def test_a_callable_takes_a_status_where_its_row_says(path: str, row: Call) -> None:
    module, _, name = path.rpartition(".")
    head = f"from {module} import {name} as called\n"
    code = number(row)
    if row.keyword:
        assert found(f"{head}called({row.keyword}={code})") == [(code, "certain")]
    if row.index is not None:
        before = "x, " * row.index
        assert found(f"{head}called({before}{code})") == [(code, "certain")]
        assert found(f"{head}called({before}x, {code})") == []
        assert found(f"{head}called(*{before or 'x, '}{code})") == []
    else:
        assert found(f"{head}called({code})") == []
    assert found(f"{head}called(limit={code})") == []
    assert found(f"from elsewhere import {name} as called\ncalled({code}, {code}, {code})") == []


METHODS = [(name, *entry) for name, entry in apis.METHODS.items()]


@pytest.mark.parametrize(("name", "packages", "row"), METHODS, ids=[name for name, *_ in METHODS])
def test_a_method_takes_a_status_where_its_row_says(
    name: str, packages: frozenset[str], row: Call
) -> None:
    heads = [f"import {package}\n" for package in packages] or [""]
    before = "x, " * (row.index or 0)
    for head in heads:
        assert found(f"{head}thing.{name}({before}404)") == [(404, "certain")]
        assert certain(f"{head}thing.{name}({before}x, 404)") == []
        assert certain(f"{head}thing.other_{name}({before}404)") == []
    if packages:
        assert certain(f"thing.{name}({before}404)") == []


@pytest.mark.parametrize("name", apis.DECORATORS)
def test_a_decorator_takes_a_status_only_as_one(name: str) -> None:
    packages, _ = apis.DECORATORS[name]
    for package in packages:
        assert found(f"import {package}\n@x.{name}(404)\ndef f(): ...") == [(404, "certain")]
        assert certain(f"import {package}\nx.{name}(404)") == []
    assert certain(f"@x.{name}(404)\ndef f(): ...") == []


@pytest.mark.parametrize("name", sorted(apis.EQUALITY_ASSERTIONS))
def test_an_assertion_compares_in_either_order(name: str) -> None:
    assert found(f"self.{name}(response.status_code, 404)") == [(404, "certain")]
    assert found(f"self.{name}(404, response.status_code)") == [(404, "certain")]
    assert found(f"self.{name}(response.size, 404)") == []
    assert found(f"self.{name}(response.status_code, x, 404)") == []


@pytest.mark.parametrize("name", sorted(apis.MEMBERSHIP_ASSERTIONS))
def test_an_assertion_looks_a_status_up(name: str) -> None:
    assert found(f"self.{name}(response.status_code, (404, 410))") == [
        (404, "certain"),
        (410, "certain"),
    ]
    assert found(f"self.{name}(response.size, (404, 410))") == []


@pytest.mark.parametrize("path", sorted(apis.WEBSOCKET_CLASSES))
def test_a_websocket_is_closed_with_a_code(path: str) -> None:
    module, _, name = path.rpartition(".")
    text = "from {} import {}\ndef f(x: {}):\n    x.close(1008)\n"
    assert found(text.format(module, name, name)) == [(1008, "certain")]
    assert found(text.format("elsewhere", name, name)) == []


@pytest.mark.parametrize(
    ("name", "sure"),
    [
        ("status_code", "certain"),
        ("expected_status_code", "certain"),
        ("STATUS_CODE", "certain"),
        ("statusCode", "certain"),
        ("http_status", "certain"),
        ("status_codes", "certain"),
        ("status", "likely"),
        ("expected_status", "likely"),
        ("status_expected", "likely"),
        ("response_code", "likely"),
        ("http_code", "likely"),
        ("exit_code", None),
        ("exit_status_code", None),
        ("grpc_status_code", None),
        ("n_status_codes", None),
        ("last_status_code_at", None),
        ("code", None),
        ("estatus", None),
        ("status_code_count", None),
        ("ASYNC_STATUS_POLLING_TIMEOUT", None),
        ("statusbar_width", None),
        ("error_code", None),
        ("limit", None),
    ],
)
def test_what_a_name_says(name: str, sure: str | None) -> None:
    assert apis.says_status(name) == sure


@pytest.mark.parametrize("package", apis.STATUS_IN_RETURN)
def test_views_return_a_status_beside_the_body(package: str) -> None:
    wanted = apis.STATUS_IN_RETURN[package]
    body = ["body, 404", "404, body"][wanted == 0]
    other = ["404, body", "body, 404"][wanted == 0]
    head = f"import {package}\n@app.post('/')\n"
    assert found(f"{head}def view(): return {body}") == [(404, "certain")]
    assert found(f"{head}def view(): return {other}") == []
    assert found(f"{head}def view(): return ({body})") == [(404, "certain")]
    head = f"import {package}\ndef helper(): return {body}\n"
    assert found(head) == []
    assert found(f"{head}app.register_error_handler(Error, helper)") == [(404, "certain")]
    assert found(f"{head}class View:\n    def get(self): return {body}") == [(404, "certain")]
