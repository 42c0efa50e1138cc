// Ownership and faults of OpenSSL's objects, for this room alone: who frees them, and that none is used which was never
// made. Not a wrapper of any algorithm. Threading: all functions may be called from any thread.
#pragma once
#include <memory>

namespace tanbu::crypto {

template <auto free_function>
struct Free {
  template <class T>
  void operator()(T* pointer) const {
    free_function(pointer);
  }
};

// Throws std::runtime_error where OpenSSL had no memory or no such algorithm.
void demand_made(const void* pointer);
template <class T>
[[nodiscard]] T* needed(T* pointer) {
  demand_made(pointer);
  return pointer;
}

// False for anything but 1. A wrong answer leaves reasons in the thread's error queue; they are cleared, because a
// later, unrelated reader of the queue must not find them.
[[nodiscard]] bool succeeded(int answer);

}  // namespace tanbu::crypto
