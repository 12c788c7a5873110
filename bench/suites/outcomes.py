"""The outcome of the tests of a suite, before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from bench.suites.suite import Suite, environment_of, run_in

# Stands for the tests of a suite that does not run at all.
WHOLE = "the suite"

_OUTCOMES = ("failure", "error", "skipped")

# By test id: `passed`, or why not and the first line of what pytest says.
Outcomes = dict[str, str]


def outcomes_before(suite: Suite, root: Path) -> Outcomes:
    """As kept from an earlier run, if there was one."""
    kept = suite.folder / "before.json"
    if kept.exists():
        return dict(json.loads(kept.read_text("utf-8")))
    outcomes = run_tests(suite, root)
    if WHOLE in outcomes:
        raise SystemExit(f"statuslens: {suite.name} fails as it is: {outcomes[WHOLE]}")
    kept.write_text(json.dumps(outcomes, indent=1), "utf-8")
    return outcomes


def run_tests(suite: Suite, root: Path) -> Outcomes:
    """Run the suite on the tree at `root`, not on what is installed."""
    python = str(root / ".venv" / "bin" / "python")
    environment = environment_of(root, suite)
    where = f"import {suite.module}; print({suite.module}.__file__)"
    imported = run_in([python, "-c", where], root, environment)
    if imported.returncode:
        return {WHOLE: f"error: {_last_line(imported.stderr)}"}
    origin = Path(imported.stdout.strip())
    if not origin.resolve().is_relative_to(root.resolve()):
        raise SystemExit(f"statuslens: {suite.name} is imported from {origin}")
    told = root.parent / "outcomes.xml"
    told.unlink(missing_ok=True)
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={told}"]
    done = run_in([*command, *(f"--deselect={t}" for t in suite.left_out)], root, environment)
    if not told.exists():
        return {WHOLE: f"error: {_last_line(done.stdout + done.stderr)}"}
    outcomes: Outcomes = {}
    for case in ET.parse(told).iter("testcase"):
        test = f"{case.get('classname')}::{case.get('name')}"
        outcomes[test] = _outcome(case)
    return outcomes


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def _outcome(case: ET.Element) -> str:
    for kind in _OUTCOMES:
        reason = case.find(kind)
        if reason is not None:
            message = (reason.get("message") or "").strip().partition("\n")[0]
            return f"{kind}: {message}"
    return "passed"


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Tests whose outcome is another; of one that does not pass, the message is not compared."""
    return {
        test: f"{before.get(test, 'not there')} → {after.get(test, 'not there')}"
        for test in before.keys() | after.keys()
        if before.get(test, "").partition(":")[0] != after.get(test, "").partition(":")[0]
    }
