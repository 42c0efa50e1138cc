#include "audit/guards.hpp"

#include <array>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace tanbu::audit {
namespace {

struct Guarded {
  const char* table;
  const char* sha256;  // of name LF text LF of its triggers, in the order of their names
};
constexpr std::array<Guarded, 10> guarded_tables{{
    {"checkpoints", "63361449893bd0ef5710350f9bbece60781e3e7310f0328bb5a0ab0307b50025"},
    {"commands", "fa32b6eadc446abb075664cea3124e0d60fd6d3804b26aa2226cc8d5798bdda0"},
    {"effects", "a7fe135fde8bafc48ab19ea2cb91e26559d4c11d85ae9741506c34cbf4f4d1d7"},
    {"entries", "886eac886b4174af984854e2cc615c4b6384dfce313f060bcc9d4daeceac394a"},
    {"party_numbers", "864a21a6c8364c8712bac6bdcb43eae4e0eb0df8b4f235aa497f3e5ffe674b86"},
    {"redactions", "8c0672369b85595e3b9732c4a5f7efd4e79ab06a174ea37b658856abf7acf93e"},
    {"refusals", "689a0da60f0f18bc028e94f3b6f6c5a76be7f14ca13bbcf7fad17e1ce3ec5d83"},
    {"refused_uses", "85cb2b0d3990346ca35bd5f984cc8a9154a79107034e8a21734cfbe955f9041c"},
    {"seen", "a0a3eb9da75e6c1f9bdb1d28872b7e662a082ff850fb64c5453e6f04a4e678ce"},
    {"tiles", "8178ae35b16b7e7ca68db12c92650063f395cc9077f0440bc10489b0a05baa34"},
}};

std::string digest_of_guards(Statement& triggers, const char* table) {
  crypto::Sha256 digest;
  triggers.start({std::string(table)});
  while (const auto row = triggers.next()) {
    for (const auto& cell : *row) {
      if (const auto* text = std::get_if<std::string>(&cell)) digest.update(*text);
      digest.update("\n");
    }
  }
  return crypto::hex_encode(crypto::as_bytes(digest.finish()));
}

}  // namespace

std::vector<Finding> find_guards_missing(Database& database) {
  std::vector<Finding> findings;
  Statement triggers(database,
                     "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? ORDER BY name");
  for (const auto& guarded : guarded_tables) {
    if (digest_of_guards(triggers, guarded.table) == guarded.sha256) continue;
    findings.push_back({std::nullopt, guarded.table, "guard_missing",
                        "a trigger that keeps the table append-only is gone or says something else"});
  }
  return findings;
}

}  // namespace tanbu::audit
