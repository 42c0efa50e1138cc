// The single commands that a random ledger draws. Some are aimed badly on purpose: the rules refuse them, and a ledger
// must not change by a refused one.
#include "tests/model/third_reader/random_ledger.hpp"

namespace tanbu::test {
namespace {

namespace json = boost::json;

const std::string association = "x:association";
const std::string registrar = "x:registrar";
const std::string plant = "uscc:91330100799655058B";

json::object evidence() {
  return {{"sha256", std::string(64, 'a')}, {"bytes", 1}, {"media_type", "application/pdf"}, {"reference", "R-1"}};
}

std::int64_t quantity_of(const json::array& ranges) {
  std::int64_t sum = 0;
  for (const auto& range : ranges) sum += range.at("last").as_int64() - range.at("first").as_int64() + 1;
  return sum;
}

}  // namespace

void RandomLedger::enroll() {
  if (next_key_ >= pool_.keys.size()) return;
  const std::string party = "x:trader-" + std::to_string(holders_.size());
  const auto place = next_key_++;
  keys_of_[party] = {place};
  if (wish(association, "enroll_party",
           {{"party", party},
            {"name", "Trader " + std::to_string(holders_.size())},
            {"legal_form", "foreign"},
            {"key", crypto::to_jwk(key_at(place).public_key())},
            {"proof", proof(party, place)}}))
    holders_.push_back(party);
}

// By the party itself, limited to some kinds or not, or by the association: then it waits seven days.
void RandomLedger::add_key() {
  if (next_key_ >= pool_.keys.size()) return;
  const std::string party = draw_.chance(50) ? registrar : draw_.any(holders_);
  const auto place = next_key_++;
  json::object body{
      {"party", party}, {"key", crypto::to_jwk(key_at(place).public_key())}, {"proof", proof(party, place)}};
  if (draw_.chance(40)) body["kinds"] = json::array{"transfer", "retire", "record_batch"};
  if (wish(draw_.chance(30) ? association : party, "add_key", body)) keys_of_[party].push_back(place);
}

void RandomLedger::revoke_key() {
  const std::string party = draw_.chance(50) ? registrar : draw_.any(holders_);
  const auto place = draw_.any(keys_of_[party]);
  wish(draw_.chance(20) ? association : party, "revoke_key", {{"kid", key_at(place).kid()}, {"reason", "更换"}});
}

void RandomLedger::record_batch() {
  const std::int64_t quantity = draw_.number(1, draw_.chance(30) ? 20 : 3000);
  const std::int64_t first = next_unit_;
  const std::int64_t last = first + quantity - 1;
  next_unit_ = last + draw_.number(1, 50);
  json::object status{{"status", "active"}};
  if (draw_.chance(10)) status = {{"status", "cancelled"}, {"on", "2023-06-07"}};
  if (draw_.chance(10)) status = {{"status", "retired"}, {"on", "2023-06-07"}, {"beneficiary_text", "Plant One Ltd"}};
  wish(registrar, "record_batch",
       {{"programme", "VCS"},
        {"serial", "15312-" + std::to_string(first) + "-" + std::to_string(last) +
                       "-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0"},
        {"quantity", quantity},
        {"project", "929"},
        {"vintage_from", "2022-01-01"},
        {"vintage_until", "2022-12-31"},
        {"issued_on", "2023-02-01"},
        {"registry_status", status}});
}

void RandomLedger::transfer() {
  const bool by_registrar = draw_.chance(60);
  auto pieces = by_registrar ? pieces_in({UnitStatus::unassigned}) : pieces_in({UnitStatus::free});
  if (pieces.empty()) return;
  const auto issuer = by_registrar ? registrar : draw_.any(pieces).holder;
  if (!by_registrar) std::erase_if(pieces, [&](const Piece& piece) { return piece.holder != issuer; });
  if (pieces.size() > 3) pieces.resize(3);
  wish(issuer, "transfer",
       {{"ranges", ranges_among(pieces)}, {"to", draw_.any(holders_)}, {"basis", "trade"}, {"evidence", evidence()}});
}

void RandomLedger::reserve() {
  auto pieces = pieces_in({UnitStatus::free});
  if (pieces.empty()) return;
  const auto issuer = draw_.any(pieces).holder;
  std::erase_if(pieces, [&](const Piece& piece) { return piece.holder != issuer; });
  if (pieces.size() > 2) pieces.resize(2);
  const auto until = china_date(Instant{now_ms_ + draw_.number(0, 20) * 86'400'000});
  const auto entry = lines_.size();
  if (wish(issuer, "reserve",
           {{"ranges", ranges_among(pieces)},
            {"factory", factories_.front()},
            {"period", "2022"},
            {"purpose", "factory_offset"},
            {"until", format_date(until)}}))
    reservations_.push_back(entry);
}

void RandomLedger::release() {
  if (reservations_.empty()) return;
  wish(draw_.any(holders_), "release", {{"reservation", draw_.any(reservations_)}, {"reason", "不再需要"}});
}

void RandomLedger::retire() {
  auto pieces = pieces_in({UnitStatus::free, UnitStatus::reserved, UnitStatus::frozen});
  if (pieces.empty()) return;
  const auto holder = draw_.any(pieces).holder;
  if (holder.empty()) return;
  std::erase_if(pieces, [&](const Piece& piece) { return piece.holder != holder; });
  if (pieces.size() > 3) pieces.resize(3);
  const auto ranges = ranges_among(pieces);
  json::object body{
      {"factory", factories_.front()},   {"period", "2022"},     {"purpose", "factory_offset"}, {"ranges", ranges},
      {"quantity", quantity_of(ranges)}, {"beneficiary", plant}, {"retired_on", "2023-06-07"}};
  const bool by_registrar = draw_.chance(30);
  if (by_registrar && draw_.chance(50)) body["registry_reference"] = "VCS-R-1";
  if (by_registrar) body["evidence"] = evidence();
  const auto entry = lines_.size();
  if (wish(by_registrar ? registrar : holder, "retire", body)) retirements_.push_back(entry);
}

void RandomLedger::retire_reservation() {
  if (reservations_.empty()) return;
  const auto reservation = draw_.any(reservations_);
  const auto note = find_note<UnitAction>(state_, {reservation});
  if (!note) return;
  std::int64_t quantity = 0;
  for (const BatchRange& range : note->ranges) quantity += range.units.quantity();
  const auto entry = lines_.size();
  if (wish(note->issuer.text, "retire",
           {{"factory", factories_.front()},
            {"period", "2022"},
            {"purpose", "factory_offset"},
            {"reservation", reservation},
            {"quantity", quantity},
            {"beneficiary", plant},
            {"retired_on", "2023-06-07"}}))
    retirements_.push_back(entry);
}

void RandomLedger::withdraw() {
  if (retirements_.empty()) return;
  const auto target = draw_.any(retirements_);
  const auto retirement = state_.retirement({target});
  if (!retirement) return;
  wish(retirement->issuer.text, "withdraw_retirement", {{"retirement", target}, {"reason", "错误"}});
}

void RandomLedger::freeze() {
  auto pieces = pieces_in({UnitStatus::unassigned, UnitStatus::free, UnitStatus::reserved, UnitStatus::frozen,
                           UnitStatus::retired, UnitStatus::cancelled});
  if (pieces.empty()) return;
  json::object body{{"ranges", ranges_among({draw_.any(pieces)})}, {"reason", "争议"}, {"authority", "Registry"}};
  if (draw_.chance(50)) body["until"] = format_date(china_date(Instant{now_ms_ + draw_.number(0, 20) * 86'400'000}));
  if (draw_.chance(30))
    body["purpose"] = json::object{{"factory", factories_.front()}, {"period", "2022"}, {"purpose", "factory_offset"}};
  wish(draw_.chance(50) ? registrar : association, "freeze", body);
}

void RandomLedger::unfreeze() {
  const auto pieces = pieces_in({UnitStatus::frozen});
  if (pieces.empty()) return;
  wish(registrar, "unfreeze", {{"ranges", ranges_among({draw_.any(pieces)})}, {"reason", "争议已了结"}});
}

// Facts from outside, about units that nobody has used here: what contradicts a use is another chapter.
void RandomLedger::strike() {
  const auto pieces = pieces_in({UnitStatus::unassigned, UnitStatus::free, UnitStatus::reserved, UnitStatus::frozen,
                                 UnitStatus::registry_retired, UnitStatus::cancelled});
  if (pieces.empty()) return;
  const auto ranges = ranges_among({draw_.any(pieces)});
  const auto issuer = draw_.chance(50) ? registrar : association;
  switch (draw_.number(0, 2)) {
    case 0:
      wish(issuer, "cancel", {{"ranges", ranges}, {"reason", "buffer"}, {"evidence", evidence()}});
      return;
    case 1:
      wish(issuer, "record_foreign_use",
           {{"ranges", ranges}, {"purpose", "event"}, {"user", "Games"}, {"evidence", evidence()}});
      return;
    default: {
      const auto used = pieces_in({UnitStatus::retired});
      const auto target = used.empty() || draw_.chance(50) ? ranges : ranges_among({draw_.any(used)});
      wish(issuer, "invalidate",
           {{"ranges", target}, {"authority", "Ministry"}, {"reason", "报告失实"}, {"evidence", evidence()}});
    }
  }
}

}  // namespace tanbu::test
