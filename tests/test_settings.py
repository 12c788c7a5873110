"""What a client may send as settings, and what it is told when it sends something else."""

from __future__ import annotations

import pytest

from statuslens import rules
from statuslens.settings import KEYS, Settings, parse


def test_nothing_gives_the_defaults() -> None:
    assert parse(None, rules.NAMES) == (Settings(), ())
    assert parse({}, rules.NAMES) == (Settings(), ())


def test_every_key_is_read() -> None:
    raw = {
        "style": "off",
        "provider": "http",
        "select": ["magic-status"],
        "ignore": ["magic-status"],
        "severity": {"magic-status": "error"},
        "ignoreCodes": [200, 404],
        "perFileIgnores": {"tests/**": ["magic-status"]},
        "completion": "positions",
        "interpreter": ".venv/bin/python",
    }
    assert tuple(raw) == KEYS
    assert parse(raw, rules.NAMES) == (
        Settings(
            style="off",
            provider="http",
            select=("magic-status",),
            ignore=("magic-status",),
            severity={"magic-status": "error"},
            ignore_codes=frozenset({200, 404}),
            per_file_ignores={"tests/**": ("magic-status",)},
            completion="positions",
            interpreter=".venv/bin/python",
        ),
        (),
    )


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("style", "constants", "one of constant, number, off"),
        ("style", ["off"], "one of constant, number, off"),
        ("provider", "django", "one of auto, fastapi, starlette"),
        ("select", "magic-status", "a list of these: magic-status"),
        ("select", ["magic"], "a list of these: magic-status"),
        ("severity", {"magic-status": "fatal"}, "one of error, warning, information, hint"),
        ("severity", {"magic": "error"}, "one of magic-status"),
        ("severity", [], "an object"),
        ("ignoreCodes", ["404"], "a list of status codes, such as [200, 404]"),
        ("ignoreCodes", [True], "a list of status codes, such as [200, 404]"),
        ("ignoreCodes", 404, "a list of status codes, such as [200, 404]"),
        ("perFileIgnores", {"tests/**": "magic-status"}, "a list of these: magic-status"),
        ("completion", True, "one of auto, positions, off"),
        ("interpreter", 3, "a string"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_is_kept(key: str, value: object, allowed: str) -> None:
    other = {"ignoreCodes": [404]} if key != "ignoreCodes" else {"style": "off"}
    settings, (message,) = parse({key: value, **other}, rules.NAMES)
    assert message.startswith(f"statuslens.{key}: {value!r} is not allowed, only {allowed}")
    assert message.endswith("Using the default.")
    assert settings == parse(other, rules.NAMES)[0]


@pytest.mark.parametrize("raw", [[], "x", 3])
def test_settings_that_are_no_object(raw: object) -> None:
    settings, messages = parse(raw, rules.NAMES)
    assert settings == Settings()
    assert messages == (
        f"statuslens: settings must be an object, not {raw!r}; using the defaults.",
    )


def test_keys_of_newer_versions_and_null_are_left_alone() -> None:
    raw = {"trace": {"server": "off"}, "inlayHints": True, "style": None}
    assert parse(raw, rules.NAMES) == (Settings(), ())
