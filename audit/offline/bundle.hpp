// The file *.tanbu.json (docs/formats.md section 23): a statement, one checkpoint, and the entries with their signed
// commands and inclusion proofs that the statement rests on. Reading and writing only: nothing is verified here.
// Threading: pure functions.
#pragma once
#include <boost/json/object.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "audit/offline/fault.hpp"
#include "ledger/log/merkle.hpp"

namespace tanbu::offline {

inline constexpr std::size_t bundle_bytes_max = std::size_t{32} << 20U;
inline constexpr std::size_t bundle_entries_max = 5'000;
// Members and elements. A value takes far more memory than the one octet that it may be written in, so that they are
// counted before the text is read.
inline constexpr std::size_t bundle_values_max = 1'000'000;
inline constexpr std::size_t bundle_rotations_max = 64;
inline constexpr std::string_view bundle_format = "tanbu-bundle/1";

struct BundleEntry {
  std::string entry;    // the line, without its end
  std::string command;  // the JWS as received
  log::Proof proof;     // against the bundle's checkpoint
};

struct Bundle {
  boost::json::object statement;
  std::string checkpoint;  // the signed note, verbatim
  std::string policy;      // what the maker proposes; whoever verifies trusts a policy of his own. May be empty
  std::string word;        // the ledger's signed word (word.hpp), verbatim; absent in the file where it is empty
  std::vector<BundleEntry> entries;
  // Receipts of the add_log_key entries, each under the first checkpoint over it; absent in the file where there is
  // none.
  std::vector<std::string> rotations{};
};

// Accepts any order of members and any white space that strict JSON allows (crypto/strict_json.hpp). Codes:
// bundle_too_large (in octets or values), bundle_json, bundle_format, bundle_form (a member is missing, unknown or of
// the wrong type), bundle_entries_too_many, bundle_proof_hash.
[[nodiscard]] Result<Bundle> parse_bundle(std::string_view text);
// One line of JSON and its end.
[[nodiscard]] std::string write_bundle(const Bundle& bundle);

}  // namespace tanbu::offline
