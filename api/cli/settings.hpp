// What a call of the command line was told: each setting from its flag, else from the environment (TANBU_*), else from
// the file `config` in the home folder. Not the arguments of single verbs.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tanbu::cli {

// The flags that every verb takes, as CLI11 fills them in. Empty means: not given.
struct Flags {
  std::string url;
  std::string key_file;
  std::string party;
  std::string vkey;
  std::string sm2_vkey;
  std::string ca_file;
  std::string policy;
  int expires_seconds = 3600;
  int retry_seconds = 30;
  bool json = false;
  bool yes = false;
  bool dry_run = false;
};

class Settings {
 public:
  // Reads the environment and the file. Throws Stop (usage) where the file has a line that is no setting.
  explicit Settings(Flags flags);

  // TANBU_HOME, else XDG_CONFIG_HOME/tanbu, else HOME/.config/tanbu.
  [[nodiscard]] const std::filesystem::path& home() const { return home_; }
  [[nodiscard]] const Flags& flags() const { return flags_; }
  // Without a slash at the end. Throws Stop (usage) where none is known.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::optional<std::filesystem::path> key_file() const;
  [[nodiscard]] std::optional<std::string> party() const;  // as spelt by the user
  [[nodiscard]] std::optional<std::string> vkey() const;
  // The key of the checkpoints' second line. Never learnt from a server: whoever wants that line checked brings its
  // key.
  [[nodiscard]] std::optional<std::string> sm2_vkey() const;
  [[nodiscard]] std::optional<std::string> ca_file() const;
  // The quorum file without which no checkpoint is believed.
  [[nodiscard]] std::optional<std::string> policy_file() const;

 private:
  [[nodiscard]] std::optional<std::string> choose(const std::string& flag, const char* environment,
                                                  const char* name) const;

  Flags flags_;
  std::filesystem::path home_;
  std::map<std::string, std::string> file_;
};

// The policy of a call that has no flags of its own: from the environment, else from the config file, where there is a
// home folder at all. Throws as Settings does.
[[nodiscard]] std::optional<std::string> policy_file_of_environment();

// "name = value" lines; empty lines and lines that begin with # are skipped. Names: url, key, party, vkey, sm2_vkey,
// ca_file, policy. Nothing where a line is something else.
[[nodiscard]] std::optional<std::map<std::string, std::string>> parse_config(std::string_view text);

}  // namespace tanbu::cli
