#include "audit/anchors.hpp"

#include <algorithm>

#include "audit/sqlite_source.hpp"
#include "crypto/timestamp.hpp"

namespace tanbu::audit {

Anchors read_anchors(const std::filesystem::path& directory, const std::string& authorities_pem) {
  std::vector<std::filesystem::path> files;
  std::error_code absent;
  for (const auto& file : std::filesystem::directory_iterator(directory / "anchors", absent)) {
    if (file.path().extension() == ".tsr") files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  Anchors anchors;
  for (const auto& file : files) {
    const std::string place = "anchors/" + file.stem().string();
    const std::string answer = read_small_file(file).value_or("");
    const std::string note = read_small_file(std::filesystem::path(file).replace_extension(".checkpoint")).value_or("");
    const auto token = authorities_pem.empty()
                           ? crypto::timestamp::read_answer(answer)
                           : crypto::timestamp::verify_answer(answer, crypto::sha256(note), authorities_pem);
    if (const auto* fault = std::get_if<crypto::timestamp::Fault>(&token)) {
      const bool distrusted = fault->code == "timestamp_untrusted";
      anchors.findings.push_back({std::nullopt, place, distrusted ? "anchor_untrusted" : "anchor_damaged",
                                  fault->code + (fault->detail.empty() ? "" : ": " + fault->detail)});
      continue;
    }
    if (std::get<crypto::timestamp::Token>(token).imprint != crypto::sha256(note)) {
      anchors.findings.push_back({std::nullopt, place, "anchor_damaged", "the token stamps other bytes"});
      continue;
    }
    if (!authorities_pem.empty()) ++anchors.verified;
    anchors.checkpoints.push_back({place, note});
  }
  return anchors;
}

}  // namespace tanbu::audit
