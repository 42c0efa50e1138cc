#include "audit/guards.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace tanbu::audit {
namespace {

struct Expected {
  const char* table;
  const char* sha256;  // of name LF text LF of what belongs to the table, in the order of the names
};
constexpr std::array<Expected, 10> guarded_tables{{
    {"checkpoints", "de4bfbf6b0f6843588ce2b9a97f9e01e921e3c4b6e8947be8960e9e25153eaa8"},
    {"commands", "fa32b6eadc446abb075664cea3124e0d60fd6d3804b26aa2226cc8d5798bdda0"},
    {"effects", "a7fe135fde8bafc48ab19ea2cb91e26559d4c11d85ae9741506c34cbf4f4d1d7"},
    {"entries", "886eac886b4174af984854e2cc615c4b6384dfce313f060bcc9d4daeceac394a"},
    {"party_numbers", "864a21a6c8364c8712bac6bdcb43eae4e0eb0df8b4f235aa497f3e5ffe674b86"},
    {"redactions", "8c0672369b85595e3b9732c4a5f7efd4e79ab06a174ea37b658856abf7acf93e"},
    {"refusals", "689a0da60f0f18bc028e94f3b6f6c5a76be7f14ca13bbcf7fad17e1ce3ec5d83"},
    {"refused_uses", "b1b97e961b27a7ac619a0982579c0e8e12cc9da914f65d4e41fbf8740f3b0f98"},
    {"seen", "a0a3eb9da75e6c1f9bdb1d28872b7e662a082ff850fb64c5453e6f04a4e678ce"},
    {"tiles", "8178ae35b16b7e7ca68db12c92650063f395cc9077f0440bc10489b0a05baa34"},
}};
// The tables themselves with their indexes: one flipped bit in a condition changes what the database accepts from then
// on, and no row tells.
constexpr std::array<Expected, 27> defined_tables{{
    {"appointments", "1c621eec9689e19f5e8c84a659b221de2b08e877cdbbb56636b77c216d3ab2f3"},
    {"batches", "ed70ff9710e94da2f11718583d076f6f9bbb90c3a33181b0b17042161c25852b"},
    {"checkpoints", "6a2a498ddf330ebc1c2445ccc273b210414b2aa9a3ac139ed60bdd9e665a9062"},
    {"commands", "ba78d16702a5fd8db91c2e024248dfb63c8d403604764f41abd1dc147f990767"},
    {"effects", "03845b85736b291028bdb124273b879b61c3a183e2d7462213069d2590f71462"},
    {"entries", "ffca5d0083fcc0c875cfbf02645022e70c9913103394c6292a5f557f12d0c587"},
    {"factories", "72d27ad2333bd33f9ee297c4b2936c8a8b3a32626ffcd40611bddf20976477ea"},
    {"inventories", "cb5ccf58ea8b7057fa5805c68b57b1b43a8dc3f010a0a31c8490e00343915cf3"},
    {"keys", "e69ee325a5fb647669740e17abc61c73fa5ea7e30732920606f5cbd007991318"},
    {"meta", "b9660743d49959f155124c80b663611ea5ed549d65c4776e2eeb15cf194cedf7"},
    {"note_index", "949d7a5ad857d9aaa2de324fd0757d58454d3fae5af880a5f5f034c9579cbe1e"},
    {"notes", "aec160d88ff5f49dbe68ce3a099aa7c639f46eb99625be4c64753da01f31474e"},
    {"parties", "e0b8518909d93a3ee9d096d04e06fdfc3f23bc07e4c7a8002e37871cca296e73"},
    {"party_aliases", "57234f8b6bfebc39a97e9658be3dc85c0dff4b4e062d2ccd289a2ec996ed21b3"},
    {"party_numbers", "b5b605560a1b8c06932b7821c3e27310afff4dcc5a2f0cf4871e5cc4186e35d8"},
    {"printed_codes", "7dc1019b6b19c0091742fef9828553422532adf2106b150595dd466cc75c5db2"},
    {"project_aliases", "e55b001591c1cf37c88d6cf3aabab3a21a828cfcc143d6424aff168d9ec23d54"},
    {"project_tokens", "710503d03ed976a545bcd5e496260086727b4de74c7934490626d2b3ea37c247"},
    {"projects", "765d740c1862bf619b371b64b5603ba7725d767afcd1aa386234185091f0f89f"},
    {"redactions", "b534ca5d37fb4f80584201b17d5253456294cc8420b1ff6d5d72a896e9dc2f20"},
    {"refusals", "e13d2028c96a901fcf253869138697b0779772fab8e1b9785d17c223f818201e"},
    {"refused_uses", "0c3e5b842a7fae6f3c5518e21da75f0796413ee4668711acedfb379cae6baa65"},
    {"retirement_ranges", "0ec689f8d35dfd5b809195fc703294bc35f7addce7676b9ca816e18dcf161353"},
    {"retirements", "0f903810ae63251fb7f33c208399b125c5b9e22883906ff3af9c20ff6046121f"},
    {"seen", "a2069545866e6cbbf1444b68dde5beae44944aacdcc2f37658f7b4482a661191"},
    {"segments", "83d1d19c0dbe8811ecc93dbb183540786656ea582bff4493bbf5346e91426bda"},
    {"tiles", "ea8880877572eb1cc86ab58f5764b9dd5d7e0ff4d2449c44783f7f244def2828"},
}};

// A row of the schema. SQLite runs every text that begins like a CREATE, whatever its row's type and table are said to
// be, and finds tables in any letters' case: so all rows are read, and none is asked for by what it says of itself.
struct Declared {
  std::string type;
  std::string name;
  std::string table;
  std::string text;
  bool has_text = false;  // none for the index of a PRIMARY KEY
};

std::vector<Declared> read_declared(Database& database) {
  std::vector<Declared> all;
  const auto bytes_in = [](const Cell& cell) {
    const auto* bytes = std::get_if<std::string>(&cell);
    return bytes == nullptr ? std::string() : *bytes;
  };
  Statement rows(database, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name");
  while (const auto row = rows.next()) {
    all.push_back({bytes_in(row->at(0)), bytes_in(row->at(1)), bytes_in(row->at(2)), bytes_in(row->at(3)),
                   !std::holds_alternative<std::monostate>(row->at(3))});
  }
  return all;
}

template <class Belongs>
std::string digest_of(const std::vector<Declared>& all, Belongs belongs) {
  crypto::Sha256 digest;
  for (const Declared& declared : all) {
    if (!belongs(declared)) continue;
    for (const std::string* part : {&declared.name, &declared.text}) {
      digest.update(*part);
      digest.update("\n");
    }
  }
  return crypto::hex_encode(crypto::as_bytes(digest.finish()));
}

bool is_trigger(const Declared& declared) { return declared.type == "trigger"; }
bool is_definition(const Declared& declared) {
  return declared.has_text && (declared.type == "table" || declared.type == "index");
}

// Each guarded table has a trigger for each thing that may be done to a row.
bool is_guard_of(const Declared& declared, const std::string& table) {
  return is_trigger(declared) && declared.table == table &&
         (declared.name == table + "_insert" || declared.name == table + "_update" ||
          declared.name == table + "_delete");
}

}  // namespace

std::vector<Finding> find_guards_missing(Database& database) {
  const auto all = read_declared(database);
  std::vector<Finding> findings;
  for (const Expected& guarded : guarded_tables) {
    const auto digest = digest_of(all, [&](const Declared& declared) { return is_guard_of(declared, guarded.table); });
    if (digest == guarded.sha256) continue;
    findings.push_back({std::nullopt, guarded.table, "guard_missing",
                        "a trigger that keeps the table append-only is gone or says something else"});
  }
  return findings;
}

std::vector<Finding> find_triggers_unexpected(Database& database) {
  std::vector<Finding> findings;
  for (const Declared& declared : read_declared(database)) {
    if (!is_trigger(declared)) continue;
    const bool known = std::any_of(guarded_tables.begin(), guarded_tables.end(),
                                   [&](const Expected& guarded) { return is_guard_of(declared, guarded.table); });
    if (known) continue;
    findings.push_back(
        {std::nullopt, declared.name, "trigger_unexpected",
         "no ledger has this trigger on the table " + declared.table + "; it changes or stops what the ledger writes"});
  }
  return findings;
}

std::vector<Finding> find_definitions_altered(Database& database) {
  const auto all = read_declared(database);
  std::vector<Finding> findings;
  for (const Expected& defined : defined_tables) {
    const auto digest = digest_of(
        all, [&](const Declared& declared) { return is_definition(declared) && declared.table == defined.table; });
    if (digest == defined.sha256) continue;
    findings.push_back({std::nullopt, defined.table, "definition_altered",
                        "the table or an index of it is gone or defined otherwise than a ledger's"});
  }
  std::set<std::string> unknown;
  for (const Declared& declared : all) {
    const bool known = std::any_of(defined_tables.begin(), defined_tables.end(),
                                   [&](const Expected& defined) { return declared.table == defined.table; });
    if (!known && unknown.insert(declared.table).second)
      findings.push_back({std::nullopt, declared.table, "definition_altered", "no ledger has this table"});
    const bool has_known_type = is_trigger(declared) || declared.type == "table" || declared.type == "index";
    if (known && !has_known_type)
      findings.push_back(
          {std::nullopt, declared.name, "definition_altered", "no ledger declares anything of this type"});
  }
  return findings;
}

}  // namespace tanbu::audit
