# partikel: `make deps run` for the first minute, `make deps check` for all tests. `make help` lists the rest.
CC ?= cc
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share
B ?= build
CFLAGS ?= -O2 -g
PKGS = libxml-2.0 zlib libutf8proc nettle jansson
DEPS = gcc g++ make pkg-config libc6-dev libxml2-dev zlib1g-dev libcurl4-openssl-dev libutf8proc-dev nettle-dev libjansson-dev libsqlite3-dev libcmocka-dev \
  python3 python3-jsonschema jq sqlite3 locales mandoc apache2-bin openssl wget
# For tests alone, which are left out where these are missing: 400 MB that nobody needs to use the program. Then what makes and tries packages.
DEPS += $(if $(filter check check-long,$(MAKECMDGOALS)),chromium abigail-tools)
DEPS += $(if $(filter deb check-long,$(MAKECMDGOALS)),build-essential debhelper)
DEPS += $(if $(filter check-long,$(MAKECMDGOALS)),lintian mmdebstrap)
# For the engines of docs/engines.md, left out likewise.
DEPS += $(if $(filter check-long,$(MAKECMDGOALS)),parallel munge slurm-wlm python3-distributed)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wstrict-prototypes -fvisibility=hidden -fPIC -Iinclude -Isrc \
  $(shell pkg-config --cflags $(PKGS) 2>/dev/null) -pthread $(CPPFLAGS) $(CFLAGS)
LIBS = $(shell pkg-config --libs libxml-2.0 zlib libutf8proc nettle jansson 2>/dev/null) -pthread
TEST_LIBS = $(shell pkg-config --libs cmocka jansson 2>/dev/null)

ROOMS = base know values read text find facts write
SRC = $(sort $(foreach r,$(ROOMS),$(wildcard src/$(r)/*.c)) src/partikel.c)
OBJ = $(SRC:src/%.c=$(B)/%.o)
MK_OBJ = $(patsubst src/%.c,$(B)/%.o,$(sort $(wildcard src/base/*.c) $(filter-out src/know/image.c,$(wildcard src/know/*.c)) src/mkknow.c))
CLI_OBJ = $(patsubst src/%.c,$(B)/%.o,$(sort $(wildcard src/cli/*.c)))
UNIT = $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))
D ?= data
DATA = $(shell find $(D) -type f -not -name '.*' 2>/dev/null)
ASAN = -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined

all: $(B)/partikel $(B)/libpartikel.a $(B)/libpartikel.so.0

help:
	@echo 'make deps     install what is missing (Debian: by apt; elsewhere: prints what to install)'
	@echo 'make run      build, and convert the sample articles'
	@echo 'make check    all tests, also under ASan and UBSan     make check-long   the long ones too'
	@echo 'make accept   show each changed expectation as a diff and ask'
	@echo 'make bench    speed and memory     make asan   build-asan/     make fuzz     the fuzzers, a minute each'
	@echo 'make install  PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)     make uninstall     make format     make clean'
	@echo 'make deb      Debian packages, in $(B)/deb (`make deps deb` installs what that needs)'

# Only what is missing is installed, and named; sudo only where it is needed.
deps:
	@if command -v apt-get >/dev/null 2>&1; then \
	  missing=; for p in $(DEPS); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$p"; done; \
	  if [ -n "$$missing" ]; then \
	    root=; [ "$$(id -u)" = 0 ] || root=sudo; \
	    echo "installing:$$missing"; \
	    $$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq $$missing >/dev/null || exit 1; \
	  fi; \
	else echo 'no apt-get here; please install: a C11 compiler, make, pkg-config, and the development files of libxml2, zlib, libcurl, utf8proc, nettle, jansson, sqlite3, cmocka; python3, jq, sqlite3 and chromium for the tests'; fi

$(B)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

# .incbin is not seen by -MMD
$(B)/cli/html_page.o: src/cli/review.css src/cli/review.js
$(B)/cli/html_page.o: ALL_CFLAGS += -DREVIEW_FOLDER='"$(abspath src/cli)"'
$(B)/know/image.o: $(B)/know.bin
$(B)/know/image.o: ALL_CFLAGS += -DPK_IMAGE_FILE='"$(abspath $(B))/know.bin"'

$(B)/mkknow: $(MK_OBJ)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@

$(B)/know.bin: $(B)/mkknow $(DATA)
	$(B)/mkknow $(D) $@

$(B)/libpartikel.a: $(OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/libpartikel.so.0: $(OBJ)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -shared -Wl,-soname,libpartikel.so.0 -Wl,-z,defs $^ $(LIBS) -o $@

# One file that runs from anywhere; packages name libpartikel.so.0 here, which they install beside it.
COMMAND_LIB ?= $(B)/libpartikel.a
$(B)/partikel: $(CLI_OBJ) $(COMMAND_LIB)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $^ $(LIBS) -o $@

run: $(B)/partikel
	$(B)/partikel tests/articles/*/source.*

# ---- tests ----
# The command without its main(), for tests of its parts.
$(B)/tests/command.a: $(filter-out $(B)/cli/main.o,$(CLI_OBJ))
	@mkdir -p $(@D)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/tests/test_%: tests/unit/test_%.c $(B)/tests/command.a $(B)/libpartikel.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -MMD -MP $< $(B)/tests/command.a $(B)/libpartikel.a $(TEST_LIBS) $(LIBS) -o $@

$(B)/tests/%: tests/%.c $(B)/libpartikel.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -MMD -MP $< $(B)/libpartikel.a $(LIBS) -o $@

$(B)/tests/exports-random: tests/exports/random.c $(B)/tests/command.a $(B)/libpartikel.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -MMD -MP $< $(B)/tests/command.a $(B)/libpartikel.a $(LIBS) -o $@

$(B)/tests/exports-bench: tests/bench/exports.c $(B)/tests/command.a $(B)/libpartikel.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $< $(B)/tests/command.a $(B)/libpartikel.a $(LIBS) -o $@

WRAPPED = malloc calloc realloc free pk_arena_alloc pk_arena_room pk_arena_array pk_arena_copy pk_vec_grow
$(B)/tests/test_status: LDFLAGS += -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc
$(B)/tests/torture: LDFLAGS += $(WRAPPED:%=-Wl,--wrap=%)

# Hostile inputs measured in basic blocks, not time: the library once more, each block counted.
COUNTED = memcpy memmove memset memchr memmem memcmp strlen
$(B)/counted/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -fno-builtin -fsanitize-coverage=trace-pc -MMD -MP -c $< -o $@

$(B)/counted/know/image.o: $(B)/know.bin
$(B)/counted/know/image.o: ALL_CFLAGS += -DPK_IMAGE_FILE='"$(abspath $(B))/know.bin"'

$(B)/tests/hostile-counted: tests/hostile.c $(OBJ:$(B)/%=$(B)/counted/%)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -DPK_COUNTED $(COUNTED:%=-Wl,--wrap=%) $^ $(LIBS) -o $@

$(B)/tests/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $< $(LIBS) -o $@

# Preloaded before the command: no sanitizer inside, that of the command sees what it asks for.
$(B)/tests/failing.so: tests/faults/failing.c
	@mkdir -p $(@D)
	$(CC) $(filter-out -fsanitize=%,$(ALL_CFLAGS)) -fvisibility=default -shared $< -o $@ -ldl

# Every fuzzer takes its main() from replay.c, or from libFuzzer where tests/fuzz/run.sh says so.
FUZZ = $(patsubst tests/fuzz/%.c,$(B)/tests/fuzz-%,$(filter-out tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c)))
FUZZ_MAIN ?= tests/fuzz/replay.c
$(B)/tests/fuzz-%: tests/fuzz/%.c $(wildcard tests/fuzz/*.h) $(filter %.c,$(FUZZ_MAIN)) $(B)/tests/command.a $(B)/libpartikel.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $< $(FUZZ_MAIN) $(B)/tests/command.a $(B)/libpartikel.a $(TEST_LIBS) $(LIBS) -o $@

fuzzers: $(FUZZ)

tests: all fuzzers $(UNIT) $(B)/tests/threads $(B)/tests/hostile $(B)/tests/torture $(B)/tests/prune $(B)/tests/exports-random $(B)/tests/timed $(B)/tests/failing.so

asan:
	$(MAKE) B=build-asan CFLAGS='$(ASAN)' tests

check: tests $(B)/tests/hostile-counted asan
	tests/check.sh

check-long: check
	tests/check-long.sh

accept: all
	python3 tests/spec/run.py --accept tests/spec/[!R]*.md
	python3 tests/articles/compare.py --accept

bench: all $(B)/tests/timed $(B)/tests/sax $(B)/tests/exports-bench
	tests/bench/run.sh

fuzz:
	tests/fuzz/run.sh

# Where each file goes, for install and uninstall alike.
to = "$(DESTDIR)$(1)"
MAN = $(wildcard docs/man/*.[1-9])
COMPLETIONS = $(DATADIR)/bash-completion/completions
VERSION = $(shell sed -n 's/^.define PARTIKEL_VERSION "\(.*\)"/\1/p' include/partikel.h)

$(B)/partikel.pc: docs/partikel.pc.in include/partikel.h FORCE
	@sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@INCLUDEDIR@|$(INCLUDEDIR)|; s|@VERSION@|$(VERSION)|; /^#/d' $< >$@

install: all $(B)/partikel.pc
	install -d $(call to,$(BINDIR)) $(call to,$(LIBDIR)/pkgconfig) $(call to,$(INCLUDEDIR)) $(call to,$(DATADIR)/partikel)
	install -m 755 $(B)/partikel $(call to,$(BINDIR)/)
	install -m 644 $(B)/libpartikel.a $(call to,$(LIBDIR)/)
	install -m 755 $(B)/libpartikel.so.0 $(call to,$(LIBDIR)/)
	ln -sf libpartikel.so.0 $(call to,$(LIBDIR)/libpartikel.so)
	install -m 644 $(B)/partikel.pc $(call to,$(LIBDIR)/pkgconfig/)
	install -m 644 include/partikel.h $(call to,$(INCLUDEDIR)/)
	install -m 644 docs/record.schema.json $(call to,$(DATADIR)/partikel/)
	install -d $(call to,$(COMPLETIONS)) && install -m 644 docs/packaging/partikel.bash $(call to,$(COMPLETIONS)/partikel)
	for page in $(MAN); do d=$(call to,$(DATADIR)/man)/man$${page##*.}; install -d "$$d" && install -m 644 $$page "$$d/" || exit 1; done

uninstall:
	rm -f $(call to,$(BINDIR)/partikel) $(call to,$(LIBDIR)/libpartikel.a) $(call to,$(LIBDIR)/libpartikel.so.0)
	rm -f $(call to,$(LIBDIR)/libpartikel.so) $(call to,$(LIBDIR)/pkgconfig/partikel.pc) $(call to,$(INCLUDEDIR)/partikel.h)
	rm -f $(call to,$(DATADIR)/partikel/record.schema.json) $(call to,$(COMPLETIONS)/partikel)
	for page in $(notdir $(MAN)); do rm -f $(call to,$(DATADIR)/man)/man$${page##*.}/$$page; done
	[ ! -d $(call to,$(DATADIR)/partikel) ] || rmdir $(call to,$(DATADIR)/partikel)

# Debian's tools want debian/ at the top and write beside it: a copy, with nothing of this make's own settings.
DEB = $(B)/deb/partikel-$(VERSION)
deb:
	@command -v dpkg-buildpackage >/dev/null && command -v dh >/dev/null || \
	  { echo 'make deb needs the packages dpkg-dev and debhelper: make deps deb, or apt-get install build-essential debhelper' >&2; exit 1; }
	rm -rf $(B)/deb && mkdir -p $(DEB)/tests
	cp -R Makefile README.md LICENSE src include data docs $(DEB)/ && cp -R tests/articles tests/lines.py $(DEB)/tests/ && cp -R docs/packaging/debian $(DEB)/
	cd $(DEB) && env -i PATH="$$PATH" HOME="$$HOME" LC_ALL=C.UTF-8 DEB_BUILD_OPTIONS="$${DEB_BUILD_OPTIONS-noautodbgsym}" dpkg-buildpackage --build=binary --no-sign
	rm -rf $(DEB)
	@ls $(B)/deb/*.deb

format:
	git diff --name-only HEAD -- '*.c' '*.h' | xargs -r clang-format -i --style='{BasedOnStyle: LLVM, ColumnLimit: 160, AllowShortFunctionsOnASingleLine: All}'

clean:
	rm -rf build build-asan

-include $(wildcard $(B)/*.d $(B)/*/*.d $(B)/counted/*/*.d)
FORCE:
.PHONY: all help deps run tests fuzzers asan check check-long accept bench fuzz install uninstall deb format clean FORCE
