"""`statuslens check` in a folder: what it prints, fixes and leaves."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from cli.running import BAD, COMMAND, GOOD, checked, fails, lines, paths, run, run_here
from drawing import dedented
from statuslens.features import rules

pytestmark = pytest.mark.end_to_end


@pytest.mark.usefixtures("folder")
def test_a_finding_looks_as_in_ruff() -> None:
    code, out, err = run("check")
    assert out == dedented("""
        magic-status [*] Magic number 404 (Not Found): use `status.HTTP_404_NOT_FOUND`
         --> app.py:3:21
          |
        1 | from fastapi import HTTPException
        2 |
        3 | raise HTTPException(404)
          |                     ^^^
          |
        help: Replace 404 with status.HTTP_404_NOT_FOUND

        Found 1 finding.
        [*] 1 fixable with `--fix`.
    """)
    assert (code, err) == (1, "")


def test_nothing_found_is_said_too(folder: Path) -> None:
    (folder / "app.py").write_text(GOOD)
    assert run("check") == (0, "All checks passed!\n", "")


@pytest.mark.usefixtures("folder")
def test_concise_has_a_line_for_each_finding() -> None:
    code, out, err = run("check", "--output-format", "concise")
    use = "use `status.HTTP_404_NOT_FOUND`"
    assert out == f"app.py:3:21: magic-status [*] Magic number 404 (Not Found): {use}\n"
    assert code == 1
    assert "Found 1 finding." in err


@pytest.mark.usefixtures("folder")
def test_json_is_what_scripts_may_rely_on() -> None:
    assert checked() == [
        {
            "path": "app.py",
            "cell": None,
            "rule": "magic-status",
            "code": 404,
            "message": "Magic number 404 (Not Found): use `status.HTTP_404_NOT_FOUND`",
            "start": {"line": 3, "column": 21},
            "end": {"line": 3, "column": 24},
            "fix": {
                "safe": True,
                "title": "Replace 404 with status.HTTP_404_NOT_FOUND",
                "edits": [
                    {
                        "start": {"line": 1, "column": 34},
                        "end": {"line": 1, "column": 34},
                        "text": ", status",
                    },
                    {
                        "start": {"line": 3, "column": 21},
                        "end": {"line": 3, "column": 24},
                        "text": "status.HTTP_404_NOT_FOUND",
                    },
                ],
            },
        }
    ]


def test_no_findings_in_json_are_an_empty_list(folder: Path) -> None:
    (folder / "app.py").unlink()
    assert run("check", "--output-format", "json") == (0, "[]\n", "")


def test_columns_are_characters_and_paths_have_slashes(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "é 1.py").write_text("f('𝕏é', status_code=404)\n", "utf-8")
    (finding,) = checked("sub")
    assert finding["path"] == "sub/é 1.py"
    assert finding["start"] == {"line": 1, "column": 21}


@pytest.mark.usefixtures("folder")
def test_github_gets_annotations() -> None:
    code, out, _ = run("check", "--output-format", "github")
    properties, _, message = out.removeprefix("::notice ").partition("::")
    assert properties == (
        "title=statuslens (magic-status),file=app.py,line=3,col=21,endLine=3,endColumn=24"
    )
    assert message.startswith("app.py:3:21: magic-status: Magic number 404 (Not Found)")
    assert code == 1


@pytest.mark.usefixtures("folder")
def test_statistics() -> None:
    _, out, _ = run("check", "--statistics")
    assert out.startswith("1  magic-status  [*]  A bare number where a status is expected.\n")
    assert checked("--statistics") == [{"rule": "magic-status", "count": 1, "fixable": 1}]
    assert run("check", "--statistics", "--output-format", "sarif")[0] == 2


def test_fix_writes_the_file(folder: Path) -> None:
    code, out, _ = run("check", "--fix")
    assert (code, out) == (0, "Found 1 finding (1 fixed, 0 remaining).\n")
    assert (folder / "app.py").read_bytes() == GOOD.encode()
    before = (folder / "app.py").stat()
    assert run("check", "--fix") == (0, "All checks passed!\n", "")
    assert (folder / "app.py").stat().st_mtime_ns == before.st_mtime_ns


def test_what_cannot_be_fixed_remains(folder: Path) -> None:
    (folder / "app.py").write_text(BAD + "raise HTTPException(104)\n")
    code, out, _ = run("check", "--fix")
    assert code == 1
    assert "Found 2 findings (1 fixed, 1 remaining)." in out
    assert "app.py:4:21" in out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BAD.replace("\n", "\r\n").encode(), GOOD.replace("\n", "\r\n").encode()),
        (BAD.replace("\n", "\r").encode(), GOOD.replace("\n", "\r").encode()),
        (BAD.rstrip().encode(), GOOD.rstrip().encode()),
        (b"\xef\xbb\xbf" + BAD.encode(), b"\xef\xbb\xbf" + GOOD.encode()),
        (
            f"# coding: latin-1\n# ÿé\n{BAD}".encode("latin-1"),
            f"# coding: latin-1\n# ÿé\n{GOOD}".encode("latin-1"),
        ),
        (
            f"# -*- coding: shift_jis -*-\n{BAD}# 日本\x0c\n".encode("shift_jis"),
            f"# -*- coding: shift_jis -*-\n{GOOD}# 日本\x0c\n".encode("shift_jis"),
        ),
    ],
    ids=["crlf", "cr", "no final newline", "bom", "latin-1", "shift_jis"],
)
def test_fix_changes_nothing_else(folder: Path, before: bytes, after: bytes) -> None:
    (folder / "app.py").write_bytes(before)
    (folder / "app.py").chmod(0o640)
    assert run("check", "--fix")[0] == 0
    assert (folder / "app.py").read_bytes() == after
    assert (folder / "app.py").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in folder.iterdir()] == ["app.py"]


def test_fix_writes_through_a_link(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "app.py").rename(folder / "elsewhere" / "real.py")
    (folder / "app.py").symlink_to("elsewhere/real.py")
    assert run("check", "--fix", "app.py")[0] == 0
    assert (folder / "app.py").is_symlink()
    assert (folder / "elsewhere" / "real.py").read_text() == GOOD


def test_diff_prints_a_patch_and_writes_nothing(folder: Path) -> None:
    (folder / "app.py").write_bytes(BAD.rstrip().replace("\n", "\r\n").encode())
    done = subprocess.run([*COMMAND, "check", "--diff"], capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr == b"Would fix 1 finding.\n"
    assert (folder / "app.py").read_bytes() == BAD.rstrip().replace("\n", "\r\n").encode()
    patch = ["git", "apply", "-p0", "-"]
    subprocess.run(patch, input=done.stdout, check=True)
    assert (folder / "app.py").read_bytes() == GOOD.rstrip().replace("\n", "\r\n").encode()
    assert run("check", "--diff") == (0, "", "No changes.\n")


def test_a_notebook_without_python_has_no_findings(folder: Path) -> None:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["# 404"]}]
    (folder / "a.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    (folder / "b.ipynb").write_text(json.dumps({"cells": [], "nbformat": 4}))
    assert paths() == ["app.py"]
    assert run("check", "--diff", "a.ipynb", "b.ipynb") == (0, "", "No changes.\n")
    assert run("check", "--fix")[0] == 0
    assert run("stats")[0] == 0
    assert (folder / "app.py").read_text() == GOOD


@pytest.mark.usefixtures("folder")
def test_a_rule_that_raises_costs_that_rule(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = replace(rules.RULES["wrong-kind"], check=fails)
    monkeypatch.setitem(rules.RULES, "wrong-kind", broken)
    code, out, err = run_here(capfd, "check", "--fix", "--output-format", "concise")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "Found 1 finding (1 fixed, 0 remaining).",
        "statuslens: app.py: rule wrong-kind failed: ValueError: never seen such a file",
    ]
    assert Path("app.py").read_text() == GOOD


def test_what_a_failed_rule_might_have_found_stays_silenced(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    silenced = BAD.replace("\n\nraise", "\n\nx = 1  # statuslens: ignore\nraise")
    (folder / "app.py").write_text(silenced)
    broken = replace(rules.RULES["wrong-kind"], check=fails)
    monkeypatch.setitem(rules.RULES, "wrong-kind", broken)
    assert run_here(capfd, "check", "--fix")[0] == 2
    assert "# statuslens: ignore" in (folder / "app.py").read_text()


def test_notebooks(folder: Path) -> None:
    (folder / "app.py").unlink()
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# raise HTTPException(404)"]},
        {"cell_type": "code", "metadata": {}, "source": ["%pip install é\n", *lines(BAD.rstrip())]},
        {"cell_type": "code", "metadata": {}, "source": "%%bash\nf(status_code=404)"},
    ]
    before = json.dumps({"cells": cells, "nbformat": 4}, indent=1, ensure_ascii=False) + "\n"
    (folder / "a.ipynb").write_text(before, "utf-8")
    (finding,) = checked()
    assert (finding["path"], finding["cell"]) == ("a.ipynb", 2)
    assert finding["start"] == {"line": 4, "column": 21}
    assert run("check", "--output-format", "concise")[1].startswith("a.ipynb:cell 2:4:21: ")
    assert run("check", "--diff")[1].startswith("--- a.ipynb:cell 2\n+++ a.ipynb:cell 2\n")
    assert run("check", "--fix")[0] == 0
    expected = json.loads(before)
    expected["cells"][1]["source"] = ["%pip install é\n", *lines(GOOD.rstrip())]
    assert (folder / "a.ipynb").read_text("utf-8") == (
        json.dumps(expected, indent=1, ensure_ascii=False) + "\n"
    )
