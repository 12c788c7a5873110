;; Status codes in Python, by lsp-mode, beside any other Python server.
(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection '("statuslens" "serve"))
    :activation-fn (lsp-activate-on "python")
    :add-on? t
    :server-id 'statuslens)))
(add-hook 'python-base-mode-hook #'lsp-deferred)

(defun statuslens-fix-all ()
  "Write the constants for all bare status codes of this file."
  (interactive)
  (lsp-execute-code-action-by-kind "source.fixAll.statuslens"))
