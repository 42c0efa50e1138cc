// Verified Carbon Standard (Verra): verified carbon units, one tonne each. Three printed forms are read and one is
// refused by name; which form a serial has is decided by its words, not by how many tokens it has. Rulebook RT-02.
//
//   batch-first-last-VCU-method-APX|MER|VER-country-scope-project-ddMMyyyy-ddMMyyyy-flag     until April 2020
//   batch-first-last-VCS-VCU-method-VER-country-scope-project-ddMMyyyy-ddMMyyyy-flag         since
//   batch-first-last-VCS-VCU-method-VER-country-project-ddMMyyyy-ddMMyyyy-flag               the registry of 2026
//
// Numbers restarted in April 2020, so the old and the new series are two namespaces: on one axis honest serials would
// overlap.
#include <algorithm>
#include <array>

#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

constexpr std::size_t serial_bytes_max = 160;
constexpr std::size_t project_digits_max = 10;
constexpr std::string_view old_numbers = "old";
constexpr std::string_view new_numbers = "2020";

// Verra's plastic programme prints its units through the same registry. A kilogram of plastic is not a tonne of CO2e.
constexpr std::array<std::string_view, 6> plastic_units{"VPC", "PWRP", "PWCP", "WCC", "WRC", "PLASTIC"};

bool project_id_is_valid(std::string_view project_id) {
  return project_id.size() <= project_digits_max && all_digits(project_id) && project_id.front() != '0';
}

// ddMMyyyy.
std::optional<Date> read_date(std::string_view token) {
  if (token.size() != 8 || !all_digits(token)) return std::nullopt;
  const std::string text =
      std::string(token.substr(4, 4)) + "-" + std::string(token.substr(2, 2)) + "-" + std::string(token.substr(0, 2));
  return parse_date(text);
}

// Takes a serial apart from left to right. Each take_...() reads one token and keeps the first fault.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : tokens_(split(text, '-')) {}

  [[nodiscard]] std::string_view peek(std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead] : std::string_view{};
  }
  std::string_view take() {
    const auto token = peek();
    ++at_;
    return token;
  }
  [[nodiscard]] std::size_t left() const { return at_ < tokens_.size() ? tokens_.size() - at_ : 0; }

 private:
  std::vector<std::string_view> tokens_;
  std::size_t at_ = 0;
};

struct Head {
  std::int64_t first = 0;
  std::int64_t last = 0;
  bool old = false;
};

std::variant<Head, SerialFault> read_head(Tokens& tokens) {
  const auto batch = read_number(tokens.take());
  const auto first = read_number(tokens.take());
  const auto last = read_number(tokens.take());
  if (!batch || !first || !last) {
    return wrong_form("a serial begins with three numbers without leading zeros: block, first and last unit");
  }
  Head head{*first, *last, tokens.peek() != "VCS"};
  if (!head.old) tokens.take();
  const auto unit = tokens.take();
  if (std::find(plastic_units.begin(), plastic_units.end(), unit) != plastic_units.end()) {
    return SerialFault{"serial_plastic", "a plastic unit is not a tonne of CO2e"};
  }
  if (unit != "VCU") return wrong_form("the unit must be VCU");
  const auto method = tokens.take();
  if (!all_digits(method) || method.size() > 6) return wrong_form("VCU is followed by a number of up to six digits");
  const auto registry = tokens.take();
  const bool known = registry == "VER" || (head.old && (registry == "APX" || registry == "MER"));
  if (!known) return wrong_form(head.old ? "the registry must be APX, MER or VER" : "the registry must be VER");
  return head;
}

struct Tail {
  std::string country;
  std::string project_id;
  Period vintage;
};

std::variant<Tail, SerialFault> read_tail(Tokens& tokens, bool old) {
  const auto country = tokens.take();
  if (!is_country(country)) return wrong_form("the country must be two letters");
  // With the sectoral scope two tokens stand between the country and the first date, without it one.
  const bool with_scope = tokens.left() == 5;
  if (with_scope) {
    const auto scope = tokens.take();
    if (scope.size() > 2 || !read_number(scope)) return wrong_form("the sectoral scope must be one or two digits");
  } else if (old) {
    return wrong_form("a serial of the old series names the sectoral scope");
  }
  if (tokens.left() != 4) return wrong_form("a project, two dates and a flag must follow the country");
  const auto project = tokens.take();
  if (!project_id_is_valid(project)) return wrong_form("the project must be a number of up to ten digits");
  const auto from = read_date(tokens.take());
  const auto until = read_date(tokens.take());
  if (!from || !until) return wrong_form("the vintage must be two dates spelt ddMMyyyy");
  if (*until < *from) return wrong_form("the vintage ends before it begins");
  const auto flag = tokens.take();
  if (flag != "0" && flag != "1" && flag != "O") return wrong_form("the last token must be 0, 1 or O");
  return Tail{std::string(country), std::string(project), Period{*from, *until}};
}

std::variant<Serial, SerialFault> parse_serial(std::string_view text, const SerialContext& context) {
  if (text.size() > serial_bytes_max) return wrong_form("the serial is too long");
  std::string canonical = upper_case(text);
  Tokens tokens(canonical);
  const auto head = read_head(tokens);
  if (const auto* fault = std::get_if<SerialFault>(&head)) return *fault;
  const auto& [first, last, old] = std::get<Head>(head);
  auto tail = read_tail(tokens, old);
  if (const auto* fault = std::get_if<SerialFault>(&tail)) return *fault;
  auto& [country, project_id, vintage] = std::get<Tail>(tail);
  if (const auto fault = quantity_fault(first, last, context.quantity)) return *fault;
  const UnitRange units = *UnitRange::from_inclusive(first, last);
  if (vintage != context.vintage) {
    return SerialFault{"vintage_mismatch", "the serial states the vintage " + format_period(vintage), units};
  }
  // Some exports print the flag as the letter O. It is the digit.
  if (canonical.back() == 'O') canonical.back() = '0';
  Serial serial;
  serial.canonical = std::move(canonical);
  serial.space = old ? old_numbers : new_numbers;
  serial.units = units;
  serial.project_id = std::move(project_id);
  serial.vintage = vintage;
  serial.country = std::move(country);
  return serial;
}

}  // namespace

std::vector<const Programme*> vcs() {
  static const Programme programme{
      .code = "VCS",
      .name = "Verified Carbon Standard",
      .name_zh = "核证碳标准",
      .registry = "Verra Registry",
      .unit = Unit::tonne_co2e,
      .offset = true,
      .transferable = true,
      .self_registered = false,
      .opaque = false,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_serial,
      .spaces = {old_numbers, new_numbers},
      .examples = {"8040-449402497-449402560-VCU-042-MER-PE-14-1360-01072013-30062014-1|64|2013-07-01--2014-06-30",
                   "7059-367676034-367676083-VCU-005-APX-BR-14-1686-01072014-31122014-1|50|2014-07-01--2014-12-31",
                   "15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-O|100|2018",
                   "19385-941467007-941467431-VCS-VCU-1507-VER-ET-1340-01012020-31122020-1|425|2020"},
  };
  return {&programme};
}

}  // namespace tanbu::programmes
