// From bytes to wishes: the payload of a signed command as strict JSON, and the command it spells. Not here: signatures
// (crypto), and whether a wish is granted (rules). Nothing in here asks the time or the state of a ledger. Source:
// formats section 2, commands document. Threading: all functions may be called from any thread.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/commands.hpp"
#include "ledger/form.hpp"

namespace tanbu::codec {

// The `typ` of a signed command (formats section 4).
inline constexpr std::string_view command_type = "tanbu-command+jws";

// Bytes that are no payload at all (400). `code` is a code of crypto/strict_json.hpp after "json_" (json_syntax,
// json_duplicate_name, json_not_an_integer, json_integer_range, json_nul_character, json_depth), payload_too_large or
// payload_not_an_object. `detail` repeats nothing of the bytes.
struct Unreadable {
  std::string code;
  std::string detail;
};

// A payload whose JSON is sound. The members are judged one by one, so that issuer and audience can be compared with
// the key (401) before anybody hears of faults of form (422).
struct Payload {
  std::optional<Envelope> envelope;  // only when all its members are sound
  std::vector<FormFault> faults;     // of everything but the inside of `body`
  boost::json::object body;          // empty unless has_body
  bool has_body = false;
  std::optional<PartyId> issuer;
  std::optional<std::string> audience;  // as sent; a fault as well where it is no origin
  std::optional<std::string> kind;      // only a kind that this build knows
};

// Of everything that is wrong, at most this many faults are reported: an answer shall not be many times the question.
inline constexpr std::size_t faults_max = 100;
// Ranges of units in one command, over all its members.
inline constexpr std::size_t ranges_max = 256;
// The last second of the year 9999: what a time in a payload may be at most.
inline constexpr std::int64_t unix_seconds_max = 253'402'300'799;

[[nodiscard]] std::variant<Payload, Unreadable> read_payload(std::string_view json_text);

// The command, or every fault of form of the payload and its body, each once: in the order in which the commands
// document lists the members, whatever the order in the text, and unknown members last. Codes common to all members:
// missing_member, unknown_member, wrong_type, out_of_range, too_few, too_many, unknown_value.
[[nodiscard]] std::variant<Command, std::vector<FormFault>> read_command(const Payload& payload);

struct KindDescription {
  std::string_view kind;
  bool is_public = false;
};
// Every kind of command of this build, in the order of tanbu::Command.
[[nodiscard]] std::vector<KindDescription> describe_kinds();

}  // namespace tanbu::codec
