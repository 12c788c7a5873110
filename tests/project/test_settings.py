"""The settings of a client and of `pyproject.toml`, and the messages for invalid ones."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from statuslens.project.settings import KEYS, Settings, parse, parse_table


def test_nothing_gives_the_defaults() -> None:
    assert parse(None) == (Settings(), ())
    assert parse({}) == (Settings(), ())


def test_every_key_is_read() -> None:
    raw = {
        "style": "off",
        "provider": "http",
        "select": ["magic-status"],
        "ignore": ["magic-status"],
        "severity": {"magic-status": "error"},
        "ignoreCodes": [200, 404],
        "exclude": ["gen/", "*_pb2.py"],
        "perFileIgnores": {"tests/**": ["magic-status"]},
        "inlayHints": False,
        "completion": "positions",
        "interpreter": ".venv/bin/python",
    }
    assert tuple(raw) == KEYS
    assert parse(raw) == (
        Settings(
            style="off",
            provider="http",
            select=("magic-status",),
            ignore=("magic-status",),
            severity={"magic-status": "error"},
            ignore_codes=frozenset({200, 404}),
            exclude=("gen/", "*_pb2.py"),
            per_file_ignores={"tests/**": ("magic-status",)},
            inlay_hints=False,
            completion="positions",
            interpreter=".venv/bin/python",
        ),
        (),
    )


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("style", "constants", "constant, number or off"),
        ("style", ["off"], "constant, number or off"),
        ("provider", "django", "auto, fastapi, starlette"),
        ("select", "magic-status", "a list of rules (magic-status"),
        ("select", ["magic"], "a list of rules (magic-status"),
        ("severity", {"magic-status": "fatal"}, "error, warning, information or hint"),
        ("severity", {"magic": "error"}, "magic-status, "),
        ("severity", [], "an object"),
        ("ignoreCodes", ["404"], "a list of status codes, such as [200, 404]"),
        ("ignoreCodes", [True], "a list of status codes, such as [200, 404]"),
        ("ignoreCodes", 404, "a list of status codes, such as [200, 404]"),
        ("exclude", "gen/", "a list of .gitignore patterns"),
        ("exclude", [1], "a list of .gitignore patterns"),
        ("exclude", ["gen/", "!"], "valid .gitignore patterns, unlike '!'"),
        ("perFileIgnores", {"!": ["magic-status"]}, "valid .gitignore patterns, unlike '!'"),
        ("perFileIgnores", {"tests/**": "magic-status"}, "a list of rules (magic-status"),
        ("completion", True, "auto, positions or off"),
        ("interpreter", 3, "a string"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_is_kept(
    key: str, value: object, expected: str
) -> None:
    other = {"ignoreCodes": [404]} if key != "ignoreCodes" else {"style": "off"}
    settings, (message,) = parse({key: value, **other})
    assert message.startswith(f"statuslens.{key}: invalid value {value!r}: expected {expected}")
    assert message.endswith("; using the default")
    assert settings == parse(other)[0]


@pytest.mark.parametrize("raw", [[], "x", 3])
def test_settings_that_are_no_object(raw: object) -> None:
    settings, messages = parse(raw)
    assert settings == Settings()
    assert messages == (f"statuslens: expected an object, not {raw!r}; using the defaults",)


def test_keys_of_newer_versions_and_null_are_left_alone() -> None:
    raw = {"trace": {"server": "off"}, "codeLens": True, "style": None}
    assert parse(raw) == (Settings(), ())


def test_pyproject_has_the_same_settings_with_dashes() -> None:
    table = {
        "style": "off",
        "ignore-codes": [200],
        "per-file-ignores": {"tests/**": ["magic-status"]},
        "severity": {"magic-status": "error"},
    }
    raw = {
        "style": "off",
        "ignoreCodes": [200],
        "perFileIgnores": {"tests/**": ["magic-status"]},
        "severity": {"magic-status": "error"},
    }
    assert parse_table(table) == parse(raw)
    assert parse_table({}) == (Settings(), ())


def test_pyproject_may_say_nothing_else() -> None:
    settings, messages = parse_table({"provider": "http", "stlye": "off", "ignoreCodes": [1]})
    assert settings == Settings(provider="http")
    allowed = ", ".join(re.sub("[A-Z]", lambda letter: "-" + letter[0].lower(), k) for k in KEYS)
    assert messages == (
        f"[tool.statuslens] unknown key 'stlye' (expected one of {allowed})",
        f"[tool.statuslens] unknown key 'ignoreCodes' (expected one of {allowed})",
    )
    assert parse_table([])[1] == ("[tool.statuslens]: expected a table, not []",)


def test_patterns_are_compiled_only_where_there_are_some() -> None:
    code = (
        "import sys; from statuslens.project.settings import parse\n"
        "assert parse({'exclude': [], 'perFileIgnores': {}})[0].selects('magic-status', 'a.py')\n"
        "print('pathspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        ((), "a.py", False),
        (("*.py",), "a/b.py", True),
        (("*.py", "!b.py"), "a/b.py", False),
        (("gen/",), "a/gen/", True),
        (("gen/",), "a/gen", False),
        (("/gen",), "a/gen", False),
    ],
)
def test_patterns_as_in_gitignore(patterns: tuple[str, ...], path: str, expected: bool) -> None:
    assert Settings(exclude=patterns).excludes(path) == expected


def test_which_patterns_are_valid() -> None:
    assert not parse({"exclude": ["gen/**/*.py"]})[1]
    assert parse({"exclude": ["!"]})[1]
