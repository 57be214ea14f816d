# The few commands there are. `make demo` shows Tandem, `make test` proves it.

# The target directory lies outside the clone, so that all clones on a machine compile dependencies once.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/tandem/target
TANDEM := $(CARGO_TARGET_DIR)/debug/tandem

.PHONY: help demo target build ui test lint unit e2e faults fuzz deny bench stream book clean

help:            ## list the commands
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

demo: build      ## found the example partnership, simulate 180 days, take them in and serve them
	@$(TANDEM) demo

target:
	@./tools/target

build: target ui ## the binary, with the screens in it
	cargo build --locked -p tandem

ui: ui/dist/index.html ## the screens

ui/dist/index.html: ui/package-lock.json ui/vite.config.ts ui/svelte.config.js ui/index.html $(shell find ui/src ui/public ui/build -type f)
	cd ui && npm ci --no-audit --no-fund && npm run build

test: lint unit e2e ## everything

lint: target     ## form and discipline of the code
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

unit: target ui  ## all tests of the rooms, and the real binary end to end
	./tools/need nats-server
	./tools/need postgresql
	./tools/need lake-readers
	./tools/test
	cd ui && npm run check && npm test

e2e: build       ## the screens in a real browser
	./tools/need chromium
	./tools/e2e

faults: target ui ## the fault suite at length: MOMENTS=500 kills, damages and full disks of each kind, from SEED=1
	./tools/need nats-server
	./tools/need postgresql
	./tools/faults

fuzz:            ## every parser over any bytes: MINUTES=2 for each, or for the TARGET named
	./tools/need cargo-fuzz
	./tools/fuzz

deny:            ## licences and advisories of the dependencies
	./tools/need cargo-deny
	cargo deny check

bench: build     ## ratios against peers, in one run
	./bench/run

stream: build    ## 2,000 records a second for half an hour; MINUTES=2 for a look, WAY=--nats over JetStream
	./tools/need nats-server
	python3 bench/stream/run.py $(TANDEM) --minutes $${MINUTES:-30} $(WAY)

book:            ## the documentation as a book
	./tools/need mdbook
	mdbook build docs

clean:           ## what the demo and the screens' build left behind
	rm -rf demo-data ui/dist ui/node_modules
