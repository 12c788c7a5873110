"""The provider that the files around mostly use."""

from __future__ import annotations

from pathlib import Path

from edits.fixing import fixed
from statuslens.project import conventions
from statuslens.project.environment import UNKNOWN, Environment
from statuslens.syntax.source import Source


def test_what_the_package_does_a_new_file_of_it_does(tmp_path: Path) -> None:
    conventions._counted.cache_clear()
    package = tmp_path / "app" / "routes"
    package.mkdir(parents=True)
    for folder in (package.parent, package):
        (folder / "__init__.py").touch()
    for name in ("a", "b"):
        (package / f"{name}.py").write_text(
            "from fastapi import (\n    APIRouter,\n    status,\n)\n"
        )
    (package / "c.py").write_text("from http import HTTPStatus\nfrom starlette import middleware\n")
    source = Source("f(status_code=404)\n", package.parent / "new.py")

    def imported(environment: Environment) -> str:
        return fixed(source, environment).partition("\n")[0]

    assert imported(UNKNOWN) == "from fastapi import status"
    depends = Environment(dependencies=frozenset({"fastapi"}))
    assert imported(depends) == "from fastapi import status"
    # A library that does not depend on it must not import it, nor where it is only an extra.
    other = Environment(dependencies=frozenset({"httpx"}))
    assert imported(other) == "from http import HTTPStatus"
    extra = Environment(dependencies=frozenset({"fastapi"}), optional=frozenset({"fastapi"}))
    assert imported(extra) == "from http import HTTPStatus"
