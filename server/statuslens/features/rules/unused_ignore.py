"""A comment `# statuslens: ignore` that silences nothing.

It was left behind when the code changed, and would hide the next finding on its line. The fix
removes it, with the reason behind it, and leaves other comments of the line alone.

Bad:

    def first(numbers):
        return numbers[404]  # statuslens: ignore[magic-status] it is an index

Good:

    def first(numbers):
        return numbers[404]

A comment that silences a rule which is turned off, by `style` or `ignore` say, is in use: the rule
could be turned on again.
"""

from __future__ import annotations

from .finding import Rule
from .suppression import UNUSED

RULE = Rule(UNUSED, "warning", __doc__ or "", None, tag="unnecessary")  # `suppression` reports it
