" Status codes in Python, by ALE.
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

" :ALEFix writes the constants for all bare status codes of the file.
function! StatuslensFix(buffer) abort
    return {'command': 'statuslens check --fix --exit-zero --stdin-filename %s -'}
endfunction
call ale#fix#registry#Add('statuslens', 'StatuslensFix', ['python'],
\   'Write the constants for bare status codes.')

" CTRL-X CTRL-O completes where ALE does not by itself: in `status_code=`.
autocmd FileType python setlocal omnifunc=ale#completion#OmniFunc
