"""The distributions whose versions count here, and how names and versions are compared."""

from __future__ import annotations

import functools
import re

from packaging.version import InvalidVersion, Version

from ...facts.vocabularies import vocabularies

# Keys of vocabularies; FastAPI has no names of its own, but brings Starlette.
PYTHON = "http"
STARLETTE = "starlette"
FASTAPI = "fastapi"


@functools.cache
def counted() -> frozenset[str]:
    """The distributions whose versions count here."""
    return frozenset(vocabulary.distribution for vocabulary in vocabularies().values()) | {FASTAPI}


def normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def version_of(text: str) -> Version | None:
    """The version that the text is, None where it is none."""
    try:
        return Version(text)
    except InvalidVersion:
        return None
