# What a person runs: demo, test, and what CI checks.

CACHE := $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)
export CARGO_TARGET_DIR ?= $(CACHE)/derwent/target
DERWENT := $(CARGO_TARGET_DIR)/release/derwent
DEMO := demo
NEXTEST := $(shell cargo nextest --version >/dev/null 2>&1 && echo yes)

.PHONY: build assets demo test check docs clean-demo bench e2e load

build:
	cargo build --release --locked -p derwent

# The site's styles and scripts. A build makes them by itself where they are missing or out of date.
assets:
	cd crates/web/assets && npm ci --ignore-scripts --no-audit --no-fund && npm run build

# An invented council, from nothing to the board's paper in four formats.
demo: build clean-demo
	@echo "1/5 Making up an authority"
	$(DERWENT) synthesise --seed 1 --to 2023-07 --out $(DEMO)/extracts
	@echo "2/5 Importing its extracts as its analyst would"
	$(DERWENT) --data $(DEMO)/data init --authority 831
	sed -i.bak 's/^name = .*/name = "Wharfmere (an invented council)"/' $(DEMO)/data/authority.toml && rm $(DEMO)/data/authority.toml.bak
	sed -i.bak 's/^# cp-visits-on-time = /cp-visits-on-time = /' $(DEMO)/data/authority.toml && rm $(DEMO)/data/authority.toml.bak
	$(DERWENT) --data $(DEMO)/data import $(DEMO)/extracts/ssd_earlier --data-date 2023-06-30
	$(DERWENT) --data $(DEMO)/data import $(DEMO)/extracts/ssd $(DEMO)/extracts/local $(DEMO)/extracts/comparators --data-date 2023-07-31
	@echo "3/5 Computing every indicator for every month"
	$(DERWENT) --data $(DEMO)/data measure --from 2017-08 --to 2023-07 --format csv --out $(DEMO)/numbers.csv
	@echo "4/5 Writing the report"
	$(DERWENT) --data $(DEMO)/data report --month 2023-07 --out $(DEMO)/report
	@echo "5/5 Making an account for each role"
	$(DERWENT) --data $(DEMO)/data accounts demo --out $(DEMO)/accounts.csv
	@echo "Numbers: $(DEMO)/numbers.csv. The paper: $(DEMO)/report/report-2023-07, as .html, .docx, .pdf and .xlsx"
	@echo "The site: run ‘$(DERWENT) --data $(DEMO)/data serve’, open http://127.0.0.1:8080 and sign in with an account of $(DEMO)/accounts.csv"

clean-demo:
	rm -rf $(DEMO)

# The whole test suite.
test:
ifeq ($(NEXTEST),yes)
	cargo nextest run --workspace --locked
else
	cargo test --workspace --locked --tests
endif

# What people write, on SQLite and on a PostgreSQL server that the script starts and stops itself.
.PHONY: test-postgres
test-postgres:
	scripts/test-records-postgres

# The site in a browser, over the program that the test suite has built, or make build.
e2e:
	cd e2e && npm ci --ignore-scripts --no-audit --no-fund && npm test

# The pages that are generated from declarations.
docs: 
	cargo run --locked -p derwent -- manual --out docs

# Formatting, lints, documentation, generated pages.
check:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
	cargo run --locked -p derwent -- manual --out docs --check

bench: build
	bench/run

# The site under 50 people at once.
load: build
	bench/load
