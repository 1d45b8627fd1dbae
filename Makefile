# "make" lists what there is.

.PHONY: help build demo test check bench chaos pictures clean

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

chaos: ## kill tend in every way, a hundred times each
	go test ./internal/chaos -count=1 -v -timeout 90m -rounds 100

pictures: ## draw the pictures of docs/ anew from the real program
	docs/pictures.sh

clean: ## remove what was built
	rm -rf tend dist
