// Names and contents of tiles. A path is parsed by reading it loosely and then demanding that writing it again gives
// the same path.
#include "ledger/log/tile.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "ledger/holds.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::log {
namespace {

constexpr std::string_view prefix = "/log/tile/";
constexpr std::string_view entries_word = "entries";

// Three decimal digits; nothing else.
std::optional<std::uint64_t> parse_group(std::string_view group) {
  if (group.size() != 3) return std::nullopt;
  std::uint64_t number = 0;
  for (const char character : group) {
    if (character < '0' || character > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(character - '0');
  }
  return number;
}

// "x001/x234/067"
std::optional<std::uint64_t> parse_index(std::string_view text) {
  constexpr auto top = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t number = 0;
  for (;;) {
    const auto slash = text.find('/');
    const bool last = slash == std::string_view::npos;
    if (!last && (text.empty() || text.front() != 'x')) return std::nullopt;
    const auto group = parse_group(last ? text : text.substr(1, slash - 1));
    if (!group || number > (top - *group) / 1000) return std::nullopt;
    number = number * 1000 + *group;
    if (last) return number;
    text.remove_prefix(slash + 1);
  }
}

std::string index_text(std::uint64_t index) {
  const auto group = [](std::uint64_t number) {
    const std::string digits = std::to_string(number);
    return std::string(3 - digits.size(), '0') + digits;
  };
  std::string text = group(index % 1000);
  for (index /= 1000; index > 0; index /= 1000) text.insert(0, "x" + group(index % 1000) + "/");
  return text;
}

}  // namespace

std::string tile_path(const TileName& name) {
  HOLDS(name.width >= 1 && name.width <= tile_width_max && name.level <= tile_level_max);
  std::string path(prefix);
  path += name.kind == TileKind::entries ? std::string(entries_word) : std::to_string(name.level);
  path += "/" + index_text(name.index);
  if (name.width != tile_width_max) path += ".p/" + std::to_string(name.width);
  return path;
}

std::optional<TileName> parse_tile_path(std::string_view path) {
  constexpr std::size_t path_bytes_max = 64;  // the longest canonical path is shorter
  if (path.size() > path_bytes_max || path.substr(0, prefix.size()) != prefix) return std::nullopt;
  std::string_view rest = path.substr(prefix.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto word = rest.substr(0, slash);
  rest.remove_prefix(slash + 1);
  TileName name{TileKind::entries, 0, 0, tile_width_max};
  if (word != entries_word) {
    const auto level = parse_decimal(word);
    if (!level || *level > tile_level_max) return std::nullopt;
    name.kind = TileKind::hashes;
    name.level = static_cast<unsigned>(*level);
  }
  const auto partial = rest.find(".p/");
  if (partial != std::string_view::npos) {
    const auto width = parse_decimal(rest.substr(partial + 3));
    if (!width || *width < 1 || *width >= tile_width_max) return std::nullopt;
    name.width = static_cast<unsigned>(*width);
    rest = rest.substr(0, partial);
  }
  const auto index = parse_index(rest);
  if (!index) return std::nullopt;
  name.index = *index;
  // Leading groups of zeros would give one tile a second name, and a cache a second copy.
  if (tile_path(name) != path) return std::nullopt;
  return name;
}

unsigned tile_width_at(unsigned level, std::uint64_t index, std::uint64_t size) {
  if (level > 7) return 0;
  const std::uint64_t hashes = size >> (8 * level);
  if (index > (hashes >> 8)) return 0;
  return static_cast<unsigned>(std::min<std::uint64_t>(hashes - (index << 8), tile_width_max));
}

TileReader::TileReader(Fetch fetch, RememberedTiles* remembered) : fetch_(std::move(fetch)), remembered_(remembered) {}

std::shared_ptr<const TileNodes> TileReader::fetched(unsigned level, std::uint64_t index) const {
  const std::string bytes = fetch_(level, index);
  constexpr std::size_t hash_bytes = std::tuple_size_v<Digest>;
  if (bytes.size() % hash_bytes != 0 || bytes.size() / hash_bytes > tile_width_max) {
    throw MissingHash("a tile of level " + std::to_string(level) + " is not a whole number of hashes");
  }
  std::vector<Digest> hashes(bytes.size() / hash_bytes);
  auto from = bytes.begin();
  for (auto& hash : hashes) {
    for (auto& byte : hash) byte = static_cast<std::uint8_t>(*from++);
  }
  return std::make_shared<const TileNodes>(std::move(hashes));
}

const TileNodes& TileReader::tile(unsigned level, std::uint64_t index, std::size_t width_min) {
  auto& kept = kept_[level];
  // A tile kept while it was narrower may have grown since.
  if (!kept || kept->index != index || kept->nodes->width() < width_min) {
    auto nodes = remembered_ == nullptr ? nullptr : remembered_->find(level, index, width_min);
    if (!nodes) {
      nodes = fetched(level, index);
      if (remembered_ != nullptr) remembered_->keep(level, index, nodes);
    }
    kept = Kept{index, std::move(nodes)};
  }
  if (kept->nodes->width() < width_min) {
    throw MissingHash("tile " + std::to_string(index) + " of level " + std::to_string(level) +
                      " is absent or too narrow");
  }
  return *kept->nodes;
}

Digest TileReader::node(unsigned level, std::uint64_t index) {
  if (level >= 64 || index > (std::numeric_limits<std::uint64_t>::max() >> level)) {
    throw MissingHash("no tree has that node");
  }
  const unsigned height = level % 8;
  const std::uint64_t first = index << height;  // in hashes of the tile's level
  const auto offset = static_cast<std::size_t>(first % tile_width_max);
  return tile(level / 8, first / tile_width_max, offset + (std::size_t{1} << height)).at(height, offset >> height);
}

void append_to_bundle(std::string& bundle, std::string_view entry) {
  HOLDS(entry.size() <= bundle_entry_bytes_max);
  bundle.push_back(static_cast<char>(entry.size() >> 8));
  bundle.push_back(static_cast<char>(entry.size() & 0xFF));
  bundle.append(entry);
}

std::optional<std::vector<std::string_view>> decode_bundle(std::string_view bundle) {
  std::vector<std::string_view> entries;
  while (!bundle.empty()) {
    if (bundle.size() < 2 || entries.size() == tile_width_max) return std::nullopt;
    const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(bundle[at])); };
    const std::size_t length = (byte(0) << 8) | byte(1);
    bundle.remove_prefix(2);
    if (bundle.size() < length) return std::nullopt;
    entries.push_back(bundle.substr(0, length));
    bundle.remove_prefix(length);
  }
  return entries;
}

}  // namespace tanbu::log
