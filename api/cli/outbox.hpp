// Signed commands whose answer is not known yet. A command is kept before its first byte is sent and removed after a
// definite answer, so that a broken connection or a killed process never leaves anybody guessing: the same bytes are
// sent again and the ledger answers the same command once (formats section 2).
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tanbu::cli {

struct Waiting {
  std::string jti;
  std::string jws;
};

class Outbox {
 public:
  // `folder` is the ledger's folder of the pin store. Several processes may use it at a time.
  explicit Outbox(const std::filesystem::path& folder);
  // The name must be one that the formats allow for a jti.
  void keep(const std::string& jti, std::string_view jws);
  void remove(const std::string& jti);
  [[nodiscard]] std::optional<std::string> find(const std::string& jti) const;
  [[nodiscard]] std::vector<Waiting> all() const;  // oldest name first

 private:
  [[nodiscard]] std::filesystem::path path_of(const std::string& jti) const;
  std::filesystem::path folder_;
};

}  // namespace tanbu::cli
