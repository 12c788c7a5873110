"""One short handler per LSP method, each a translation and nothing more."""
