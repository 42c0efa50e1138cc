#include "audit/carried_texts.hpp"

#include <algorithm>

namespace tanbu::audit {
namespace {

void carry(Party& party, const Party& before) {
  party.name = before.name;
  party.aliases = before.aliases;
}
void carry(Factory& factory, const Factory& before) {
  factory.name = before.name;
  factory.address = before.address;
}
void carry(Project& project, const Project& before) { project.title = before.title; }
void carry(Batch& batch, const Batch& before) {
  batch.beneficiary_text = before.beneficiary_text;
  batch.reason_text = before.reason_text;
}
void carry(UnitAction& action, const UnitAction& before) {
  action.beneficiary_text = before.beneficiary_text;
  action.reason_text = before.reason_text;
}
void carry(InventoryFigures& figures, const InventoryFigures& before) {
  if (!figures.factor_net || !before.factor_net) return;
  figures.factor_net->area = before.factor_net->area;
  figures.factor_net->caliber = before.factor_net->caliber;
}
void carry(Certificate& certificate, const Certificate& before) {
  certificate.body_name = before.body_name;
  for (CertificateIssue& issue : certificate.issues) {
    const auto same = std::find_if(before.issues.begin(), before.issues.end(),
                                   [&](const CertificateIssue& one) { return one.entry == issue.entry; });
    if (same != before.issues.end()) issue.print.applicant = same->print.applicant;
  }
}
void carry(Label& label, const Label& before) {
  label.scheme_name = before.scheme_name;
  label.label_issuer = before.label_issuer;
}
template <class Other>
void carry(Other&, const Other&) {}

struct Carrying {
  const View& view;
  void operator()(PartyChanged& event) const {
    if (const auto before = view.party(event.party.id)) carry(event.party, *before);
  }
  void operator()(FactoryChanged& event) const {
    if (const auto before = view.factory(event.factory.id)) carry(event.factory, *before);
  }
  void operator()(ProjectChanged& event) const {
    if (const auto before = view.project_at(event.project.entry)) carry(event.project, *before);
  }
  void operator()(BatchChanged& event) const {
    if (const auto before = view.batch(event.batch.id)) carry(event.batch, *before);
  }
  void operator()(NoteTaken& event) const {
    const auto before = view.note(id_of(event.note));
    if (!before) return;
    std::visit(
        [&](auto& note) {
          using Sort = std::remove_reference_t<decltype(note)>;
          if (const auto* same = std::get_if<Sort>(&*before)) carry(note, *same);
        },
        event.note);
  }
  template <class Other>
  void operator()(Other&) const {}
};

}  // namespace

Decision with_carried_texts(Decision stated, const View& view) {
  for (Event& event : stated.events) std::visit(Carrying{view}, event);
  return stated;
}

}  // namespace tanbu::audit
