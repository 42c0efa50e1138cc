// The functions of outbox.hpp: one file <jti>.jws a command, mode 0600.
#include "api/cli/outbox.hpp"

#include <algorithm>

#include "api/cli/files.hpp"
#include "crypto/jws.hpp"
#include "ledger/holds.hpp"

namespace tanbu::cli {
namespace {

bool is_jti(std::string_view text) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";
  return text.size() >= 8 && text.size() <= 64 && text.find_first_not_of(alphabet) == std::string_view::npos;
}

}  // namespace

Outbox::Outbox(const std::filesystem::path& folder) : folder_(folder / "outbox") { make_private_folder(folder_); }

std::filesystem::path Outbox::path_of(const std::string& jti) const {
  HOLDS(is_jti(jti));
  return folder_ / (jti + ".jws");
}

void Outbox::keep(const std::string& jti, std::string_view jws) { replace_file(path_of(jti), jws); }
void Outbox::remove(const std::string& jti) { remove_file(path_of(jti)); }

std::optional<std::string> Outbox::find(const std::string& jti) const {
  if (!is_jti(jti)) return std::nullopt;
  return read_file(path_of(jti), crypto::jws_bytes_max);
}

std::vector<Waiting> Outbox::all() const {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    const auto name = file.path().stem().string();
    if (file.path().extension() == ".jws" && is_jti(name)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  std::vector<Waiting> result;
  for (const auto& name : names) {
    // Another process may have had its answer since the folder was read.
    if (auto jws = find(name)) result.push_back({name, std::move(*jws)});
  }
  return result;
}

}  // namespace tanbu::cli
