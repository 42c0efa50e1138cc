#include "ledger/engine/key_ring.hpp"

#include <mutex>

namespace tanbu::engine {

KeyRing::KeyRing(Load load) : load_(std::move(load)) {}

std::optional<Engine::KnownKey> KeyRing::find(const std::string& kid) {
  {
    const std::shared_lock lock(mutex_);
    const auto known = keys_.find(kid);
    if (known != keys_.end()) return known->second;
  }
  const auto stored = load_({kid});
  if (!stored)
    return std::nullopt;  // Not remembered: strangers could fill the memory with names of keys that do not exist.
  const auto key = crypto::from_jwk_text(stored->jwk);
  if (!key) throw store::StoreFault("a stored key is not readable");
  const std::unique_lock lock(mutex_);
  return keys_.try_emplace(kid, Engine::KnownKey{*key, stored->party}).first->second;
}

}  // namespace tanbu::engine
