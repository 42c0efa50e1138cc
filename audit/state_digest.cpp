#include "audit/state_digest.hpp"

#include "audit/effects_coding.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace tanbu::audit {
namespace {

class StateHash {
 public:
  template <class Value>
  void add(const Value& value) {
    coding_.code(value);
    hash_.update(bytes_.bytes());
    bytes_.bytes().clear();
  }
  template <class Map>
  void add_all(const Map& records) {
    add(std::uint64_t{records.size()});
    for (const auto& [name, record] : records) add(record);
  }
  [[nodiscard]] std::string finish() { return crypto::hex_encode(crypto::as_bytes(hash_.finish())); }

 private:
  crypto::Sha256 hash_;
  WritingBytes bytes_{Texts::blank};
  Coding<WritingBytes> coding_{bytes_};
};

void add_units(StateHash& hash, const State::Tables& tables) {
  std::uint64_t count = 0;
  for (const auto& [batch, spans] : tables.spans) count += spans.size();
  hash.add(count);
  for (const auto& [batch, spans] : tables.spans) {
    for (const auto& [first, span] : spans) {
      hash.add(Segment{.batch = {batch},
                       .units = {first, span.end},
                       .status = span.status,
                       .holder = span.holder,
                       .retirement = span.retirement,
                       .traded = span.traded,
                       .since = span.since});
    }
  }
}

}  // namespace

std::string state_digest_of(const State& state) {
  const State::Tables& tables = state.tables();
  StateHash hash;
  hash.add(state.size());
  hash.add_all(tables.parties);
  hash.add_all(tables.keys);
  hash.add_all(tables.appointments);
  hash.add_all(tables.factories);
  hash.add_all(tables.projects);
  hash.add_all(tables.batches);
  add_units(hash, tables);
  hash.add_all(tables.inventories);
  hash.add_all(tables.retirements);
  hash.add_all(tables.notes);
  return hash.finish();
}

}  // namespace tanbu::audit
