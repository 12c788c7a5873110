vim.lsp.start({
  name = 'statuslens',
  cmd = { 'statuslens', 'serve' },
  root_dir = vim.fs.root(0, { 'pyproject.toml', '.git' }),
})
