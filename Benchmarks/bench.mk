# make bench          every row of the benchmark report, under 10 minutes
# make bench QUICK=1  the same with few rounds, under 2 minutes
# make bench ROWS=…   some of the files in Benchmarks/driver/rows

BENCH := Benchmarks/.build/release
PEERS := strace valgrind python3-matplotlib python3-pyroute2 golang-go \
  golang-github-vishvananda-netlink-dev containernetworking-plugins iproute2 util-linux gcc

.PHONY: bench bench-peers bench-programs

bench: bench-peers bench-programs
	QUICK=$(QUICK) unshare --net --mount /usr/bin/python3 Benchmarks/driver/bench.py $(ROWS)

# What is not there and cannot be installed is named in the report as not run.
bench-peers:
	@for package in $(PEERS); do dpkg -s $$package >/dev/null 2>&1 \
	  || apt-get install -y -qq --no-install-recommends $$package >/dev/null \
	  || echo "bench: without $$package"; done

bench-programs: .build/release/cnet
	swift build --package-path Benchmarks -c release
	cc -O2 -shared -fPIC -I Benchmarks/Sources/CPeers/include \
	  -o $(BENCH)/allocations.so Benchmarks/Sources/CPeers/allocations.c
	-cd Benchmarks/peers/go && GO111MODULE=off GOPATH=/usr/share/gocode CGO_ENABLED=0 \
	  go build -o ../../.build/release/go-peer .
