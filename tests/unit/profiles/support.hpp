// Reading of whole files by their profile, and tables made in a test. Test support only.
#pragma once
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "importers/report.hpp"
#include "importers/rows.hpp"
#include "ledger/codec/codec.hpp"
#include "tests/support/read_table.hpp"
#include "tests/support/registry_files.hpp"

namespace tanbu::test {

using namespace tanbu::importers;

inline ReadResult read_bytes(const std::shared_ptr<const FileBytes>& file, const KnownByProgramme& known = {},
                             const ReadOptions& options = {}) {
  return read_table(file, known, options);
}

inline Reading read_good(const std::string& text, const KnownByProgramme& known = {}, const ReadOptions& options = {}) {
  auto result = read_bytes(FileBytes::of(text), known, options);
  if (const auto* fault = std::get_if<FileFault>(&result)) FAIL(fault->code << ": " << fault->detail);
  return std::get<Reading>(std::move(result));
}

inline FileFault read_bad(const std::string& text) {
  auto result = read_bytes(FileBytes::of(text));
  REQUIRE(std::holds_alternative<FileFault>(result));
  return std::get<FileFault>(std::move(result));
}

// Rows as CSV, every cell in quotes.
using Line = std::vector<std::string>;
inline std::string csv(const std::vector<Line>& lines) {
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t at = 0; at < line.size(); ++at) {
      text += at == 0 ? "\"" : ",\"";
      for (const char symbol : line[at]) text += symbol == '"' ? std::string("\"\"") : std::string(1, symbol);
      text += "\"";
    }
    text += "\n";
  }
  return text;
}

// A row by the names of its columns, in the order of the header.
inline Line line_of(const Line& header, const std::map<std::string, std::string>& cells) {
  Line line;
  for (const auto& name : header) line.push_back(cells.count(name) == 0 ? "" : cells.at(name));
  return line;
}

inline std::vector<std::string> codes_of(const std::vector<Remark>& remarks) {
  std::vector<std::string> codes;
  for (const auto& remark : remarks) codes.push_back(remark.code);
  return codes;
}

inline std::map<std::string, std::size_t> counts_of(const std::vector<Remark>& remarks) {
  std::map<std::string, std::size_t> counts;
  for (const auto& remark : remarks) ++counts[remark.code];
  return counts;
}

inline std::string commands_fault(const Reading& reading) {
  const auto fault_of = [](std::string_view kind, const boost::json::object& body) -> std::string {
    const boost::json::object payload{
        {"iss", "x:registrar"},  {"aud", "ledger.example.cn/tanbu/1"},
        {"jti", "01JD8Z4QW3E9"}, {"iat", 1763700000},
        {"exp", 1763703600},     {"kind", boost::json::string_view(kind.data(), kind.size())},
        {"body", body}};
    const auto read = codec::read_payload(boost::json::serialize(payload));
    if (!std::holds_alternative<codec::Payload>(read)) return "payload";
    const auto result = codec::read_command(std::get<codec::Payload>(read));
    const auto* faults = std::get_if<std::vector<FormFault>>(&result);
    if (faults == nullptr) return {};
    return faults->front().pointer + " " + faults->front().code + " in " + boost::json::serialize(body);
  };
  for (const auto& project : reading.projects) {
    if (auto fault = fault_of("register_project", register_project_body(reading, project)); !fault.empty())
      return fault;
  }
  for (const auto& batch : reading.recognised) {
    if (auto fault = fault_of("record_batch", record_batch_body(reading, batch)); !fault.empty()) return fault;
  }
  for (const auto& event : reading.events) {
    if (auto fault = fault_of("record_registry_event", record_registry_event_body(reading, event)); !fault.empty())
      return fault;
  }
  return {};
}

}  // namespace tanbu::test
