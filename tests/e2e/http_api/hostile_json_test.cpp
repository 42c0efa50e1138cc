// JSON that two readers understand differently, honestly signed and sent to the whole server, and the same inside
// access tokens. Each is refused under its own code, nothing is written, and the id is not spent.
#include <algorithm>

#include "crypto/encoding.hpp"
#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
using namespace std::string_literals;
using tanbu::test::Json;

namespace {

struct HostileBody {
  std::string from;  // of the sound payload, whose first occurrence becomes `to`
  std::string to;
  std::string code;
};

const std::string quantity = "\"quantity\":10";
const std::string body = "\"body\":{";
const std::string kind = "\"kind\":\"retire\"";

// In places of a sound retirement. A fault of form is a 422, all else a 400.
std::vector<HostileBody> rows() {
  const auto number = [](const std::string& text, const std::string& code) {
    return HostileBody{quantity, "\"quantity\":" + text, code};
  };
  const auto member = [](const std::string& text, const std::string& code) {
    return HostileBody{body, body + text + ",", code};
  };
  const std::string deep(33, '[');
  // clang-format off
  return {
      {kind, kind + "," + kind, "json_duplicate_name"}, {kind, kind + ",\"\\u006bind\":\"genesis\"", "json_duplicate_name"},
      {kind, kind + ",\"iss\":\"x:association\"", "json_duplicate_name"}, {body, "\"body\":{}," + body, "json_duplicate_name"},
      {quantity, quantity + "," + quantity, "json_duplicate_name"}, {quantity, quantity + ",\"\\u0071uantity\":1", "json_duplicate_name"},
      {quantity, quantity + ",\"quantit\\u0079\":10", "json_duplicate_name"}, {"\"batch\":", "\"batch\":1,\"batch\":", "json_duplicate_name"},
      number("NaN", "json_syntax"), number("Infinity", "json_syntax"), number("-Infinity", "json_syntax"), number("+10", "json_syntax"),
      number("010", "json_syntax"), number("0xa", "json_syntax"), number("10.", "json_syntax"), number(".1", "json_syntax"), number("1_0", "json_syntax"),
      number("１０", "json_syntax"), number("10.0", "json_not_an_integer"), number("1e1", "json_not_an_integer"), number("1E1", "json_not_an_integer"),
      number("1e400", "json_not_an_integer"), number("0e111252000", "json_not_an_integer"), number("-0", "json_not_an_integer"), number("-0.0", "json_not_an_integer"),
      number("9007199254740992", "json_integer_range"), number("9007199254740993", "json_integer_range"), number("-9007199254740992", "json_integer_range"),
      number("9223372036854775808", "json_integer_range"), number("18446744073709551616", "json_integer_range"), number("1" + std::string(400, '0'), "json_integer_range"),
      member("\"a\":\"\\u0000\"", "json_nul_character"), member("\"a\\u0000b\":1", "json_nul_character"), member("\"a\":\"\0\""s, "json_syntax"),
      member("\"a\":\"\n\"", "json_syntax"), member("\"a\":\"\\ud800\"", "json_syntax"), member("\"a\":\"\\udc00\\ud800\"", "json_syntax"),
      member("\"a\":\"\\x41\"", "json_syntax"), member("\"a\":\"\xff\"", "json_syntax"), member("\"a\":\"\xc0\xaf\"", "json_syntax"),
      member("\"a\":\"\xed\xa0\x80\"", "json_syntax"), member("\"a\":\"\xf4\x90\x80\x80\"", "json_syntax"), member("'a':1", "json_syntax"),
      member("a:1", "json_syntax"), member("/**/\"a\":1", "json_syntax"), member("//\n\"a\":1", "json_syntax"), member("\"a\":[1,]", "json_syntax"),
      member("\"a\":" + deep + std::string(33, ']'), "json_depth"), member("\"a\":True", "json_syntax"), member("\"a\":undefined", "json_syntax"),
      {"{", "\xef\xbb\xbf{", "json_syntax"}, {"{", "{,", "json_syntax"}, {"{", "[{", "json_syntax"}, {"{", "{}{", "json_syntax"}, {"{", "\xff\xfe{", "json_syntax"},
      member("\"surplus\":true", "command_faulty"), member("\"constructor\":{}", "command_faulty"), member("\"__proto__\":{}", "command_faulty"),
      member("\"Quantity\":10", "command_faulty"), member("\"status\":\"confirmed\"", "command_faulty"), member("\"issuer\":\"x:trader\"", "command_faulty"),
      {kind, kind + ",\"admin\":true", "command_faulty"}, number("null", "command_faulty"), number("\"10\"", "command_faulty"), number("[10]", "command_faulty"),
      number("true", "command_faulty"), number("0", "command_faulty"), number("-10", "command_faulty"), {kind, "\"kind\":\"Retire\"", "command_faulty"},
      {kind, "\"kind\":\"retire\xcc\x81\"", "command_faulty"}, {"\"period\":", "\"pe\xcc\x81riod\":", "command_faulty"},
  };
  // clang-format on
}

std::string changed(std::string text, const HostileBody& row) {
  const auto at = text.find(row.from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, row.from.size(), row.to);
}

}  // namespace

TEST_CASE("Every payload that could be read in two ways is refused under its code and spends nothing",
          "[asvs:1.5.2][asvs:1.5.3][asvs:2.2.1]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate();
  const auto sound = boost::json::serialize(ledger.payload(ledger.trader, "retire", ledger.retire_body(1, 10)));
  const auto size = [&] { return service.get("/v1/log").json().at("size").as_int64(); };
  const auto before = size();
  const auto all = rows();
  REQUIRE(all.size() >= 60);
  const Headers bearer{{"Content-Type", "application/json"},
                       {"Authorization", "Bearer " + service.token(ledger.trader)}};
  for (const HostileBody& row : all) {
    const auto text = changed(sound, row);
    INFO(text);
    const int status = row.code == "command_faulty" ? 422 : 400;
    const auto jws = crypto::sign_jws(codec::command_type, text, ledger.key(ledger.trader));
    for (const std::string target : {"/v1/commands", "/v1/commands?dry_run=true"}) {
      const auto got = service.post(jws, target);
      CHECK(got.status == status);
      CHECK(got.code() == row.code);
    }
    const auto tried = service.request("POST", "/v1/commands?dry_run=true", bearer, text);
    CHECK(tried.status == status);
    CHECK(tried.code() == row.code);
    // What a stranger wrote is not repeated to him, so that it can be no markup or log line anywhere.
    CHECK(tried.body.find("__proto__\":{") == std::string::npos);
  }
  CHECK(size() == before);
  CHECK(service.post(crypto::sign_jws(codec::command_type, sound, ledger.key(ledger.trader))).status == 201);
}

TEST_CASE("A token whose payload could be read in two ways speaks for nobody", "[asvs:1.5.3][asvs:9.1.1]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate();
  const std::int64_t now = ledger.clock->now().unix_ms / 1000;
  const Json claims{{"iss", ledger.trader}, {"aud", ledger.origin}, {"iat", now}, {"exp", now + 600}};
  const auto sound = boost::json::serialize(claims);
  const std::string target = "/v1/holdings?party=" + ledger.trader;
  const auto asked = [&](const std::string& payload) {
    const auto token = crypto::sign_jws(access_token_type, payload, ledger.key(ledger.trader));
    return service.get(target, {{"Authorization", "Bearer " + token}});
  };
  REQUIRE(asked(sound).status == 200);
  const std::string iss = "\"iss\":\"" + ledger.trader + "\"";
  const std::string exp = "\"exp\":" + std::to_string(now + 600);
  const std::vector<HostileBody> rows{{iss, iss + "," + iss, "token_malformed"},
                                      {iss, iss + ",\"\\u0069ss\":\"x:association\"", "token_malformed"},
                                      {iss, "\"iss\":[\"" + ledger.trader + "\"]", "token_malformed"},
                                      {iss, iss + ",\"scope\":\"all\"", "token_malformed"},
                                      {iss, "\"iss\":\"\"", "token_malformed"},
                                      {iss, "\"iss\":null", "token_malformed"},
                                      {exp, exp + ".0", "token_malformed"},
                                      {exp, exp + "e0", "token_malformed"},
                                      {exp, "\"exp\":\"" + std::to_string(now + 600) + "\"", "token_malformed"},
                                      {exp, "\"exp\":18446744073709551616", "token_malformed"},
                                      {exp, "\"exp\":-1", "token_malformed"},
                                      {exp, "\"exp\":9007199254740991", "token_malformed"},
                                      {exp, "\"exp\":" + std::to_string(now + 601), "token_lifetime"},
                                      {exp, "\"exp\":" + std::to_string(now), "token_lifetime"},
                                      {"{", "\xef\xbb\xbf{", "token_malformed"},
                                      {"{", "[{", "token_malformed"}};
  for (const HostileBody& row : rows) {
    const auto got = asked(changed(sound, row));
    INFO(changed(sound, row) << "\n" << got.body);
    CHECK(got.status == 401);
    CHECK(got.code() == row.code);
    CHECK(got.header("www-authenticate") == "Bearer realm=\"tanbu\"");
  }
}
