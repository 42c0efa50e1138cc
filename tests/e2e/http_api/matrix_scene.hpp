// One ledger with everybody whom the rights tell apart and one of everything that is restricted, for the matrix of
// rights. The table of what each may see stands in the tests, never here: here is only who is who and what is where.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/e2e/http_api/support.hpp"

namespace tanbu::http::test {

// Who asks. The operator of the server has no role of his own: he holds no party's key, so he asks as anybody does.
namespace role {
inline const std::string anonymous = "anonymous";
inline const std::string association = "association";
inline const std::string registrar = "registrar of the programme";
inline const std::string other_registrar = "registrar of another programme";
inline const std::string past_registrar = "registrar of the programme until last year";
inline const std::string holder = "holder";
inline const std::string receiver = "receiver of some units";
inline const std::string plant = "operator of the factory";
inline const std::string rival = "operator of another factory";
inline const std::string engaged_body = "body with an accepted engagement";
inline const std::string offered_body = "body with an engagement that it has not accepted";
inline const std::string ended_body = "body whose engagement has ended";
inline const std::string idle_body = "authorised body without an engagement";
inline const std::string scheme_owner = "owner of the scheme";
inline const std::string stranger = "party that nothing concerns";
}  // namespace role

using Roles = std::set<std::string>;

class MatrixScene {
 public:
  static inline const std::string scheme = "ceca-g-0171-2022";

  Service service;

  MatrixScene();

  // Every role, the anonymous one too.
  [[nodiscard]] const std::vector<std::string>& roles() const { return roles_; }
  // Empty for the anonymous role.
  [[nodiscard]] const std::string& party(const std::string& asker) const { return parties_.at(asker); }
  [[nodiscard]] std::string sign(const std::string& asker, const std::string& kind, const tanbu::test::Json& body);
  // With the asker's access token, but for the anonymous one. `fixed` headers come on top.
  [[nodiscard]] Got ask(const std::string& asker, const std::string& method, const std::string& target,
                        Headers headers = {}, const std::string& body = "");
  std::uint64_t grant(const std::string& asker, const std::string& kind, const tanbu::test::Json& body);

  // Indexes of what was recorded.
  std::uint64_t other_batch = 0;  // of another programme, held by the rival
  std::uint64_t amendment = 0;    // of a batch's holder, who is the holder
  std::uint64_t inventory = 0;
  std::uint64_t rival_inventory = 0;
  std::uint64_t earlier_inventory = 0;  // of the factory, for the year before those that bodies are engaged for
  std::uint64_t engagement = 0;         // accepted
  std::uint64_t offered = 0;
  std::uint64_t reservation = 0;
  std::uint64_t pending = 0;  // a transfer of the receiver that waits
  std::uint64_t retirement = 0;
  std::uint64_t attestation = 0;
  std::uint64_t certificate = 0;
  std::uint64_t appointment = 0;  // of the registrar of another programme
  // Restricted entries and who may read them, as docs/http-api.md says. What is not named here is public.
  std::map<std::uint64_t, Roles> restricted;

 private:
  void enroll();
  void engage();
  void move_units();
  void declare();
  void judge();
  void wait_for_second_signatures();
  [[nodiscard]] const crypto::SigningKey& key_of(const std::string& asker);
  std::uint64_t keep(std::uint64_t entry, Roles readers);

  std::vector<std::string> roles_;
  std::map<std::string, std::string> parties_;
  std::map<std::string, crypto::SigningKey> keys_;  // of the roles that LedgerFolder does not know
  std::map<std::string, std::string> tokens_;
};

}  // namespace tanbu::http::test
