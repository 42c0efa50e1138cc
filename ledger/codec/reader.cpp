// The getters of reader.hpp. Each records at most one fault.
#include "ledger/codec/reader.hpp"

#include <algorithm>
#include <array>

namespace tanbu::codec {
namespace {

namespace json = boost::json;

constexpr std::string_view unknown_member = "unknown_member";
constexpr std::int64_t percent_e2_of_one = 100;

struct TextTrouble {
  std::string_view code;
  std::string_view detail;
};
constexpr std::array<TextTrouble, 6> text_troubles{{
    {"text_empty", "the text is empty: leave the member out instead"},
    {"text_too_long", "the text has too many characters"},
    {"text_not_utf8", "the text is not UTF-8"},
    {"text_control_character", "the text holds a control character"},
    {"text_not_nfc", "the text is not in Unicode normalisation form C"},
    {"pii", "the text holds a telephone number, a resident id or an e-mail address; those cannot be erased here"},
}};

std::string_view detail_of(std::string_view text_fault_code) {
  for (const auto& trouble : text_troubles) {
    if (trouble.code == text_fault_code) return trouble.detail;
  }
  return "the text is not acceptable";
}

// RFC 6901 section 3.
std::string escaped(std::string_view name) {
  std::string result;
  for (const char symbol : name) {
    if (symbol == '~') {
      result += "~0";
    } else if (symbol == '/') {
      result += "~1";
    } else {
      result += symbol;
    }
  }
  return result;
}

}  // namespace

void Faults::add(std::string pointer, std::string_view code, std::string_view detail) {
  if (faults_.size() >= faults_max) return;
  faults_.push_back({std::move(pointer), std::string(code), std::string(detail)});
}

std::vector<FormFault> Faults::take() && {
  std::stable_partition(faults_.begin(), faults_.end(),
                        [](const FormFault& fault) { return fault.code != unknown_member; });
  return std::move(faults_);
}

void Field::fault(std::string_view code, std::string_view detail) const { faults_->add(pointer_, code, detail); }

std::optional<std::string> Field::string() const {
  if (value_ == nullptr) return std::nullopt;
  if (const auto* text = value_->if_string()) return std::string(text->data(), text->size());
  fault("wrong_type", "a string is wanted here");
  return std::nullopt;
}

std::optional<std::string> Field::text(std::size_t characters_max) const {
  auto value = string();
  if (!value) return std::nullopt;
  if (const auto code = text_fault(*value, characters_max)) {
    fault(*code, detail_of(*code));
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> Field::reference(std::size_t characters_max) const {
  auto value = string();
  if (!value) return std::nullopt;
  // text_fault() asks for personal information last, so every other fault comes before it.
  const auto code = text_fault(*value, characters_max);
  if (code && *code != "pii") {
    fault(*code, detail_of(*code));
    return std::nullopt;
  }
  if (value->front() == ' ' || value->back() == ' ' || value->find('@') != std::string::npos) {
    fault("reference_form", "a reference neither begins nor ends with a blank and holds no @");
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> Field::integer(std::int64_t smallest, std::int64_t largest) const {
  if (value_ == nullptr) return std::nullopt;
  const auto* number = value_->if_int64();
  if (number == nullptr) {
    fault("wrong_type", "an integer is wanted here");
    return std::nullopt;
  }
  if (*number < smallest || *number > largest) {
    fault("out_of_range", "must be " + std::to_string(smallest) + " to " + std::to_string(largest));
    return std::nullopt;
  }
  return *number;
}

std::optional<bool> Field::boolean() const {
  if (value_ == nullptr) return std::nullopt;
  if (const auto* flag = value_->if_bool()) return *flag;
  fault("wrong_type", "true or false is wanted here");
  return std::nullopt;
}

std::optional<Date> Field::date() const {
  const auto text = string();
  if (!text) return std::nullopt;
  const auto value = parse_date(*text);
  if (!value) fault("date_form", "a date is spelt YYYY-MM-DD and lies in 1900..2199");
  return value;
}

std::optional<Period> Field::period() const {
  const auto text = string();
  if (!text) return std::nullopt;
  const auto value = parse_period(*text);
  if (!value) fault("period_form", "a period is YYYY, or YYYY-MM-DD--YYYY-MM-DD where it is no natural year");
  return value;
}

std::optional<Kilograms> Field::tonnes() const {
  const auto text = string();
  if (!text) return std::nullopt;
  const auto value = parse_tonnes(*text);
  if (!value) fault("number_form", "tonnes are digits with at most three decimals, up to 100000000000");
  return value;
}

std::optional<std::int64_t> Field::percent_e2(std::int64_t largest_e2) const {
  const auto text = string();
  if (!text) return std::nullopt;
  // Spelt like tonnes, with one decimal less.
  const auto point = text->find('.');
  const bool fits = point == std::string::npos || text->size() - point <= 3;
  const auto thousandths = fits ? parse_tonnes(*text) : std::nullopt;
  if (thousandths && thousandths->value / 10 <= largest_e2) return thousandths->value / 10;
  fault("number_form",
        "a percentage is digits with at most two decimals, up to " + std::to_string(largest_e2 / percent_e2_of_one));
  return std::nullopt;
}

std::optional<GridFactor> Field::factor() const {
  const auto text = string();
  if (!text) return std::nullopt;
  const auto value = parse_factor(*text);
  if (!value) fault("number_form", "a factor is digits with at most four decimals, up to 10");
  return value;
}

std::optional<KilowattHours> Field::kilowatt_hours() const {
  const auto value = integer(0, limits::electricity_kwh_max);
  if (!value) return std::nullopt;
  return KilowattHours{*value};
}

std::optional<PartyId> Field::party() const {
  const auto text = string();
  if (!text) return std::nullopt;
  auto value = parse_party(*text);
  if (!value) fault(name_of(check_party(*text)), "a party is uscc:, lei: or x: and a right name behind it");
  return value;
}

std::vector<Field> Field::elements(std::size_t smallest, std::size_t largest) const {
  std::vector<Field> result;
  if (value_ == nullptr) return result;
  const auto* array = value_->if_array();
  if (array == nullptr) {
    fault("wrong_type", "an array is wanted here");
    return result;
  }
  if (array->size() < smallest) {
    fault("too_few", "at least " + std::to_string(smallest) + " wanted here");
    return result;
  }
  if (array->size() > largest) {
    fault("too_many", "at most " + std::to_string(largest) + " wanted here");
    return result;
  }
  result.reserve(array->size());
  for (std::size_t index = 0; index < array->size(); ++index) {
    result.emplace_back(&(*array)[index], pointer_ + "/" + std::to_string(index), *faults_);
  }
  return result;
}

bool Reader::has(std::string_view name) const { return object_.contains(json::string_view(name.data(), name.size())); }

Field Reader::member(std::string_view name, bool required) {
  known_.push_back(name);
  std::string pointer = pointer_ + "/" + std::string(name);
  const auto* value = object_.if_contains(json::string_view(name.data(), name.size()));
  if (value == nullptr && required) faults_.add(pointer, "missing_member", "this member is required");
  return {value, std::move(pointer), faults_};
}

void Reader::fault(std::string_view code, std::string_view detail) const { faults_.add(pointer_, code, detail); }

void Reader::finish() const {
  for (const auto& member : object_) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    faults_.add(pointer_ + "/" + escaped(name), unknown_member, "no such member here");
  }
}

}  // namespace tanbu::codec
