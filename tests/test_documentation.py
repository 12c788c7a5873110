"""README, manifest, settings and rules agree with each other."""

from __future__ import annotations

import ast
import io
import itertools
import json
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from repository import ROOT
from statuslens import __version__
from statuslens.__main__ import main
from statuslens.facts import catalogue
from statuslens.features import rules
from statuslens.project import settings
from statuslens.project.settings import KEYS, RULES, Settings

README = (ROOT / "README.md").read_text("utf-8")
MANIFEST = json.loads((ROOT / "package.json").read_text("utf-8"))
PROPERTIES: dict[str, dict[str, Any]] = MANIFEST["contributes"]["configuration"]["properties"]
# These are the client's own business.
CLIENT_SETTINGS = {"statuslens.trace.server"}


def rows(heading: str) -> dict[str, list[str]]:
    """The table below a heading of the README: first cell, without marks, → the other cells."""
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {first.strip("`"): rest for first, *rest in cells}


def test_the_version_is_one() -> None:
    assert MANIFEST["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_manifest_and_the_server_have_the_same_settings() -> None:
    assert PROPERTIES.keys() - CLIENT_SETTINGS == {f"statuslens.{key}" for key in KEYS}


def test_the_readme_lists_every_setting_with_its_default() -> None:
    listed = rows("Settings")
    assert tuple(listed) == KEYS
    for key, (_, default, _) in listed.items():
        assert json.loads(default.strip("`")) == PROPERTIES[f"statuslens.{key}"]["default"], key


def test_the_defaults_of_the_manifest_are_the_servers() -> None:
    raw = {key.removeprefix("statuslens."): value["default"] for key, value in PROPERTIES.items()}
    assert settings.parse(raw) == (Settings(), ())


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("style", settings.STYLES),
        ("provider", settings.PROVIDERS),
        ("completion", settings.COMPLETIONS),
    ],
)
def test_the_manifest_offers_what_the_server_takes(key: str, values: tuple[str, ...]) -> None:
    assert tuple(PROPERTIES[f"statuslens.{key}"]["enum"]) == values
    assert len(PROPERTIES[f"statuslens.{key}"]["enumDescriptions"]) == len(values)
    described = rows("Settings")[key][0]
    assert tuple(re.findall(r"`(\w+)`", described)) == values


def test_the_manifest_knows_every_rule_wherever_it_names_rules() -> None:
    per_file = PROPERTIES["statuslens.perFileIgnores"]["additionalProperties"]
    for schema in (PROPERTIES["statuslens.select"], PROPERTIES["statuslens.ignore"], per_file):
        assert tuple(schema["items"]["enum"]) == RULES
    severities = PROPERTIES["statuslens.severity"]["properties"]
    assert tuple(severities) == RULES
    for schema in severities.values():
        assert tuple(schema["enum"]) == settings.SEVERITIES


def test_the_readme_lists_every_rule() -> None:
    listed = rows("Rules")
    assert tuple(listed) == RULES
    for name, (summary, severity) in listed.items():
        assert rules.RULES[name].severity == severity
        assert rules.RULES[name].manual.startswith(summary)


def test_the_readme_counts_right() -> None:
    http, websocket = (len(catalogue.registered(kind)) for kind in ("http", "websocket"))
    assert f"all {http} entries" in README
    assert f"{websocket} WebSocket close codes" in README


def test_every_link_within_the_repository_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_make_target_that_is_written_about_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {
        word for page in pages for word in re.findall(r"`make ([\w-]+)", page.read_text("utf-8"))
    }
    assert named
    for target in named:
        assert f"\n{target}:" in makefile, target


def test_the_design_of_the_layers_is_the_one_that_is_checked() -> None:
    """The table in docs/architecture.md has every package, in the enforced order."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = [line for line in page.splitlines() if line.startswith("| `")]
    written = [re.findall(r"`(\w+)`", line.split("|")[1]) for line in table]
    enforced = (
        (ROOT / "pyproject.toml").read_text("utf-8").partition("\nlayers = [")[2].partition("]")[0]
    )
    layers = [line.strip(' ",').split(" | ") for line in enforced.strip().splitlines()]
    assert [sorted(layer) for layer in written] == [sorted(layer) for layer in reversed(layers)]


PICTURES = ROOT / "docs" / "images"
WITH_PICTURES = ("README.md", "editors/vscode/README.md", "docs/vscode.md", "docs/completion.md")


def pictures_of(page: Path) -> set[Path]:
    """The pictures that a page names, wherever they may be."""
    named = re.findall(r"""(?:!\[[^\]]*\]\(|src=\"|srcset=\")([^)\"]+)""", page.read_text("utf-8"))
    return {(page.parent / path).resolve() for path in named}


def test_every_picture_that_a_page_names_is_here_and_the_other_way_round() -> None:
    named = {picture for page in WITH_PICTURES for picture in pictures_of(ROOT / page)}
    assert named == set(PICTURES.glob("*.png"))


@pytest.mark.parametrize("page", ["docs/vscode.md", "editors/vscode/README.md"])
def test_the_commands_of_vscode_are_the_manifests(page: str) -> None:
    table = (ROOT / page).read_text("utf-8").partition("\n## Commands\n")[2].partition("\n## ")[0]
    lines = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")]
    written = {name for line in lines[1:] for name in line.split(", ")}
    titles = {command["title"] for command in MANIFEST["contributes"]["commands"]}
    assert written == {title.removeprefix("Status Lens: ") for title in titles}


def test_the_paths_that_contributing_names_exist() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    paths = re.findall(r"`((?:server|tests|scripts|data|docs)/[\w./-]+)`", page)
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


# Phrases that a reader stumbles over, and what to write instead.
STUMBLES = {
    r"(?<!there )\bis no\b(?! longer)": "is not a …, is invalid",
    r"\bthose (?:that|which|who)\b": "a noun",
    r"\bthat which\b|\bwhat stands\b|\bas it stands\b": "a noun",
    r"\bstands?\b(?! for\b)": "is, appears",
    r"\bto be had\b": "available",
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\b(?:is|are|was|were) told\b|\bmay tell\b": "knows, shows",
    r"\b(?:make|makes|made|write|writes) (?:the|a|every|all) (?:safe )?fix(?:es)?\b": "apply",
    r"\banew\b": "again",
    r"\blikeliest\b|\blikelier\b": "most likely, more likely",
    r"\btells? (?:of|whether|if|so|that)\b": "says, shows",
    r"\b(?:comes?|brings?|brought) (?:\w+ ){0,3}along\b": "includes, is added",
    r"\bwhoever\b": "if you",
    r"\bworth while\b|\bcannot be mistaken\b": "",
}
# Nobody finds the package on an index.
STUMBLES[r"\b(?:install|uvx|pipx run) statuslens\b"] = "install ."

PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", "editors/**/*.md", "*/README.md")
    for page in ROOT.glob(pattern)
    if page.parts[len(ROOT.parts)] not in (".cache", "node_modules")
)
CODE = sorted((ROOT / "server").rglob("*.py"))
CONFIGURATION = sorted(
    path
    for path in [*(ROOT / "editors").rglob("*.*"), ROOT / "Makefile", ROOT / "package.json"]
    if path.suffix in ("", ".el", ".json", ".lua", ".py", ".toml", ".ts", ".vim")
)


def stumbles(text: str) -> list[str]:
    """Each phrase of the text to reword, with a suggestion."""
    text = re.sub(r"(?ms)^```text .*?^```$", "", text)  # an editor's screen
    text = re.sub(r"\s+", " ", text)
    return [
        f"…{text[max(0, match.start() - 40) : match.end() + 40]}… ({suggestion})"
        for phrase, suggestion in STUMBLES.items()
        for match in re.finditer(phrase, text, re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    "path", [*PAGES, *CONFIGURATION], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_page_is_plain_english(path: Path) -> None:
    assert stumbles(path.read_text("utf-8")) == []


@pytest.mark.parametrize("command", ["", "check", "explain", "stats", "serve"])
def test_the_help_is_plain_english(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    assert stumbles(capsys.readouterr().out) == []


def test_messages_are_plain_english() -> None:
    found = []
    for path in CODE:
        tree = ast.parse(path.read_text("utf-8"))
        bare = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in bare:
                found += [f"{path.name}:{node.lineno}: {text}" for text in stumbles(node.value)]
    assert found == []


def comments_of(text: str) -> Iterator[str]:
    """The docstrings, and each group of lines with only a comment."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield ast.get_docstring(node) or ""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [token for token in tokens if token.type == tokenize.COMMENT]
    lines = {token.start[0]: token.string.lstrip("# ") for token in comments}
    for number, line in lines.items():
        if number - 1 not in lines:
            group = itertools.takewhile(lines.__contains__, itertools.count(number))
            yield " ".join([line, *(lines[each] for each in group if each > number)])


@pytest.mark.parametrize(
    "path", CODE, ids=lambda path: path.relative_to(ROOT / "server").as_posix()
)
def test_docstrings_and_comments_are_plain_english(path: Path) -> None:
    for text in comments_of(path.read_text("utf-8")):
        assert stumbles(text) == []
        assert not re.match(r"What (?!if\b)", text), "begin with a noun"


def test_the_glossary_has_the_words_of_the_code() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    first_cells = " ".join(line.split("|")[1] for line in page.splitlines() if line[:2] == "| ")
    words = {"usage", "place", "context", "spelling", "provider", "finding", "fix", "safe"}
    assert words < set(re.findall(r"\w+", first_cells))
    for name in ("README.md", "docs/architecture.md", "CONTRIBUTING.md"):
        assert "glossary.md)" in (ROOT / name).read_text("utf-8"), name
