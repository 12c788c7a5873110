"""Starts the server that this extension holds, with the libraries beside this file and no others.

In the package it lies in `bundled/`, beside `common/` (what every Python can use) and `cp310/` to
`cp314/` (what is compiled for one version). The editor runs it with `python -I -S`: nothing of the
workspace, of the user or of that Python's own packages can be imported by the server.
"""

import sys
from pathlib import Path

bundled = Path(__file__).resolve().parent
compiled = "cp{}{}".format(*sys.version_info)
sys.path[:0] = [str(bundled.parent / "server"), str(bundled / compiled), str(bundled / "common")]

from statuslens.__main__ import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["serve"]))
