// Reading what the server sent: JSON members with a plain answer for what is missing, and problems (RFC 9457) in words.
// A server is a stranger: nothing here assumes that a member is there or has its type.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/cli/client.hpp"

namespace tanbu::cli {

// The value below names separated by dots ("as_of.size"); null where it is missing.
[[nodiscard]] const boost::json::value& at(const boost::json::value& value, std::string_view dotted_names);
// A string as it is, an integer in digits, true and false as words, null as "". Objects and arrays as JSON.
[[nodiscard]] std::string text_of(const boost::json::value& value);
[[nodiscard]] std::string text_at(const boost::json::value& value, std::string_view dotted_names);
[[nodiscard]] std::optional<std::uint64_t> number_at(const boost::json::value& value, std::string_view dotted_names);

// The answer's body as JSON; throws Stop (failure) where it is none.
[[nodiscard]] boost::json::value json_of(const HttpAnswer& answer);
// Several lines for a person: title, detail, each fault, what the command collided with, code, number and request id.
[[nodiscard]] std::string describe_problem(const HttpAnswer& answer);
// Ends the command with what the problem says: its words on stderr, with `json` the problem itself on stdout.
// Machine output on stdout, one line: a value of ours, or an answer as it came.
void print_json(const boost::json::value& value);
void print_answer(const HttpAnswer& answer);
[[noreturn]] void stop_with_problem(const HttpAnswer& answer, bool json);

}  // namespace tanbu::cli
