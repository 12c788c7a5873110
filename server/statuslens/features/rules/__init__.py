"""The rules, one module each; what they find in a file, and the edits that fix it."""

from __future__ import annotations

from .finding import Finding, Rule
from .fixes import FixedFile, fix, fix_all, fixed, is_safe, title_of_all, together
from .runner import RULES, Failure, check, log
from .suppression import ignore

__all__ = [
    "RULES",
    "Failure",
    "Finding",
    "FixedFile",
    "Rule",
    "check",
    "fix",
    "fix_all",
    "fixed",
    "ignore",
    "is_safe",
    "log",
    "title_of_all",
    "together",
]
