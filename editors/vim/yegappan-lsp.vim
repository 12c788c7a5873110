" Status codes in Python with yegappan/lsp, beside any other Python server.
filetype plugin indent on

autocmd User LspSetup call LspOptionsSet(#{showInlayHints: v:true})
autocmd User LspSetup call LspAddServer([#{
\   name: 'statuslens',
\   filetype: ['python'],
\   path: 'statuslens',
\   args: ['serve'],
\ }])
