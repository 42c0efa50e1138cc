#include "crypto/openssl.hpp"

#include <openssl/err.h>

#include <stdexcept>

namespace tanbu::crypto {

void demand_made(const void* pointer) {
  if (pointer == nullptr) throw std::runtime_error("OpenSSL could not make an object");
}

bool succeeded(int answer) {
  if (answer == 1) return true;
  ERR_clear_error();
  return false;
}

}  // namespace tanbu::crypto
