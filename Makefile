# make run      install what is missing, build, and serve the sample on http://127.0.0.1:8080
#               (make run EPISODE=page.txt serves your own page)
# make test     install what the tests need, build and run them
# make help     says what else there is

ifeq ($(origin CC),default)
CC = gcc
endif
BUILD ?= build
PYTHON ?= /usr/bin/python3
EPISODE ?= tests/data/sample/the-tide-clock.txt
LISTEN ?= 127.0.0.1:8080
SHARED ?= ../shared
COLLECTIONS ?= $(SHARED)/collections
FUZZ_SECONDS ?= 15
# Of the end-to-end tests, which wait more than they work.
WORKERS ?= $(shell expr 2 '*' $$(nproc))

WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla
OPTIMIZE ?= -O2 -g
HARDEN ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong
# Without contraction, so that bounds add up as scores do (server/search/rank/rank_peaks.c).
CFLAGS_ALL = -std=c11 -ffp-contract=off -D_GNU_SOURCE $(WARNINGS) $(WERROR) $(OPTIMIZE) $(HARDEN) $(SANITIZE) \
	-pthread -Iinclude -Iserver/search -I$(BUILD)/gen -MMD -MP $(CFLAGS)
LIBS = -lmicrohttpd -ljansson -lsqlite3 -lutf8proc -lstemmer -lmd -lsystemd -lz -lm -pthread

SOURCES := $(sort $(wildcard server/*/*.c server/*/*/*.c))
GENERATED = $(BUILD)/gen/sql.c $(BUILD)/gen/openapi.c $(BUILD)/gen/web.c
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o) $(GENERATED:.c=.o)
WEB := $(sort $(wildcard server/web/*))
SQL := $(sort $(wildcard schema/*.sql))
UNITS := $(basename $(notdir $(sort $(wildcard tests/unit/*_test.c))))
FUZZERS := $(basename $(notdir $(sort $(wildcard tests/fuzz/*_fuzz.c))))
C_FILES := $(wildcard include/*.h server/*.c server/*/*.[ch] server/*/*/*.[ch] tests/*/*.[ch])

# "make" prints what it makes; "make V=1" the commands.
Q = $(if $(V),,@)
SAY = $(if $(V),@:,@echo)

all: $(BUILD)/episoded

# ---- the daemon ----

$(BUILD)/episoded: $(BUILD)/server/main.o $(BUILD)/libepisoded.a
	$(SAY) "  LINK  $@"
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/libepisoded.a: $(OBJECTS)
	$(SAY) "  AR    $@"
	$(Q)rm -f $@ && ar qcs $@ $^

$(BUILD)/%.o: %.c $(BUILD)/gen/sql.h
	@mkdir -p $(@D)
	$(SAY) "  CC    $<"
	$(Q)$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c $(BUILD)/gen/sql.h
	$(Q)$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/gen/sql.h: $(SQL) scripts/embed
	@mkdir -p $(@D)
	$(Q)scripts/embed sql-header $(SQL) >$@

$(BUILD)/gen/sql.c: $(SQL) scripts/embed
	@mkdir -p $(@D)
	$(Q)scripts/embed sql-source $(SQL) >$@

$(BUILD)/gen/openapi.c: schema/openapi.yaml scripts/embed
	@mkdir -p $(@D)
	$(Q)scripts/embed file openapi $< >$@

# The folder too: a file that is gone is in it no longer.
$(BUILD)/gen/web.c: $(WEB) server/web scripts/embed
	@mkdir -p $(@D)
	$(Q)scripts/embed files web $(WEB) >$@

run:
	@scripts/install-deps build
	@$(MAKE) --no-print-directory -j$$(nproc) $(BUILD)/episoded
	@$(BUILD)/episoded serve --db $(BUILD)/run.db --listen $(LISTEN) $(EPISODE)

# ---- tests ----

test:
	@scripts/install-deps test
	@$(MAKE) --no-print-directory -j$$(nproc) built
	@$(MAKE) --no-print-directory unit http

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libepisoded.a
	@mkdir -p $(@D)
	$(SAY) "  CC    $<"
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $< $(BUILD)/libepisoded.a -lcmocka $(LIBS)

# One line a binary, all of its output where it fails.
unit:
	@$(MAKE) --no-print-directory -j$$(nproc) $(UNITS:%=unit-%)

unit-%: $(BUILD)/unit/%
	@$< >$<.log 2>&1 || { cat $<.log; echo "$< failed"; exit 1; }
	@grep -h 'PASSED' $<.log | sed "s|^|$*: |"

# End to end, over a real server, after the sample's labels; the last line is pytest's own.
http: $(BUILD)/episoded
	@EPISODED=$(abspath $(BUILD))/episoded SHARED=$(SHARED) $(PYTHON) -m pytest -q -rs \
		-p no:cacheprovider -n $(WORKERS) tests/analysis tests/bench tests/http $(PYTEST)

# The pages in Debian's Chromium; axe-core comes from npm.
AXE = $(BUILD)/web/node_modules/axe-core/axe.min.js

$(AXE): tests/web/package.json
	@mkdir -p $(BUILD)/web && cp $< $(BUILD)/web
	@cd $(BUILD)/web && npm install --silent --no-audit --no-fund && touch $(abspath $@)

test-web:
	@scripts/install-deps web
	@$(MAKE) --no-print-directory -j$$(nproc) $(BUILD)/episoded $(AXE)
	@EPISODED=$(abspath $(BUILD))/episoded SHARED=$(SHARED) AXE=$(abspath $(AXE)) $(PYTHON) -m pytest \
		-q -rs -p no:cacheprovider -n $$(nproc) tests/web $(PYTEST)

golden: $(BUILD)/episoded $(BUILD)/unit/ingest_test
	RENEW=1 $(BUILD)/unit/ingest_test
	@EPISODED=$(abspath $(BUILD))/episoded $(PYTHON) -m pytest -q -p no:cacheprovider \
		tests/http/test_golden.py tests/http/test_readme.py --renew-golden

accuracy: $(BUILD)/episoded
	@scripts/accuracy $(BUILD)/episoded $(SHARED)

bench:
	@scripts/install-deps bench
	@$(MAKE) --no-print-directory -j$$(nproc) $(BUILD)/episoded
	@BUILD=$(BUILD) SHARED=$(SHARED) scripts/bench

BENCHES = $(BUILD)/bench/search_bench $(BUILD)/bench/fts5_search $(BUILD)/bench/http_roundtrip

$(BENCHES): $(BUILD)/bench/%: tests/bench/%.c tests/bench/queries.c $(BUILD)/libepisoded.a
	@mkdir -p $(@D)
	$(SAY) "  CC    $<"
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $< tests/bench/queries.c $(BUILD)/libepisoded.a $(LIBS)

bench-search:
	@scripts/install-deps bench-search
	@$(MAKE) --no-print-directory -j$$(nproc) $(BUILD)/episoded $(BENCHES)
	@BUILD=$(BUILD) SHARED=$(SHARED) scripts/bench-search

bench-quality: $(BUILD)/episoded
	@BUILD=$(BUILD) SHARED=$(SHARED) COLLECTIONS=$(COLLECTIONS) scripts/bench-quality

bench-web:
	@scripts/install-deps web
	@$(MAKE) --no-print-directory -j$$(nproc) $(BUILD)/episoded
	@BUILD=$(BUILD) SHARED=$(SHARED) scripts/bench-web

# ---- the same suite under sanitizers ----

# With clang's -Werror, and what the fuzzers need too: one build for all three.
ASAN = BUILD=$(BUILD)/asan CC=clang WERROR=-Werror HARDEN= OPTIMIZE="-O1 -g" \
	SANITIZE="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer"
TSAN = BUILD=$(BUILD)/tsan CC=clang HARDEN= OPTIMIZE="-O1 -g" SANITIZE=-fsanitize=thread

# What is killed reports nothing.
asan:
	@$(MAKE) --no-print-directory -j$$(nproc) $(ASAN) built
	@SANITIZED=1 $(MAKE) --no-print-directory $(ASAN) unit http \
		PYTEST="--ignore=tests/http/test_killed.py $(PYTEST)"

# Tests of what has one thread tell it nothing.
TSAN_UNITS = cache_test
ONE_THREAD = cli cli_search corrections killed load mutated readme real

tsan:
	@$(MAKE) --no-print-directory -j$$(nproc) $(TSAN) UNITS=$(TSAN_UNITS) built
	@SANITIZED=1 $(MAKE) --no-print-directory $(TSAN) UNITS=$(TSAN_UNITS) unit http \
		PYTEST="$(ONE_THREAD:%=--ignore=tests/http/test_%.py) $(PYTEST)"

built: $(BUILD)/episoded $(UNITS:%=$(BUILD)/unit/%)

# ---- fuzzers: clang's libFuzzer, each for FUZZ_SECONDS ----

$(BUILD)/fuzzers/%: tests/fuzz/%.c $(BUILD)/libepisoded.a
	@mkdir -p $(@D)
	$(SAY) "  CC    $<"
	$(Q)$(CC) $(CFLAGS_ALL) -fsanitize=fuzzer -o $@ $< $(BUILD)/libepisoded.a $(LIBS)

fuzzers: $(FUZZERS:%=$(BUILD)/fuzzers/%)

fuzz:
	@$(MAKE) --no-print-directory -j$$(nproc) $(ASAN) fuzzers
	@$(MAKE) --no-print-directory -j$$(nproc) $(FUZZERS:%_fuzz=fuzz-%)

# All of the output where it finds something.
fuzz-%:
	@echo "  FUZZ  $*"
	@mkdir -p $(BUILD)/asan/found/$*
	@cd $(BUILD)/asan && found=found/$* && dict=$(CURDIR)/tests/fuzz/$*.dict && \
		{ fuzzers/$*_fuzz -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=4096 \
			-artifact_prefix=$$found/ -print_final_stats=0 -verbosity=0 \
			$$([ -f $$dict ] && echo -dict=$$dict) $$found $(CURDIR)/tests/fuzz/corpus/$* \
			>$$found.log 2>&1 || { tail -n 60 $$found.log; exit 1; }; }

# ---- checks ----

# The analyzer's paths through one function are bounded: unbounded, it takes three times as long.
TIDY_FLAGS = -std=c11 -D_GNU_SOURCE -Iinclude -Iserver/search -I$(BUILD)/gen \
	-Xclang -analyzer-config -Xclang max-nodes=50000

# What every commit passes.
check: layers format-check
	@$(MAKE) --no-print-directory -j$$(nproc) WERROR=-Werror built
	@$(MAKE) --no-print-directory unit

layers:
	@$(PYTHON) scripts/check-layers

format:
	clang-format -i $(C_FILES)

format-check:
	@clang-format --dry-run --Werror $(C_FILES)

lint: $(BUILD)/gen/sql.h
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppressions-list=.cppcheck -Iinclude -Iserver/search -I$(BUILD)/gen server
	printf '%s\n' server/main.c $(SOURCES) | xargs -P$$(nproc) -n1 sh -c \
		'clang-tidy --quiet --warnings-as-errors="*" "$$@" -- $(TIDY_FLAGS) 2>/dev/null' tidy
	shellcheck scripts/install-deps scripts/embed .ci/run

# All of it; CI runs this. The last line is the test runner's.
ci:
	@scripts/install-deps ci
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory -s lint
	@$(MAKE) --no-print-directory fuzz
	@$(MAKE) --no-print-directory asan
	@$(MAKE) --no-print-directory tsan
	@$(MAKE) --no-print-directory test-web
	@$(MAKE) --no-print-directory test

help:
	@sed -n 's/^# \(make .*\)/\1/p; s/^#  \( .*\)/\1/p' Makefile
	@echo "make unit, make http    one half of the tests"
	@echo "make test-web           the pages, in Chromium"
	@echo "make check              what every commit passes: layers, format, -Werror, units"
	@echo "make lint, asan, tsan   linters; the whole suite under sanitizers"
	@echo "make fuzz               every fuzzer for FUZZ_SECONDS ($(FUZZ_SECONDS))"
	@echo "make accuracy           scores the analysis on the labelled pages in SHARED ($(SHARED))"
	@echo "make bench              speed and memory, beside nginx, fastify and plain SQLite"
	@echo "make bench-search       speed of search, beside Lucene and FTS5"
	@echo "make bench-quality      how well search ranks, beside FTS5, on what is in COLLECTIONS"
	@echo "make bench-web          how soon Chromium shows a long episode, and its longest tasks"
	@echo "make golden             renews the expected answers; read the diff"
	@echo "make ci                 all of it"

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

.PHONY: all run test test-web unit http golden accuracy bench bench-search bench-quality bench-web \
	asan tsan built fuzzers fuzz check layers format format-check lint ci help clean
.SECONDARY:
.DELETE_ON_ERROR:
