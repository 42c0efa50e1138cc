// One call of the command line against one ledger: the pin, the signatures and the sending put together. Everything
// that goes to or comes from the ledger goes through here. Ends in Stop where the command cannot go on.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "api/cli/answer.hpp"
#include "api/cli/client.hpp"
#include "api/cli/outbox.hpp"
#include "api/cli/pins.hpp"
#include "api/cli/rotation.hpp"
#include "api/cli/settings.hpp"
#include "crypto/jwk.hpp"
#include "ledger/log/policy.hpp"
#include "ledger/log/proof.hpp"

namespace tanbu::cli {

// Whether a read shows who asks. Open reads carry no token: nobody needs to know who looks at what everybody may see.
enum class Access { open, by_right };

class Session {
 public:
  explicit Session(const Settings& settings);

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] bool json() const { return settings_.flags().json; }
  [[nodiscard]] PinStore& pins() { return pins_; }
  // For sessions that last: see Client::stop_when.
  void stop_when(const std::atomic<bool>& stop) { client_.stop_when(stop); }

  // The pinned ledger; asks for it and pins it at the first use of this URL.
  const Pin& ledger();
  [[nodiscard]] const log::Verifier& verifier();
  // The policy that was given, which names this log or none. Stop (usage, found false) otherwise. Precondition: there
  // is a policy file.
  [[nodiscard]] const log::Policy& policy();
  // The pinned key and the earlier ones that the log led on from.
  [[nodiscard]] std::vector<log::Verifier> keys() { return verifiers_of(ledger()); }
  // A checkpoint by one of these keys, which the pin store has not judged. Where it is by none of them and the log
  // proves that the pinned key was followed by one that signed it, the pin moves first, and that is told.
  [[nodiscard]] log::Result<log::Checkpoint> open(const std::string& note);
  // The party in whose name is signed, and its key. Stop (usage) where they are not given.
  [[nodiscard]] std::string party();
  [[nodiscard]] const crypto::SigningKey& key();

  // Moves the pin where the log proves that it led on from the pinned key to one that signed this note; nothing to do
  // where a key of the pin signed it, and nothing done where there is no proof.
  void follow_log_key(const std::string& note);

  // Any answer; Stop (unreachable) where there is none. Reads by right carry a token when a key is at hand.
  [[nodiscard]] HttpAnswer fetch(const std::string& path, Access access = Access::open);
  // An answer of status 2xx; Stop with the problem otherwise.
  [[nodiscard]] HttpAnswer get(const std::string& path, Access access = Access::open);
  // The same as JSON. Where it says `as_of`, that state of the log is proved to be part of the kept one.
  [[nodiscard]] boost::json::value get_json(const std::string& path, Access access = Access::open);
  // Every page of a list, in one; the path has a query already. What stands beside `data` is the first page's.
  [[nodiscard]] boost::json::value all_pages(const std::string& path, Access access = Access::open);

  // Each of them Stop (found false) with an explanation where the log contradicts itself, and, where a policy is given,
  // where its quorum of witnesses has not cosigned a checkpoint that covers this one. Witnesses come after the commit,
  // so that is asked again for --retry-seconds.
  void see_checkpoint(const std::string& note);
  [[nodiscard]] log::VerifiedReceipt see_receipt(const std::string& receipt);

  // Signs and sends a command, and comes back with the accepted answer, its receipt verified.
  [[nodiscard]] HttpAnswer submit(const std::string& kind, const boost::json::object& body);
  // Sends a command again that an earlier call left in the outbox.
  [[nodiscard]] HttpAnswer resend(const Waiting& waiting);
  // The decision on the present state; nothing that the ledger could keep leaves this machine.
  [[nodiscard]] HttpAnswer dry_run(const std::string& kind, const boost::json::object& body);
  [[nodiscard]] Outbox outbox();

 private:
  [[nodiscard]] Pin pin_first_use();
  [[nodiscard]] std::string token();
  [[nodiscard]] HttpAnswer send_until_answered(const Waiting& waiting);
  void check_accepted(const HttpAnswer& answer, const std::string& jws);
  void see_root(const boost::json::value& as_of);
  [[nodiscard]] RotationSource rotation_source();
  void stop_unless_consistent(const Finding& finding);
  void demand_quorum(std::uint64_t size);
  [[nodiscard]] ProofSource proofs();
  [[nodiscard]] std::string payload(const std::string& kind, const boost::json::object& body, const std::string& jti);

  const Settings& settings_;
  std::string url_;
  Client client_;
  PinStore pins_;
  std::optional<Pin> pin_;
  std::optional<log::Verifier> verifier_;
  std::optional<crypto::SigningKey> key_;
  std::optional<log::Policy> policy_;
  std::uint64_t witnessed_size_ = 0;  // of the newest checkpoint that was seen with the quorum
  bool warned_ = false;
};

// Whether an answer of /v1/log names the key among those of its log.
[[nodiscard]] bool names_key(const boost::json::value& info, const std::string& vkey);

}  // namespace tanbu::cli
