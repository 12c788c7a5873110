---@brief
---
--- Explains HTTP and WebSocket status codes in Python web code: hover, ranked completion,
--- diagnostics, quick fixes and inlay hints. Runs beside any other Python server.
---
--- Install it from a clone of its repository: `uv tool install .` or `pipx install .`.

---@type vim.lsp.Config
return {
  cmd = { 'statuslens', 'serve' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', '.git' },
  settings = {
    statuslens = {},
  },
}
