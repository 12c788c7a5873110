"""Which libraries' constants a file may take."""

from __future__ import annotations

from ...facts import apis
from ...facts.vocabularies import Vocabulary, vocabularies
from ...project.view import Project
from ...semantic.imports import packages_always_imported
from ...syntax.source import Source

# Those one may convert to, in the order of preference after what is imported.
LIBRARIES = ("starlette", "rest_framework", "litestar", "http", "httpx", "requests")


def is_at_hand(source: Source, library: str, project: Project) -> bool:
    """Whether the file may import the library's names: Python's own, or its framework's."""
    if library == "http":
        return not project.files.is_top_level_module("http")
    packages = packages_always_imported(source) & apis.FRAMEWORKS.keys()
    return not packages.isdisjoint(roots(vocabularies()[library]))


def may_import(source: Source, library: str, project: Project) -> bool:
    """The same for a file that nobody looks at: it imports the library, or its project needs it."""
    if library not in LIBRARIES:
        return False
    if library == "http":
        return is_at_hand(source, library, project)
    vocabulary = vocabularies()[library]
    if not packages_always_imported(source).isdisjoint(roots(vocabulary)):
        return True
    return any(
        project.environment.depends_on(d) for d in {vocabulary.distribution, *roots(vocabulary)}
    )


def provider_of(source: Source, library: str, project: Project) -> str:
    """The value of the setting that stands for the library: FastAPI hands on Starlette's names."""
    if library != "starlette":
        return library
    packages = packages_always_imported(source)
    by_fastapi = "starlette" not in packages and project.environment.depends_on("fastapi")
    return "fastapi" if "fastapi" in packages or by_fastapi else "starlette"


def roots(vocabulary: Vocabulary) -> frozenset[str]:
    """The packages that have its names."""
    return frozenset(path.partition(".")[0] for path in vocabulary.paths)
