" Status codes in Python with ALE, beside pylsp: `rass statuslens` runs both as one server.
filetype plugin indent on

let g:ale_linters = {'python': ['statuslens_pylsp']}
let g:ale_completion_enabled = 1
set completeopt=menu,menuone,noselect,popup

call ale#linter#Define('python', {
\   'name': 'statuslens_pylsp',
\   'lsp': 'stdio',
\   'executable': 'rass',
\   'command': '%e statuslens',
\   'project_root': function('ale#python#FindProjectRoot'),
\})
autocmd FileType python setlocal omnifunc=ale#completion#OmniFunc
