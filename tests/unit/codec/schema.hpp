// Whether a body is what the description of the interface says of its kind. Knows the words that the schemas of
// commands use and stops at any other. Test support only; tests/support/json_schema.py is its twin for live answers.
#pragma once
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace tanbu::test {

// Pointers into a payload, each with what is wrong there; empty where the described schema of its kind takes it.
std::vector<std::string> described_faults(const boost::json::object& payload);

// What one schema of the description says of a value.
std::vector<std::string> schema_faults(const boost::json::object& schema, const boost::json::value& value);

}  // namespace tanbu::test
