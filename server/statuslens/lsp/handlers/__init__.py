"""One short handler per LSP method, which only translates."""
