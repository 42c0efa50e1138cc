#include "audit/offline/word.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <limits>

#include "audit/offline/statement.hpp"
#include "ledger/log/note.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::offline {
namespace {

namespace json = boost::json;

constexpr std::string_view header = "tanbu-word/1";
constexpr std::string_view retirement_start = "retirement ";

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// retirement, its id, factory, period, status, beneficiary, and what counts of each range.
bool read_retirement(std::string_view line, Word& word) {
  const auto parts = split(line, ' ');
  if (parts.size() != 7) return false;
  const auto id = log::parse_decimal(parts[1]);
  const auto beneficiary = parse_party(std::string(parts[5]));
  if (!id || !beneficiary) return false;
  UseWord use{std::string(parts[4]), beneficiary, {}};
  for (const std::string_view part : split(parts[6], ',')) {
    const auto counted = log::parse_decimal(part);
    if (!counted || *counted > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return false;
    use.counted.push_back(static_cast<std::int64_t>(*counted));
  }
  return word.emplace(*id, std::move(use)).second;
}

// Members of a derived statement, which are there.
std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::string retirement_line(const json::object& use) {
  std::string counted;
  for (const json::value& units : use.at("units").as_array())
    counted += (counted.empty() ? "" : ",") + text_of(units.at("counted"));
  std::string line = "retirement";
  for (const char* name : {"retirement", "factory", "period", "status", "beneficiary"})
    line += " " + text_of(use.at(name));
  return line + " " + counted + "\n";
}

std::string retirement_lines(const json::array& uses) {
  std::vector<const json::object*> sorted;
  for (const json::value& use : uses) sorted.push_back(&use.as_object());
  std::sort(sorted.begin(), sorted.end(), [](const json::object* a, const json::object* b) {
    return a->at("retirement").to_number<std::uint64_t>() < b->at("retirement").to_number<std::uint64_t>();
  });
  std::string text;
  for (const json::object* use : sorted) text += retirement_line(*use);
  return text;
}

std::string factory_line(const json::value& id, const json::value& name) {
  return "factory " + text_of(id) + " " + text_of(name) + "\n";
}

std::string inventory_words(const json::object& inventory) {
  const auto& verification = inventory.at("verification");
  return "inventory " + text_of(inventory.at("inventory")) + " " +
         (verification.is_null() ? "0" : text_of(verification.at("entry"))) + " " + text_of(inventory.at("version"));
}

std::string year_lines(const json::object& statement) {
  const auto& inventory = statement.at("inventory").as_object();
  return "about factory_year " + text_of(statement.at("factory")) + " " + text_of(statement.at("period")) + "\n" +
         factory_line(statement.at("factory"), statement.at("name")) + inventory_words(inventory) + " " +
         text_of(inventory.at("newer_unverified")) + "\n" + retirement_lines(statement.at("retirements").as_array());
}

std::string certificate_lines(const json::object& statement) {
  std::string text = "about certificate " + text_of(statement.at("certificate")) + " " + text_of(statement.at("on")) +
                     "\nstate " + text_of(statement.at("state")) + " " + text_of(statement.at("stands")) +
                     "\ndisputes " + text_of(statement.at("under_review")) + " " +
                     text_of(statement.at("dispute_upheld")) + "\nissue " + text_of(statement.at("print").at("entry")) +
                     " " + text_of(statement.at("print").at("number")) + "\nbody " + text_of(statement.at("body")) +
                     "\n";
  const auto* attestation = statement.at("attestation").if_object();
  if (attestation == nullptr) return text;
  return text + "attestation " + text_of(attestation->at("attestation")) + " " + text_of(attestation->at("withdrawn")) +
         " " + text_of(attestation->at("superseded")) + "\n" +
         inventory_words(attestation->at("inventory").as_object()) + "\n" +
         retirement_lines(attestation->at("retirements").as_array());
}

}  // namespace

Result<SignedWord> open_word(std::string_view note, const GenesisCommand& genesis, const log::Checkpoint& checkpoint) {
  if (note.empty()) return Fault{.code = "word_missing"};
  if (!genesis.statement_vkey) return Fault{.code = "word_key_absent"};
  const auto key = log::Verifier::parse(*genesis.statement_vkey);
  if (!log::ok(key)) return Fault{.code = "word_key_absent", .detail = std::string(log::code(key))};
  auto opened = log::open_note(note, {log::value(key)});
  if (!log::ok(opened)) return Fault{.code = std::string(log::code(opened)), .detail = "the ledger's word"};
  SignedWord word{log::value(opened).text, *genesis.statement_vkey, {}};
  std::string_view rest = word.text;
  const std::array<std::string, 4> head{std::string(header), checkpoint.origin, std::to_string(checkpoint.size),
                                        log::digest_to_base64(checkpoint.root)};
  for (std::size_t at = 0; at < head.size(); ++at) {
    const auto line = log::take_line(rest);
    if (!line || (at == 0 && *line != head[at])) return Fault{.code = "word_shape"};
    if (*line != head[at]) return Fault{.code = "word_other_checkpoint"};
  }
  while (!rest.empty()) {
    const auto line = log::take_line(rest);
    if (!line) return Fault{.code = "word_shape"};
    if (line->starts_with(retirement_start) && !read_retirement(*line, word.word))
      return Fault{.code = "word_shape", .detail = "a retirement"};
  }
  return word;
}

std::string word_head(const log::Checkpoint& checkpoint) {
  return std::string(header) + "\n" + log::checkpoint_text(checkpoint);
}

std::string word_text(const json::object& statement) {
  std::string text = std::string(header) + "\n";
  for (const char* name : {"origin", "size", "root"}) text += text_of(statement.at(name)) + "\n";
  const std::string kind = text_of(statement.at("kind"));
  if (kind == name_of(SubjectKind::factory_year)) return text + year_lines(statement);
  if (kind == name_of(SubjectKind::certificate)) return text + certificate_lines(statement);
  return text + "about retirement " + text_of(statement.at("retirement")) + "\n" +
         factory_line(statement.at("factory"), statement.at("factory_name")) + retirement_line(statement);
}

}  // namespace tanbu::offline
