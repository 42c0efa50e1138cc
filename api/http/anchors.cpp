#include "api/http/anchors.hpp"

#include <algorithm>

#include "crypto/timestamp.hpp"
#include "ledger/engine/folder.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::http {
namespace {

constexpr unsigned mode_public = 0644;

// "1234.tsr": the size; nothing for any other name.
std::optional<std::uint64_t> size_in(const std::filesystem::path& file) {
  return file.extension() == ".tsr" ? log::parse_decimal(file.stem().string()) : std::nullopt;
}

}  // namespace

Anchors::Anchors(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::error_code absent;
  for (const auto& file : std::filesystem::directory_iterator(folder_, absent)) {
    const auto size = size_in(file.path());
    if (!size) continue;
    auto path = file.path();
    Anchor anchor{.size = *size, .time_unix_seconds = 0, .checkpoint = {}, .answer = {}};
    anchor.answer = engine::read_file(path).value_or("");
    anchor.checkpoint = engine::read_file(path.replace_extension(".checkpoint")).value_or("");
    const auto token = crypto::timestamp::read_answer(anchor.answer);
    const auto* said = std::get_if<crypto::timestamp::Token>(&token);
    if (said == nullptr || said->imprint != crypto::sha256(anchor.checkpoint)) {
      faults_.push_back("anchor of size " + std::to_string(*size) + " does not fit its checkpoint and is not served");
      continue;
    }
    anchor.time_unix_seconds = said->time_unix_seconds;
    anchors_.insert_or_assign(*size, std::move(anchor));
  }
}

void Anchors::add(Anchor anchor) {
  std::filesystem::create_directories(folder_);
  const std::filesystem::path name = folder_ / std::to_string(anchor.size);
  // The answer last: an answer without its bytes would be left out at the next start.
  engine::replace_file(std::filesystem::path(name) += ".checkpoint", anchor.checkpoint, mode_public,
                       engine::Durability::durable);
  engine::replace_file(std::filesystem::path(name) += ".tsr", anchor.answer, mode_public, engine::Durability::durable);
  const std::lock_guard lock(mutex_);
  const std::uint64_t size = anchor.size;
  anchors_.insert_or_assign(size, std::move(anchor));
}

std::optional<Anchor> Anchors::find(std::uint64_t size) const {
  const std::lock_guard lock(mutex_);
  const auto found = anchors_.find(size);
  return found == anchors_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Anchor> Anchors::newest() const {
  const std::lock_guard lock(mutex_);
  return anchors_.empty() ? std::nullopt : std::optional(anchors_.rbegin()->second);
}

std::vector<std::pair<std::uint64_t, std::int64_t>> Anchors::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::uint64_t, std::int64_t>> sizes;
  for (const auto& [size, anchor] : anchors_) sizes.emplace_back(size, anchor.time_unix_seconds);
  return sizes;
}

}  // namespace tanbu::http
