" Status codes in Python with ALE.
filetype plugin indent on

let g:ale_linters = {'python': ['statuslens']}
let g:ale_fixers = {'python': ['statuslens']}
let g:ale_completion_enabled = 1
set completeopt=menu,menuone,noselect,popup

" The server: hover, completion, diagnostics, quick fixes.
call ale#linter#Define('python', {
\   'name': 'statuslens',
\   'lsp': 'stdio',
\   'executable': 'statuslens',
\   'command': '%e serve',
\   'project_root': function('ale#python#FindProjectRoot'),
\})

" :ALEFix replaces all bare status codes in the file with constants.
function! StatuslensFix(buffer) abort
    return {'command': 'statuslens check --fix --exit-zero --stdin-filename %s -'}
endfunction
call ale#fix#registry#Add('statuslens', 'StatuslensFix', ['python'],
\   'Replace bare status codes with constants.')

" CTRL-X CTRL-O completes where ALE does not do so as you type: in `status_code=`.
autocmd FileType python setlocal omnifunc=ale#completion#OmniFunc
