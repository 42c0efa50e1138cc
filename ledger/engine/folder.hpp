// The ledger's folder: which file lies where, the lock that keeps a second process out, and the small files that are
// replaced as a whole. Not the database's contents.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tanbu::engine {

struct Folder {
  std::filesystem::path root;
  [[nodiscard]] std::filesystem::path database() const { return root / "ledger.sqlite"; }
  [[nodiscard]] std::filesystem::path checkpoint() const { return root / "checkpoint"; }
  // Made when witnesses are asked; one file for each size (api/witnesses/cosignatures.hpp).
  [[nodiscard]] std::filesystem::path cosignatures() const { return root / "cosignatures"; }
  // Made when checkpoints are stamped; SIZE.checkpoint and SIZE.tsr (api/http/anchors.hpp).
  [[nodiscard]] std::filesystem::path anchors() const { return root / "anchors"; }
  // Stands in a folder that was restored to be read alone; no server signs on from it.
  [[nodiscard]] std::filesystem::path archive_mark() const { return root / "archive"; }
  [[nodiscard]] std::filesystem::path vkey() const { return root / "log.vkey"; }
  [[nodiscard]] std::filesystem::path log_key() const { return root / "keys" / "log"; }
  // While a rotation lasts (formats section 30).
  [[nodiscard]] std::filesystem::path next_log_key() const { return root / "keys" / "log-next"; }
  [[nodiscard]] std::filesystem::path sm2_vkey() const { return root / "log-sm2.vkey"; }
  [[nodiscard]] std::filesystem::path sm2_key() const { return root / "keys" / "log-sm2"; }
  // The vkeys of second lines that the operator ended for good, one in each line.
  [[nodiscard]] std::filesystem::path ended_sm2_vkeys() const { return root / "log-sm2.ended"; }
  [[nodiscard]] std::filesystem::path statement_key() const { return root / "keys" / "statement"; }
  [[nodiscard]] std::filesystem::path lock() const { return root / "lock"; }
};

// Held for the life of the process; released by the kernel however the process ends.
class FolderLock {
 public:
  // Nothing when another process holds it. Throws StoreFault when the machine refuses: no right, no such folder.
  [[nodiscard]] static std::optional<FolderLock> take(const Folder& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& path);
// A private key's text, wiped when it goes: what is freed as it stands turns up in swap and in crash dumps.
class SecretText {
 public:
  explicit SecretText(std::string text) : text_(std::move(text)) {}
  ~SecretText();
  SecretText(SecretText&& other) noexcept;
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  SecretText& operator=(SecretText&&) = delete;
  [[nodiscard]] std::string_view first_line() const;

 private:
  std::string text_;
};
[[nodiscard]] std::optional<SecretText> read_secret_file(const std::filesystem::path& path);

// Takes the rights of group and others from a file, where it is there and they have some. Throws StoreFault.
void make_private_file(const std::filesystem::path& path);
// Makes a folder that is the operator's alone, with all above it, or takes the rights of others from one that is there.
void make_private_folder(const std::filesystem::path& path);

// Replaces by rename, so that a reader sees the old or the new text and never a part. The file has exactly this mode,
// whatever the umask is. `durable` also syncs file and folder.
enum class Durability { durable, atomic_only };
void replace_file(const std::filesystem::path& path, const std::string& text, unsigned mode, Durability durability);
// Makes the file with its whole content, durably. False, and nothing changed, when there is one of this name.
[[nodiscard]] bool create_file(const std::filesystem::path& path, const std::string& text, unsigned mode);
// Nothing to do where there is no such file.
void remove_durably(const std::filesystem::path& path);
void sync_file(const std::filesystem::path& path);
void sync_folder(const std::filesystem::path& folder);
// Moves a file over to a name in the same file system and makes that name durable.
void move_file(const std::filesystem::path& from, const std::filesystem::path& to);
// True when group and others have no rights on the file.
[[nodiscard]] bool is_private(const std::filesystem::path& path);

}  // namespace tanbu::engine
