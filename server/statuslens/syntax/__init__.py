"""One file's text: bytes, tree, lines, half-typed code, notebooks. Imports no other package."""
