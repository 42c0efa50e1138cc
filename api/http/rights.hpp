// What one who asks may see: everybody the public kinds, the association all, a party what it is party to, registrars
// the moves of units of their programme, an engaged body the inventories and assessments of its factories, a scheme's
// owner the assessments under it. Everything else looks absent (hostile world row 30). Holds no state of its own.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "ledger/engine/engine.hpp"

namespace tanbu::http {

struct Call;

class Rights {
 public:
  // `today` is the date in China; appointments are judged by it. The reader must outlive this.
  Rights(store::Reader& reader, std::optional<PartyId> who, Date today);

  [[nodiscard]] bool is_association() const { return association_; }
  [[nodiscard]] bool is(const PartyId& party) const { return who_ == party; }
  [[nodiscard]] bool is_registrar_of(const std::string& programme) const;
  // Command and effects of an entry.
  [[nodiscard]] bool may_read(const store::StoredEntry& entry, std::string_view kind) const;
  // Inventories and coverage of a factory-year: the factory's operator, and bodies whose engagement stands and is for
  // that year or an earlier one on. Who is to judge a year is not shown those before, unless he is engaged for them
  // too.
  [[nodiscard]] bool may_read_inventories(const Factory& factory, Period period) const;
  // Who is engaged for a factory: its operator and each body of its own engagements.
  [[nodiscard]] bool may_read_engagement(const Engagement& engagement) const;
  // What an assessor found: who may read the inventories of its year, the scheme's owners, its signer.
  [[nodiscard]] bool may_read_assessment(const Assessment& assessment) const;
  [[nodiscard]] bool may_read_holdings(const PartyId& holder) const { return association_ || is(holder); }
  // Who holds some units of a programme.
  [[nodiscard]] bool may_see_holder(const PartyId& holder, const std::string& programme) const;

 private:
  [[nodiscard]] bool is_concerned(const Event& event) const;
  [[nodiscard]] bool is_concerned(const Note& note) const;
  [[nodiscard]] bool is_registrar_of_any(const std::vector<BatchRange>& ranges) const;
  [[nodiscard]] bool is_engaged_for(FactoryId factory, Period period) const;
  [[nodiscard]] bool owns(const std::string& scheme) const;
  [[nodiscard]] bool signed_it(const store::StoredEntry& entry) const;

  store::Reader& reader_;
  std::optional<PartyId> who_;
  Date today_;
  bool association_ = false;
};

// Of whoever asks, today.
[[nodiscard]] Rights rights_of(const Call& call, store::Reader& reader);

}  // namespace tanbu::http
