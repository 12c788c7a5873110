vim.g.statuslens = vim.g.statuslens
  or vim.lsp.start_client({
    name = 'statuslens',
    cmd = { 'statuslens', 'serve' },
    root_dir = vim.fn.getcwd(),
  })
vim.lsp.buf_attach_client(0, vim.g.statuslens)
vim.bo.omnifunc = 'v:lua.vim.lsp.omnifunc'
