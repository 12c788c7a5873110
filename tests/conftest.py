"""No test may depend on the environment that happens to be active around it."""

from __future__ import annotations

import os

for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
    os.environ.pop(variable, None)
