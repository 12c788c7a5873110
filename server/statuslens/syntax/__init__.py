"""One file's text: bytes, tree, lines, half-typed code, notebooks. Knows no other package."""
