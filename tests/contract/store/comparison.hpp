// Collects the first difference between two answers instead of thousands of assertions.
#pragma once
#include <cstddef>
#include <string>

namespace tanbu::test {

class Comparison {
 public:
  template <class Answer>
  void same(const Answer& stored, const Answer& expected, const std::string& question) {
    ++asked_;
    if (!(stored == expected) && first_difference_.empty()) first_difference_ = question;
  }
  [[nodiscard]] const std::string& first_difference() const { return first_difference_; }
  [[nodiscard]] std::size_t asked() const { return asked_; }

 private:
  std::string first_difference_;
  std::size_t asked_ = 0;
};

}  // namespace tanbu::test
