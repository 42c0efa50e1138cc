// A log in memory whose operator has the log's key and no scruples: any command becomes an entry, with a right chain,
// right tiles and a right checkpoint. Audited through functions, as over a URL.
#pragma once
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/verify.hpp"
#include "crypto/jwk.hpp"
#include "ledger/log/note.hpp"

namespace tanbu::test {

// What a registrar says of one project.
[[nodiscard]] boost::json::object project_body(const std::string& id);

struct Claims {
  std::string jti{};  // made up when empty
  std::string audience{"ledger.example.cn/tanbu/1"};
  std::int64_t expires_seconds = 1'763'703'600;
  std::string signer{};  // the issuer when empty
};

// The first `size` entries as everybody with all rights sees them, under a checkpoint of that size. The vectors must
// outlive the functions.
[[nodiscard]] audit::LogFunctions functions_over(const std::vector<std::string>& lines,
                                                 const std::vector<std::optional<std::string>>& commands,
                                                 const log::Signer& signer, std::uint64_t size);

class MemoryLog {
 public:
  // Begins with genesis by x:association and the enrolment of x:registrar, who is appointed for VCS.
  MemoryLog();
  [[nodiscard]] std::string sign(const std::string& issuer, const std::string& kind, const boost::json::value& body,
                                 const Claims& claims = {});
  std::uint64_t append(const std::string& kind, const std::string& jws);
  std::uint64_t append_signed(const std::string& issuer, const std::string& kind, const boost::json::value& body,
                              const Claims& claims = {});
  std::uint64_t enroll(const std::string& party);
  // Another key of the party's, made under the signer's name; `kinds`: what it may sign, everything when empty. `by`:
  // who adds it, the party itself when empty.
  std::uint64_t add_key(const std::string& party, const std::string& signer, const std::vector<std::string>& kinds = {},
                        const std::string& by = {});
  [[nodiscard]] std::string kid_of(const std::string& party);
  [[nodiscard]] audit::LogFunctions functions() const;
  // The key of statements that genesis names.
  [[nodiscard]] const log::Signer& statements() const { return statements_; }
  [[nodiscard]] audit::Report audit(const audit::Options& options = {}) const;

  std::int64_t time_unix_ms = 1'763'700'000'000;
  std::string rules = "2026-11-01";
  std::vector<std::string> lines;
  std::vector<std::optional<std::string>> commands;

 private:
  const crypto::SigningKey& key_of(const std::string& party);
  [[nodiscard]] boost::json::value jwk_of(const std::string& party);
  // That the party holds the key that was made under the signer's name.
  [[nodiscard]] std::string proof_of(const std::string& party, const std::string& signer);

  log::Signer signer_{"ledger.example.cn/tanbu/1", log::SignatureType::ed25519, crypto::ed25519::Seed{1}};
  log::Signer statements_{"ledger.example.cn/tanbu/1/statements", log::SignatureType::ed25519,
                          crypto::ed25519::Seed{9}};
  std::map<std::string, crypto::SigningKey> keys_;
};

}  // namespace tanbu::test
