// Looking at a ledger's files as somebody does who has the disk and no program of ours.
#pragma once
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "crypto/encoding.hpp"
#include "ledger/engine/folder.hpp"
#include "ledger/log/proof.hpp"
#include "tests/support/ledger_folder.hpp"

namespace tanbu::test {

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

// Files below the folder that hold the text, plain or inside base64 (a command's payload is base64url; the text is
// plain ASCII letters and digits, so that both alphabets spell it alike).
inline std::string files_holding(const std::filesystem::path& folder, const std::string& text) {
  std::vector<std::string> spellings{text};
  for (std::size_t before = 0; before < 3; ++before) {
    // Whole groups of three bytes in the middle are spelt alike whatever stands before and behind.
    const std::size_t skipped = (3 - before) % 3;
    const std::size_t whole = (text.size() - skipped) / 3 * 3;
    spellings.push_back(crypto::base64url_encode(text.substr(skipped, whole)));
  }
  std::string found;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    const std::string bytes = bytes_of(file.path());
    for (const std::string& spelling : spellings) {
      if (bytes.find(spelling) == std::string::npos) continue;
      found += file.path().filename().string() + " ";
      break;
    }
  }
  return found;
}

// A ledger's files as they lie there at this moment, as a machine leaves them whose power fails.
inline void copy_folder(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::create_directories(to);
  std::filesystem::copy(from, to,
                        std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
}

inline std::variant<std::unique_ptr<engine::Engine>, engine::OpenFault> open_at(const std::filesystem::path& folder,
                                                                                std::shared_ptr<engine::Clock> clock) {
  engine::EngineOptions options;
  options.directory = folder;
  options.clock = std::move(clock);
  return engine::Engine::open(std::move(options));
}

inline engine::Answer send_to(engine::Engine& engine, std::string jws) {
  std::promise<engine::Answer> answer;
  engine.submit(std::move(jws), [&answer](engine::Answer given) { answer.set_value(std::move(given)); });
  return answer.get_future().get();
}

inline bool verifies(const std::string& receipt, const std::string& vkey) {
  return log::ok(log::verify_receipt(receipt, std::string_view(vkey)));
}

}  // namespace tanbu::test
