"""The settings: one frozen, fully defaulted dataclass, and the parser of what a client sends."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

STYLES = ("constant", "number", "off")
PROVIDERS = (
    "auto",
    "fastapi",
    "starlette",
    "rest_framework",
    "litestar",
    "http",
    "httpx",
    "requests",
)
SEVERITIES = ("error", "warning", "information", "hint")
COMPLETIONS = ("auto", "positions", "off")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose. Read-only; passed to whoever needs it."""

    style: str = "constant"
    provider: str = "auto"
    select: tuple[str, ...] | None = None  # None: every rule that is on by default
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    ignore_codes: frozenset[int] = frozenset()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    completion: str = "auto"
    interpreter: str = ""

    def selects(self, rule: str, path: str = "") -> bool:
        """Whether `rule` runs on the file at `path` (relative to its folder, with `/`)."""
        if rule in self.ignore or (self.select is not None and rule not in self.select):
            return False
        return not any(
            rule in rules and _matches(path, pattern)
            for pattern, rules in self.per_file_ignores.items()
        )


def parse(raw: object, rules: tuple[str, ...]) -> tuple[Settings, tuple[str, ...]]:
    """The settings in `raw`, a JSON object with the editor's camelCase keys, and one message per
    key that is wrong, which then keeps its default. Unknown keys are left to newer versions.
    """
    if raw is None:
        return Settings(), ()
    if not isinstance(raw, Mapping):
        return Settings(), (
            f"statuslens: settings must be an object, not {raw!r}; using the defaults.",
        )
    values: dict[str, Any] = {}
    messages = []
    for key, (name, read) in _readers(rules).items():
        if key not in raw or raw[key] is None:
            continue
        try:
            values[name] = read(raw[key])
        except _NotAllowedError as wrong:
            messages.append(
                f"statuslens.{key}: {raw[key]!r} is not allowed, only {wrong}. Using the default."
            )
    return Settings(**values), tuple(messages)


class _NotAllowedError(Exception):
    """Says what is allowed instead."""


def _readers(rules: tuple[str, ...]) -> dict[str, tuple[str, Callable[[Any], object]]]:
    """Key as the editor writes it → field here, and how to read its value."""
    rule_names = _many(rules)
    return {
        "style": ("style", _one(STYLES)),
        "provider": ("provider", _one(PROVIDERS)),
        "select": ("select", rule_names),
        "ignore": ("ignore", rule_names),
        "severity": ("severity", _table(_one(rules), _one(SEVERITIES))),
        "ignoreCodes": ("ignore_codes", _codes),
        "perFileIgnores": ("per_file_ignores", _table(_text, rule_names)),
        "completion": ("completion", _one(COMPLETIONS)),
        "interpreter": ("interpreter", _text),
    }


def _one(allowed: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value in allowed and isinstance(value, str):
            return value
        raise _NotAllowedError("one of " + ", ".join(allowed))

    return read


def _many(allowed: tuple[str, ...]) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        if isinstance(value, (list, tuple)) and all(v in allowed for v in value):
            return tuple(value)
        raise _NotAllowedError("a list of these: " + ", ".join(allowed))

    return read


def _table(
    key: Callable[[Any], str], value: Callable[[Any], Any]
) -> Callable[[Any], Mapping[str, Any]]:
    def read(table: Any) -> Mapping[str, Any]:
        if not isinstance(table, Mapping):
            raise _NotAllowedError("an object")
        return {key(k): value(v) for k, v in table.items()}

    return read


def _codes(value: Any) -> frozenset[int]:
    if isinstance(value, (list, tuple)) and all(type(v) is int for v in value):
        return frozenset(value)
    raise _NotAllowedError("a list of status codes, such as [200, 404]")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _NotAllowedError("a string")


def _matches(path: str, pattern: str) -> bool:
    """Globs as in .gitignore, as far as they are about names: `tests/**`, `*_test.py`."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.removeprefix("./"))
    translate = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    regex = "".join(translate.get(part) or re.escape(part) for part in parts)
    anywhere = "" if "/" in pattern else "(?:.*/)?"
    return re.fullmatch(f"{anywhere}{regex}(?:/.*)?", path) is not None


KEYS = tuple(_readers(()))
