// The profile of refused_list.hpp.
#include "importers/refused_list.hpp"

#include <utility>

namespace tanbu::importers {

Profile refused_list(std::string_view programme, std::string_view name, std::string_view title,
                     std::string_view title_zh, std::vector<std::string_view> marks, const Refusal& refusal,
                     std::vector<std::string_view> absent) {
  return Profile{.name = name,
                 .title = title,
                 .title_zh = title_zh,
                 .where = {},
                 .where_zh = {},
                 .programmes = {programme},
                 .columns = {},
                 .marks = std::move(marks),
                 .absent = std::move(absent),
                 .refusal = refusal};
}

}  // namespace tanbu::importers
