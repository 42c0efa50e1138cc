// The function of publish.hpp. Every new entry is hashed again and the tree grown from the published one, so that the
// root under the new checkpoint proves in one go that it continues the old one and that every new tile is right.
#include "api/cli/publish.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "api/cli/exit.hpp"
#include "api/cli/published_folder.hpp"
#include "api/cli/terminal.hpp"
#include "ledger/log/text.hpp"
#include "ledger/log/tree.hpp"

namespace tanbu::cli {
namespace {

using log::tile_width_max;
using log::TileKind;

constexpr unsigned levels = 8;
constexpr std::size_t hash_bytes = std::tuple_size_v<log::Digest>;

[[noreturn]] void stop_fork(const log::Checkpoint& published, const log::Digest& other) {
  throw Stop(
      Exit::found_false,
      fmt::format(fmt::runtime(say("publish_fork: at {} entries the folder shows the root {}, the log {}; keep both "
                                   "and ask the operator",
                                   "publish_fork：在第 {} 条处，该目录的根为 {}，而日志为 {}；请保存两者并询问运营方")),
                  published.size, log::digest_to_base64(published.root), log::digest_to_base64(other)));
}

[[noreturn]] void stop_source_differs(const std::string& words) {
  throw Stop(Exit::found_false, fmt::format(fmt::runtime(say("publish_source_differs: {}; nothing was published",
                                                             "publish_source_differs：{}；未发布任何内容")),
                                            words));
}

// What the folder shows; the empty tree where it shows nothing.
log::Checkpoint shown_by(const PublishedFolder& folder, const OpenLog& source) {
  const auto& newest = source.checkpoint();
  const auto note = folder.checkpoint();
  if (!note) return {newest.origin, 0, log::empty_root()};
  const auto opened = log::open_checkpoint(*note, source.keys(), {});
  if (!log::ok(opened)) {
    throw Stop(
        Exit::conflict,
        fmt::format(fmt::runtime(say("publish_other_log: the folder's checkpoint is not one of this log ({}); choose "
                                     "another folder",
                                     "publish_other_log：该目录的检查点不属于此日志（{}）；请另选目录")),
                    log::code(opened)));
  }
  const auto& shown = log::value(opened).checkpoint;
  if (shown.size > newest.size) {
    throw Stop(Exit::conflict,
               fmt::format(
                   fmt::runtime(say("publish_older: the folder shows {} entries and the log has {}; it may be an old "
                                    "copy, nothing was changed",
                                    "publish_older：该目录已公布 {} 条，而日志只有 {} 条；日志可能是旧副本，未作更改")),
                   shown.size, newest.size));
  }
  if (shown.size == newest.size && shown.root != newest.root) stop_fork(shown, newest.root);
  return shown;
}

// Lines that others set below the same tree are news to nobody and stay: a folder of the ledger knows only what it
// asked for itself, and what a witness once signed must not vanish because the log was read from another place.
std::string with_published_lines(const std::string& note, const std::optional<std::string>& published) {
  if (!published) return note;
  auto fresh = log::parse_note(note);
  const auto before = log::parse_note(*published);
  if (!log::ok(fresh) || !log::ok(before) || log::value(fresh).text != log::value(before).text) return note;
  auto whole = log::value(std::move(fresh));
  for (const auto& line : log::value(before).signatures) {
    const bool present = std::any_of(whole.signatures.begin(), whole.signatures.end(),
                                     [&](const auto& one) { return one.name == line.name && one.id == line.id; });
    if (!present) whole.signatures.push_back(line);
  }
  auto bytes = log::note_bytes(whole);
  return log::ok(log::parse_note(bytes)) ? bytes : note;  // there is a limit to the lines of a note
}

class Publisher {
 public:
  Publisher(OpenLog& source, PublishedFolder& folder)
      : source_(source), folder_(folder), shown_(shown_by(folder, source)) {}

  Publication run() {
    demand_continuation();
    if (!resume()) begin_anew();
    take_entries();
    if (tree_.root() != source_.checkpoint().root) stop_source_differs("root");
    put_edges();
    // Another signature under the same tree (a witness's, a second key's) is news as well.
    const auto published = folder_.checkpoint();
    const auto note = with_published_lines(source_.note(), published);
    if (published != note) folder_.put_checkpoint(note);
    folder_.sweep();
    return {shown_.size, source_.checkpoint().size, folder_.written(), folder_.kept(), folder_.removed()};
  }

 private:
  struct Edge {
    std::uint64_t number = 0;
    std::string hashes;
  };

  // Asked before a byte is written: a folder that shows another history stays as it is.
  void demand_continuation() {
    const auto& newest = source_.checkpoint();
    if (shown_.size == 0 || shown_.size == newest.size) return;
    auto reader = source_.hashes();
    const auto proof = log::consistency_proof(shown_.size, newest.size, reader);
    if (proof && log::verify_consistency(shown_.size, newest.size, shown_.root, newest.root, *proof)) return;
    if (log::root(newest.size, reader) != newest.root) stop_source_differs("root");
    stop_fork(shown_, log::root(shown_.size, reader));
  }

  [[nodiscard]] bool has_all_tiles() const {
    for (unsigned level = 0; level < levels; ++level) {
      const std::uint64_t full = shown_.size >> (8 * level) >> 8;
      for (std::uint64_t number = 0; number < full; ++number) {
        if (!folder_.has({TileKind::hashes, level, number, tile_width_max})) return false;
        if (level == 0 && !folder_.has({TileKind::entries, 0, number, tile_width_max})) return false;
      }
    }
    const std::uint64_t edge = shown_.size >> 8;
    const unsigned width = log::tile_width_at(0, edge, shown_.size);
    return width == 0 || folder_.has({TileKind::entries, 0, edge, width});
  }

  // Takes up the tree where the folder's checkpoint left it. False where the folder does not hold it any more.
  [[nodiscard]] bool resume() {
    if (shown_.size == 0 || !has_all_tiles()) return false;
    for (unsigned level = 0; level < levels; ++level) {
      const std::uint64_t number = shown_.size >> (8 * level) >> 8;
      const unsigned width = log::tile_width_at(level, number, shown_.size);
      edges_[level] = {number, ""};
      if (width == 0) continue;
      auto hashes = folder_.tile({TileKind::hashes, level, number, width});
      if (!hashes || hashes->size() != width * hash_bytes) return false;
      edges_[level].hashes = *std::move(hashes);
    }
    log::TileReader reader([this](unsigned level, std::uint64_t number) {
      if (number == edges_[level].number) return edges_[level].hashes;
      return folder_.tile({TileKind::hashes, level, number, tile_width_max}).value_or("");
    });
    try {
      tree_ = log::Tree::load(shown_.size, reader);
    } catch (const log::MissingHash&) {
      return false;
    }
    if (tree_.root() != shown_.root) return false;
    start_ = shown_.size;
    return true;
  }

  // Everything is made again; what the checkpoint vouches for is compared and never replaced.
  void begin_anew() {
    tree_ = {};
    edges_ = {};
    start_ = 0;
  }

  [[nodiscard]] bool covers(unsigned level, std::uint64_t number, unsigned width) const {
    return (number * tile_width_max + width) <= (shown_.size >> (8 * level));
  }

  void put(TileKind kind, unsigned level, std::uint64_t number, std::string_view bytes, unsigned width) {
    folder_.put({kind, level, number, width}, bytes, covers(level, number, width));
  }

  void add_hash(unsigned level, const log::Digest& hash) {
    Edge& edge = edges_[level];
    edge.hashes += crypto::as_bytes(hash);
    if (edge.hashes.size() < tile_width_max * hash_bytes) return;
    put(TileKind::hashes, level, edge.number, edge.hashes, tile_width_max);
    edge = {edge.number + 1, ""};
  }

  void take_entry(const std::string& line) {
    const auto leaf = log::leaf_hash(line);
    const auto at = next_ % tile_width_max;
    if (next_ < start_) {
      // Already in the tree; it comes once more because its bundle is still growing.
      if (edges_[0].hashes.compare(at * hash_bytes, hash_bytes, crypto::as_bytes(leaf)) != 0)
        stop_source_differs(fmt::format("entry {}", next_));
    } else {
      std::vector<log::Node> completed;
      tree_.append(leaf, completed);
      for (const auto& node : completed) {
        if (node.level % 8 == 0) add_hash(node.level / 8, node.hash);
      }
    }
    log::append_to_bundle(bundle_, line);
    if (++next_ % tile_width_max != 0) return;
    put(TileKind::entries, 0, next_ / tile_width_max - 1, bundle_, tile_width_max);
    bundle_.clear();
  }

  void take_entries() {
    const auto size = source_.checkpoint().size;
    next_ = start_ == size ? size : start_ - start_ % tile_width_max;
    while (next_ < size) {
      const auto limit = std::min<std::uint64_t>(size - next_, tile_width_max);
      const auto page = source_.source().entries(next_, static_cast<std::size_t>(limit));
      if (page.empty()) stop_source_differs(fmt::format("{} < {}", next_, size));
      for (const auto& entry : page) {
        if (entry.index != next_) stop_source_differs(fmt::format("index {} != {}", entry.index, next_));
        if (entry.line.size() > log::bundle_entry_bytes_max) stop_source_differs(fmt::format("entry {}", next_));
        take_entry(entry.line);
      }
    }
  }

  void put_edges() {
    for (unsigned level = 0; level < levels; ++level) {
      const Edge& edge = edges_[level];
      const auto width = static_cast<unsigned>(edge.hashes.size() / hash_bytes);
      if (width > 0) put(TileKind::hashes, level, edge.number, edge.hashes, width);
    }
    if (!bundle_.empty())
      put(TileKind::entries, 0, next_ / tile_width_max, bundle_, static_cast<unsigned>(next_ % tile_width_max));
  }

  OpenLog& source_;
  PublishedFolder& folder_;
  log::Checkpoint shown_;
  log::Tree tree_;
  std::array<Edge, levels> edges_;
  std::string bundle_;
  std::uint64_t start_ = 0;  // entries that the tree had before the first one was taken
  std::uint64_t next_ = 0;
};

}  // namespace

Publication publish(OpenLog& source, const std::filesystem::path& directory) {
  if (std::filesystem::exists(directory / "ledger.sqlite")) {
    throw Stop(Exit::usage,
               fmt::format(fmt::runtime(say("publish_into_ledger: {} is a ledger's own folder; choose another one",
                                            "publish_into_ledger：{} 是账本自身的目录；请另选目录")),
                           harmless(directory.string())));
  }
  PublishedFolder folder(directory);
  try {
    return Publisher(source, folder).run();
  } catch (const audit::SourceFault& fault) {
    stop_source(fault);
  }
}

}  // namespace tanbu::cli
