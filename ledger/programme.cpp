// Looking a programme up by its code. The table itself is generated from the folder of programmes.
#include "ledger/programme.hpp"

namespace tanbu {

const Programme* find_programme(std::string_view code) {
  for (const Programme* programme : all_programmes()) {
    if (programme->code == code) return programme;
  }
  return nullptr;
}

}  // namespace tanbu
