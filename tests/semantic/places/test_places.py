"""Where no status is expected, whatever it looks like."""

from __future__ import annotations

import pytest

from projects import ALONE
from statuslens.semantic.usages import find_usages
from statuslens.syntax.source import Source


@pytest.mark.parametrize(
    "line",
    [
        "Literal[404]",
        "x: Literal[404] = y",
        "x = y  # type: Literal[404]",
        "sys.exit(404)",
        "port = 404",
        "f(size=404, limit=404, timeout=404)",
        "x = 404 if status_code else 405",
        "status_code // 100 == 404",
        "status_code + 404",
        "x[404] == status_code_of",
        "f(status_code=0x194)",
        "f(status_code=4.04e2)",
        "f(status_code=True)",
        "f(status_code='404')",
        "status_code: 404",
        "del status_code[404]",
        "print(status_code, 404)",
        "assertEqual(len(x), 404)",
    ],
)
def test_never(line: str) -> None:
    assert find_usages(Source(f"import fastapi\n{line}\n"), ALONE) == ()
