"""The tests of a module are found by its path: `edits/spelling.py` has `edits/test_spelling.py`,
and a package has its own file in its folder: `rules/__init__.py` has `rules/test_rules.py`.
"""

from __future__ import annotations

import ast
from pathlib import Path

from repository import ROOT

SERVER, TESTS = ROOT / "server" / "statuslens", ROOT / "tests"

# Modules with public names whose tests are elsewhere, and where.
ELSEWHERE = {
    "__main__.py": "lsp/test_server.py",  # the ways to start it
    "features/refactorings/offer.py": "features/refactorings/test_refactorings.py",  # plain data
    "features/rules/finding.py": "features/rules/test_rules.py",  # plain data
    "lsp/handlers/commands.py": "lsp/test_extensions.py",  # handlers of one line
    "workspace/words.py": "features/completion/test_ranking.py",  # who reads them
}
# Tests of no module: of the programs, pages and packages around the server.
OF_NO_MODULE = {
    "lsp/test_freshness.py": "server",
    "lsp/test_protocol.py": "editors/vscode/protocol.ts",
    "test_bad_code.py": "server",
    "test_demo.py": "scripts/demo.py",
    "test_disk_access.py": "server/statuslens/project",
    "test_documentation.py": "docs",
    "test_examples.py": "examples",
    "test_integers.py": "tests/integers.txt",
    "test_mirror.py": "tests",
    "test_package.py": "pyproject.toml",
    "test_training.py": "scripts/train.py",
}
PROGRAMS = ("bench", "editors", "vsix")  # folders of tests of what is not the server


def modules() -> dict[str, bool]:
    """Every module of the server, and whether it has public functions or classes."""
    definitions = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {
        path.relative_to(SERVER).as_posix(): any(
            isinstance(node, definitions) and not node.name.startswith("_")
            for node in ast.parse(path.read_text("utf-8")).body
        )
        for path in SERVER.rglob("*.py")
    }


def expected_for(module: str) -> str:
    path = Path(module)
    name = path.parent.name if path.stem == "__init__" else path.stem
    return path.with_name(f"test_{name}.py").as_posix()


def present() -> set[str]:
    files = {path.relative_to(TESTS) for path in TESTS.rglob("test_*.py")}
    return {path.as_posix() for path in files if path.parts[0] not in PROGRAMS}


def test_every_module_has_its_tests() -> None:
    public = {module for module, is_public in modules().items() if is_public}
    missing = {m for m in public if expected_for(m) not in present()}
    assert missing == set(ELSEWHERE)
    assert set(ELSEWHERE.values()) <= present()


def test_every_test_file_has_its_module() -> None:
    assert present() - set(map(expected_for, modules())) == set(OF_NO_MODULE)
    assert all((ROOT / tested).exists() for tested in OF_NO_MODULE.values())
