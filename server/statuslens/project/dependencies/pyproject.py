"""What a `pyproject.toml` declares, as the standards, Poetry, PDM or uv have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .declaration import Declaration, python_range
from .distributions import normal
from .parsing import strings, table, toml
from .requirements import Requirement, parsed
from .version_ranges import poetry_range


def pyproject(text: str) -> Declaration | None:
    content = toml(text)
    tool = table(content.get("tool"))
    if "project" not in content and "poetry" not in tool:
        return None
    project, poetry = table(content.get("project")), table(tool.get("poetry"))
    groups = (
        table(project.get("optional-dependencies")),
        table(content.get("dependency-groups")),
        table(table(tool.get("pdm")).get("dev-dependencies")),
        {"dev": table(tool.get("uv")).get("dev-dependencies")},
    )
    lists = [strings(lines) for group in groups for lines in group.values()]
    requirements = [
        *parsed(strings(project.get("dependencies"))),
        *(one for lines in lists for one in parsed(lines, is_optional=True)),
    ]
    named = {one.distribution for one in requirements}
    requirements += (one for one in _asked_by_poetry(poetry) if one.distribution not in named)
    states = True if "dependencies" in project or "dependencies" in poetry else None
    if states is None and "dependencies" in strings(project.get("dynamic")):
        states = False
    python = python_range(project.get("requires-python"), "requires-python")
    version = table(poetry.get("dependencies")).get("python")
    if python is None and isinstance(version, str):
        python = poetry_range("python", version)
    name = project.get("name") or poetry.get("name")
    return Declaration(name if isinstance(name, str) else "", tuple(requirements), python, states)


def _asked_by_poetry(poetry: Mapping[str, Any]) -> Iterator[Requirement]:
    groups = table(poetry.get("group")).values()
    tables = [(False, table(poetry.get("dependencies")))]
    tables += [(True, table(table(group).get("dependencies"))) for group in groups]
    tables += [(True, table(poetry.get("dev-dependencies")))]
    for is_optional, versions in tables:
        for name, value in versions.items():
            for one in value if isinstance(value, list) else [value]:
                version = table(one).get("version", "*") if not isinstance(one, str) else one
                optional = is_optional or table(one).get("optional") is True
                if name != "python":
                    asked = poetry_range(name, str(version))
                    yield Requirement(normal(name), asked, optional)
