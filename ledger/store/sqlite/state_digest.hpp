// SHA-256 over the whole state of a database in one canonical order (formats section 24): parties, keys, appointments,
// factories, projects, batches, segments, inventories, retirements, notes. Free texts are left out, because they can be
// erased by law and the state goes on. An auditor computes the same from the log. Errors: StoreFault. Threading: each
// call has a connection of its own and reads one snapshot.
#pragma once
#include <filesystem>

#include "crypto/digest.hpp"

namespace tanbu::store {

struct StateDigest {
  std::uint64_t size = 0;  // entries that the state adds up
  crypto::Digest sha256{};
};
[[nodiscard]] StateDigest state_digest_of_sqlite(const std::filesystem::path& database);

}  // namespace tanbu::store
