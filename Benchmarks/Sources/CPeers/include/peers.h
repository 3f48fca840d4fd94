// The same work as cnet's library does, by libmnl's functions as their documentation uses them.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Each writes the same bytes as the Swift function of its name and returns their number.
size_t mnl_build_veth(void *buffer, int netns);
size_t mnl_build_macvlan(void *buffer, uint32_t parent);
size_t mnl_build_address(void *buffer, int32_t index);
size_t mnl_build_route(void *buffer, int32_t index);

// Looks at name, index, MTU, kind and peer of every link in a captured dump, and returns a
// number that depends on all of them.
uint64_t mnl_walk_links(const void *dump, size_t length);

// Captures a dump of the calling thread's namespace: datagrams one behind another.
// Returns the number of bytes, 0 when it failed or did not fit.
size_t capture_links(void *buffer, size_t capacity);

// Calls of malloc, calloc, realloc and their aligned kin in this process so far.
uint64_t allocation_count(void);
