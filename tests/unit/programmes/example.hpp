// Lines "serial|quantity|period" as programmes and vector files state them, and shorthands for parsing one. Test
// support only.
#pragma once
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/programme.hpp"

namespace tanbu::test {

struct Example {
  std::string serial;
  SerialContext context;
};

inline Example read_example(std::string_view line) {
  const auto second = line.rfind('|');
  const auto first = line.rfind('|', second - 1);
  Example example;
  example.serial = std::string(line.substr(0, first));
  example.context.quantity = std::stoll(std::string(line.substr(first + 1, second - first - 1)));
  const auto period = parse_period(line.substr(second + 1));
  REQUIRE(period);
  example.context.vintage = *period;
  return example;
}

// The rows of tests/vectors/programmes/<code>.txt; empty when there is no such file.
inline std::vector<Example> read_vectors(std::string_view code) {
  std::ifstream file(std::string(TANBU_SOURCE_DIR "/tests/vectors/programmes/") + std::string(code) + ".txt");
  std::vector<Example> examples;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.front() != '#') examples.push_back(read_example(line));
  }
  return examples;
}

inline std::vector<Example> all_examples(const Programme& programme) {
  std::vector<Example> examples = read_vectors(programme.code);
  for (const auto line : programme.examples) examples.push_back(read_example(line));
  return examples;
}

// The fault's code, or "" where the serial parses.
inline std::string fault_code(const Programme& programme, std::string_view serial, const SerialContext& context) {
  const auto result = programme.parse_serial(serial, context);
  const auto* fault = std::get_if<SerialFault>(&result);
  return fault == nullptr ? "" : fault->code;
}

inline Serial parsed(const Programme& programme, std::string_view serial, const SerialContext& context) {
  const auto result = programme.parse_serial(serial, context);
  if (const auto* fault = std::get_if<SerialFault>(&result)) FAIL(fault->code << ": " << fault->detail);
  return std::get<Serial>(result);
}

inline SerialContext stated(std::int64_t quantity, std::string_view period) {
  const auto vintage = parse_period(period);
  REQUIRE(vintage);
  return {quantity, *vintage};
}

}  // namespace tanbu::test
