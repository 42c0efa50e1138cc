// Signs commands of one party into an outbox on disk, one after the other, each with an id of its own.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "api/cli/import_outbox.hpp"
#include "api/cli/session.hpp"

namespace tanbu::cli {

class OutboxSigner {
 public:
  // The session and the outbox must outlive the object.
  OutboxSigner(Session& session, ImportOutbox::Writing& outbox);
  void sign(std::string_view kind, const boost::json::object& body);

 private:
  ImportOutbox::Writing& outbox_;
  std::string issuer_;
  std::string origin_;
  const crypto::SigningKey& key_;
};

}  // namespace tanbu::cli
