// Holding and bounds of imports.hpp.
#include "api/http/imports.hpp"

#include <algorithm>
#include <chrono>

#include "api/http/app.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace tanbu::http {
namespace {

constexpr int retry_seconds = 5;

std::int64_t steady_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

std::string_view name_of(ImportStatus status) {
  switch (status) {
    case ImportStatus::reading:
      return "reading";
    case ImportStatus::ready:
      return "ready";
    case ImportStatus::failed:
      return "failed";
  }
  HOLDS(false);
  return "";
}

Imports::Imports(ImportLimits limits, Seconds now)
    : limits_(limits), now_(now ? std::move(now) : Seconds(steady_seconds)) {}

std::variant<ShownImport, Problem> Imports::post(const PartyId& party, std::string file, ImportOptions options,
                                                 engine::Engine& engine, SlowWork& slow_work) {
  auto import = std::make_shared<Import>();
  import->shown.id = random_id();
  import->shown.sha256 = crypto::hex_encode(crypto::as_bytes(crypto::sha256(file)));
  import->shown.bytes = file.size();
  import->party = party;
  import->held_bytes = file.size();
  import->file = std::move(file);
  import->options = std::move(options);
  import->options.unpacked_bytes_max = limits_.unpacked_bytes_max;
  const std::lock_guard lock(mutex_);
  import->looked_at = now_();
  drop_old(import->looked_at);
  if (auto problem = make_room(party, import->held_bytes)) return *std::move(problem);
  if (!reading_ && !slow_work.post([this, &engine] { read_all(engine); })) {
    return Problem{.code = "imports_full", .retry_seconds = retry_seconds};
  }
  // From here on it must succeed.
  reading_ = true;
  held_bytes_ += import->held_bytes;
  waiting_.push_back(import);
  imports_.emplace(import->shown.id, import);
  return import->shown;
}

std::optional<ShownImport> Imports::find(std::string_view id, const PartyId& party) {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = now_();
  drop_old(now);
  const auto found = imports_.find(id);
  if (found == imports_.end() || found->second->party != party) return std::nullopt;
  found->second->looked_at = now;
  return found->second->shown;
}

void Imports::add_committed(std::string_view id, const std::vector<std::size_t>& numbers) {
  const std::lock_guard lock(mutex_);
  const auto found = imports_.find(id);
  if (found == imports_.end()) return;
  found->second->committed.insert(numbers.begin(), numbers.end());
  found->second->shown.committed = found->second->committed.size();
}

// Without it the last previews of a day would be held until somebody posts or looks again.
void Imports::forget_old() {
  constexpr std::int64_t every_seconds = 60;
  const std::int64_t now = now_();
  auto due = forget_at_.load();
  if (now < due || !forget_at_.compare_exchange_strong(due, now + every_seconds)) return;
  const std::lock_guard lock(mutex_);
  drop_old(now);
}

std::size_t Imports::held_bytes() {
  const std::lock_guard lock(mutex_);
  return held_bytes_;
}

void Imports::drop_old(std::int64_t now) {
  for (auto at = imports_.begin(); at != imports_.end();) {
    const auto next = std::next(at);
    const Import& import = *at->second;
    if (import.shown.status != ImportStatus::reading && now - import.looked_at > limits_.seconds_max) drop(at);
    at = next;
  }
}

// Whoever posts a file once more after a look at the report must not wait for an hour: the party's own oldest goes.
std::optional<Problem> Imports::make_room(const PartyId& party, std::size_t bytes) {
  std::size_t of_party = 0;
  auto oldest = imports_.end();
  for (auto at = imports_.begin(); at != imports_.end(); ++at) {
    if (at->second->party != party) continue;
    ++of_party;
    if (at->second->shown.status == ImportStatus::reading) continue;
    if (oldest == imports_.end() || at->second->looked_at < oldest->second->looked_at) oldest = at;
  }
  const bool of_party_full = of_party >= limits_.of_party_max;
  if (of_party_full && oldest == imports_.end()) {
    return Problem{.code = "imports_of_party_full", .retry_seconds = retry_seconds};
  }
  const std::size_t left = imports_.size() - (of_party_full ? 1 : 0);
  const std::size_t held = held_bytes_ - (of_party_full ? oldest->second->held_bytes : 0);
  if (left >= limits_.all_max || bytes > limits_.bytes_max - std::min(held, limits_.bytes_max)) {
    return Problem{.code = "imports_full", .retry_seconds = retry_seconds};
  }
  if (of_party_full) drop(oldest);
  return std::nullopt;
}

void Imports::drop(std::map<std::string, std::shared_ptr<Import>, std::less<>>::iterator at) {
  held_bytes_ -= at->second->held_bytes;
  imports_.erase(at);
}

// On one thread for slow work at most, so that batches of commands find another one.
void Imports::read_all(engine::Engine& engine) noexcept {
  while (true) {
    std::shared_ptr<Import> import;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.empty()) {
        reading_ = false;
        return;
      }
      import = std::move(waiting_.front());
      waiting_.pop_front();
    }
    auto read = read_posted_file(import->file, import->shown.sha256, import->options, engine);
    const std::lock_guard lock(mutex_);
    finish(*import, std::move(read));
  }
}

void Imports::finish(Import& import, ReadImport read) {
  import.file = {};
  held_bytes_ -= import.held_bytes;
  import.held_bytes = 0;
  auto* preview = std::get_if<std::shared_ptr<const Preview>>(&read);
  const bool fits =
      preview == nullptr || (*preview)->bytes <= limits_.bytes_max - std::min(held_bytes_, limits_.bytes_max);
  if (preview == nullptr || !fits) {
    import.shown.status = ImportStatus::failed;
    import.shown.fault =
        fits ? std::get<importers::FileFault>(std::move(read)) : importers::FileFault{"imports_full", {}};
    return;
  }
  import.held_bytes = (*preview)->bytes;
  held_bytes_ += import.held_bytes;
  import.shown.preview = std::move(*preview);
  import.shown.status = ImportStatus::ready;
}

}  // namespace tanbu::http
