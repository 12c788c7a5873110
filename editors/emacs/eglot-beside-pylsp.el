;; Status codes in Python, beside pylsp: `rass statuslens' runs both as one server.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((python-mode python-ts-mode) . ("rass" "statuslens"))))
(add-hook 'python-base-mode-hook #'eglot-ensure)
