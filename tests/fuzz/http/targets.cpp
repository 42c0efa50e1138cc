// The targets of targets.hpp.
#include "tests/fuzz/http/targets.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <set>
#include <vector>

#include "api/http/access.hpp"
#include "api/http/router.hpp"
#include "api/http/routes.hpp"
#include "api/http/wire/head_parser.hpp"
#include "crypto/encoding.hpp"
#include "crypto/jws.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/holds.hpp"

namespace tanbu::fuzz {
namespace {

namespace json = boost::json;

std::string_view text_of(Input input) { return {reinterpret_cast<const char*>(input.data()), input.size()}; }

const crypto::SigningKey& key() {
  static const auto made = crypto::SigningKey::from_ed25519_seed(crypto::ed25519::Seed{7, 7, 7});
  return made;
}

constexpr std::int64_t now_seconds = 1'763'700'000;
constexpr std::string_view origin = "ledger.example/tanbu/1";

// Lines of a head after the first, written apart from the guard and slower.
std::vector<std::string> fields_of(std::string_view head) {
  std::vector<std::string> fields;
  std::size_t at = head.find("\r\n") + 2;
  while (at < head.size()) {
    const auto end = head.find("\r\n", at);
    if (end == at) break;
    std::string field(head.substr(at, end - at));
    std::transform(field.begin(), field.end(), field.begin(),
                   [](unsigned char symbol) { return static_cast<char>(std::tolower(symbol)); });
    fields.push_back(std::move(field));
    at = end + 2;
  }
  return fields;
}

std::size_t count_of(const std::vector<std::string>& fields, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(), [&](const std::string& field) {
    return field.size() > name.size() && field.compare(0, name.size(), name) == 0 && field[name.size()] == ':';
  }));
}

// An admitted head has one framing, whoever reads it.
void hold_admitted(std::string_view head, const http::GuardVerdict& verdict) {
  const auto fields = fields_of(head);
  HOLDS(fields.size() == verdict.field_count);
  HOLDS(count_of(fields, "host") == 1);
  HOLDS(count_of(fields, "transfer-encoding") == 0);
  HOLDS(count_of(fields, "content-length") <= 1);
  HOLDS(count_of(fields, "upgrade") == 0);
  HOLDS(verdict.body_bytes < 1'000'000'000'000'000'000U);
  HOLDS(verdict.body_bytes == 0 || count_of(fields, "content-length") == 1);
  HOLDS(std::count(head.begin(), head.end(), '\n') == std::count(head.begin(), head.end(), '\r'));
  HOLDS(head.find('\0') == std::string_view::npos);
  const std::string twice = std::string(head) + std::string(head);
  HOLDS(http::guard_head(twice, {}).problem.has_value());
  http::Request request;
  if (!http::parse_head(head, verdict, request)) return;  // the second reader may refuse more
  HOLDS(!request.target.empty() && request.target.front() == '/');
  HOLDS(head.find(request.target) != std::string_view::npos);
}

int depth_of(const json::value& value) {
  int deepest = 0;
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) deepest = std::max(deepest, depth_of(member.value()));
    return deepest + 1;
  }
  if (const auto* array = value.if_array()) {
    for (const auto& element : *array) deepest = std::max(deepest, depth_of(element));
    return deepest + 1;
  }
  HOLDS(!value.is_double() && !value.is_uint64());
  if (value.is_int64()) HOLDS(std::abs(value.get_int64()) <= (std::int64_t{1} << 53) - 1);
  if (const auto* text = value.if_string()) HOLDS(text->find('\0') == json::string::npos);
  return 0;
}

}  // namespace

int wire_input(Input input) {
  const auto text = text_of(input);
  const auto whole = http::find_head_end(text, 0);
  // However the octets are cut, the head ends where it ends.
  http::HeadSearch search{http::HeadSearch::Found::not_yet, 0};
  for (std::size_t length = 0; length <= text.size() && search.found == http::HeadSearch::Found::not_yet;
       length += 1 + length / 8) {
    search = http::find_head_end(text.substr(0, length), search.bytes);
  }
  if (search.found != http::HeadSearch::Found::not_yet) HOLDS(search.found == whole.found);
  (void)http::guard_head(text, {});  // any octets at all
  if (whole.found != http::HeadSearch::Found::complete) return 0;
  if (search.found == whole.found) HOLDS(search.bytes == whole.bytes);
  const auto head = text.substr(0, whole.bytes);
  const auto verdict = http::guard_head(head, {});
  if (!verdict.problem) hold_admitted(head, verdict);
  return 0;
}

int target_input(Input input) {
  static const http::Router router(http::all_routes());
  const auto text = text_of(input);
  const auto parsed = http::parse_target(text);
  const auto* target = std::get_if<http::Target>(&parsed);
  if (target == nullptr) return 0;
  for (const auto& segment : target->segments) {
    HOLDS(!segment.empty() && segment != "." && segment != "..");
    HOLDS(std::none_of(segment.begin(), segment.end(),
                       [](char symbol) { return static_cast<unsigned char>(symbol) < 0x20 || symbol == 0x7f; }));
  }
  HOLDS(target->query.size() <= http::query_parameters_max);
  for (const std::string_view method : {"GET", "HEAD", "POST", "DELETE"}) {
    const auto matched = router.match(method, *target);
    if (const auto* problem = std::get_if<http::Problem>(&matched)) {
      HOLDS(http::find_problem_text(problem->code) != nullptr);
      continue;
    }
    const auto& match = std::get<http::Matched>(matched);
    HOLDS(match.route->method == (method == "HEAD" ? "GET" : method));
    for (const auto& parameter : match.route->query) HOLDS(!parameter.required || match.values.has(parameter.name));
  }
  return 0;
}

int json_input(Input input) {
  constexpr std::size_t bytes_max = 64 * 1024;
  const auto parsed = crypto::parse_strict_json(text_of(input), bytes_max);
  if (const auto* fault = std::get_if<crypto::JsonFault>(&parsed)) {
    HOLDS(!fault->code.empty() && fault->offset <= input.size() + 1);
    return 0;
  }
  // What was read is written and read again as the same; no number has become another.
  const auto& value = std::get<json::value>(parsed);
  HOLDS(depth_of(value) <= 32);
  const auto written = json::serialize(value);
  const auto again = crypto::parse_strict_json(written, bytes_max * 8);
  HOLDS(std::holds_alternative<json::value>(again));
  HOLDS(std::get<json::value>(again) == value);
  return 0;
}

int decode_input(Input input) {
  const auto text = text_of(input);
  const auto read = codec::read_payload(text);
  if (const auto* unreadable = std::get_if<codec::Unreadable>(&read)) {
    HOLDS(http::find_problem_text(unreadable->code) != nullptr);
    return 0;
  }
  const auto& payload = std::get<codec::Payload>(read);
  const auto result = codec::read_command(payload);
  if (const auto* command = std::get_if<Command>(&result)) {
    HOLDS(payload.faults.empty() && payload.envelope.has_value());
    HOLDS(payload.kind == kind_of(*command));
    return 0;
  }
  const auto& faults = std::get<std::vector<FormFault>>(result);
  HOLDS(!faults.empty() && faults.size() <= codec::faults_max);
  std::set<std::pair<std::string, std::string>> distinct;
  for (const FormFault& fault : faults) {
    HOLDS(!fault.code.empty());
    HOLDS(fault.pointer.empty() || fault.pointer.front() == '/');
    HOLDS(distinct.emplace(fault.pointer, fault.code).second);
  }
  return 0;
}

const std::string& sound_command() {
  static const std::string made = crypto::sign_jws(
      codec::command_type, R"({"iss":"x:plant","aud":"ledger.example/tanbu/1","jti":"jti-00000001"})", key());
  return made;
}

const std::string& sound_token() {
  static const std::string made =
      crypto::sign_jws(http::access_token_type,
                       R"({"iss":"x:plant","aud":"ledger.example/tanbu/1","iat":1763700000,"exp":1763700600})", key());
  return made;
}

int jws_input(Input input) {
  const auto text = text_of(input);
  const auto parsed = crypto::parse_jws(text, codec::command_type);
  if (const auto* fault = std::get_if<crypto::JwsFault>(&parsed)) {
    HOLDS(http::find_problem_text(fault->code) != nullptr);
    return 0;
  }
  const auto& jws = std::get<crypto::Jws>(parsed);
  // Payload and signature have one spelling each, and the signature covers what was sent, not what was understood.
  HOLDS(jws.signature.size() == 64);
  const auto input_end = text.rfind('.');
  HOLDS(jws.signing_input == text.substr(0, input_end));
  HOLDS(crypto::base64url_encode(jws.signature) == text.substr(input_end + 1));
  HOLDS(crypto::base64url_encode(jws.payload) == jws.signing_input.substr(jws.signing_input.find('.') + 1));
  if (crypto::verify_jws(jws, key().public_key())) HOLDS(text == sound_command());
  return 0;
}

int token_input(Input input) {
  const auto text = text_of(input);
  http::TokenJudge judge;
  judge.find_key = [](const std::string& kid) -> std::optional<engine::Engine::KnownKey> {
    if (kid != key().kid()) return std::nullopt;
    return engine::Engine::KnownKey{key().public_key(), PartyId{"x:plant"}};
  };
  judge.find_record = [](const KeyId& kid) -> std::optional<Key> {
    return Key{kid, {"x:plant"}, {1}, "{}", Instant{(now_seconds - 1000) * 1000}, {}, {}};
  };
  judge.origin = origin;
  judge.now = {now_seconds * 1000};
  const auto judged = http::judge_token(text, judge);
  if (const auto* fault = std::get_if<http::TokenFault>(&judged)) {
    HOLDS(http::find_problem_text(fault->code) != nullptr);
  } else {
    HOLDS(text == sound_token());
  }
  (void)http::read_claims(text);
  return 0;
}

}  // namespace tanbu::fuzz
