# Latebind. `make demo` shows the main job, `make test` runs every test; both install what a fresh Debian 12 with Swift lacks.

CONFIG ?= release
PREFIX ?= /usr/local
BIN = .build/$(CONFIG)

.PHONY: build demo test bench soak sanitize install typelibs fuzz clean dependencies test-dependencies

# The command, the shared library, and the name under which C programs link it.
build: dependencies
	swift build -c $(CONFIG) --product latebind
	swift build -c $(CONFIG) --product Latebind
	@ln -sf libLatebind.so $(BIN)/liblatebind.so

# An interface compiled from IDL, its object in Swift, the script in Python.
demo: build
	examples/dictionary/run.sh $(BIN)

test: test-dependencies
	scripts/test.sh

# The benchmarks are a package of their own, which has no type libraries beside it.
bench: export LATEBIND_TYPELIB_PATH = $(CURDIR)/typelibs/stdole2
bench: build
	scripts/install-dependencies.sh bench
	$(BIN)/latebind compile Benchmarks/calc.idl -o $(BIN)/calc.tlb
	swift build -c release --package-path Benchmarks --product RuntimeBenchmarks
	swift build -c release --package-path Benchmarks --product RemotingBenchmarks
	Benchmarks/Wine/run.sh $(BIN)/calc.tlb >$(BIN)/wine.tsv
	Benchmarks/.build/release/RuntimeBenchmarks $(BIN)/calc.tlb $(BIN)/wine.tsv
	if [ -x ../shared/peers/run ]; then ../shared/peers/run wine; fi
	Benchmarks/omniorb/run.sh Benchmarks/.build/release/RemotingBenchmarks $(BIN)/calc.tlb $(BIN)/wine.tsv
	Benchmarks/commands.py $(BIN)/latebind

# Ten million mixed calls; fails if the process grows.
CALLS ?= 10000000
soak: build
	$(BIN)/latebind compile Tests/CallMatrix/Tables/signatures.idl -I typelibs/stdole2 -o $(BIN)/signatures.tlb
	swift build -c release --package-path Benchmarks --product Soak
	LATEBIND_TYPELIB_PATH=$(CURDIR)/typelibs/stdole2 Benchmarks/.build/release/Soak $(BIN)/signatures.tlb $(CALLS)

# The whole Swift test suite under AddressSanitizer and ThreadSanitizer: scripts/sanitize.sh says what each looks for.
sanitize: test-dependencies
	scripts/sanitize.sh address thread

# Each of the seven libFuzzer targets (files and what comes over the wire) for so many seconds: Fuzz/README.md.
SECONDS ?= 600
fuzz: dependencies
	Fuzz/run.sh all $(SECONDS)

install: build
	@scripts/install-dependencies.sh install
	scripts/install.sh "$(DESTDIR)$(PREFIX)" $(BIN)

# Compiles typelibs/*/*.idl anew; a test compares what is committed with what the compiler makes now.
typelibs: build
	@for idl in typelibs/*/*.idl; do \
	    $(BIN)/latebind compile $$idl -I typelibs/stdole2 -o $${idl%.idl}.tlb && \
	    $(BIN)/latebind dump --format json -I typelibs/stdole2 $${idl%.idl}.tlb -o $${idl%.idl}.json && \
	    echo "$${idl%.idl}.tlb" || exit 1; \
	done

dependencies:
	@scripts/install-dependencies.sh build

test-dependencies:
	@scripts/install-dependencies.sh test
	@scripts/fetch-wheels.sh

clean:
	rm -rf .build .build-* examples/*/.build
