# make run      install what is missing, build, serve the sample on http://127.0.0.1:8080
# make test     install what the tests need, build and run them
# make help     all the rest

ifeq ($(origin CC),default)
CC = gcc
endif
BUILD ?= build
PYTHON ?= /usr/bin/python3
EPISODE ?= tests/data/sample/the-tide-clock.txt
LISTEN ?= 127.0.0.1:8080
SHARED ?= ../shared

WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla
OPTIMIZE ?= -O2 -g
HARDEN ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CFLAGS_ALL = -std=c11 -D_GNU_SOURCE $(WARNINGS) $(OPTIMIZE) $(HARDEN) $(WERROR) $(SANITIZE) \
	-pthread -Iinclude -I$(BUILD)/gen -MMD -MP $(CFLAGS)
LIBS = -lmicrohttpd -ljansson -lsqlite3 -lutf8proc -lmd -lm -pthread

SOURCES := $(sort $(wildcard server/*/*.c))
GENERATED = $(BUILD)/gen/sql.c $(BUILD)/gen/openapi.c $(BUILD)/gen/episode_schema.c
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o) $(GENERATED:.c=.o)
SQL := $(sort $(wildcard schema/*.sql))
UNIT := $(basename $(notdir $(sort $(wildcard tests/unit/*_test.c))))
FUZZERS := $(basename $(notdir $(sort $(wildcard tests/fuzz/*_fuzz.c))))

all: $(BUILD)/episoded

$(BUILD)/episoded: $(BUILD)/server/main.o $(BUILD)/libepisoded.a
	$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/libepisoded.a: $(OBJECTS)
	rm -f $@ && ar rcs $@ $^

$(BUILD)/%.o: %.c $(BUILD)/gen/sql.h
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c $(BUILD)/gen/sql.h
	$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/gen/sql.h: $(SQL) scripts/embed
	@mkdir -p $(@D)
	scripts/embed sql-header $(SQL) >$@

$(BUILD)/gen/sql.c: $(SQL) scripts/embed
	@mkdir -p $(@D)
	scripts/embed sql-source $(SQL) >$@

$(BUILD)/gen/openapi.c: schema/openapi.yaml scripts/embed
	@mkdir -p $(@D)
	scripts/embed file openapi $< >$@

$(BUILD)/gen/episode_schema.c: schema/episode.schema.json scripts/embed
	@mkdir -p $(@D)
	scripts/embed file episode_schema $< >$@

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libepisoded.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $< $(BUILD)/libepisoded.a -lcmocka $(LIBS)

unit: $(UNIT:%=$(BUILD)/unit/%)
	@for t in $^; do echo "== $$t"; $$t || exit 1; done

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

.PHONY: all unit
.SECONDARY:
