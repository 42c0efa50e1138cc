// Signs what a file's rows bring, in the order of the file, into an outbox on disk: the second reading of an import,
// behind a preview that somebody has seen. A project comes before its first batch, because a batch is refused before
// its project is registered; events speak of batches that the ledger holds already. Holds one row at a time.
#pragma once
#include <cstddef>

#include "api/cli/outbox_signer.hpp"
#include "api/cli/progress.hpp"
#include "importers/row_sink.hpp"

namespace tanbu::cli {

class ImportSigning final : public importers::RowSink {
 public:
  // `commands`: so many are expected. The session and the outbox must outlive the object.
  ImportSigning(Session& session, ImportOutbox::Writing& outbox, std::size_t commands);

  void begin_file(const importers::ReadingHead& head, const importers::FileFacts& facts) override;
  void project(const importers::ProjectRow& row) override;
  void batch(const importers::BatchRow& row) override;
  void event(const importers::EventRow& row) override;

 private:
  void sign(const char* kind, const boost::json::object& body);

  ImportOutbox::Writing& outbox_;
  OutboxSigner signer_;
  const importers::ReadingHead* head_ = nullptr;
  Progress progress_;
};

}  // namespace tanbu::cli
