---@brief
---
--- Knows what HTTP and WebSocket status codes mean in Python web code: hover, completion ranked by
--- what comes next, diagnostics, quick fixes and inlay hints. Runs beside any other Python server.
---
--- Install it with `uv tool install statuslens` or `pipx install statuslens`.

---@type vim.lsp.Config
return {
  cmd = { 'statuslens', 'serve' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', '.git' },
  settings = {
    statuslens = {},
  },
}
