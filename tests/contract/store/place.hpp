// A place where one store lives during a test. The suite in this folder is written against it, so that every
// implementation of the Store is held to the same contract: a new one adds a place and nothing else.
#pragma once
#include <memory>

#include "ledger/store/store.hpp"

namespace tanbu::test {

class Place {
 public:
  virtual ~Place() = default;
  [[nodiscard]] virtual std::unique_ptr<store::Store> create() = 0;
  [[nodiscard]] virtual std::unique_ptr<store::Store> open() = 0;
};

[[nodiscard]] std::unique_ptr<Place> new_place();

}  // namespace tanbu::test
