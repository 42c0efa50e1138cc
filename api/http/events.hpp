// The feed of entries: what the log holds, one event an entry, in order and without end. It carries what /v1/entries
// shows to everybody and nothing else; who may see more asks for it by the index. Not a queue: nothing is kept for
// anybody, each listener is read to from the log at his own pace. See docs/http-api.md, "Feed".
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "api/http/wire/message.hpp"
#include "ledger/engine/engine.hpp"

namespace tanbu::http {

struct FeedLimits {
  std::size_t listeners_max = 256;  // one more gets 503
  // Of one IPv4 address or /64, so that nobody takes every place; those of this machine are not counted.
  std::size_t listeners_of_client_max = 16;
  int heartbeat_seconds = 15;  // of silence, after which a listener is told that the connection lives
};

// {"index","kind","time","entry","leaf"} of one entry.
void append_event(std::string& out, const store::StoredEntry& stored);

// Any thread.
class Feed {
 public:
  // The engine must outlive every listener.
  Feed(engine::Engine& engine, FeedLimits limits);

  // Server-sent events of the entries from `next` on (WHATWG HTML section 9.2): the id of each is its index. Null while
  // as many listen as may, in all or of this client. Who listens counts until the answer is destroyed.
  [[nodiscard]] std::shared_ptr<ByteSource> listen(std::uint64_t next, const std::string& client);

 private:
  engine::Engine& engine_;
  FeedLimits limits_;
  struct Places;
  std::shared_ptr<Places> places_;  // shared with the listeners, of whom some may outlive this
};

}  // namespace tanbu::http
