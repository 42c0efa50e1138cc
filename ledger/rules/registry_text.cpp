#include "ledger/rules/registry_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "ledger/form.hpp"

namespace tanbu::rules {
namespace {

// Of lowered text.
bool is_letter(char symbol) { return symbol >= 'a' && symbol <= 'z'; }
bool is_digit(char symbol) { return symbol >= '0' && symbol <= '9'; }

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& symbol : lower) {
    if (symbol >= 'A' && symbol <= 'Z') symbol = static_cast<char>(symbol - 'A' + 'a');
  }
  return lower;
}

// In lowered text. A word of ASCII letters must stand alone; a Chinese word may stand anywhere, because Chinese is
// written without spaces.
bool holds_word(const std::string& text, std::string_view word) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    if (!is_letter(word.front())) return true;
    const bool open_left = at == 0 || !is_letter(text[at - 1]);
    const auto end = at + word.size();
    const bool open_right = end == text.size() || !is_letter(text[end]);
    if (open_left && open_right) return true;
  }
  return false;
}

template <std::size_t Count>
bool holds_any(const std::string& text, const std::array<std::string_view, Count>& words) {
  return std::any_of(words.begin(), words.end(), [&text](std::string_view word) { return holds_word(text, word); });
}

// Words with which registries mark compliance use. Present in a text, they decide; absent, they prove nothing.
constexpr std::array<std::string_view, 9> trading_words{
    "ets",   "emissions trading", "emission trading", "cap-and-trade", "corsia", "履约", "清缴", "碳排放权交易",
    "碳配额"};

// Words of other purposes than a factory's year.
constexpr std::array<std::string_view, 22> other_purpose_words{
    "event", "events", "conference", "congress", "festival", "concert",  "summit", "exhibition",
    "tour",  "match",  "product",    "products", "shipment", "shipping", "flight", "活动",
    "会议",  "赛事",   "演唱会",     "展会",     "论坛",     "产品"};

// A year in a text, and where it ends.
struct PrintedYear {
  int year = 0;
  std::size_t end = 0;
};

// The next four digits from here that stand alone and are a year of this or the last century.
std::optional<PrintedYear> next_year(const std::string& text, std::size_t from) {
  for (std::size_t at = from; at + 4 <= text.size(); ++at) {
    const bool alone = (at == 0 || !is_digit(text[at - 1])) && (at + 4 == text.size() || !is_digit(text[at + 4]));
    const std::string_view digits = std::string_view(text).substr(at, 4);
    if (!alone || !std::all_of(digits.begin(), digits.end(), is_digit)) continue;
    if (!digits.starts_with("19") && !digits.starts_with("20")) continue;
    return PrintedYear{std::stoi(std::string(digits)), at + 4};
  }
  return std::nullopt;
}

// True when a month follows: "-06", "/6", ".06" or the Chinese word for year and a digit.
bool begins_a_date(const std::string& text, std::size_t end) {
  constexpr std::string_view year_word = "年";
  std::size_t at = end;
  if (std::string_view(text).substr(at).starts_with(year_word))
    at += year_word.size();
  else if (at < text.size() && (text[at] == '-' || text[at] == '/' || text[at] == '.'))
    ++at;
  else
    return false;
  std::size_t digits = 0;
  int month = 0;
  while (at + digits < text.size() && is_digit(text[at + digits]) && digits < 3) {
    month = month * 10 + (text[at + digits] - '0');
    ++digits;
  }
  return (digits == 1 || digits == 2) && month >= 1 && month <= 12;
}

}  // namespace

NamedParty named_party(std::string_view beneficiary_text, const Party& party) {
  const std::string printed = normalised_name(beneficiary_text);
  if (printed.empty()) return NamedParty::nobody;
  const auto is_printed = [&printed](const std::string& alias) { return normalised_name(alias) == printed; };
  if (std::any_of(party.aliases.begin(), party.aliases.end(), is_printed)) return NamedParty::firmly;
  const std::string_view id = party.id.text;
  const bool has_code = id.starts_with("uscc:") || id.starts_with("lei:");
  const std::string code = has_code ? lowered(id.substr(id.find(':') + 1)) : std::string{};
  if (has_code && holds_word(lowered(beneficiary_text), code)) return NamedParty::firmly;
  const std::string name = normalised_name(party.name);
  if (name.size() >= 4 && printed.find(name) != std::string::npos) return NamedParty::name_only;
  return NamedParty::other;
}

NamedPurpose named_purpose(std::string_view beneficiary_text, std::string_view reason_text, Period period) {
  const std::string text = lowered(std::string(beneficiary_text) + " \n " + std::string(reason_text));
  if (holds_any(text, trading_words)) return NamedPurpose::emissions_trading;
  if (holds_any(text, other_purpose_words)) return NamedPurpose::unclear;
  bool names_period = false;
  for (auto printed = next_year(text, 0); printed; printed = next_year(text, printed->end)) {
    if (printed->year < year_of(period.first) || printed->year > year_of(period.last)) return NamedPurpose::unclear;
    names_period = true;
  }
  return names_period ? NamedPurpose::this_period : NamedPurpose::unclear;
}

bool names_another_year(std::string_view beneficiary_text, std::string_view reason_text, Period period) {
  const std::string text = std::string(beneficiary_text) + " \n " + std::string(reason_text);
  bool another = false;
  for (auto printed = next_year(text, 0); printed; printed = next_year(text, printed->end)) {
    if (begins_a_date(text, printed->end)) continue;
    if (printed->year >= year_of(period.first) && printed->year <= year_of(period.last)) return false;
    another = true;
  }
  return another;
}

}  // namespace tanbu::rules
