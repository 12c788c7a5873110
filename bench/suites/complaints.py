"""The complaints of ruff and mypy about the changed files that are new."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.suites.suite import Suite, environment_of, run_in, run_json

TOOLS = Path(sys.executable).parent

_LINE_NUMBER = re.compile(r"\bline \d+")
_ERROR_OF_MYPY = re.compile(r"(?P<file>[^:]+):\d+(?::\d+)?: error: (?P<message>.*)")

# By file and message, lines left out: how often.
Complaints = Counter[tuple[str, str]]


def new_complaints(suite: Suite, before: Path, after: Path, files: Sequence[str]) -> list[str]:
    """The complaints about these files that are more frequent in the second tree."""
    if not files:
        return []
    return [
        f"{tool}: {file}: {message}" + (f" ({count} times)" if count > 1 else "")
        for tool, complain in _TOOLS.items()
        for (file, message), count in sorted(
            (complain(suite, after, files) - complain(suite, before, files)).items()
        )
    ]


def _ruff(suite: Suite, root: Path, files: Sequence[str]) -> Complaints:
    del suite
    command = [str(TOOLS / "ruff"), "check", "--isolated", "--no-cache", "--exit-zero"]
    command += ["--select=F,I,E", "--ignore=E501", "--output-format=json"]
    found = run_json([*command, *files], root)
    return Counter(
        (
            Path(one["filename"]).relative_to(root.resolve()).as_posix(),
            _LINE_NUMBER.sub("line", f"{one['code']} {one['message']}"),
        )
        for one in found
    )


def _mypy(suite: Suite, root: Path, files: Sequence[str]) -> Complaints:
    command = [str(TOOLS / "mypy"), "--config-file=", "--ignore-missing-imports"]
    command += ["--check-untyped-defs", "--no-error-summary", "--namespace-packages"]
    command += ["--explicit-package-bases", "--follow-imports=silent", f"--cache-dir={os.devnull}"]
    command += [f"--python-executable={suite.environment / 'bin' / 'python'}"]
    environment = environment_of(root, suite)
    environment["MYPYPATH"] = environment.pop("PYTHONPATH")
    done = run_in([*command, *files], root, environment)
    if done.returncode not in (0, 1) or done.stderr.strip():
        raise SystemExit(f"statuslens: mypy failed on {suite.name}\n{done.stdout}{done.stderr}")
    matches = map(_ERROR_OF_MYPY.match, done.stdout.splitlines())
    return Counter(
        (match["file"], _LINE_NUMBER.sub("line", match["message"]))
        for match in matches
        if match is not None
    )


_TOOLS: dict[str, Callable[[Suite, Path, Sequence[str]], Complaints]] = {
    "ruff": _ruff,
    "mypy": _mypy,
}
