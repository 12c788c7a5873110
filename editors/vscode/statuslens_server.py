"""Start the bundled server with the libraries beside this file, and no others.

The package has this file in `bundled/`, beside `common/` (libraries for every Python) and `cp310/`
to `cp314/` (libraries compiled for one version). The editor runs it with `python -I -S`, so that
the server cannot import anything from the workspace, the user or that Python's own packages.
"""

import sys
from pathlib import Path

bundled = Path(__file__).resolve().parent
compiled = "cp{}{}".format(*sys.version_info)
sys.path[:0] = [str(bundled.parent / "server"), str(bundled / compiled), str(bundled / "common")]

from statuslens.__main__ import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["serve"]))
