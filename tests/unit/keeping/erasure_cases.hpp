// Commands that hold a text which the law may want gone: for every kind that leaves texts in the state, and for some
// that leave none, how such a command comes about and which entry it becomes.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "tests/support/ledger_folder.hpp"

namespace tanbu::test {

// Letters and digits alone, so that every spelling of it can be searched for.
inline const std::string marker = "Zebrafinch7Quagmire9Xylophone3Works";

struct ErasureCase {
  const char* kind;
  const char* what;
  std::function<std::uint64_t(LedgerFolder&)> write;  // the entry whose command holds the marker wherever it may
};

[[nodiscard]] std::vector<ErasureCase> erasure_cases();
[[nodiscard]] Json retired_batch(std::int64_t first, std::int64_t last, const std::string& beneficiary,
                                 const std::string& reason);

}  // namespace tanbu::test
