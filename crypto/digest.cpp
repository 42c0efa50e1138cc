// SHA-256 through OpenSSL's EVP. The algorithm is fetched once per process and the free function reuses one context per
// thread: asking for EVP_sha256() and a new context each time costs two thirds of the speed on entries of a few hundred
// bytes.
#include "crypto/digest.hpp"

#include <openssl/evp.h>

#include <stdexcept>

#include "crypto/openssl.hpp"

namespace tanbu::crypto {
namespace {

using ContextPointer = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

const EVP_MD* algorithm() {
  // Never freed: contexts of other threads may outlive every static object.
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (fetched == nullptr) throw std::runtime_error("OpenSSL offers no SHA-256");
  return fetched;
}

ContextPointer new_context() { return ContextPointer(needed(EVP_MD_CTX_new())); }

void start(EVP_MD_CTX* context) {
  if (EVP_DigestInit_ex2(context, algorithm(), nullptr) != 1)
    throw std::runtime_error("OpenSSL could not start SHA-256");
}

void add(EVP_MD_CTX* context, std::string_view bytes) {
  if (EVP_DigestUpdate(context, bytes.data(), bytes.size()) != 1) throw std::runtime_error("OpenSSL could not hash");
}

Digest take(EVP_MD_CTX* context) {
  Digest digest{};
  unsigned int length = 0;
  if (EVP_DigestFinal_ex(context, digest.data(), &length) != 1 || length != digest.size()) {
    throw std::runtime_error("OpenSSL could not finish SHA-256");
  }
  return digest;
}

}  // namespace

Digest sha256(std::string_view bytes) {
  thread_local const ContextPointer context = new_context();
  start(context.get());
  add(context.get(), bytes);
  return take(context.get());
}

struct Sha256::Context {
  ContextPointer pointer = new_context();
};

Sha256::Sha256() : context_(std::make_unique<Context>()) { start(context_->pointer.get()); }

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) { add(context_->pointer.get(), bytes); }

Digest Sha256::finish() {
  const Digest digest = take(context_->pointer.get());
  start(context_->pointer.get());
  return digest;
}

std::string_view as_bytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace tanbu::crypto
