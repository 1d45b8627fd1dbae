# "make" lists what there is.

.PHONY: help build demo test check bench chaos soak pictures clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

build: ## build ./tend
	go build -trimpath -o tend .

demo: ## run the example stack
	go run . demo

test: ## run the tests, as the README says
	go test -race ./...

check: ## what CI runs
	.ci/run

bench: ## run the benchmarks
	go test -run '^$$' -bench . -benchmem ./...
	go test -tags lockstat -run '^$$' -bench Lock ./processcontrol

chaos: ## kill tend in every way, a hundred times each (two hours)
	go test ./internal/chaos -count=1 -v -timeout 4h -rounds 100

SOAK ?= 10m
soak: ## keep tend busy for SOAK=10m, and see whether it grows
	go test ./internal/chaos -count=1 -v -timeout 0 -run Soak -soak $(SOAK)

pictures: ## draw the pictures of docs/ anew from the real program
	docs/pictures.sh

clean: ## remove what was built
	rm -rf tend dist
