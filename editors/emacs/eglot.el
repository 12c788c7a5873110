;; Status codes in Python with eglot, which is built into Emacs 29 and newer.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((python-mode python-ts-mode) . ("statuslens" "serve"))))
(add-hook 'python-base-mode-hook #'eglot-ensure)

(defun statuslens-fix-all ()
  "Replace all bare status codes in this file with constants."
  (interactive)
  (eglot-code-actions (point-min) (point-max) "source.fixAll.statuslens" t))
