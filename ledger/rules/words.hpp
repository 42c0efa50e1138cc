// What the ledger says of one subject, as the lines that its statement key signs for an offline bundle (formats section
// 23): what no choice of entries can show, because it is what all entries together made. Not a verdict and no sums:
// those follow from the lines and the entries. Each text is whole lines, each with its end. Threading: pure functions.
#pragma once
#include <optional>
#include <string>

#include "ledger/rules.hpp"

namespace tanbu::rules {

[[nodiscard]] std::string word_about(const Retirement& retirement, const View& view);
// Nothing where no inventory of the period stands. Precondition: the factory is registered.
[[nodiscard]] std::optional<std::string> word_about(FactoryId factory, Period period, const View& view);
// Nothing for a day before it was issued.
[[nodiscard]] std::optional<std::string> word_about(const Certificate& certificate, Date day, const View& view);

}  // namespace tanbu::rules
