// The spellings of respelling.hpp.
#include "importers/respelling.hpp"

#include <algorithm>
#include <vector>

namespace tanbu::importers {
namespace {

constexpr std::size_t parts_of_an_end = 7;

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find('-');
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string joined(const std::vector<std::string_view>& parts, std::size_t from) {
  std::string text;
  for (std::size_t at = from; at < from + parts_of_an_end; ++at) {
    text += (at == from ? "" : "-") + std::string(parts[at]);
  }
  return text;
}

// ddMMyyyy.
std::optional<Date> day_of(std::string_view token) {
  if (token.size() != 8 || !all_digits(token)) return std::nullopt;
  return parse_date(std::string(token.substr(4)) + "-" + std::string(token.substr(2, 2)) + "-" +
                    std::string(token.substr(0, 2)));
}

}  // namespace

std::string respelt_cdm_serial(std::string_view tidy) {
  std::string text(tidy);
  for (const std::string_view between : {" to ", " TO "}) {
    if (const auto at = text.find(between); at != std::string::npos) text.replace(at, between.size(), "-");
  }
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  const auto parts = parts_of(text);
  if (parts.size() != 2 * parts_of_an_end) return std::string(tidy);
  return joined(parts, 0) + " - " + joined(parts, parts_of_an_end);
}

std::string cdm_serial_of(const CdmColumns& columns) {
  std::string range(columns.range);
  range.erase(std::remove(range.begin(), range.end(), ' '), range.end());
  const auto ends = parts_of(range);
  const bool temporary = columns.unit_type == "tCER" || columns.unit_type == "lCER";
  if (ends.size() != 2 || !all_digits(ends[0]) || !all_digits(ends[1])) return {};
  if (!temporary && columns.unit_type != "CER") return {};
  if (columns.party.empty() || columns.project.empty() || columns.commitment_period.empty()) return {};
  const std::string period(columns.commitment_period);
  const std::string unit = columns.unit_type == "CER" ? "5" : columns.unit_type == "tCER" ? "6" : "7";
  const auto end = [&](std::string_view number) {
    return std::string(columns.party) + "-" + unit + "-" + std::string(number) + "-" + period + "-" + period +
           (temporary ? "-1-" : "-0-") + std::string(columns.project);
  };
  return end(ends[0]) + " - " + end(ends[1]);
}

std::optional<Period> widest_cdm_vintage(std::string_view commitment_period, Date latest) {
  const bool first = commitment_period == "1";
  if (!first && commitment_period != "2") return std::nullopt;
  const Period whole = first ? Period{make_date(2000, 1, 1), make_date(2012, 12, 31)}
                             : Period{make_date(2013, 1, 1), make_date(2020, 12, 31)};
  if (latest < whole.first) return std::nullopt;
  return Period{whole.first, std::min(whole.last, latest)};
}

std::optional<Period> vintage_in_vcs_serial(std::string_view tidy) {
  const auto parts = parts_of(tidy);
  if (parts.size() < 4) return std::nullopt;
  const auto from = day_of(parts[parts.size() - 3]);
  const auto until = day_of(parts[parts.size() - 2]);
  if (!from || !until || *until < *from) return std::nullopt;
  return Period{*from, *until};
}

}  // namespace tanbu::importers
