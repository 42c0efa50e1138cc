// The functions of mirror.hpp.
#include "api/cli/mirror.hpp"

#include "api/cli/client.hpp"
#include "api/cli/exit.hpp"
#include "api/cli/files.hpp"
#include "api/cli/terminal.hpp"
#include "ledger/log/tile.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{log::tile_width_max} * (log::bundle_entry_bytes_max + 2);
constexpr std::string_view served_under = "/log/";

std::optional<std::string> body_of(Client& client, const std::string& path) {
  auto result = client.get(path);
  if (const auto* unreachable = std::get_if<Unreachable>(&result))
    throw Stop(Exit::unreachable, std::string(say("no answer: ", "无应答：")) + unreachable->detail);
  auto& answer = std::get<HttpAnswer>(result);
  if (answer.status == 200) return std::move(answer.body);
  if (answer.status == 404) return std::nullopt;
  throw Stop(exit_of_status(answer.status), harmless(path) + ": HTTP " + std::to_string(answer.status));
}

// A ledger's server shows its log below /log; a published folder may be served under any address.
std::optional<Files> files_behind(const std::string& url, const Settings& settings) {
  ClientOptions options;
  options.base_url = url;
  while (!options.base_url.empty() && options.base_url.back() == '/') options.base_url.pop_back();
  options.ca_file = settings.ca_file();
  if (!base_url_is_valid(options.base_url)) return std::nullopt;
  auto client = std::make_shared<Client>(std::move(options));
  for (const char* root : {"/log/", "/"}) {
    if (body_of(*client, std::string(root) + "checkpoint"))
      return [client, root](const std::string& path) { return body_of(*client, root + path); };
  }
  return std::nullopt;
}

std::optional<std::string> tile_bytes(const Files& files, log::TileName name) {
  const auto path_of = [](const log::TileName& tile) { return log::tile_path(tile).substr(served_under.size()); };
  auto bytes = files(path_of(name));
  if (bytes || name.width == log::tile_width_max) return bytes;
  const unsigned width = name.width;
  name.width = log::tile_width_max;
  bytes = files(path_of(name));
  if (bytes && name.kind == log::TileKind::hashes) bytes->resize(std::min(bytes->size(), width * sizeof(log::Digest)));
  return bytes;
}

}  // namespace

std::optional<Files> published_files(const std::string& place, const Settings& settings) {
  if (place.rfind("http://", 0) == 0 || place.rfind("https://", 0) == 0) return files_behind(place, settings);
  const std::filesystem::path root(place);
  if (!std::filesystem::is_regular_file(root / "checkpoint")) return std::nullopt;
  return [root](const std::string& path) { return read_file(root / path, file_bytes_max); };
}

std::unique_ptr<audit::Source> mirror_source(Files files, const std::string& note, const log::Checkpoint& checkpoint) {
  const auto shared = std::make_shared<Files>(std::move(files));
  audit::LogFunctions functions;
  functions.size = checkpoint.size;
  functions.checkpoint = note;
  functions.entries = [shared, size = checkpoint.size](std::uint64_t from, std::size_t limit) {
    const std::uint64_t number = from / log::tile_width_max;
    const log::TileName name{log::TileKind::entries, 0, number, log::tile_width_at(0, number, size)};
    const auto bytes = tile_bytes(*shared, name);
    const auto lines = bytes ? log::decode_bundle(*bytes) : std::nullopt;
    if (!lines) throw audit::SourceFault("source_malformed", log::tile_path(name));
    std::vector<std::string> result;
    for (std::size_t at = from % log::tile_width_max; at < lines->size() && result.size() < limit; ++at)
      result.emplace_back((*lines)[at]);
    return result;
  };
  functions.commands = [](std::uint64_t, std::size_t count) { return std::vector<std::optional<std::string>>(count); };
  functions.tile = [shared](unsigned level, std::uint64_t number, unsigned width) {
    return tile_bytes(*shared, {log::TileKind::hashes, level, number, width});
  };
  return audit::callback_source(std::move(functions));
}

}  // namespace tanbu::cli
