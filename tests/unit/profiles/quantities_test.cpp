// Quantities with decimals, of certificates that are divided into millionths: what they are read as where the spelling
// alone leaves two meanings.
#include "importers/profile_cells.hpp"
#include "tests/unit/profiles/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using Codes = std::vector<std::string>;

constexpr std::int64_t millionths = 1'000'000;

const Line statement{"From Certificate ID",
                     "To Certificate ID",
                     "Number of Certificates",
                     "Period of Production Start",
                     "Period of Production End",
                     "Device ID",
                     "Country",
                     "Redemption Date"};

Reading statement_of(const std::string& first, const std::string& last, const std::string& quantity) {
  return read_good(
      csv({statement, {first, last, quantity, "2021-01-01", "2021-01-31", "DEVICE-1", "CN", "2023-12-31"}}));
}

const Line template_names{"programme",    "serial",        "quantity",  "project_id", "country",
                          "vintage_from", "vintage_until", "issued_on", "status"};

Reading template_of(const std::string& serial, const std::string& quantity) {
  return read_good(
      csv({template_names,
           {"IREC", serial, quantity, "DEVICE-1", "VN", "2022-10-01", "2022-10-31", "2022-11-30", "active"}}));
}

std::int64_t units_of_the_row(const Reading& reading) {
  for (const auto& remark : reading.refused) UNSCOPED_INFO(remark.column << " " << remark.code << " " << remark.detail);
  REQUIRE(reading.recognised.size() == 1);
  return reading.recognised.front().units.quantity();
}

}  // namespace

TEST_CASE("a certificate's millionths are counted in the template too") {
  const Line header{"programme",    "serial",        "quantity",  "project_id", "country",
                    "vintage_from", "vintage_until", "issued_on", "status"};
  const auto reading = read_good(csv({header,
                                      {"IREC", "0000-0003-7984-7342.000000 - 0000-0003-7984-7439.961999", "97.962",
                                       "DEVICE-1", "VN", "2022-10-01", "2022-10-31", "2022-11-30", "active"}}));
  CHECK(codes_of(reading.refused) == Codes{});
  REQUIRE(reading.recognised.size() == 1);
  CHECK(reading.recognised.front().units.quantity() == 97962000);
}

TEST_CASE("one sign before three digits is read as what the range counts, whichever half of the world wrote it") {
  struct Written {
    const char* last;
    const char* quantity;
    std::int64_t units;
    bool settled;  // not the usual meaning
  };
  for (const auto& [last, quantity, units, settled] :
       {Written{"0000-0000-9088-2258", "1.000", millionths, false},
        Written{"0000-0000-9088-3257", "1.000", 1000 * millionths, true},
        Written{"0000-0000-9088-3257", "1,000", 1000 * millionths, false},
        Written{"0000-0000-9088-2258", "1,000", millionths, true},
        Written{"0000-0000-9088-3257", "1 000", 1000 * millionths, false},
        Written{"0000-0000-9088-3491", "1.234", 1234 * millionths, true}}) {
    INFO(quantity << " up to " << last);
    const auto reading = statement_of("0000-0000-9088-2258", last, quantity);
    CHECK(units_of_the_row(reading) == units);
    CHECK(counts_of(reading.notices).count("number_settled") == (settled ? 1U : 0U));
    CHECK(account_of(reading).is_whole());
  }
  // Decimals of the second era, with a comma for the point.
  const auto reading = template_of("0000-0003-7984-7342.000000 - 0000-0003-7984-7439.961999", "97,962");
  CHECK(units_of_the_row(reading) == 97'962'000);
  CHECK(counts_of(reading.notices).count("number_settled") == 1);
}

TEST_CASE("a range that counts neither meaning is refused, and what is no such spelling has one meaning") {
  const auto refused = [](const std::string& last, const std::string& quantity) {
    return codes_of(statement_of("0000-0000-9088-2258", last, quantity).refused);
  };
  CHECK(refused("0000-0000-9088-2425", "1.000") == Codes{"range_quantity"});
  CHECK(refused("0000-0000-9088-3257", "1.0000") == Codes{"range_quantity"});
  CHECK(refused("0000-0000-9088-3257", "0.001") == Codes{"range_quantity"});
  CHECK(refused("0000-0000-9088-3257", "1.000,5") == Codes{"quantity_form"});
  CHECK(refused("0000-0000-9088-3257", "1.000.000") == Codes{"quantity_form"});
  CHECK(refused("0000-0000-9088", "1.000") == Codes{"serial_form"});
}

TEST_CASE("a number cell has one meaning even where its text would have two") {
  const auto of_json = [](const std::string& quantity) {
    return read_good(
        "[{\"programme\":\"IREC\",\"serial\":\"0000-0000-9088-2258 - 0000-0000-9088-3491\",\"quantity\":" + quantity +
        ",\"project_id\":\"DEVICE-1\",\"country\":\"VN\",\"vintage_from\":\"2022-10-01\",\"vintage_until\":"
        "\"2022-10-31\",\"issued_on\":\"2022-11-30\",\"status\":\"active\"}]");
  };
  CHECK(units_of_the_row(of_json("\"1.234\"")) == 1234 * millionths);
  CHECK(codes_of(of_json("1.234").refused) == Codes{"range_quantity"});
  CHECK(units_of_the_row(of_json("1234.000")) == 1234 * millionths);
}

TEST_CASE("a quantity with two meanings is settled only by what fits one of them") {
  const auto read = [](const std::string& text, bool stored_as_number = false) {
    const auto result = read_decimal_quantity(text, 6, stored_as_number);
    REQUIRE(std::holds_alternative<DecimalQuantity>(result));
    return std::get<DecimalQuantity>(result);
  };
  CHECK(read("1.000") == DecimalQuantity{millionths, 1000 * millionths});
  CHECK(read("12,345") == DecimalQuantity{12'345 * millionths, 12'345'000});
  for (const char* one :
       {"1", "1.5", "1.00", "1.0000", "0.500", "1,234.5", "123,456.7", "1 000", "1000.000", "6 760"}) {
    INFO(one);
    CHECK_FALSE(read(one).otherwise.has_value());
  }
  CHECK_FALSE(read("1.000", true).otherwise.has_value());
  const auto settle = [](const DecimalQuantity& quantity, const std::set<std::int64_t>& fitting) {
    return settled(quantity, [&](std::int64_t units) { return fitting.count(units) != 0; });
  };
  const DecimalQuantity two{1, 1000};
  CHECK(std::get<std::int64_t>(settle(two, {1})) == 1);
  CHECK(std::get<std::int64_t>(settle(two, {1000})) == 1000);
  CHECK(std::get<std::int64_t>(settle(two, {})) == 1);
  CHECK(std::get<CellFault>(settle(two, {1, 1000})).code == "number_ambiguous");
  CHECK(std::get<std::int64_t>(settle({7, {}}, {})) == 7);
}
