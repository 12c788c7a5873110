"""As much of a statement as can matter to the others."""

from __future__ import annotations

import pytest

from statuslens.workspace.outline import outline


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("def f(a, b={1: 2}) -> int:  # :\n    return 1\n", "def f(a, b={1: 2}) -> int"),
        ("@app.get('/')\nasync def f(\n    a,  # :\n):\n    x\n", "async def f(\n    a,  # :\n)"),
        ("def f():\n    def g(status): ...\n", "def f()\n    def g(status)"),
        ("    def f(self): return 1\n", "    def f(self)"),
        ("class A(B):\n    status: int\n", "class A(B):\n    status: int\n"),
        ("def f():\n    class A: ...\n", "def f():\n    class A: ...\n"),
        ("a = b = call(404)\n", "a = b = "),
        ("a: int = 404\n", "a: int = "),
        ("Error = base.Error  # ours\n", "Error = base.Error"),
        ("a = (b := 404)\n", "a = (b := 404)\n"),
        ("for a in b:\n    c = 404\n", "for a in b:\n    c = 404\n"),
        ("raise HTTPException(404)\n", ""),
        ("app.include(\n    router)\n", ""),
        ("a += 404\n", "a += 404\n"),
    ],
)  # fmt: skip
def test_the_outline_of_a_statement(statement: str, expected: str) -> None:
    assert outline(statement.encode()).text.decode() == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("from a import (\n    b,\n)\n", "from a import (\n    b,\n)"),
        ("def f():\n    import a.b\n    x = 1\n", "    import a.b"),
        ("def f():\n    global a\n    a = 1\n", "    global a"),
        ("app.add_url_rule('/', 'x', view, y=1)\n", "add_url_rule('/', 'x', view, y=1"),
        ("a = 404\n", ""),
    ],
)
def test_what_a_statement_says_to_all_others(statement: str, expected: str) -> None:
    assert outline(statement.encode()).shared.decode() == expected
