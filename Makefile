# The two commands: `make run` and `make test`. Everything they need that is missing is installed first (Debian 12).

SHELL := /bin/bash
PYTHON := .venv/bin/python
BINARY := $(CURDIR)/.build/release/timmybot
FORMATTED := Package.swift Sources Tests
ARGS ?=
PYTEST ?=

.PHONY: run test check build debug lint fmt bench sanitize fuzz soak clean setup browser unit e2e update-yt-dlp

run: build
	@scripts/run $(ARGS)

test: setup lint check e2e

setup:
	@scripts/setup

browser: setup
	@scripts/setup --browser

build: setup
	swift build -c release --product timmybot

debug: setup
	swift build --build-tests

# One after the other: many of the suites hold real servers to real deadlines, which a crowd on two cores would break.
unit: setup
	swift test --disable-xctest --quiet --no-parallel

# Unit tests and release build together: the build has what the tests leave of both cores while they wait.
check: debug
	@nice -n 19 swift build -c release --product timmybot --ignore-lock > .build/release.log 2>&1 & build=$$!; \
	swift test --skip-build --ignore-lock --disable-xctest --quiet --no-parallel; tests=$$?; \
	wait $$build || { cat .build/release.log; exit 1; }; exit $$tests

# The simulators are trusted because stock clients accept them: those suites run first. Two tests at once, since most of their time
# is music that plays; PYTEST="-n 0" runs one after the other, for a machine that others use as well. One call for both folders:
# PYTEST="-k …" may choose from either, and fails where nothing matches.
e2e: build browser
	$(PYTHON) -m pytest -q -n 2 Tests/DiscordSimulator/tests Tests/ProviderSimulator/tests
	TIMMYBOT_BINARY=$(BINARY) $(PYTHON) -m pytest -q -n 2 Tests/EndToEndTests Tests/BrowserTests $(PYTEST)

lint: setup
	swift format lint --strict -p -r $(FORMATTED)
	scripts/check-imports
	scripts/settings-table --check
	$(PYTHON) -m ruff check --quiet Tests scripts

fmt:
	swift format -i -p -r $(FORMATTED)

bench: build
	swift build -c release --product Benchmarks
	$(PYTHON) Tests/Benchmarks/run.py

sanitize: setup
	scripts/sanitize

fuzz: setup
	scripts/fuzz

soak: build
	$(PYTHON) -m pytest -q -s -m soak Tests/EndToEndTests $(PYTEST)

update-yt-dlp: setup
	scripts/update-yt-dlp

clean:
	rm -rf .build .build-* .venv
