// Has the newest checkpoint stamped by a timestamping authority (RFC 3161) now and then, on a thread of its own: a slow
// or dead authority delays nobody. What it answers is verified before it is kept. Not here: the ledger's truth, which
// needs no authority; an anchor only says how old a checkpoint is at least.
#pragma once
#include <spdlog/logger.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "api/http/anchors.hpp"
#include "ledger/engine/engine.hpp"

namespace tanbu::cli {

struct AnchoringOptions {
  std::string url;                     // http or https, may have a path
  std::string authorities_pem;         // under which its answers must be signed
  std::optional<std::string> ca_file;  // of the connection to it; the system's when absent
  std::chrono::seconds every{std::chrono::hours(24)};
};

class Anchoring {
 public:
  // Starts at once. Engine must outlive it. Each anchor and each failure is one line of the log.
  Anchoring(engine::Engine& engine, std::shared_ptr<http::Anchors> anchors, AnchoringOptions options,
            std::shared_ptr<spdlog::logger> log);
  // Ends a request in flight within a second.
  ~Anchoring();
  Anchoring(const Anchoring&) = delete;
  Anchoring& operator=(const Anchoring&) = delete;

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tanbu::cli
