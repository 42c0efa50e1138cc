// What the rules read in a registry's free text, word by word.
#include <catch2/catch.hpp>

#include "ledger/rules/registry_text.hpp"
#include "tests/unit/rules/party_rows.hpp"

using namespace tanbu;
using namespace tanbu::test;
using rules::NamedParty;
using rules::NamedPurpose;

namespace {

Party party(const char* id, const char* name, std::vector<std::string> aliases) {
  Party party;
  party.id = PartyId{id};
  party.name = name;
  party.aliases = std::move(aliases);
  return party;
}

}  // namespace

TEST_CASE("A word of trading counts only where it stands alone between letters", "[CC-19]") {
  for (const char* text :
       {"ETS", "for the ETS", "ETS 2022", "2022 ETS", "(ets)", "@ETS[", "`ets{", "markets and ETS"}) {
    INFO(text);
    CHECK(rules::named_purpose("", text, period("2022")) == NamedPurpose::emissions_trading);
  }
  for (const char* text : {"markets 2022", "ETSA 2022", "setsz 2022", "AETS 2022"}) {
    INFO(text);
    CHECK(rules::named_purpose("", text, period("2022")) == NamedPurpose::this_period);
  }
  CHECK(rules::named_purpose("", "2022年度履约", period("2022")) == NamedPurpose::emissions_trading);
}

TEST_CASE("A year is four digits of this or the last century that stand alone", "[RT-03]") {
  CHECK(rules::named_purpose("", "FY 2022", period("2022")) == NamedPurpose::this_period);
  CHECK(rules::named_purpose("", "1999 2022", period("2022")) == NamedPurpose::unclear);
  CHECK(rules::named_purpose("", "2022 2023", period("2022")) == NamedPurpose::unclear);
  for (const char* text : {"lot 2122", "lot 1822", "20221", "12022", "lot", "202"}) {
    INFO(text);
    CHECK(rules::named_purpose("", text, period("2022")) == NamedPurpose::unclear);
    CHECK_FALSE(rules::names_another_year("", text, period("2022")));
  }
}

TEST_CASE("The year of a date names no year of a claim", "[RT-03]") {
  for (const char* text : {"2023-06-01", "2023/6", "2023.12", "2023年6月", "2023年12月"}) {
    INFO(text);
    CHECK_FALSE(rules::names_another_year("", text, period("2022")));
  }
  for (const char* text : {"2023", "2023-", "2023-13", "2023-0", "2023-123", "2023年", "2023 6", "2023x", "2021"}) {
    INFO(text);
    CHECK(rules::names_another_year("", text, period("2022")));
  }
  CHECK_FALSE(rules::names_another_year("", "2022 and 2023", period("2022")));
}

TEST_CASE("A registry names a party by an alias, by its code, by its name or not at all", "[RT-03]") {
  const Party plant = party("uscc:91330100799655058B", "Plant One Ltd", {"P1"});
  CHECK(rules::named_party("", plant) == NamedParty::nobody);
  CHECK(rules::named_party("p1", plant) == NamedParty::firmly);
  CHECK(rules::named_party("for 91330100799655058b, Hangzhou", plant) == NamedParty::firmly);
  CHECK(rules::named_party("Works of Plant One Ltd", plant) == NamedParty::name_only);
  CHECK(rules::named_party("Plant Two Ltd", plant) == NamedParty::other);
  const Party bank = party("lei:529900T8BM49AURSDO55", "Bank", {});
  CHECK(rules::named_party("529900T8BM49AURSDO55", bank) == NamedParty::firmly);
  // A name of this ledger is no code, and a name of three letters may stand in any text.
  const Party slug = party("x:trader", "Tra", {});
  CHECK(rules::named_party("trader", slug) == NamedParty::other);
}
