"""The formats, each of the same findings."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rich.console import Console

from drawing import dedented
from projects import project_of
from statuslens.cli import reports
from statuslens.cli.reports import Report
from statuslens.features import rules
from statuslens.syntax.source import Source


def reported(text: str, name: str = "app.py", cell: int | None = None) -> list[Report]:
    source = Source(text)
    return [
        Report(
            name,
            cell,
            source,
            f,
            rules.RULES[f.rule].severity,
            rules.fix(source, [f], project_of(source)),
            True,
        )
        for f in rules.check(source, project_of(source))
    ]


def full(text: str, name: str = "app.py", cell: int | None = None) -> str:
    """The excerpt, between what stands in the first two lines and the last two."""
    console = Console(width=10, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        for line in reports.full(reported(text, name, cell)):
            console.print(line, soft_wrap=True)
    return captured.get()


@pytest.mark.parametrize(
    ("line", "carets"),
    [
        ("f('日本', status_code=404)", " " * 22 + "^^^"),
        ("f('é', status_code=404)", " " * 19 + "^^^"),
        ("f('e\u0301', status_code=404)", " " * 19 + "^^^"),
    ],
)
def test_carets_are_below_the_code(line: str, carets: str) -> None:
    lines = full(line).splitlines()
    assert lines[3] == f"1 | {line}"
    assert lines[4] == f"  | {carets}"


def test_tabs_and_control_characters_are_shown() -> None:
    lines = full("if x:\n\tf(status_code=404)  # \x1b[31m\x0c\r\n").splitlines()
    assert lines[4] == "2 |     f(status_code=404)  # ␛[31m␌"
    assert lines[5] == "  |                   ^^^"


def test_lines_around_and_no_empty_one_below() -> None:
    text = "\n" * 8 + "f(status_code=404)\n\n\n\n"
    assert [line[:3].strip() for line in full(text).splitlines()[3:8]] == [
        "7 |",
        "8 |",
        "9 |",
        "|",
        "|",
    ]


def test_a_cell_of_a_notebook() -> None:
    text = full("f(status_code=404)", "a.ipynb", 3)
    assert text.splitlines()[1] == " --> a.ipynb:cell 3:1:15"


def test_what_github_reads_apart_is_escaped() -> None:
    text = reports.github(reported("f(status_code=404)", "a,b:c%/d.py"))
    assert ",file=a%2Cb%3Ac%25/d.py,line=1," in text
    assert "::a,b:c%25/d.py:1:15: magic-status: Magic number 404" in text
    assert text.count("\n") == 1


def test_github_sees_a_notebook_as_one_file() -> None:
    text = reports.github(reported("\nf(status_code=404)", "a.ipynb", 2))
    assert text.startswith("::notice title=statuslens (magic-status),file=a.ipynb,line=1::")
    assert "a.ipynb:cell 2:2:15" in text


NO_END = "\\ No newline at end of file\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\n", "b\n", "--- x\n+++ x\n@@ -1 +1 @@\n-a\n+b\n"),
        (
            "a",
            "b",
            f"--- x\n+++ x\n@@ -1 +1 @@\n-a\n{NO_END}+b\n{NO_END}",
        ),
        ("a\x0cb\r\n", "c\x0cb\r\n", "--- x\n+++ x\n@@ -1 +1 @@\n-a\x0cb\r\n+c\x0cb\r\n"),
        ("a\n", "a\n", ""),
    ],
)
def test_diffs_are_patches(before: str, after: str, expected: str) -> None:
    assert reports.diff("x", before, after) == expected


@pytest.mark.parametrize(
    ("count", "by_flag", "fixed", "expected"),
    [
        (0, True, 0, "All checks passed!"),
        (0, True, 2, "Found 2 findings (2 fixed, 0 remaining)."),
        (1, True, 0, "Found 1 finding.\n[*] 1 fixable with `--fix`."),
        (
            2,
            False,
            1,
            "Found 3 findings (1 fixed, 2 remaining).\n2 more fixes with `--unsafe-fixes`.",
        ),
    ],
)
def test_the_summary(count: int, by_flag: bool, fixed: int, expected: str) -> None:
    (one,) = reported("f(status_code=404)")
    same = Report(one.name, None, one.source, one.finding, one.severity, one.edits, by_flag)
    assert reports.summary([same] * count, fixed) == expected


SARIF_TEXT = dedented("""
    from fastapi import HTTPException

    raise HTTPException(404)
    raise HTTPException(104)
    x = 1  # statuslens: ignore
""")

# The part of the schema of SARIF 2.1.0 that we write, by hand: no package that could be a
# dependency brings the schema. Object → its keys there (no others may be) and those it must have.
OBJECTS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "log": ({"$schema": str, "version": "2.1.0", "runs": ["run"]}, {"version", "runs"}),
    "run": (
        {
            "tool": "tool",
            "results": ["result"],
            "columnKind": ("utf16CodeUnits", "unicodeCodePoints"),
        },
        {"tool"},
    ),
    "tool": ({"driver": "component"}, {"driver"}),
    "component": ({"name": str, "version": str, "rules": ["rule"]}, {"name"}),
    "rule": (
        {
            "id": str,
            "shortDescription": "message",
            "fullDescription": "message",
            "help": "message",
            "defaultConfiguration": "configuration",
        },
        {"id"},
    ),
    "configuration": ({"level": ("none", "note", "warning", "error"), "enabled": bool}, set()),
    "message": ({"text": str, "markdown": str}, {"text"}),
    "result": (
        {
            "ruleId": str,
            "ruleIndex": int,
            "level": ("none", "note", "warning", "error"),
            "message": "message",
            "locations": ["location"],
            "fixes": ["fix"],
        },
        {"message"},
    ),
    "location": ({"physicalLocation": "physical", "logicalLocations": ["logical"]}, set()),
    "logical": ({"name": str}, set()),
    "physical": ({"artifactLocation": "artifact", "region": "region"}, {"artifactLocation"}),
    "artifact": ({"uri": str}, set()),
    "region": ({"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}, {"startLine"}),
    "fix": ({"description": "message", "artifactChanges": ["change"]}, {"artifactChanges"}),
    "change": (
        {"artifactLocation": "artifact", "replacements": ["replacement"]},
        {"artifactLocation", "replacements"},
    ),
    "replacement": ({"deletedRegion": "region", "insertedContent": "content"}, {"deletedRegion"}),
    "content": ({"text": str}, set()),
}


def assert_is(kind: Any, value: Any) -> None:
    """`kind`: an object's name, a list of one kind, a type, a least number, or what is allowed."""
    if isinstance(kind, list):
        assert isinstance(value, list)
        for item in value:
            assert_is(kind[0], item)
    elif isinstance(kind, type):
        assert type(value) is kind
    elif isinstance(kind, int):
        assert type(value) is int
        assert value >= kind
    elif isinstance(kind, str) and kind in OBJECTS:
        keys, required = OBJECTS[kind]
        assert required <= value.keys() <= keys.keys(), kind
        for key, item in value.items():
            assert_is(keys[key], item)
    else:
        assert value in ((kind,) if isinstance(kind, str) else kind)


def test_sarif_is_as_its_schema_says() -> None:
    found = [*reported(SARIF_TEXT, "a b/é.py"), *reported("f(status_code=404)", "a.ipynb", 2)]
    log = json.loads(reports.sarif(found))
    assert_is("log", log)
    (run,) = log["runs"]
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [names[result["ruleIndex"]] for result in run["results"]] == [
        "magic-status",
        "magic-status",
        "unused-ignore",
        "magic-status",
    ]
    assert [result["level"] for result in run["results"]] == ["note", "note", "warning", "note"]
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "a%20b/%C3%A9.py"
    assert location["region"] == {"startLine": 3, "startColumn": 21, "endLine": 3, "endColumn": 24}
    assert "fixes" not in run["results"][1]
    assert_is("log", json.loads(reports.sarif([])))


def test_a_position_in_a_cell_is_not_one_in_the_file() -> None:
    log = json.loads(reports.sarif(reported("\nf(status_code=404)", "a.ipynb", 2)))
    (result,) = log["runs"][0]["results"]
    assert result["message"]["text"].startswith("cell 2:2:15: Magic number 404")
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    assert result["locations"][0]["logicalLocations"] == [{"name": "cell 2"}]
