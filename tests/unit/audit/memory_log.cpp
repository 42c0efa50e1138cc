#include "tests/unit/audit/memory_log.hpp"

#include <algorithm>

#include "crypto/jws.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/tree.hpp"

namespace tanbu::test {

namespace json = boost::json;

json::object project_body(const std::string& id) {
  return {{"programme", "VCS"}, {"project_id", id},     {"title", "Project " + id},
          {"country", "CN"},    {"technology", "wind"}, {"methodology", "ACM0002"}};
}

MemoryLog::MemoryLog() {
  append_signed(
      "x:association", "genesis",
      {{"origin", signer_.name()},
       {"association",
        {{"party", "x:association"}, {"name", "Association"}, {"keys", json::array{jwk_of("x:association")}}}},
       {"log_vkey", signer_.verifier().text()},
       {"rules", "2026-11-01"},
       {"statement_vkey", statements_.verifier().text()}});
  enroll("x:registrar");
  append_signed("x:association", "appoint_registrar",
                {{"party", "x:registrar"}, {"programme", "VCS"}, {"from", "2020-01-01"}, {"until", "2030-12-31"}});
}

std::string MemoryLog::sign(const std::string& issuer, const std::string& kind, const json::value& body,
                            const Claims& claims) {
  const std::string jti = claims.jti.empty() ? "jti-" + std::to_string(10'000 + lines.size()) : claims.jti;
  const json::object payload{{"iss", issuer},        {"aud", claims.audience},        {"jti", jti},
                             {"iat", 1'763'700'000}, {"exp", claims.expires_seconds}, {"kind", kind},
                             {"body", body}};
  return crypto::sign_jws("tanbu-command+jws", json::serialize(payload),
                          key_of(claims.signer.empty() ? issuer : claims.signer));
}

std::uint64_t MemoryLog::append(const std::string& kind, const std::string& jws) {
  const log::Entry entry{.index = lines.size(),
                         .previous = lines.empty() ? crypto::Digest{} : log::leaf_hash(lines.back()),
                         .time_unix_ms = time_unix_ms,
                         .kind = kind,
                         .command = crypto::sha256(jws),
                         .rules = rules};
  lines.push_back(log::entry_bytes(entry));
  commands.emplace_back(jws);
  return entry.index;
}

std::uint64_t MemoryLog::append_signed(const std::string& issuer, const std::string& kind, const json::value& body,
                                       const Claims& claims) {
  return append(kind, sign(issuer, kind, body, claims));
}

std::string MemoryLog::proof_of(const std::string& party, const std::string& signer) {
  const json::object payload{{"party", party}, {"aud", signer_.name()}};
  return crypto::sign_jws("tanbu-proof+jws", json::serialize(payload), key_of(signer));
}

std::string MemoryLog::kid_of(const std::string& party) { return crypto::thumbprint(key_of(party).public_key()); }

std::uint64_t MemoryLog::add_key(const std::string& party, const std::string& signer,
                                 const std::vector<std::string>& kinds, const std::string& by) {
  json::object body{{"party", party}, {"key", jwk_of(signer)}, {"proof", proof_of(party, signer)}};
  if (!kinds.empty()) body["kinds"] = json::value_from(kinds);
  return append_signed(by.empty() ? party : by, "add_key", body);
}

std::uint64_t MemoryLog::enroll(const std::string& party) {
  return append_signed("x:association", "enroll_party",
                       {{"party", party},
                        {"name", party},
                        {"legal_form", "foreign"},
                        {"key", jwk_of(party)},
                        {"proof", proof_of(party, party)}});
}

audit::LogFunctions functions_over(const std::vector<std::string>& lines,
                                   const std::vector<std::optional<std::string>>& commands, const log::Signer& signer,
                                   std::uint64_t size) {
  log::Batch tree{log::Tree()};
  for (std::uint64_t index = 0; index < size; ++index) tree.append(log::leaf_hash(lines.at(index)));
  std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles;
  for (const auto& node : tree.completed()) {
    if (node.level % 8 == 0) tiles[{node.level / 8, node.index / 256}] += crypto::as_bytes(node.hash);
  }
  audit::LogFunctions functions;
  functions.log_vkey = signer.verifier().text();
  functions.size = size;
  functions.checkpoint = log::sign_checkpoint({signer.name(), size, tree.tree().root()}, signer);
  functions.entries = [&lines](std::uint64_t from, std::size_t limit) {
    // Fewer than asked for, as a server may answer.
    const std::size_t count = std::min({limit, std::size_t{100}, lines.size() - static_cast<std::size_t>(from)});
    const auto first = lines.begin() + static_cast<std::ptrdiff_t>(from);
    return std::vector<std::string>(first, first + static_cast<std::ptrdiff_t>(count));
  };
  functions.commands = [&commands](std::uint64_t from, std::size_t count) {
    const auto first = commands.begin() + static_cast<std::ptrdiff_t>(from);
    return std::vector<std::optional<std::string>>(first, first + static_cast<std::ptrdiff_t>(count));
  };
  functions.tile = [tiles](unsigned level, std::uint64_t number, unsigned width) -> std::optional<std::string> {
    const auto found = tiles.find({level, number});
    if (found == tiles.end() || found->second.size() < width * 32) return std::nullopt;
    return found->second.substr(0, width * 32);
  };
  return functions;
}

audit::LogFunctions MemoryLog::functions() const { return functions_over(lines, commands, signer_, lines.size()); }

audit::Report MemoryLog::audit(const audit::Options& options) const {
  const auto source = audit::callback_source(functions());
  return audit::audit_source(*source, options);
}

const crypto::SigningKey& MemoryLog::key_of(const std::string& party) {
  const auto found = keys_.find(party);
  if (found != keys_.end()) return found->second;
  return keys_.emplace(party, crypto::SigningKey::generate_ed25519()).first->second;
}

json::value MemoryLog::jwk_of(const std::string& party) { return crypto::to_jwk(key_of(party).public_key()); }

}  // namespace tanbu::test
