// Shared by the tests of asking witnesses: deterministic keys, a small log, and what a witness would say.
#pragma once
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "api/witnesses/asking.hpp"
#include "tests/unit/log/support.hpp"

namespace tanbu::witnesses::test {

using log::Signer;
using log::test::seed;

inline constexpr std::uint64_t entry_seconds = 1'763'700'000;
inline constexpr std::uint64_t now_seconds = entry_seconds + 5;

inline Signer log_signer() { return Signer("log.example/1", log::SignatureType::ed25519, seed("log")); }
inline Signer witness(const std::string& word) {
  return Signer("witness.example/" + word, log::SignatureType::cosignature_v1, seed(word));
}
inline std::string witness_line(const std::string& word) {
  return "witness " + word + " " + witness(word).verifier().text() + " https://" + word + ".example\n";
}
inline log::Policy policy_of(const std::string& text) {
  auto parsed = log::Policy::parse(text);
  INFO(text);
  REQUIRE(log::ok(parsed));
  return log::value(std::move(parsed));
}

// The log's first `size` entries of tests/unit/log/support.hpp.
inline Target target_of(std::uint64_t size) {
  log::test::NaiveTree tree(log::test::leaves(size));
  return {size, log::sign_checkpoint({"log.example/1", size, tree.hash(0, size)}, log_signer()), entry_seconds};
}
inline std::string text_of(const Target& target) { return target.note.substr(0, target.note.rfind("\n\n") + 1); }
inline std::string line_by(const std::string& word, const Target& target, std::uint64_t time = now_seconds) {
  return log::signature_line(witness(word).cosign(text_of(target), time));
}
inline Cosigned cosigned_by(std::size_t index, const std::string& word, const Target& target) {
  return {index, now_seconds, line_by(word, target)};
}

}  // namespace tanbu::witnesses::test
