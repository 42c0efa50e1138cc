// The second signature through the whole engine: real keys, real entries, the waiting command read back from the log.
#include <catch2/catch.hpp>

#include "ledger/codec/codec.hpp"
#include "ledger/engine/recorded_command.hpp"
#include "tests/support/ledger_folder.hpp"

using namespace tanbu;
using namespace tanbu::test;
using engine::Accepted;

namespace {

// The trader's transfers need the approval of its second key.
struct Approving {
  Approving() {
    ledger.populate();
    const std::string proof = crypto::sign_jws(
        "tanbu-proof+jws", boost::json::serialize(Json{{"party", ledger.trader}, {"aud", ledger.origin}}), second);
    ledger.grant(ledger.trader, "add_key",
                 {{"party", ledger.trader}, {"key", crypto::to_jwk(second.public_key())}, {"proof", proof}});
    ledger.grant(ledger.trader, "set_approval_policy",
                 {{"kinds", boost::json::array{"transfer"}},
                  {"approvers", boost::json::array{ledger.key(ledger.trader).kid(), second.kid()}},
                  {"expires_after_hours", 24}});
  }
  std::string signed_by_second(const std::string& kind, const Json& body) {
    return crypto::sign_jws(codec::command_type, boost::json::serialize(ledger.payload(ledger.trader, kind, body)),
                            second);
  }
  std::string approval(std::uint64_t pending) { return signed_by_second("approve", {{"pending", pending}}); }
  std::uint64_t waiting(std::int64_t first, std::int64_t last) {
    return ledger.grant(ledger.trader, "transfer",
                        LedgerFolder::transfer_body(ledger.batch, first, last, ledger.plant));
  }
  std::optional<PartyId> holder(std::int64_t unit) {
    std::optional<PartyId> holder;
    ledger.engine().with_reader([&](store::Reader& reader) {
      holder = reader.segments({ledger.batch}, UnitRange::from_inclusive(unit, unit).value()).front().holder;
    });
    return holder;
  }
  std::string dry_run(const std::string& jws) {
    auto checked = ledger.engine().check(jws);
    if (auto* answer = std::get_if<engine::Answer>(&checked)) return LedgerFolder::words(*answer);
    return LedgerFolder::words(ledger.engine().dry_run(std::get<engine::Checked>(checked)));
  }

  LedgerFolder ledger;
  crypto::SigningKey second = crypto::SigningKey::generate_ed25519();
};

}  // namespace

TEST_CASE("A waiting command is read back from the log and decided anew, also by another process",
          "[engine][approval]") {
  Approving t;
  const std::uint64_t pending = t.waiting(1, 10);
  CHECK(t.holder(1) == PartyId{t.ledger.trader});
  t.ledger.close();
  t.ledger.open();
  const std::string jws = t.approval(pending);
  CHECK(t.dry_run(jws).starts_with("accepted"));
  CHECK(t.holder(1) == PartyId{t.ledger.trader});
  const auto answer = t.ledger.send(jws);
  REQUIRE(std::holds_alternative<Accepted>(answer));
  CHECK(t.holder(1) == PartyId{t.ledger.plant});
  CHECK(LedgerFolder::words(t.ledger.send(t.approval(pending))) == "refused pending_closed");
}

TEST_CASE("The engine knows which key signed", "[engine][approval]") {
  Approving t;
  const std::uint64_t pending = t.waiting(1, 10);
  const std::string own = t.ledger.sign(t.ledger.trader, "approve", {{"pending", pending}});
  CHECK(t.dry_run(own) == "refused approval_by_same_person");
  CHECK(LedgerFolder::words(t.ledger.send(own)) == "refused approval_by_same_person");
  // An unsigned trial names no key, so it can approve nothing.
  const std::string payload =
      boost::json::serialize(t.ledger.payload(t.ledger.trader, "approve", {{"pending", pending}}));
  CHECK(LedgerFolder::words(t.ledger.engine().dry_run_unsigned(payload, {t.ledger.trader})) == "refused not_approver");
  CHECK(t.holder(1) == PartyId{t.ledger.trader});
}

TEST_CASE("A command and its approval may stand in one batch", "[engine][approval]") {
  Approving t;
  // Sent together, they are decided one after the other, whether the writer commits them as one group or as two.
  const std::uint64_t pending = t.ledger.engine().health().size;
  std::promise<engine::Answer> first;
  std::promise<engine::Answer> second;
  t.ledger.engine().submit(
      t.ledger.sign(t.ledger.trader, "transfer", LedgerFolder::transfer_body(t.ledger.batch, 1, 10, t.ledger.plant)),
      [&first](engine::Answer answer) { first.set_value(std::move(answer)); });
  t.ledger.engine().submit(t.approval(pending),
                           [&second](engine::Answer answer) { second.set_value(std::move(answer)); });
  CHECK(LedgerFolder::words(first.get_future().get()) == "accepted " + std::to_string(pending));
  CHECK(LedgerFolder::words(second.get_future().get()) == "accepted " + std::to_string(pending + 1));
  CHECK(t.holder(10) == PartyId{t.ledger.plant});
}

TEST_CASE("What is no command any more is not read back", "[engine][approval]") {
  LedgerFolder ledger;
  CHECK(engine::read_recorded_command(
            ledger.sign(ledger.association, "appoint_scheme_owner", {{"party", ledger.plant}, {"scheme", "binhai"}}))
            .has_value());
  CHECK_FALSE(engine::read_recorded_command("").has_value());
  CHECK_FALSE(engine::read_recorded_command(ledger.sign(ledger.association, "of_another_time", {})).has_value());
  CHECK_FALSE(engine::read_recorded_command(crypto::sign_jws(codec::command_type, "[]", ledger.key(ledger.association)))
                  .has_value());
}
