// Arguments of verbs as they go into bodies: canonical spellings, ranges, evidence. What a person typed wrongly is a
// Stop (usage) that names the option.
#pragma once
#include <CLI/App.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ledger/serial_range.hpp"

namespace tanbu::cli {

[[nodiscard]] std::string party_argument(std::string_view option, std::string_view text);
[[nodiscard]] std::string period_argument(std::string_view option, std::string_view text);
[[nodiscard]] std::int64_t integer_argument(std::string_view option, std::string_view text);
[[nodiscard]] std::vector<BatchRange> range_arguments(const std::vector<std::string>& texts);
[[nodiscard]] boost::json::value ranges_value(const std::vector<BatchRange>& ranges);
[[nodiscard]] std::int64_t quantity_argument(const std::vector<BatchRange>& ranges);
// "PROGRAMME:PROJECT" as {"programme","project_id"}.
[[nodiscard]] boost::json::value project_argument(std::string_view option, std::string_view text);
// Blanks at both ends dropped; the rest is left alone, because full-width marks belong to Chinese names.
[[nodiscard]] std::string name_argument(std::string_view text);
[[noreturn]] void stop_usage(std::string_view option, std::string_view text, std::string_view reason);

// Puts members into a body; an empty text means that the option was not given and puts nothing.
class Body {
 public:
  Body& name(std::string_view member, std::string_view text);  // by name_argument
  Body& code(std::string_view member, std::string_view text);  // trimmed and half-width: dates, amounts, codes
  Body& party(std::string_view member, std::string_view option, std::string_view text);
  Body& integer(std::string_view member, std::string_view option, std::string_view text);
  template <class Value>
  Body& put(std::string_view member, Value&& value) {
    if constexpr (std::is_convertible_v<Value, std::string_view>) {
      object_[member] = std::string_view(value);
    } else {
      object_[member] = std::forward<Value>(value);
    }
    return *this;
  }
  [[nodiscard]] boost::json::object take() { return std::move(object_); }

 private:
  boost::json::object object_;
};

// The document behind a fact: the ledger gets its digest, never the document.
struct EvidenceOptions {
  std::string file;
  std::string media_type;
  std::string reference;
  std::string url;
};
// Adds --evidence, --evidence-type, --evidence-reference and --evidence-url.
void add_evidence_options(CLI::App& app, EvidenceOptions& options);
// Puts "evidence" where a file was named: its SHA-256, size and media type (by its extension unless given).
void put_evidence(Body& body, const EvidenceOptions& options);
[[nodiscard]] boost::json::value evidence_value(const EvidenceOptions& options);

}  // namespace tanbu::cli
