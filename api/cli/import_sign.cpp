// The signatures of import_sign.hpp.
#include "api/cli/import_sign.hpp"

#include "api/cli/terminal.hpp"

namespace tanbu::cli {

ImportSigning::ImportSigning(Session& session, ImportOutbox::Writing& outbox, std::size_t commands)
    : outbox_(outbox), signer_(session, outbox), progress_(said("signing", "签名"), commands) {}

void ImportSigning::begin_file(const importers::ReadingHead& head, const importers::FileFacts&) { head_ = &head; }

void ImportSigning::sign(const char* kind, const boost::json::object& body) {
  signer_.sign(kind, body);
  progress_.show(outbox_.count());
}

void ImportSigning::project(const importers::ProjectRow& row) {
  sign("register_project", register_project_body(*head_, row));
}
void ImportSigning::batch(const importers::BatchRow& row) { sign("record_batch", record_batch_body(*head_, row)); }
void ImportSigning::event(const importers::EventRow& row) {
  sign("record_registry_event", record_registry_event_body(*head_, row));
}

}  // namespace tanbu::cli
