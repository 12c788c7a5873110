"""The example application: fixed, it is the same program, and its own tests still pass."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from projects import ALONE, project_of
from repository import ROOT
from statuslens.__main__ import main
from statuslens.edits.text_edits import applied
from statuslens.facts.vocabularies import numbered_name, vocabularies
from statuslens.features import rules
from statuslens.syntax.source import Source

EXAMPLES = ROOT / "examples"
FILES = sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.py"))
# As elsewhere, a file is left out of the comparison of imports only where a status is imported.
STATUS_IMPORTS = ("status", "http_status", "HTTPStatus")


def fixed(text: str, path: Path | None = None) -> str:
    source = Source(text, path)
    return applied(
        source, rules.fix_all(source, lambda s: rules.check(s, project_of(s)), project_of(source))
    ).text


def folded(text: str) -> str:
    """The syntax tree with each constant as its number, and without imports of constants."""
    return ast.dump(_Fold().visit(ast.parse(text)))


class _Fold(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == "HTTPStatus":
            return ast.Constant(vocabularies()["http"].names[node.attr].code)
        name = numbered_name(node.attr)
        return ast.Constant(name.code) if name is not None else node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        name = numbered_name(node.id)
        return ast.Constant(name.code) if name is not None else node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        node.names = [
            n for n in node.names if n.name not in STATUS_IMPORTS and not numbered_name(n.name)
        ]
        return node if node.names else None


@pytest.mark.parametrize("name", FILES)
def test_a_fixed_file_is_the_same_program(name: str) -> None:
    before = (EXAMPLES / name).read_text("utf-8")
    after = fixed(before)
    assert folded(after) == folded(before)
    assert fixed(after) == after
    left = rules.check(Source(after), ALONE)
    assert [finding for finding in left if finding.replacement is not None] == []


def test_the_comparison_can_tell_programs_apart() -> None:
    assert folded("f(status.HTTP_404_NOT_FOUND)") == folded("f(404)")
    assert folded("f(status.HTTP_404_NOT_FOUND)") != folded("f(410)")
    assert folded("from a import b, status") != folded("from a import status")


@pytest.mark.end_to_end
def test_the_fixed_example_still_passes_its_tests(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", ".pytest_cache")
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=ignored)
    paths = [tmp_path / "examples" / name for name in FILES]
    texts = [path.read_text("utf-8") for path in paths]
    numbers = sum(len(rules.check(Source(text), ALONE)) for text in texts)
    assert numbers > 50, "the example has numbers to fix"
    in_the_editor = [fixed(text, path) for text, path in zip(texts, paths, strict=True)]
    main(["check", "--fix", "--exit-zero", str(tmp_path)])
    assert [path.read_text("utf-8") for path in paths] == in_the_editor
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", "."]
    result = subprocess.run(
        command, cwd=tmp_path / "examples", capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout
