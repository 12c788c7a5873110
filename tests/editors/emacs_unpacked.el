;;; emacs_unpacked.el --- what an installed Emacs has by itself  -*- lexical-binding: t -*-

;; The tests' early-init.el. It says nothing about a language server.

;; The compiler's parts are not unpacked.
(setq native-comp-jit-compilation nil
      native-comp-enable-subr-trampolines nil)

;; Debian's packages of Emacs Lisp, where a test names their folder.
(let ((packages (getenv "EMACS_PACKAGES")))
  (when packages
    (dolist (folder (directory-files packages t "^[^.]"))
      (add-to-list 'load-path folder)
      (dolist (file (directory-files folder t "-autoloads\\.el$"))
        (load file nil t)))))

;; Nothing on the screen that differs from run to run, nothing that asks.
(setq inhibit-startup-screen t
      eglot-report-progress nil
      suggest-key-bindings nil
      create-lockfiles nil
      make-backup-files nil
      auto-save-default nil)
(menu-bar-mode -1)
