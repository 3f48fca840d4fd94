#pragma once
#include <stddef.h>
#include <stdint.h>

// A veth request by libmnl's functions, as their documentation uses them; returns its length.
size_t mnl_build_veth(int netns);

// The same with the MACs, MTUs and queues of both ends.
size_t mnl_build_full_veth(int netns);

// Zeroes the memory that requests are built in: libmnl leaves padding as it was.
void mnl_clear(void);

// A byte of the request that was built last.
uint8_t mnl_built_byte(size_t index);

// Calls of malloc, calloc, realloc and their aligned kin in this process so far.
uint64_t allocation_count(void);
