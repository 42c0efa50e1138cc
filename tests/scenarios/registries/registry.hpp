// Short ways from a registry's own rows to entries of the ledger: bodies as text, read by the ledger's codec, decided
// by the rules of a small world.
#pragma once
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "importers/csv.hpp"
#include "ledger/codec/codec.hpp"
#include "tests/support/registry_files.hpp"
#include "tests/unit/rules/rows.hpp"

namespace tanbu::test {

// Rows by the names of their columns; empty where the file is not there.
inline std::vector<std::map<std::string, std::string>> rows_of(const std::filesystem::path& path) {
  std::vector<std::map<std::string, std::string>> rows;
  const std::string text = whole_file(path);
  if (text.empty()) return rows;
  importers::CsvReader reader(text);
  std::vector<std::string> names;
  while (auto next = reader.next()) {
    REQUIRE(std::holds_alternative<importers::CsvRow>(*next));
    const auto& cells = std::get<importers::CsvRow>(*next).cells;
    if (names.empty()) {
      for (const auto& cell : cells) names.push_back(cell.text);
      continue;
    }
    auto& row = rows.emplace_back();
    for (std::size_t at = 0; at < cells.size(); ++at) row[names[at]] = cells[at].text;
  }
  return rows;
}

inline Command command_of(std::string_view kind, const boost::json::object& body) {
  const boost::json::object payload{
      {"iss", "x:registrar"},  {"aud", "ledger.example.cn/tanbu/1"},
      {"jti", "01JD8Z4QW3E9"}, {"iat", 1763700000},
      {"exp", 1763703600},     {"kind", boost::json::string_view(kind.data(), kind.size())},
      {"body", body}};
  const auto read = codec::read_payload(boost::json::serialize(payload));
  REQUIRE(std::holds_alternative<codec::Payload>(read));
  auto result = codec::read_command(std::get<codec::Payload>(read));
  if (const auto* faults = std::get_if<std::vector<FormFault>>(&result))
    FAIL(faults->front().pointer << " " << faults->front().code << " in " << boost::json::serialize(body));
  return std::get<Command>(std::move(result));
}

inline boost::json::object proof(const std::string& reference) {
  return {{"sha256", std::string(64, 'a')}, {"bytes", 1}, {"media_type", "text/csv"}, {"reference", reference}};
}

}  // namespace tanbu::test
