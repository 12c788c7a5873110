"""No test may depend on the environment that happens to be active around it."""

from __future__ import annotations

import os

import pytest

for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
    os.environ.pop(variable, None)

# What the tests share says what it found as they do.
pytest.register_assert_rewrite(
    "drawing", "cli", "edits", "features", "lsp", "project", "semantic", "workspace"
)
