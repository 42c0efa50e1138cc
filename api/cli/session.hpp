// One call of the command line against one ledger: the pin, the signatures and the sending put together. Everything
// that goes to or comes from the ledger goes through here. Ends in Stop where the command cannot go on. Before the
// first answer is shown and before anything is sent, whoever answers shows a checkpoint of the pinned ledger in this
// very call (know_ledger); a pin that is only compared where the server chooses to be compared protects from nothing.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <functional>
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

// Of one list, whatever the server goes on to answer.
struct PageLimits {
  std::size_t pages_max = 2'000;
  std::size_t bytes_max = std::size_t{64} << 20U;
};

class Session {
 public:
  // Stop (usage) where the address, a key or the policy that was given cannot be read.
  explicit Session(const Settings& settings);

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] bool json() const { return settings_.flags().json; }
  [[nodiscard]] PinStore& pins() { return pins_; }
  // For sessions that last: see Client::stop_when.
  void stop_when(const std::atomic<bool>& stop) { client_.stop_when(stop); }

  // The pinned ledger; knows and pins it at the first use of this URL.
  const Pin& ledger();
  // Once in a call: whoever answers shows the newest checkpoint, and it is signed by the pinned key, continues what was
  // seen before and is no older, has the SM2 line and the quorum that were asked for. Only then anything is kept. Done
  // by itself before the first read or write; for whoever sends with a client of its own. Stop (found false) otherwise.
  void know_ledger();
  // How many entries that checkpoint covers; later ones that were seen in this call count too.
  [[nodiscard]] std::uint64_t known_size() const { return known_size_; }
  [[nodiscard]] const log::Verifier& verifier();
  // The policy that was given, which names this log or none. Stop (usage, found false) otherwise. Precondition: there
  // is a policy file.
  [[nodiscard]] const log::Policy& policy();
  // The pinned key and the earlier ones that the log led on from.
  [[nodiscard]] std::vector<log::Verifier> keys() { return verifiers_of(ledger()); }
  // A checkpoint by one of these keys, which the pin store has not judged. Where it is by none of them and the log
  // proves that the pinned key was followed by one that signed it, the pin moves first, and that is told.
  [[nodiscard]] log::Result<log::Checkpoint> open(const std::string& note);
  // Whether this note itself bears the quorum of the policy, under a key of this log. Precondition: as policy().
  [[nodiscard]] bool is_witnessed(const std::string& note);
  // The party in whose name is signed, and its key. Stop (usage) where they are not given.
  [[nodiscard]] std::string party();
  [[nodiscard]] const crypto::SigningKey& key();

  // What the log says of itself, for whoever judges every octet of it against the pin: no checkpoint is asked for
  // first.
  [[nodiscard]] HttpAnswer fetch_unjudged(const std::string& path, Access access = Access::open);
  // Any answer; Stop (unreachable) where there is none. Reads by right carry a token when a key is at hand.
  [[nodiscard]] HttpAnswer fetch(const std::string& path, Access access = Access::open);
  // An answer of status 2xx; Stop with the problem otherwise.
  [[nodiscard]] HttpAnswer get(const std::string& path, Access access = Access::open);
  // The same as JSON. Where it says `as_of`, that state of the log is proved to be part of the kept one; answers that
  // have to say so and do not, or speak of an older state than was asked for, are Stop (found false).
  [[nodiscard]] boost::json::value get_json(const std::string& path, Access access = Access::open);
  // Every page of a list; the path has a query already. Stop (failure) where they are more than `limits`.
  void each_page(const std::string& path, Access access, const PageLimits& limits,
                 const std::function<void(boost::json::value page)>& take);
  // All of them in one. What stands beside `data` is the first page's.
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
  [[nodiscard]] std::optional<Pin> kept_pin() const;
  [[nodiscard]] Pin prove_first_use();
  void tell_first_use() const;
  // session_trust.cpp
  void trust(const std::function<std::string()>& ask_note, bool must_be_newest);
  void judge(const std::string& note, bool must_be_newest);
  void stop_unsigned(const Finding& finding);
  void demand_second_line(const std::string& note, std::uint64_t size);
  void see_root(const std::string& path, const boost::json::value& answer);
  void stop_unless_consistent(const Finding& finding);
  [[nodiscard]] ProofSource proofs();
  // session_policy.cpp
  [[nodiscard]] std::string_view count_quorum(const std::string& note);
  void demand_quorum(std::uint64_t size);
  // session_rotation.cpp: moves the pin where the log proves that it led on from the pinned key to one that signed this
  // note; nothing to do where a key of the pin signed it, and nothing done where there is no proof.
  void follow_log_key(const std::string& note);
  [[nodiscard]] RotationSource rotation_source();

  [[nodiscard]] HttpAnswer get_unjudged(const std::string& path);
  [[nodiscard]] std::string token();
  void await_ledger(std::chrono::steady_clock::time_point until, const std::string& how_to_ask_again);
  [[nodiscard]] HttpAnswer send_until_answered(const Waiting& waiting);
  void check_accepted(const HttpAnswer& answer, const std::string& jws);
  [[nodiscard]] std::string payload(const std::string& kind, const boost::json::object& body, const std::string& jti);

  const Settings& settings_;
  std::string url_;
  Client client_;
  PinStore pins_;
  std::optional<Pin> pin_;
  std::optional<log::Verifier> verifier_;
  std::optional<crypto::SigningKey> key_;
  std::optional<log::Policy> policy_;
  std::string move_told_;  // words for a pin that moves, once it has
  bool first_use_ = false;
  bool known_ = false;
  std::uint64_t known_size_ = 0;
  std::uint64_t second_line_size_ = 0;  // of the newest checkpoint that was seen with the SM2 line asked for
  std::uint64_t witnessed_size_ = 0;    // of the newest checkpoint that was seen with the quorum
  bool warned_ = false;
};

// Whether an answer of /v1/log names the key among those of its log.
[[nodiscard]] bool names_key(const boost::json::value& info, const std::string& vkey);

}  // namespace tanbu::cli
