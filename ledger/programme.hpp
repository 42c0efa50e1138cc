// A credit programme: what its units are and how its serials read. One file under ledger/programmes/ is one programme,
// or one family of them; the build finds it by itself. Not here: who may record its batches (appointments) and what a
// scheme accepts (schemes).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/calendar.hpp"
#include "ledger/serial_range.hpp"

namespace tanbu {

enum class Unit { tonne_co2e, megawatt_hour };

// A serial as the registry prints it, read.
struct Serial {
  std::string canonical;  // one spelling per serial
  std::string space;      // numbers are unique within (programme, space)
  UnitRange units;
  std::vector<std::string> printed_codes;  // codes that must be unique on their own
  std::optional<std::string> project_id;   // where the serial names it
  std::optional<Period> vintage;           // where the serial names it
  std::optional<std::string> country;
  std::optional<std::string> asset_code;  // electricity certificates: the plant whose generation they certify
  // Why units of this serial are recorded but count only once somebody confirmed them: temporary_credit (tCER, lCER),
  // ...
  std::optional<std::string> hold;
};

struct SerialFault {
  std::string code;  // serial_form, serial_plastic, range_quantity, gec_month, serial_number_range, ...
  std::string detail;
  // The units that the text states, where the text itself was readable and only what stands beside it disagrees.
  std::optional<UnitRange> units = std::nullopt;
};

// What a grammar may need besides the text. The quantity is the one stated beside the serial and is checked against the
// range before anything touches an index (E_RANGE_QUANTITY).
struct SerialContext {
  std::int64_t quantity = 0;
  Period vintage;
};

// The legal basis under which a registry's units are recognised (PH-02), as dated data.
struct Recognition {
  std::string_view document;
  Date from;
  std::optional<Date> until;  // last day; absent where the document states no end
};

struct Programme {
  std::string_view code;  // "VCS"
  std::string_view name;
  std::string_view name_zh;
  std::string_view registry;
  Unit unit = Unit::tonne_co2e;
  bool offset = true;            // may cover emissions; false for electricity certificates (CE-08)
  bool transferable = true;      // false: units never leave the developer
  bool self_registered = false;  // projects are registered by the factory's operator and batches by the named verifier
  bool opaque = false;           // numbers have no public grammar; answers say so
  // Recorded and searched, but its units count only while the association recognises it (recognise_instrument).
  bool needs_recognition = false;
  // How many of the ledger's units make one tonne or one megawatt hour: 1, or 1,000 where a registry issues kilograms,
  // or 1,000,000 where it issues millionths of a certificate.
  std::int64_t units_per_whole = 1;
  std::string_view division = {};  // first digits of GB/T 2260 of a regional registry (PH-05); may be empty
  std::optional<Recognition> recognition = std::nullopt;  // where the law that recognises the registry has dates
  bool (*project_id_is_valid)(std::string_view project_id) = nullptr;
  std::variant<Serial, SerialFault> (*parse_serial)(std::string_view text, const SerialContext& context) = nullptr;
  // Namespaces in which a bare number, or a single number of a printed serial, is looked up; empty when every namespace
  // of the programme must be asked.
  std::vector<std::string_view> spaces;
  std::vector<std::string_view> examples;  // "serial|quantity|period", each must parse; the contract test reads them
};

// Every programme of the build, by code.
[[nodiscard]] const std::vector<const Programme*>& all_programmes();
[[nodiscard]] const Programme* find_programme(std::string_view code);

}  // namespace tanbu
