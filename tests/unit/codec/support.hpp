// Good bodies of every kind, minimal and full, and shorthands that turn a body into its faults. Test support only.
#pragma once
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <ostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/codec/codec.hpp"

namespace tanbu::test {

namespace json = boost::json;

struct Sample {
  std::string kind;
  json::value minimal;
  json::value full;
  std::vector<std::string> optional;  // pointers into the full body: what may be left out
};

// JSON in which EVIDENCE stands for a full evidence object.
json::value parse_body(std::string text);
// Pointers, and those of what may be left out of the member `evidence`, itself included.
std::vector<std::string> plus_evidence(std::vector<std::string> pointers);

std::vector<Sample> first_samples();
std::vector<Sample> later_samples();
std::vector<Sample> judgement_samples();
// One for every kind of the build, in the order of tanbu::Command.
const std::vector<Sample>& samples();
const Sample& sample(std::string_view kind);

// A public JWK and, for an origin, the log's key line; deterministic.
json::value public_jwk(unsigned char seed);
std::string log_vkey(const std::string& origin);

// A JWS over a payload, by the key whose public half is public_jwk(seed).
std::string proof_of_possession(unsigned char seed, const json::object& payload,
                                std::string_view type = "tanbu-proof+jws");

// A good payload around a body.
json::object payload_of(std::string_view kind, const json::value& body);

struct PointerAndCode {
  std::string pointer;
  std::string code;
  bool operator==(const PointerAndCode&) const = default;
};
inline std::ostream& operator<<(std::ostream& out, const PointerAndCode& fault) {
  return out << fault.pointer << " " << fault.code;
}
// All faults of a payload or, with nothing else wrong, of a body; empty where it reads.
std::vector<PointerAndCode> faults_of(const json::object& payload);
std::vector<PointerAndCode> faults_of(std::string_view kind, const json::value& body);
using Faulty = std::vector<PointerAndCode>;

// The command of a body that must read.
Command command_of(std::string_view kind, const json::value& body);

// Pointers to all places inside a body; the inside of a JWK is one place.
std::vector<std::string> places_of(const json::value& body);

// The body with one place set or removed; every member on the way must be there.
json::value with(json::value body, const std::string& pointer, const json::value& value);
json::value without(json::value body, const std::string& pointer);

// One member of a full body set to a value, and what the reader says of it.
struct ValueRow {
  std::string kind;
  std::string pointer;
  json::value value;
  std::string code;  // "" where the value is good
};
void check_values(const std::vector<ValueRow>& rows);

template <class T>
T read_full(std::string_view kind) {
  return std::get<T>(command_of(kind, sample(kind).full));
}

}  // namespace tanbu::test
