-- Status codes in Python: see lsp/statuslens.lua.
vim.lsp.enable('statuslens')
vim.diagnostic.config({ virtual_text = true })
vim.opt.completeopt = { 'menuone', 'noselect', 'popup' }

vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(args)
    local client = assert(vim.lsp.get_client_by_id(args.data.client_id))
    if client.name ~= 'statuslens' then
      return
    end
    vim.lsp.completion.enable(true, client.id, args.buf, { autotrigger = true })
    vim.lsp.inlay_hint.enable(true, { bufnr = args.buf })
    vim.keymap.set('n', 'grf', function() -- fix the whole file
      vim.lsp.buf.code_action({
        apply = true,
        context = { diagnostics = {}, only = { 'source.fixAll.statuslens' } },
      })
    end, { buffer = args.buf, desc = 'Fix all status codes' })
  end,
})
