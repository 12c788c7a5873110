"""The command line as a user runs it: `statuslens check` in a folder, what it prints and leaves."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from drawing import dedented
from statuslens.__main__ import main
from statuslens.features import rules

pytestmark = pytest.mark.end_to_end

BAD = "from fastapi import HTTPException\n\nraise HTTPException(404)\n"
GOOD = (
    "from fastapi import HTTPException, status\n\nraise HTTPException(status.HTTP_404_NOT_FOUND)\n"
)
COMMAND = [sys.executable, "-m", "statuslens"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with an `app.py` that has one finding in line 3."""
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "app.py").write_bytes(BAD.encode())
    return tmp_path


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a subcommand."""
    done = subprocess.run([*COMMAND, *arguments], input=stdin, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def checked(*arguments: str) -> list[Any]:
    """The findings, as JSON."""
    _, out, _ = run("check", "--output-format", "json", *arguments)
    return list(json.loads(out))


def paths(*arguments: str) -> list[str]:
    return [finding["path"] for finding in checked(*arguments)]


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


def test_stdin(folder: Path) -> None:
    (folder / "app.py").unlink()
    code, out, _ = run("check", "-", "--output-format", "concise", stdin=BAD.encode())
    assert code == 1
    assert out.startswith("-:3:21: ")
    named = ["check", "-", "--stdin-filename", "app/x.py"]
    code, out, _ = run(*named, "--output-format", "concise", stdin=BAD.encode())
    assert out.startswith("app/x.py:3:21: ")
    code, out, err = run(*named, "--fix", stdin=BAD.encode())
    assert (code, out) == (0, GOOD)
    assert "1 fixed" in err
    code, out, _ = run(*named, "--diff", stdin=BAD.encode())
    assert (code, out.splitlines()[:2]) == (1, ["--- app/x.py", "+++ app/x.py"])
    assert run("check", "-", "app.py")[0] == 2


@pytest.mark.usefixtures("folder")
def test_exit_zero() -> None:
    assert run("check", "--exit-zero")[0] == 0
    assert run("check", "--exit-zero", "missing.py")[0] == 2


@pytest.mark.usefixtures("folder")
def test_rules_are_chosen() -> None:
    assert run("check", "--ignore", "magic-status")[0] == 0
    assert run("check", "--select", "unused-ignore")[0] == 0
    assert run("check", "--select", "unused-ignore,magic-status")[0] == 1
    code, _, err = run("check", "--select", "magic")
    assert code == 2
    assert "unknown rule 'magic' (choose from magic-status, deprecated-name, " in err


def test_the_command_line_wins_over_the_file(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.statuslens]\nignore = ["magic-status"]\n')
    assert run("check")[0] == 0
    assert run("check", "--select", "magic-status")[0] == 1
    assert run("check", "--ignore", "unused-ignore")[0] == 1


def test_what_cannot_be_read_is_told_and_the_rest_is_checked(folder: Path) -> None:
    (folder / "latin.py").write_bytes(b"x = '\xe9'\n")
    (folder / "unknown.py").write_bytes(b"# coding: klingon\n")
    (folder / "utf16.py").write_bytes("x = 1\n".encode("utf-16"))
    (folder / "loop.py").symlink_to("loop.py")
    (folder / "broken.ipynb").write_text("{")
    code, out, err = run("check", ".", "missing", "--output-format", "concise")
    assert code == 2
    assert out.startswith("app.py:3:21: ")
    assert sorted(line.split(": ")[1] for line in err.splitlines() if ": " in line) == [
        "broken.ipynb",
        "latin.py",
        "loop.py",
        "missing",
        "unknown.py",
        "utf16.py",
    ]
    assert "Traceback" not in err


@pytest.mark.usefixtures("folder")
def test_nothing_is_passed_where_nothing_was_read() -> None:
    code, out, err = run("check", "missing.py")
    assert (code, out) == (2, "")
    assert err == "statuslens: missing.py: No such file or directory\n"


def test_a_file_that_may_not_be_written_is_told(folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    (folder / "app.py").chmod(0o444)
    code, _, err = run("check", "--fix")
    assert code == 2
    assert "app.py: cannot be written" in err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('style = "names"', "style: invalid value 'names': expected constant, number or off"),
        ("stile = 1", "unknown key 'stile' (expected one of style, provider, "),
        ("ignoreCodes = [1]", "unknown key 'ignoreCodes' (expected one of "),
        ('exclude = "x"', "exclude: invalid value 'x': expected a list of .gitignore patterns"),
        ('exclude = ["!"]', "exclude: invalid value ['!']: expected valid .gitignore patterns"),
    ],
)
def test_bad_configuration_is_named_and_nothing_is_written(
    folder: Path, line: str, told: str
) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.statuslens]\n{line}\n")
    code, out, err = run("check", "--fix")
    assert (code, out) == (2, "")
    assert err.startswith("statuslens: ")
    assert "pyproject.toml: [tool.statuslens] " + told in err
    assert (folder / "app.py").read_text() == BAD


def test_a_pyproject_that_is_no_toml(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.statuslens")
    code, out, err = run("check")
    assert (code, out) == (2, "")
    assert "pyproject.toml: " in err


def test_a_notebook_without_python_has_no_findings(folder: Path) -> None:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["# 404"]}]
    (folder / "a.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    (folder / "b.ipynb").write_text(json.dumps({"cells": [], "nbformat": 4}))
    assert paths() == ["app.py"]
    assert run("check", "--diff", "a.ipynb", "b.ipynb") == (0, "", "No changes.\n")
    assert run("check", "--fix")[0] == 0
    assert run("stats")[0] == 0
    assert (folder / "app.py").read_text() == GOOD


def run_here(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The same as `run`, in this process."""
    code = main(list(arguments))
    out, err = capfd.readouterr()
    return code, out, err


def fails(*_: object) -> NoReturn:
    raise ValueError("never seen such a file")


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


@pytest.mark.parametrize("command", ["check", "stats"])
def test_a_file_that_raises_costs_that_file(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    command: str,
) -> None:
    cells = [{"cell_type": "code", "source": "f(status_code=404)"}]
    (folder / "a.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    monkeypatch.setattr("statuslens.syntax.notebooks.sources", fails)
    code, out, err = run_here(capfd, command, "--output-format", "json")
    assert code == 2
    assert err == "statuslens: a.ipynb: ValueError: never seen such a file\n"
    assert "404" in out


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


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def test_colour_is_for_terminals_only(folder: Path) -> None:
    assert "\x1b[" not in run("check")[1]
    assert "\x1b[1;36mmagic-status" in on_a_terminal("check")
    assert "\x1b[" not in on_a_terminal("check", NO_COLOR="1")
    (folder / "app.py").write_text("f(status_code=404)  # \x1b[31m\n")
    assert "\x1b[" not in run("check")[1]


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What the command writes to stdout when that is a terminal."""
    ours, theirs = pty.openpty()
    subprocess.run(
        [*COMMAND, *arguments],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm-256color", **environment},
        check=False,
    )
    os.close(theirs)
    written = b""
    with contextlib.suppress(OSError):  # nobody has the other end any more
        while True:
            written += os.read(ours, 4096)
    os.close(ours)
    return written.decode()


def test_a_reader_that_stops_reading(folder: Path) -> None:
    (folder / "app.py").write_text("f(status_code=404)\n" * 3000)
    done = subprocess.run(
        f"{sys.executable} -m statuslens check | head -1",
        shell=True,
        capture_output=True,
        check=False,
    )
    assert done.stdout.startswith(b"magic-status")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["check", "explain", "stats", "serve"])
def test_help_has_examples(command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"  statuslens {command} " in out or f"example: statuslens {command}" in out


def test_the_command_line_never_loads_the_protocol() -> None:
    """And `--version` loads next to nothing."""
    code = (
        "import sys, statuslens.__main__ as m\n"
        "try: m.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print([n for n in ('pygls', 'lsprotocol', 'rich', 'tree_sitter') if n in sys.modules])"
    )
    for arguments, loaded in (
        (["--version"], "[]"),
        (["check", "--output-format", "json", __file__], "['tree_sitter']"),
        (["explain", "404"], "[]"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == loaded, arguments


def test_explain_and_stats(folder: Path) -> None:
    code, out, _ = run("explain", "404", "--output-format", "json")
    assert (code, json.loads(out)[0]["code"]) == (0, 404)
    assert run("explain", "nothing-of-that-name")[0] == 1
    (folder / "latin.py").write_bytes(b"x = '\xe9'\n")
    code, out, err = run("stats", "--output-format", "json")
    assert json.loads(out)
    assert code == 2
    assert "latin.py" in err
