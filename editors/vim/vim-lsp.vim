" Status codes in Python with vim-lsp, beside any other Python server.
filetype plugin indent on

autocmd User lsp_setup call lsp#register_server({
\   'name': 'statuslens',
\   'cmd': {server_info -> ['statuslens', 'serve']},
\   'allowlist': ['python'],
\})
autocmd User lsp_buffer_enabled setlocal omnifunc=lsp#complete
let g:lsp_inlay_hints_enabled = 1
