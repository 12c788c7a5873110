"""An unused `# statuslens: ignore` comment.

## Why is this bad?

The comment was left behind when the code changed, and would hide the next finding on its line.

## Example

Bad:

    def first(numbers):
        return numbers[404]  # statuslens: ignore[magic-status] it is an index

Good:

    def first(numbers):
        return numbers[404]

## What is reported

A comment is used if it suppresses a finding, even of a rule that is disabled, by `style` or
`ignore` for example, because the rule could be enabled again.

## Fix safety

The fix removes the comment together with the reason after it, and leaves other comments on the line
alone.
"""

from __future__ import annotations

from .finding import Rule
from .suppression import UNUSED

RULE = Rule(UNUSED, "warning", __doc__ or "", None, tag="unnecessary")  # `suppression` reports it
