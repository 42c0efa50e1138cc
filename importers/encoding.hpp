// Which encoding a text is in, decided by its octets: a byte order mark, zero octets, strict UTF-8 throughout, or
// Chinese in GB18030. Windows-1252 is taken only when somebody says so: every file is valid Windows-1252, and a wrong
// guess would turn names into other names without a word. Threading: free functions of one thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "importers/table.hpp"

namespace tanbu::importers {

struct EncodingGuess {
  Encoding encoding = Encoding::utf8;
  std::string reason;  // as FileFacts::encoding_reason
};
// Reads the whole file once.
[[nodiscard]] EncodingGuess guess_encoding(const FileBytes& file, std::optional<Encoding> told);

// The first three cells that another encoding would spell otherwise.
[[nodiscard]] std::vector<EncodingSample> encoding_samples(std::shared_ptr<const FileBytes> file, Encoding encoding);

}  // namespace tanbu::importers
