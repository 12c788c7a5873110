"""`make demo` as somebody runs it whose output goes to a file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from repository import ROOT

pytestmark = pytest.mark.end_to_end

SCRIPT = ROOT / "scripts" / "demo.py"


def demo(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *options, SCRIPT],
        env={**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def shown() -> str:
    run = demo()
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


def labels(shown: str, title: str) -> list[str]:
    """What is listed under the title: the words behind the ranks."""
    _, _, section = shown.partition(title)
    rows = [line.split() for line in section.split("\n\n\n")[0].splitlines()]
    return [row[1] for row in rows if row and row[0].isdecimal()]


def test_ranks_201_first_for_a_post_route(shown: str) -> None:
    found = labels(shown, "You type the status of a POST route")
    assert found[0] == "HTTP_201_CREATED"
    assert len(found) == 10


def test_ranks_404_in_the_first_two_for_an_exception(shown: str) -> None:
    assert "status.HTTP_404_NOT_FOUND" in labels(shown, "You type an error of a GET route")[:2]


def test_shows_hovers_and_diagnostics(shown: str) -> None:
    assert "422 Unprocessable Content · Client Error" in shown
    assert "hint Magic number 404 (Not Found): use status.HTTP_404_NOT_FOUND" in shown


def test_shows_a_diff_that_brings_its_import(shown: str) -> None:
    assert "\n  +    status,\n" in shown
    assert '\n  +        raise HTTPException(status.HTTP_404_NOT_FOUND, "no such loan")\n' in shown


def test_is_plain_and_narrow_without_a_terminal(shown: str) -> None:
    assert "\033" not in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_says_in_one_line_that_a_package_is_missing() -> None:
    run = demo("-S")
    assert run.returncode == 1
    assert run.stderr.endswith(" is missing; install it with `make demo`\n")
    assert run.stderr.count("\n") == 1


def test_says_in_one_line_that_the_server_does_not_start(tmp_path: Path) -> None:
    package = tmp_path / "statuslens"
    package.mkdir()
    extend = "import pkgutil\n__path__ = pkgutil.extend_path(__path__, __name__)\n"
    (package / "__init__.py").write_text(extend, "utf-8")
    (package / "__main__.py").write_text("raise SystemExit('no server today')\n", "utf-8")
    run = demo(PYTHONPATH=str(tmp_path))
    assert run.returncode == 1
    assert run.stderr == "statuslens: the server ended: no server today\n"
