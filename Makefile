# All it takes is python3, make and git. Another Python: make test PYTHON=python3.13
.DEFAULT_GOAL := help
.PHONY: demo test prove prove-foreign prove-explore prove-stateful prove-faults prove-twins prove-day prove-mutants prove-firmware prove-telemetry guest test-bluez slice-bluez prove-bluez compiled prove-install wheelhouse requirements clean help python debian-for-demo debian-for-test

PYTHON ?= python3
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
UV := $(shell command -v uv)
SUDO := $(if $(filter-out 0,$(shell id -u)),sudo)
# Debian's mosquitto is where a plain user's PATH does not look.
export PATH := $(PATH):/usr/sbin
# Else each program that a test starts compiles itself anew.
unexport PYTHONDONTWRITEBYTECODE

# One environment per purpose and Python. The mark in it is named after what it was made from:
# when that changes, and only then, the environment is made anew.
DEMO := .venv/demo-$(VERSION)
DEV := .venv/dev-$(VERSION)
made_from = made-from-$(shell cat requirements/$1.txt requirements/source.txt pyproject.toml | sha256sum | cut -c1-16)
DEMO_READY := $(DEMO)/$(call made_from,demo)
DEV_READY := $(DEV)/$(call made_from,dev)

demo: $(DEMO_READY) ## The whole system without hardware: belt, screen and MQTT, simulated
	$(DEMO)/bin/treadctl demo

test: debian-for-test $(DEV_READY) ## Every check and every test
	$(DEV)/bin/ruff check
	$(DEV)/bin/ruff format --check
	$(DEV)/bin/mypy
	$(DEV)/bin/lint-imports --no-logo
	$(DEV)/bin/python -m tests.proof.cover
	$(DEV)/bin/pytest --numprocesses=3 --dist=worksteal --ignore=tests/safety
	@$(MAKE) --no-print-directory slice-bluez

# For gyms: what `install.sh` in it needs, and no internet. PLATFORM=aarch64 for a Raspberry Pi;
# PYTHONS="3.11 3.13" are those of Debian 12 and 13; WITH_DEMO=1 for the simulated treadmill, too.
PLATFORM ?= $(shell uname -m)
PYTHONS ?= 3.11 3.13
WHEELHOUSE ?= dist/wheelhouse-$(PLATFORM)
wheelhouse: $(DEMO_READY) ## All that a gym installs, offline, in dist/: PLATFORM=aarch64 for a Raspberry Pi
	$(DEMO)/bin/python -m treadctl.cli.setup.pack $(WHEELHOUSE) --platform $(PLATFORM) \
	  $(PYTHONS:%=--python %) $(if $(WITH_DEMO),--demo)

# A real kernel with real BlueZ. To make it takes root, for apt, and 4 minutes; then a test run has
# a slice of it. In most of it the guest's clock jumps; how long a stop takes is measured without.
GUEST := .venv/guest/linux
IN_GUEST = simulators/guest/run.sh $(GUEST) $(DEV)/bin/pytest -p no:cacheprovider \
           -o faulthandler_timeout=900
JUMPING = GUEST_CLOCK=virtual $(IN_GUEST)
SLICE = tests/guest/test_walks.py::test_a_key_stops_the_belt tests/guest/test_connecting.py
NO_GUEST = Not run: the tests on real BlueZ.
$(GUEST): simulators/guest/build.sh simulators/guest/kernel.config
	simulators/guest/build.sh $@
guest: $(GUEST) ## The guest for `make test-bluez`: Debian's kernel for User-Mode Linux (root)

test-bluez: $(GUEST) compiled ## Walks, stops and links on real BlueZ on a real kernel, in the guest
	$(JUMPING) --ignore=tests/guest/test_kill.py tests/guest
	$(IN_GUEST) -s tests/guest/test_kill.py
prove-bluez: test-bluez

slice-bluez: compiled
	@if [ ! -x $(GUEST) ]; then \
	  echo "$(NO_GUEST) There is no guest kernel here; make test-bluez makes one (root)."; \
	else $(JUMPING) -q $(SLICE) || { code=$$?; [ $$code = 99 ] || exit $$code; \
	  echo "$(NO_GUEST) The guest did not come up; what it said is above."; }; fi

compiled: $(DEV_READY)
	@$(DEV)/bin/python -m compileall -q treadctl simulators tests # as pip does; the guest cannot write

prove-foreign: $(DEV_READY) ## Somebody else's client, pyftms, drives the simulated treadmill (needs Python 3.12)
	$(DEV)/bin/python -m tests.foreign.environment
	$(DEV)/bin/pytest -rs tests/foreign

# Debian 12 and 13 of their own, booted by systemd-nspawn. Not part of `make test`: it needs root, and time.
FOR_FRESH = $(strip $(call unless,command -v debootstrap,debootstrap) \
            $(call unless,command -v systemd-nspawn,systemd-container))
prove-install: $(DEV_READY) ## A fresh system to a walk, timed; kills, updates, removal under a real systemd (root)
	$(if $(FOR_FRESH),$(call debian,$(FOR_FRESH)),@:)
	$(DEV)/bin/python -m treadctl.cli.setup.pack dist/wheelhouse-fresh
	$(DEV)/bin/python -m tests.fresh.prove dist/wheelhouse-fresh bookworm
	$(DEV)/bin/python -m tests.fresh.prove dist/wheelhouse-fresh trixie

prove: prove-explore prove-stateful prove-faults prove-mutants prove-twins prove-day prove-firmware prove-telemetry ## All proofs in full: hours

prove-explore: $(DEV_READY) ## Every event in every state of the rules, breadth first
	$(DEV)/bin/python -m tests.proof.explore
	$(DEV)/bin/python -m tests.proof.alike
prove-stateful: $(DEV_READY) ## 1,000,000 steps of walks that anything can befall
	$(DEV)/bin/python -m tests.proof.stateful --steps 1000000
prove-faults: $(DEV_READY) ## 10,000 random walks, judged by the simulated belt's own physics
	$(DEV)/bin/treadctl bench faults --sessions 10000 --seed 1
prove-twins: $(DEV_READY) ## 1,000 stops on the twin of each measured machine
	$(DEV)/bin/python -m tests.proof.twins
prove-day: $(DEV_READY) ## A day of walks in virtual time, without growth in memory
	$(DEV)/bin/python -m tests.proof.day
prove-mutants: $(DEV_READY) ## Each change to the safety core, one at a time, is noticed by a test
	$(DEV)/bin/python -m tests.proof.mutants

prove-firmware: $(DEV_READY) ## The bridge: every change noticed, 10,000,000 bytes of noise, hosts killed
	$(DEV)/bin/python -m tests.firmware_bridge.cover
	$(DEV)/bin/python -m tests.firmware_bridge.mutants
	$(DEV)/bin/python -m tests.firmware_bridge.fuzz
	$(DEV)/bin/python -m tests.firmware_bridge.trials
prove-telemetry: $(DEV_READY) ## 1,000 kills of the processes; a broker killed again and again for 10 minutes
	$(DEV)/bin/python -m tests.edges.kills --times 1000
	$(DEV)/bin/python -m tests.edges.toxic

pin = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
      --no-annotate pyproject.toml
requirements: ## Pin the newest packages that pyproject.toml allows (needs uv)
	$(pin) --upgrade --extra dev --output-file requirements/dev.txt
	$(pin) --constraint requirements/dev.txt --extra demo requirements/build.in \
	  --output-file requirements/demo.txt
	$(pin) --constraint requirements/dev.txt --output-file requirements/run.txt

clean: ## Remove what was made here: environments and caches
	rm -rf .venv/demo-* .venv/dev-* .*_cache .hypothesis .coverage build dist

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1  /p' $(MAKEFILE_LIST)

ifdef UV
create = uv venv --quiet --clear --python $(PYTHON) $1
install = uv pip install --quiet --python $1
else
create = $(PYTHON) -m venv --clear $1
install = $1/bin/python -m pip install -qq --disable-pip-version-check
endif

define environment
	@echo "Making $1 from requirements/$2.txt: half a minute, this once."
	@$(call create,$1)
	@$(call install,$1) --require-hashes --only-binary :all: -r requirements/$2.txt
	@$(if $3,$(call install,$1) --require-hashes --no-deps --no-build-isolation -r requirements/$3.txt)
	@$(call install,$1) --no-deps --no-build-isolation --editable .
	@touch $@
endef

$(DEMO_READY): | debian-for-demo
	$(call environment,$(DEMO),demo)

$(DEV_READY): | debian-for-test
	$(call environment,$(DEV),dev,source)

NEEDS = import sys; sys.version_info >= (3, 11) or sys.exit("treadctl needs Python 3.11 or newer.")
python:
	@$(PYTHON) -c '$(NEEDS)'

# Debian packages, installed only where the command they bring is missing.
unless = $(if $(shell PATH="$(PATH)"; { $1; } >/dev/null 2>&1 && echo found),,$2)
FOR_DEMO = $(if $(UV),,$(call unless,$(PYTHON) -c 'import ensurepip',python$(VERSION)-venv))
FOR_TEST = $(strip $(FOR_DEMO) $(call unless,command -v mosquitto,mosquitto) \
           $(call unless,command -v faketime,faketime) \
           $(call unless,command -v systemd-analyze,systemd) \
           $(call unless,command -v espeak-ng,espeak-ng) \
           $(call unless,command -v victoria-metrics,victoria-metrics) \
           $(call unless,command -v chromium || command -v chromium-browser,chromium))
APT = $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qq
define debian
	@echo "Installing Debian packages: $1"
	@($(APT) update && $(APT) install --yes --no-install-recommends $1) >/dev/null || \
	  { echo "That failed. Install them as root and try again: apt-get install $1"; exit 1; }
endef

debian-for-demo: python
	$(if $(FOR_DEMO),$(call debian,$(FOR_DEMO)),@:)

debian-for-test: python
	$(if $(FOR_TEST),$(call debian,$(FOR_TEST)),@:)
