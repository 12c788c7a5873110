"""A file cut into what one edit changes."""

from __future__ import annotations

import pytest

from repository import ROOT
from statuslens.syntax.statements import statements


def cut(text: str) -> list[str]:
    return [each.text.decode() for each in statements(text.encode())]


@pytest.mark.parametrize(
    "parts",
    [
        ["import a\n", "from b import c\n\n", "x = 1\n"],
        ["def f():\n    return 1\n\n\n", "def g():\n    def h():\n        return 2\n"],
        ["@a\n@b(\n    1,\n)\ndef f(): ...\n", "x = 1\n"],
        ["if x:\n    a()\nelif y:\n    b()\nelse:\n    c()\n", "d()\n"],
        ["try:\n    a()\nexcept E:\n    b()\nfinally:\n    c()\n", "d()\n"],
        ["x = f(\n    1,\n)\n", "y = [\n    2,\n]\n"],
        ["'''\nimport a\n'''\n", "x = 1\n"],
        ['def f():\n    """\nx = 1\n    """\n', "y = 2\n"],
        ["class A:\n    x = 1\n", "    @p\n    def f(self): ...\n", "    def g(self): 1\n", "y\n"],
        ["@a\nclass A:\n", "    def f(self): ...\n", "    async def g(self): ...\n"],
        ["# words\n", "x = 1\n# more"],
        ["x = 1"],
        [],
    ],
)  # fmt: skip
def test_statements_and_methods(parts: list[str]) -> None:
    assert cut("".join(parts)) == parts


def test_each_knows_its_line_and_its_class() -> None:
    text = "import a\n\nclass A(B, metaclass=C):\n    x = 1\n\n    def f(self):\n        y = 2\n"
    found = [(each.line, each.start, each.header.decode()) for each in statements(text.encode())]
    assert found == [(0, 0, ""), (2, 10, ""), (5, 46, "class A:\n")]


def test_nothing_is_lost() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        data = path.read_bytes()
        assert b"".join(each.text for each in statements(data)) == data
        assert all(data[each.start : each.end] == each.text for each in statements(data))
