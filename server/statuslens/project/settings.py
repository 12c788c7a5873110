"""The settings: one frozen, fully defaulted dataclass, and the parsers of what an editor sends and
of what `pyproject.toml` says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

from . import patterns

Style = Literal["constant", "number", "off"]
Provider = Literal[
    "auto", "fastapi", "starlette", "rest_framework", "litestar", "http", "httpx", "requests"
]
Severity = Literal["error", "warning", "information", "hint"]
CompletionMode = Literal["auto", "positions", "off"]
STYLES: tuple[Style, ...] = get_args(Style)
PROVIDERS: tuple[Provider, ...] = get_args(Provider)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
COMPLETIONS: tuple[CompletionMode, ...] = get_args(CompletionMode)
RULES = (
    "magic-status",
    "deprecated-name",
    "name-too-new",
    "unknown-name",
    "wrong-kind",
    "unregistered-code",
    "unused-ignore",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's settings."""

    style: Style = "constant"
    provider: Provider = "auto"
    select: tuple[str, ...] | None = None  # None: all default rules
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    ignore_codes: frozenset[int] = frozenset()
    exclude: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inlay_hints: bool = True
    completion: CompletionMode = "auto"
    interpreter: str = ""

    def over(self, other: Settings) -> Settings:
        """These settings, and `other`'s where these are at their defaults: an editor sends every
        setting, including unchanged ones.
        """
        default = Settings()
        changed = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != getattr(default, field.name)
        }
        return replace(other, **changed)

    def excludes(self, path: str) -> bool:
        """Whether the file at `path` is excluded; a path that ends with `/` is a folder."""
        return patterns.matches(self.exclude, path)

    def selects(self, rule: str, path: str = "") -> bool:
        """Whether `rule` runs on the file at `path` (relative to its folder, with `/`)."""
        if rule in self.ignore or (self.select is not None and rule not in self.select):
            return False
        return not any(
            rule in rules and patterns.matches((pattern,), path)
            for pattern, rules in self.per_file_ignores.items()
        )


def parse(raw: object) -> tuple[Settings, tuple[str, ...]]:
    """The settings in `raw`, a JSON object with the editor's camelCase keys, and one message per
    invalid value, whose key keeps its default. Unknown keys are left to newer versions.
    """
    if raw is None:
        return Settings(), ()
    if not isinstance(raw, Mapping):
        return Settings(), (f"statuslens: expected an object, not {raw!r}; using the defaults",)
    given = {key: value for key, value in raw.items() if key in KEYS and value is not None}
    settings, wrong = _read(given)
    return settings, tuple(
        f"statuslens.{key}: invalid value {value!r}: expected {expected}; using the default"
        for key, value, expected in wrong
    )


def parse_table(table: object) -> tuple[Settings, tuple[str, ...]]:
    """The settings in `[tool.statuslens]` of a `pyproject.toml`, whose keys have dashes, and one
    message per invalid value or unknown key.
    """
    if not isinstance(table, Mapping):
        return Settings(), (f"[tool.statuslens]: expected a table, not {table!r}",)
    keys = {_dashed(key): key for key in KEYS}
    settings, wrong = _read({keys[k]: value for k, value in table.items() if k in keys})
    messages = [
        f"[tool.statuslens] {_dashed(key)}: invalid value {value!r}: expected {expected}"
        for key, value, expected in wrong
    ]
    messages += [
        f"[tool.statuslens] unknown key {key!r} (expected one of {', '.join(keys)})"
        for key in table
        if key not in keys
    ]
    return settings, tuple(messages)


def _dashed(key: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", key)


def _read(given: Mapping[str, Any]) -> tuple[Settings, list[tuple[str, Any, str]]]:
    """The settings, and for each invalid value its key, the value and what is expected."""
    values: dict[str, Any] = {}
    wrong = []
    for key, (name, read) in _readers().items():
        if key in given:
            try:
                values[name] = read(given[key])
            except _InvalidError as expected:
                wrong.append((key, given[key], str(expected)))
    return Settings(**values), wrong


class _InvalidError(Exception):
    """Says what is expected instead."""


def _readers() -> dict[str, tuple[str, Callable[[Any], object]]]:
    """Key as the editor writes it → field here, and how to read its value."""
    rule_names = _many(RULES)
    return {
        "style": ("style", _one(STYLES)),
        "provider": ("provider", _one(PROVIDERS)),
        "select": ("select", rule_names),
        "ignore": ("ignore", rule_names),
        "severity": ("severity", _table(_one(RULES), _one(SEVERITIES))),
        "ignoreCodes": ("ignore_codes", _codes),
        "exclude": ("exclude", _patterns),
        "perFileIgnores": ("per_file_ignores", _table(_pattern, rule_names)),
        "inlayHints": ("inlay_hints", _truth),
        "completion": ("completion", _one(COMPLETIONS)),
        "interpreter": ("interpreter", _text),
    }


def _one(allowed: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value in allowed and isinstance(value, str):
            return value
        raise _InvalidError(f"{', '.join(allowed[:-1])} or {allowed[-1]}")

    return read


def _many(allowed: tuple[str, ...]) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        if isinstance(value, (list, tuple)) and all(v in allowed for v in value):
            return tuple(value)
        raise _InvalidError(f"a list of rules ({', '.join(allowed)})")

    return read


def _table(
    key: Callable[[Any], str], value: Callable[[Any], Any]
) -> Callable[[Any], Mapping[str, Any]]:
    def read(table: Any) -> Mapping[str, Any]:
        if not isinstance(table, Mapping):
            raise _InvalidError("an object")
        return {key(k): value(v) for k, v in table.items()}

    return read


def _codes(value: Any) -> frozenset[int]:
    if isinstance(value, (list, tuple)) and all(type(v) is int for v in value):
        return frozenset(value)
    raise _InvalidError("a list of status codes, such as [200, 404]")


def _patterns(value: Any) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value):
        return tuple(map(_pattern, value))
    raise _InvalidError('a list of .gitignore patterns, such as ["generated/"]')


def _pattern(value: Any) -> str:
    if patterns.is_valid(_text(value)):
        return str(value)
    raise _InvalidError(f"valid .gitignore patterns, unlike {value!r}")


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _InvalidError("true or false")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _InvalidError("a string")


KEYS = tuple(_readers())
