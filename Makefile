# cnet: build, try, test and install. `make help` lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
CYCLES ?= 10000
PROCESSES ?= 8
SWIFT ?= swift
# Where Debian's libmnl.pc is, for machines without pkg-config: SwiftPM reads such files itself.
export PKG_CONFIG_PATH ?= /usr/lib/$(shell uname -m)-linux-gnu/pkgconfig

bindir = $(PREFIX)/bin
mandir = $(PREFIX)/share/man
sharedir = $(PREFIX)/share/cnet
bashdir = $(PREFIX)/share/bash-completion/completions
zshdir = $(PREFIX)/share/zsh/site-functions
fishdir = $(PREFIX)/share/fish/vendor_completions.d
# Where container runtimes look for plugins: /usr/lib/cni, /opt/cni/bin.
CNIDIR ?= $(PREFIX)/lib/cni
plugins = $(addprefix cnet-,ptp bridge macvlan ipvlan host-device)

binary = .build/release/cnet
completions = .build/completions
# Holds links to libstdc++.a and libjansson.a and nothing else. First on the linker's path, it makes
# these static too, which spares every start the loading of two shared libraries.
static_libraries = .build/static-libraries

# These are here and not in Package.swift, where flags of this sort would lock out packages that
# depend on this one. Some spare every start some of its time: types that are not looked up by name, with a
# search through 4,600 conformances for each that has a requirement
# (-disable-concrete-type-metadata-mangled-name-accessors); at a fixed address (-no-pie) the loader has no
# 40,000 places to fill in; without 5,500 exported names there is less to search; and libmnl is not looked
# for in 40 folders beside the program first. Without -disable-incremental-llvm-codegen each module holds a
# hash of what it was made from, with the paths of its sources.
release_flags = --configuration release --static-swift-stdlib \
	-Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors \
	-Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen \
	-Xswiftc -use-ld=lld \
	-Xswiftc -Xclang-linker -Xswiftc -static-libgcc \
	-Xswiftc -Xclang-linker -Xswiftc -no-pie \
	-Xlinker --no-export-dynamic --disable-local-rpath \
	-Xlinker -L$(CURDIR)/$(static_libraries) \
	-Xlinker --gc-sections -Xlinker --as-needed -Xlinker --strip-all

.PHONY: all build help deps demo test gate failing-calls fuzz sanitize soak test-kernels reproducible
.PHONY: bench lint completions install uninstall clean

## make: the release binary, .build/release/cnet, and completion scripts
all: completions

build:
	@Scripts/dependencies check build
	@Scripts/static-libraries $(static_libraries) stdc++ jansson
	PKG_CONFIG_PATH=$(CURDIR)/$(static_libraries):$(PKG_CONFIG_PATH) \
		$(SWIFT) build $(release_flags) --product cnet

## make help: this list
help:
	@sed -n 's/^## //p' Makefile

## make deps: install what building and testing need (Debian, Ubuntu)
deps:
	@Scripts/dependencies install build demo test

## make demo: set up what is missing, build, and plumb a namespace that is thrown away
demo:
	@Scripts/dependencies install build demo
	@$(MAKE) --no-print-directory build
	@Scripts/demo $(binary)

## make test: set up what is missing, lint, build and run every test
test:
	@Scripts/dependencies install build test
	@Scripts/test

## make gate: time the builder against libmnl, count what the hot paths cost (a part of make test)
gate:
	@Scripts/dependencies install build test
	@Scripts/static-libraries $(static_libraries) stdc++
	@# SwiftPM does not see that code of the library that is inlined into these has changed.
	@touch Tests/Gate/main.swift Tests/BuilderGate/main.swift
	$(SWIFT) build $(release_flags) --product Gate
	$(SWIFT) build $(release_flags) --product BuilderGate
	@.build/release/BuilderGate
	@Scripts/gate .build/release/Gate

## make fuzz: bytes that libFuzzer makes up, for everything that reads some. SECONDS=600 in all
fuzz: SECONDS ?= 600
fuzz:
	@Scripts/dependencies install build
	@Scripts/fuzz $(SECONDS)

## make sanitize: the tests of bytes under the address and the thread sanitizer
sanitize:
	@Scripts/dependencies install build test
	@Scripts/sanitize address
	@Scripts/sanitize thread

## make failing-calls: each system call of each kind of work fails in turn, and what becomes of it
failing-calls:
	@Scripts/dependencies install build test
	$(SWIFT) build --product cnet
	$(SWIFT) build --product FailCall
	@Scripts/failing-calls .build/debug

## make soak: attach and detach CYCLES=10000 times (or 60s) from PROCESSES=8, kill some, see what is left
soak:
	@Scripts/dependencies install build test
	@$(MAKE) --no-print-directory build
	$(SWIFT) build --product Soak
	@Scripts/soak .build/debug/Soak $(binary) $(CYCLES) $(PROCESSES)

## make reproducible: build the newest commit twice, in two places, and compare the binaries
reproducible:
	@Scripts/dependencies check build
	@Scripts/reproducible

## make test-kernels: the live tests under Debian's kernels, in qemu. SERIES="5.10 6.12"; FILTER=VethTests
test-kernels:
	@Scripts/dependencies install build test kernels
	@$(MAKE) --no-print-directory build
	$(SWIFT) build --build-tests
	@FILTER='$(FILTER)' Scripts/test-kernels $(SERIES)

## make bench: measure against the peers, and write Benchmarks/report. QUICK=1: few rounds
bench:
	@Scripts/dependencies install build bench
	@$(MAKE) --no-print-directory build
	@Benchmarks/run $(ROWS)

## make lint: formatting, man pages, scripts
lint:
	@Scripts/lint

## make completions: the scripts for bash, zsh and fish, in .build/completions
completions: build
	@Scripts/completions $(binary) $(completions)

## make install: what make built, and the man pages, under PREFIX (/usr/local) and DESTDIR
install:
	@test -x $(binary) && test -d $(completions) || { echo "cnet: run make first" >&2; exit 1; }
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(mandir)/man1 $(DESTDIR)$(mandir)/man7 \
		$(DESTDIR)$(sharedir) $(DESTDIR)$(bashdir) $(DESTDIR)$(zshdir) $(DESTDIR)$(fishdir) \
		$(DESTDIR)$(CNIDIR)
	install -m 755 $(binary) $(DESTDIR)$(bindir)/cnet
	for plugin in $(plugins); do ln -sf $(bindir)/cnet $(DESTDIR)$(CNIDIR)/$$plugin; done
	install -m 644 man/*.1 $(DESTDIR)$(mandir)/man1
	install -m 644 man/*.7 $(DESTDIR)$(mandir)/man7
	install -m 644 share/cnet/*.json $(DESTDIR)$(sharedir)
	install -m 644 $(completions)/cnet.bash $(DESTDIR)$(bashdir)/cnet
	install -m 644 $(completions)/_cnet $(DESTDIR)$(zshdir)/_cnet
	install -m 644 $(completions)/cnet.fish $(DESTDIR)$(fishdir)/cnet.fish

## make uninstall: takes away what make install put there
uninstall:
	rm -f $(DESTDIR)$(bindir)/cnet $(DESTDIR)$(bashdir)/cnet $(DESTDIR)$(zshdir)/_cnet \
		$(DESTDIR)$(fishdir)/cnet.fish \
		$(addprefix $(DESTDIR)$(CNIDIR)/,$(plugins)) \
		$(addprefix $(DESTDIR)$(mandir)/man1/,$(notdir $(wildcard man/*.1))) \
		$(addprefix $(DESTDIR)$(mandir)/man7/,$(notdir $(wildcard man/*.7))) \
		$(addprefix $(DESTDIR)$(sharedir)/,$(notdir $(wildcard share/cnet/*.json)))

## make clean: takes away what was built
clean:
	rm -rf .build Examples/*/.build
