;; Status codes in Python with lsp-mode, beside any other Python server.
(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection '("statuslens" "serve"))
    :activation-fn (lsp-activate-on "python")
    :add-on? t
    :server-id 'statuslens)))
(add-hook 'python-base-mode-hook #'lsp-deferred)

(defun statuslens-fix-all ()
  "Replace all bare status codes in this file with constants."
  (interactive)
  (lsp-execute-code-action-by-kind "source.fixAll.statuslens"))
