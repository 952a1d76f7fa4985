# incidentd: the daemon, the local Slack and their tests.
#
#   make          build/incidentd and build/slacksim (downloads nothing)
#   make run      install what is missing, build, start (with the local Slack when no token is set)
#   make test     install what is missing, run every test under the sanitizers
#   make lint     format, floors, compiler warnings as errors, cppcheck, clang-tidy, gcc's analyzer
#   make bench    figures, as ratios against something run beside them
#   make crash    kills the daemon KILLS (500) times under load, and looks for what was lost
#   make soak     MINUTES (20) of a link that is cut again and again: what grows?
#   make fuzz     each fuzzer of tests/fuzz for FUZZ_SECONDS (60)
#   make valgrind a simulated day and the unit tests under valgrind: half an hour
#   make gallery  build/gallery/index.html: every message and view that can be shown, to scroll through
#   make weather  SEEDS (1000) simulated days of bad weather, from seed FIRST (1) on
#
# Objects go to build/release, build/san (AddressSanitizer and UBSan) and build/fuzz. Each file that
# is made is one line; V=1 shows the commands.

CC       ?= cc
MODE     ?= release
OUT      := build/$(MODE)

PACKAGES := libuv libwebsockets libcurl json-c sqlite3 libconfig libsystemd libssl libcrypto cairo
PKG_CFLAGS = $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
PKG_LIBS   = $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lm

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wvla \
            -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wcast-qual -Wundef \
            -Wnull-dereference -Wpointer-arith -Wswitch-enum -Wimplicit-fallthrough
HARDENING := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fPIE
LINK_HARDENING := -pie -Wl,-z,relro -Wl,-z,now -Wl,--as-needed
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

FLAGS_release := -O2 -g $(HARDENING)
FLAGS_san     := -O1 -g $(SANITIZERS)
FLAGS_fuzz    := -O1 -g $(SANITIZERS) -fsanitize=fuzzer-no-link
LINK_release  := $(LINK_HARDENING)
LINK_san      := $(SANITIZERS)
LINK_fuzz     := $(SANITIZERS) -fsanitize=fuzzer

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unversioned)
CPPFLAGS += -I. -I$(OUT)/gen -D_GNU_SOURCE
CFLAGS   += -std=c11 $(WARNINGS) $(if $(CI),-Werror)
COMPILE   = $(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) $(FLAGS_$(MODE)) -MMD -MP -c
LINK      = $(CC) $(FLAGS_$(MODE)) $(LINK_$(MODE)) -o $@ $(filter %.o %.a,$^) $(PKG_LIBS)

quiet = $(findstring s,$(firstword -$(MAKEFLAGS)))
say   = $(if $(V)$(quiet),,@printf '%-5s %s\n' $(1) $@;)

# ---- What belongs to what -------------------------------------------------------------------
FLOORS      := model store config templates pictures handlers handlers/kit bot
BASE_SRC    := $(wildcard base/*.c)
DAEMON_SRC  := $(foreach f,$(FLOORS),$(wildcard $(f)/*.c))
DAEMON_GEN  := $(OUT)/gen/handler_list.c $(OUT)/gen/shipped_templates.c \
               $(OUT)/gen/shipped_documents.c $(OUT)/gen/shipped_playbooks.c \
               $(OUT)/gen/shipped_runbooks.c $(OUT)/gen/version.c
SIM_SRC     := $(wildcard sim/*.c)
SIM_GEN     := $(OUT)/gen/sim_page.c
PAGE_FILES  := $(wildcard sim/page/*)
TEMPLATE_FILES := $(wildcard templates/messages/*.json)
DOCUMENT_FILES := $(wildcard templates/documents/*.md)
PLAYBOOK_FILES := $(wildcard config/playbooks/*.cfg)
RUNBOOK_FILES  := $(wildcard config/runbooks/*.md)
HANDLER_FILES  := $(wildcard handlers/*.c)
FILE_NAMES     := $(OUT)/gen/file-names

TEST_SRC     := $(foreach f,base model store config templates pictures handlers bot gallery,$(wildcard tests/$(f)/*.c)) \
                $(wildcard tests/kit/*.c)
SIM_TEST_SRC := $(wildcard tests/sim/*.c) tests/kit/leaks.c

objects     = $(patsubst %.c,$(OUT)/%.o,$(filter-out $(OUT)/gen/%,$(1))) \
              $(patsubst %.c,%.o,$(filter $(OUT)/gen/%,$(1)))
BASE_OBJ   := $(call objects,$(BASE_SRC))
DAEMON_OBJ := $(call objects,$(DAEMON_SRC) $(DAEMON_GEN))
SIM_OBJ    := $(call objects,$(SIM_SRC) $(SIM_GEN))
# What Slack accepts as blocks: the local Slack's rules, to which a desk holds what reaches it.
RULES_OBJ  := $(call objects,sim/block_kit.c sim/characters.c)

.PHONY: all run test gallery crash soak weather valgrind lint bench fuzz clean format libraries tests-built
.PHONY: fuzzers-built all-compiled
.PHONY: FORCE
.DELETE_ON_ERROR:

all: build/incidentd build/slacksim

build/incidentd build/slacksim build/bench-echo: build/%: build/release/%
	@cp -f $< $@

$(OUT)/incidentd: $(DAEMON_OBJ) $(BASE_OBJ) $(FILE_NAMES)
	$(call say,link)$(LINK)

$(OUT)/slacksim: $(SIM_OBJ) $(BASE_OBJ) $(FILE_NAMES)
	$(call say,link)$(LINK)

$(OUT)/%.o: %.c | libraries
	@mkdir -p $(@D)
	$(call say,cc)$(COMPILE) -o $@ $<

$(OUT)/gen/%.o: $(OUT)/gen/%.c | libraries
	$(call say,cc)$(COMPILE) -o $@ $<

libraries:
	@pkg-config --print-errors --exists $(PACKAGES) || { \
		echo 'make: what is missing is installed by: tools/install-packages build' >&2; exit 1; }

# ---- Generated sources ----------------------------------------------------------------------
# These two are written anew only when they changed, so that they alone make nothing out of date.
# Whatever is made of a folder's files depends on their names as well: it is made anew when a file
# was deleted.
$(FILE_NAMES): FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(BASE_SRC) $(DAEMON_SRC) $(SIM_SRC) $(PAGE_FILES) $(TEMPLATE_FILES) \
		$(DOCUMENT_FILES) $(PLAYBOOK_FILES) $(RUNBOOK_FILES) $(TEST_SRC) $(SIM_TEST_SRC) > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(OUT)/gen/version.c: FORCE
	@mkdir -p $(@D)
	@printf '#include "bot/version.h"\n\nconst char version[] = "%s";\n' '$(VERSION)' > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(OUT)/gen/handler_list.c: tools/list-handlers $(HANDLER_FILES) $(FILE_NAMES)
	@mkdir -p $(@D)
	$(call say,list)tools/list-handlers $(HANDLER_FILES) > $@

# What the programs carry inside: each table, and its files.
$(OUT)/gen/shipped_templates.c: $(TEMPLATE_FILES)
$(OUT)/gen/shipped_documents.c: $(DOCUMENT_FILES)
$(OUT)/gen/shipped_playbooks.c: $(PLAYBOOK_FILES)
$(OUT)/gen/shipped_runbooks.c: $(RUNBOOK_FILES)
$(OUT)/gen/sim_page.c: $(PAGE_FILES)
$(OUT)/gen/shipped_templates.c $(OUT)/gen/shipped_documents.c $(OUT)/gen/shipped_playbooks.c \
$(OUT)/gen/shipped_runbooks.c $(OUT)/gen/sim_page.c: $(OUT)/gen/%.c: tools/embed $(FILE_NAMES)
	@mkdir -p $(@D)
	$(call say,embed)tools/embed $* $(filter-out tools/embed $(FILE_NAMES),$^) > $@

# ---- Bench ----------------------------------------------------------------------------------
$(OUT)/bench-echo: $(call objects,bench/echo.c)
	$(call say,link)$(LINK)

# ---- Tests ----------------------------------------------------------------------------------
$(OUT)/unit-tests: $(call objects,$(TEST_SRC)) $(filter-out $(OUT)/bot/main.o,$(DAEMON_OBJ)) \
                   $(BASE_OBJ) $(RULES_OBJ) $(FILE_NAMES)
	$(call say,link)$(LINK) -lcriterion

$(OUT)/sim-tests: $(call objects,$(SIM_TEST_SRC)) $(filter-out $(OUT)/sim/main.o,$(SIM_OBJ)) $(BASE_OBJ) $(FILE_NAMES)
	$(call say,link)$(LINK) -lcriterion

# Simulated days in bad weather; every daemon object but main, and a world of its own.
$(OUT)/weather: $(call objects,$(wildcard tests/weather/*.c)) \
                $(filter-out $(OUT)/bot/main.o,$(DAEMON_OBJ)) $(BASE_OBJ)
	$(call say,link)$(CC) $(FLAGS_$(MODE)) $(LINK_$(MODE)) -o $@ $^ $(PKG_LIBS)

tests-built: $(OUT)/unit-tests $(OUT)/sim-tests $(OUT)/weather $(OUT)/incidentd $(OUT)/slacksim

# ---- Fuzzers --------------------------------------------------------------------------------
# The linker takes from the archive what a fuzzer needs. Those of the local Slack have one of their
# own, without its network. Each fuzzer is also linked to tests/fuzz/replay.c, for every test run.
FUZZ_NAMES := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZERS    := $(addprefix $(OUT)/,$(FUZZ_NAMES))
REPLAYS    := $(FUZZERS:$(OUT)/fuzz_%=$(OUT)/replay_%)

DESK_SRC   := $(addprefix tests/kit/,desk.c desk_channels.c desk_people.c failing_store.c showable.c \
                store_image.c torture.c)

$(OUT)/core.a: $(filter-out $(OUT)/bot/main.o,$(DAEMON_OBJ)) $(BASE_OBJ) \
               $(call objects,tests/fuzz/answers.c $(DESK_SRC)) $(RULES_OBJ) $(FILE_NAMES)
$(OUT)/slack.a: $(filter-out $(OUT)/sim/main.o $(OUT)/sim/conn.o,$(SIM_OBJ)) $(BASE_OBJ) \
                $(call objects,tests/fuzz/fake_conn.c tests/fuzz/local_slack.c) $(FILE_NAMES)
$(OUT)/core.a $(OUT)/slack.a:
	@rm -f $@
	$(call say,ar)$(AR) rcs $@ $(filter %.o,$^)

$(filter-out $(OUT)/fuzz_sim_%,$(FUZZERS)): $(OUT)/%: $(OUT)/tests/fuzz/%.o $(OUT)/core.a
$(filter $(OUT)/fuzz_sim_%,$(FUZZERS)): $(OUT)/%: $(OUT)/tests/fuzz/%.o $(OUT)/slack.a
$(filter-out $(OUT)/replay_sim_%,$(REPLAYS)): $(OUT)/replay_%: \
    $(OUT)/tests/fuzz/replay.o $(OUT)/tests/fuzz/fuzz_%.o $(OUT)/core.a
$(filter $(OUT)/replay_sim_%,$(REPLAYS)): $(OUT)/replay_%: \
    $(OUT)/tests/fuzz/replay.o $(OUT)/tests/fuzz/fuzz_%.o $(OUT)/slack.a

$(FUZZERS) $(REPLAYS):
	$(call say,link)$(LINK) -lcriterion

fuzzers-built: $(FUZZERS)
tests-built: $(REPLAYS)

# Every C file there is, for the warnings.
all-compiled: tests-built $(call objects,bench/echo.c $(wildcard tests/fuzz/*.c))

run:
	@tools/install-packages build
	@$(MAKE) --no-print-directory all
	@tools/run

test:
	@tools/install-packages build test
	@$(MAKE) --no-print-directory all build/release/weather
	@$(MAKE) --no-print-directory MODE=san tests-built
	@tests/run

# The tests of these two run the programs as they are shipped.
crash soak: export INCIDENTD := $(CURDIR)/build/incidentd
crash soak: export SLACKSIM := $(CURDIR)/build/slacksim
crash: export KILLS ?= 500

crash:
	@tools/install-packages build test
	@$(MAKE) --no-print-directory all
	@node --test-reporter=spec tests/node/crash.test.mjs

soak:
	@tools/install-packages build test
	@$(MAKE) --no-print-directory all
	@node tests/node/soak.mjs

fuzz:
	@tools/install-packages build fuzz
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang fuzzers-built
	@tools/fuzz

# Not the filter of system calls: behind it valgrind cannot make its own.
VALGRIND := valgrind -q --trace-children=yes --error-exitcode=9 --leak-check=full \
            --errors-for-leak-kinds=definite --show-leak-kinds=definite \
            --suppressions=tests/valgrind.supp
valgrind:
	@tools/install-packages build test valgrind
	@$(MAKE) --no-print-directory build/release/weather build/release/unit-tests
	$(VALGRIND) build/release/weather --seeds 2
	$(VALGRIND) build/release/unit-tests --timeout 600 --filter '!(sandbox)/*'

weather:
	@tools/install-packages build
	@$(MAKE) --no-print-directory build/release/weather
	@build/release/weather --seeds $(or $(SEEDS),1000) --first $(or $(FIRST),1)

gallery:
	@tools/install-packages build test
	@$(MAKE) --no-print-directory MODE=san build/san/unit-tests
	@tools/gallery

lint:
	@tools/install-packages build lint
	@tools/lint

bench:
	@tools/install-packages build test
	@$(MAKE) --no-print-directory all build/bench-echo
	@bench/run

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf build

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
