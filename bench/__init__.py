"""The benchmarks, a package for each measure: `python -m bench.detection` (README.md)."""
