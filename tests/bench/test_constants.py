"""The constants that the benchmarks count: found by Python's parser and the file's imports."""

from pathlib import Path

from bench.constants import judged, read

CODE = """\
from http import HTTPStatus as S
from fastapi import status
from .own import HTTP_404_NOT_FOUND
from own import HTTP_409_CONFLICT

NOT_FOUND = S.NOT_FOUND
HTTP_418_TEAPOT = status.HTTP_418_IM_A_TEAPOT
text = S.GONE.phrase
answer(status.HTTP_200_OK, S.CREATED.value, HTTP_404_NOT_FOUND, HTTP_409_CONFLICT)

def shadowed(status):
    return status.HTTP_200_OK
"""


def found(path: Path, *, anywhere: bool) -> list[tuple[str, str]]:
    module = read(path, anywhere=anywhere)
    assert module is not None
    constants = sorted(judged(module), key=lambda each: module.span(each.node))
    spans = ((each, *module.span(each.whole)) for each in constants)
    return [(module.data[start:end].decode(), each.left_out) for each, start, end in spans]


def test_constants_are_found_through_imports(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text(CODE, "utf-8")
    expected = [
        ("S.NOT_FOUND", "definition of a constant"),
        ("status.HTTP_418_IM_A_TEAPOT", "definition of a constant"),
        ("S.GONE", "asked for .phrase or the like"),
        ("status.HTTP_200_OK", ""),
        ("S.CREATED.value", ""),
    ]
    assert found(path, anywhere=False) == expected
    assert found(path, anywhere=True) == [*expected, ("HTTP_409_CONFLICT", "")]
