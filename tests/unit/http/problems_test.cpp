// Problem texts: complete in both languages, and written as RFC 9457 wants them.
// GCC 12 takes parts of std::regex for uninitialised when it optimises under a sanitizer.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "api/http/app.hpp"
#include "api/http/json_writer.hpp"
#include "api/http/problem.hpp"
#include "api/http/wire/guard.hpp"
#include "ledger/commands.hpp"
#include "ledger/ids.hpp"

using namespace tanbu;
using namespace tanbu::http;

namespace {

bool has_chinese(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char symbol) { return (symbol & 0x80) != 0; });
}

boost::json::object json_of(const Problem& problem, Language language) {
  std::string text;
  append_problem(text, problem, {language, "/v1/commands", "id-1"});
  return boost::json::parse(text).as_object();
}

std::string header(const Response& response, std::string_view name) {
  for (const auto& [known, value] : response.headers) {
    if (known == name) return value;
  }
  return "";
}

std::string source_text(const std::string& path) {
  std::ifstream stream(std::string(TANBU_SOURCE_DIR) + "/" + path);
  REQUIRE(stream);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

// "every kind", or kinds of this build in backticks.
bool names_kinds(const std::string& list) {
  if (list == "every kind") return true;
  const std::regex name("`([a-z_]+)`");
  std::size_t count = 0;
  for (std::sregex_iterator at(list.begin(), list.end(), name), end; at != end; ++at, ++count) {
    const auto& kinds = all_kinds();
    if (std::find(kinds.begin(), kinds.end(), (*at)[1].str()) == kinds.end()) return false;
  }
  return count > 0;
}

}  // namespace

TEST_CASE("Every refusal has a title and a remedy in both languages and the status of its group") {
  for (const Refusal refusal : all_refusals()) {
    INFO(name_of(refusal));
    const auto* text = find_problem_text(name_of(refusal));
    REQUIRE(text != nullptr);
    CHECK(text->status == status_of(problem_of(Refused{.reason = refusal})));
  }
  CHECK(status_of(problem_of(Refused{.reason = Refusal::jti_reused})) == 422);
  CHECK(status_of(problem_of(Refused{.reason = Refusal::key_unknown})) == 401);
  CHECK(status_of(problem_of(Refused{.reason = Refusal::not_operator})) == 403);
  CHECK(status_of(problem_of(Refused{.reason = Refusal::double_use})) == 409);
}

TEST_CASE("No code stands twice and no text is missing") {
  std::set<std::string_view> codes;
  for (const ProblemText* text : all_problem_texts()) {
    INFO(text->code);
    CHECK(codes.insert(text->code).second);
    CHECK(text->status >= 400);
    CHECK_FALSE(text->title.empty());
    CHECK_FALSE(text->detail.empty());
    CHECK_FALSE(has_chinese(text->title));
    CHECK_FALSE(has_chinese(text->detail));
    CHECK(has_chinese(text->title_zh));
    CHECK(has_chinese(text->detail_zh));
  }
  std::set<std::string_view> forms;
  for (const FormText& text : all_form_texts()) {
    INFO(text.code);
    CHECK(forms.insert(text.code).second);
    CHECK_FALSE(has_chinese(text.detail));
    CHECK(has_chinese(text.detail_zh));
  }
}

TEST_CASE("Every notice has a title and a remedy in both languages") {
  const std::string header = source_text("ledger/refusal.hpp");
  const std::string flags = header.substr(header.find("enum class Flag"));
  const std::regex enumerator("\n  ([a-z0-9_]+) =\\s*\n?\\s*(\\d+),");
  std::size_t count = 0;
  for (std::sregex_iterator at(flags.begin(), flags.end(), enumerator), end; at != end; ++at, ++count) {
    const auto flag = static_cast<Flag>(std::stoi((*at)[2].str()));
    INFO((*at)[1].str());
    CHECK(name_of(flag) == (*at)[1].str());
    const auto* text = find_flag_text(name_of(flag));
    REQUIRE(text != nullptr);
    CHECK_FALSE(has_chinese(text->title));
    CHECK_FALSE(has_chinese(text->detail));
    CHECK(has_chinese(text->title_zh));
    CHECK(has_chinese(text->detail_zh));
  }
  CHECK(count == all_flag_texts().size());
}

TEST_CASE("The document of the rules explains every refusal in the order of the checks and who can answer it") {
  const std::string rules = source_text("docs/rules.md");
  const std::regex heading(
      "\n#### `([a-z0-9_]+)` \\((\\d+), HTTP (\\d+)\\)\n\n([^\n]+)\n\n([^\n]+)\n\nCommands · 命令: ([^\n]+)\n");
  std::vector<Refusal> explained;
  for (std::sregex_iterator at(rules.begin(), rules.end(), heading), end; at != end; ++at) {
    const auto reason = refusal_from_number(static_cast<std::uint16_t>(std::stoi((*at)[2].str())));
    INFO((*at)[1].str());
    REQUIRE(reason.has_value());
    CHECK(name_of(*reason) == (*at)[1].str());
    CHECK(status_of(problem_of(Refused{.reason = *reason})) == std::stoi((*at)[3].str()));
    const auto* text = find_problem_text(name_of(*reason));
    REQUIRE(text != nullptr);
    CHECK((*at)[4].str() == std::string(text->title) + ". " + std::string(text->detail));
    CHECK((*at)[5].str() == std::string(text->title_zh) + "。" + std::string(text->detail_zh));
    CHECK(names_kinds((*at)[6].str()));
    explained.push_back(*reason);
  }
  CHECK(explained == all_refusals());
  for (const FlagText& text : all_flag_texts()) {
    INFO(text.code);
    const std::string row = "\n| `" + std::string(text.code) + "` | " + std::string(text.title) + ". ";
    CHECK(rules.find(row) != std::string::npos);
  }
}

TEST_CASE("Every code of the wire says here what it says there") {
  for (std::size_t at = 0; at < wire_problem_count; ++at) {
    const auto wire = text_of(static_cast<WireProblem>(at));
    INFO(wire.code);
    const auto* text = find_problem_text(wire.code);
    REQUIRE(text != nullptr);
    CHECK(text->status == wire.status);
    CHECK(text->detail == wire.detail);
  }
}

TEST_CASE("Every fault of form that the codec can name has a translation") {
  std::set<std::string> codes;
  const std::regex call("(?:fault|add)\\([^\"(){};]*\"([a-z0-9_]+)\"|\"([a-z0-9_]+_form)\"");
  for (const char* file : {"codec.cpp", "parts.cpp", "reader.cpp", "read_certificates.cpp",
                           "read_declare_inventory.cpp", "read_genesis.cpp", "read_judgements.cpp", "read_parties.cpp",
                           "read_record_batch.cpp", "read_register.cpp", "read_use.cpp"}) {
    std::ifstream stream(std::string(TANBU_SOURCE_DIR) + "/ledger/codec/" + file);
    REQUIRE(stream);
    std::stringstream text;
    text << stream.rdbuf();
    const std::string source = text.str();
    for (std::sregex_iterator at(source.begin(), source.end(), call), end; at != end; ++at) {
      codes.insert((*at)[1].matched ? (*at)[1].str() : (*at)[2].str());
    }
  }
  codes.erase("legal_form");  // the name of a member, not a code
  CHECK(codes.size() > 30);
  for (const std::string& code : codes) {
    INFO(code);
    CHECK(find_form_text(code) != nullptr);
  }
  for (const PartyFault fault : {PartyFault::party_form, PartyFault::uscc_length, PartyFault::uscc_alphabet,
                                 PartyFault::uscc_check, PartyFault::lei_check}) {
    INFO(name_of(fault));
    CHECK(find_form_text(name_of(fault)) != nullptr);
  }
}

TEST_CASE("A refusal tells its number, what it collided with and in which language it was asked") {
  const Problem problem = problem_of(Refused{
      .reason = Refusal::double_use, .conflict = EntryIndex{1042}, .facts = {{"factory", "17"}, {"period", "2022"}}});
  const auto english = json_of(problem, Language::english);
  CHECK(english.at("type").as_string() == "/problems/double_use");
  CHECK(english.at("status").as_int64() == 409);
  CHECK(english.at("number").as_int64() == 407);
  CHECK(english.at("instance").as_string() == "/v1/commands");
  CHECK(english.at("request_id").as_string() == "id-1");
  CHECK(english.at("conflict").at("index").as_int64() == 1042);
  CHECK(english.at("conflict").at("url").as_string() == "/v1/entries/1042");
  CHECK(english.at("conflict").at("factory").as_string() == "17");
  CHECK_FALSE(has_chinese(english.at("detail").as_string()));
  CHECK(has_chinese(json_of(problem, Language::chinese).at("detail").as_string()));
  const auto without = json_of(
      problem_of(Refused{.reason = Refusal::unknown_party, .conflict = std::nullopt, .facts = {{"party", "x:a1"}}}),
      Language::english);
  CHECK_FALSE(without.contains("conflict"));
  CHECK(without.at("facts").at("party").as_string() == "x:a1");
}

TEST_CASE("All faults of form stand under errors with their pointers") {
  const engine::FaultyForm faulty{{{"/body/ranges/0/first", "wrong_type", "an integer is wanted here"},
                                   {"/body/x\"y", "unknown_member", "no such member"}}};
  const auto json = json_of(problem_of(faulty), Language::chinese);
  CHECK(json.at("status").as_int64() == 422);
  REQUIRE(json.at("errors").as_array().size() == 2);
  CHECK(json.at("errors").at(1).at("pointer").as_string() == "/body/x\"y");
  CHECK(has_chinese(json.at("errors").at(0).at("detail").as_string()));
}

TEST_CASE("A machine that cannot decide says when to ask again") {
  const auto response = problem_response(problem_of(engine::Unavailable{"queue_full", 3}), {});
  CHECK(response.status == 503);
  CHECK(header(response, "Retry-After") == "3");
  CHECK(header(response, "Content-Type") == "application/problem+json");
}

TEST_CASE("The wire's own refusals are told in both languages") {
  const auto text = text_of(WireProblem::host_missing);
  const auto response = problem_for_wire(text.status, text.code, text.detail);
  const auto json = boost::json::parse(response.body).as_object();
  CHECK(response.status == 400);
  CHECK(json.at("code").as_string() == "host_missing");
  const auto full = text_of(WireProblem::connections_full);
  CHECK(header(problem_for_wire(full.status, full.code, full.detail), "Retry-After") == "1");
  CHECK(has_chinese(json.at("detail").as_string()));
}

TEST_CASE("The language that a client wants most decides, and of two that it wants alike the first") {
  CHECK(language_of(std::nullopt) == Language::english);
  CHECK(language_of("zh-CN,zh;q=0.9,en;q=0.8") == Language::chinese);
  CHECK(language_of("ZH") == Language::chinese);
  CHECK(language_of("en, zh") == Language::english);
  CHECK(language_of("z") == Language::english);
  CHECK(language_of("en;q=0.1, zh-CN") == Language::chinese);
  CHECK(language_of("zh;q=0.2, en-GB;q=0.3") == Language::english);
  CHECK(language_of("fr, zh-Hant-TW;q=0.5") == Language::chinese);
  CHECK(language_of("zh;q=0") == Language::english);
  CHECK(language_of("*, zh;q=0.9") == Language::english);
  CHECK(language_of("zh;q=2, en;q=0.1") == Language::english);
  CHECK(language_of("zho, ,;q=1,") == Language::english);
}

TEST_CASE("A request id that could write headers or log lines is replaced", "[asvs:16.4.1]") {
  const auto id = [](const std::string& sent) {
    Request request;
    request.headers.emplace_back("x-request-id", sent);
    return request_id_of(request);
  };
  CHECK(id("Abc-1.2_3") == "Abc-1.2_3");
  CHECK(id(std::string(64, 'a')) == std::string(64, 'a'));
  for (const std::string& bad :
       {std::string(65, 'a'), std::string(), std::string("a b"), std::string("a\r\nX: 1"), std::string("a\x1b[2J"),
        std::string("a\0b", 3), std::string("\xe2\x80\xa8"), std::string("\"}")}) {
    const auto given = id(bad);
    CHECK(given.size() == 32);
    CHECK(given.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
  CHECK(request_id_of(Request{}) != request_id_of(Request{}));
}

TEST_CASE("JSON text keeps every octet and no control character") {
  std::string all;
  for (int octet = 0; octet < 0x80; ++octet) all += static_cast<char>(octet);
  all += "碳\xe2\x80\xa8";
  std::string json;
  append_json_text(json, all);
  CHECK(std::none_of(json.begin(), json.end(), [](char symbol) { return static_cast<unsigned char>(symbol) < 0x20; }));
  CHECK(boost::json::parse(json).as_string() == all);
}
