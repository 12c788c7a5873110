;; Status codes in Python, by eglot, which comes with Emacs 29 and newer.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((python-mode python-ts-mode) . ("statuslens" "serve"))))
(add-hook 'python-base-mode-hook #'eglot-ensure)

(defun statuslens-fix-all ()
  "Write the constants for all bare status codes of this file."
  (interactive)
  (eglot-code-actions (point-min) (point-max) "source.fixAll.statuslens" t))
