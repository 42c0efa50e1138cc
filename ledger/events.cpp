#include "ledger/events.hpp"

#include <utility>

namespace tanbu {

Decision::Decision() = default;
Decision::Decision(std::vector<Event> all_events, std::vector<Flag> all_flags)
    : events(std::move(all_events)), flags(std::move(all_flags)) {}
Decision::Decision(const Decision& other) = default;
Decision::Decision(Decision&& other) noexcept = default;
Decision& Decision::operator=(const Decision& other) = default;
Decision& Decision::operator=(Decision&& other) noexcept = default;
Decision::~Decision() = default;

}  // namespace tanbu
