"""The settings, and the parsers for the settings of an editor and of `pyproject.toml`."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

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
    *("magic-status", "deprecated-name", "name-too-new", "unknown-name"),
    *("wrong-kind", "unregistered-code", "unused-ignore"),
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
        """`other`, overridden by these settings unless they are defaults: an editor sends all."""
        default = Settings()
        changed = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != getattr(default, field.name)
        }
        return replace(other, **changed)

    def excludes(self, path: str) -> bool:
        """Whether the file at `path` is excluded; a path that ends with `/` is a folder."""
        return _match(self.exclude, path)

    def selects(self, rule: str, path: str = "") -> bool:
        """Whether `rule` runs on the file at `path` (relative to its folder, with `/`)."""
        if rule in self.ignore or (self.select is not None and rule not in self.select):
            return False
        return not any(
            rule in rules and _match((pattern,), path)
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
    raw_values = {key: value for key, value in raw.items() if key in KEYS and value is not None}
    settings, wrong = _read(raw_values)
    return settings, tuple(
        f"statuslens.{key}: invalid value {value!r}: expected {expected}; using the default"
        for key, value, expected in wrong
    )


def parse_table(table: object) -> tuple[Settings, tuple[str, ...]]:
    """The settings in `[tool.statuslens]`; a message per invalid value or unknown key."""
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


def _match(patterns: tuple[str, ...], path: str) -> bool:
    """Whether patterns as in .gitignore match `path`, which is relative and has `/`."""
    return bool(patterns) and _spec(patterns).match_file(path)


def _dashed(key: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", key)


def _read(raw_values: Mapping[str, Any]) -> tuple[Settings, list[tuple[str, Any, str]]]:
    """The settings, and for each invalid value its key, the value and the expected values."""
    values: dict[str, Any] = {}
    wrong = []
    for key, read in _READERS.items():
        if key in raw_values:
            try:
                values[_dashed(key).replace("-", "_")] = read(raw_values[key])
            except _InvalidError as expected:
                wrong.append((key, raw_values[key], str(expected)))
    return Settings(**values), wrong


class _InvalidError(Exception):
    """Has the expected values."""


def _reader(
    expected: str, accepts: Callable[[Any], bool], make: Callable[[Any], Any] = lambda value: value
) -> Callable[[Any], Any]:
    """Reads the values that `accepts` allows; raises `_InvalidError` for others."""

    def read(value: Any) -> Any:
        if accepts(value):
            return make(value)
        raise _InvalidError(expected)

    return read


def _one(allowed: tuple[str, ...]) -> Callable[[Any], str]:
    expected = f"{', '.join(allowed[:-1])} or {allowed[-1]}"
    return _reader(expected, lambda value: isinstance(value, str) and value in allowed)


def _is_list(value: object, accepts: Callable[[Any], bool]) -> bool:
    return isinstance(value, (list, tuple)) and all(map(accepts, value))


def _table(key: Callable[[Any], str], value: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return _reader(
        "an object",
        lambda table: isinstance(table, Mapping),
        lambda table: {key(k): value(v) for k, v in table.items()},
    )


def _pattern(value: Any) -> str:
    try:
        _spec((_text(value),))
    except ValueError:
        raise _InvalidError(f"valid .gitignore patterns, unlike {value!r}") from None
    return str(value)


@functools.lru_cache(maxsize=64)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # only where there are patterns

    return GitIgnoreSpec.from_lines(patterns)


_text = _reader("a string", lambda value: isinstance(value, str))
_rules = _reader(
    f"a list of rules ({', '.join(RULES)})",
    lambda value: _is_list(value, lambda rule: rule in RULES),
    tuple,
)
# By key as the editor writes it; with dashes in `pyproject.toml`.
_READERS: Mapping[str, Callable[[Any], object]] = {
    "style": _one(STYLES),
    "provider": _one(PROVIDERS),
    "select": _rules,
    "ignore": _rules,
    "severity": _table(_one(RULES), _one(SEVERITIES)),
    "ignoreCodes": _reader(
        "a list of status codes, such as [200, 404]",
        lambda value: _is_list(value, lambda code: type(code) is int),
        frozenset,
    ),
    "exclude": _reader(
        'a list of .gitignore patterns, such as ["generated/"]',
        lambda value: _is_list(value, lambda pattern: isinstance(pattern, str)),
        lambda value: tuple(map(_pattern, value)),
    ),
    "perFileIgnores": _table(_pattern, _rules),
    "inlayHints": _reader("true or false", lambda value: isinstance(value, bool)),
    "completion": _one(COMPLETIONS),
    "interpreter": _text,
}
KEYS = tuple(_READERS)
