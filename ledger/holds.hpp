// HOLDS(condition): a claim about our own code. It stays on in release builds and aborts when it is false, because a
// ledger that goes on after its own logic failed writes wrong numbers that nobody can take back. Not for input and not
// for the machine's faults.
#pragma once
#include <cstdio>
#include <cstdlib>

namespace tanbu {
[[noreturn]] inline void bug_found(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "tanbu: bug: %s does not hold (%s:%d)\n", condition, file, line);
  std::abort();
}
}  // namespace tanbu

#define HOLDS(condition) ((condition) ? static_cast<void>(0) : ::tanbu::bug_found(#condition, __FILE__, __LINE__))
