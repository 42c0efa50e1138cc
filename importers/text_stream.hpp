// A text as UTF-8 behind a window that moves forward, so that a reader needs no more of it in memory than it looks at.
// The text may be in memory or in a file of any encoding of table.hpp. Octets that the encoding does not have become
// the octet FF, which no UTF-8 holds: whoever reads the cell finds it broken instead of finding less. Threading: one
// stream belongs to one thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "importers/file_bytes.hpp"
#include "importers/table.hpp"

namespace tanbu::importers {

class TextStream {
 public:
  virtual ~TextStream() = default;
  TextStream(const TextStream&) = delete;
  TextStream& operator=(const TextStream&) = delete;
  // Everything from the present place that is at hand: at least so many octets, unless the text ends before. Good until
  // the next call of either.
  [[nodiscard]] virtual std::string_view window(std::size_t octets) = 0;
  // The present place moves on; not beyond the last window.
  virtual void skip(std::size_t octets) = 0;

 protected:
  TextStream() = default;
};

// The bytes must outlive the stream. They are given as they are.
[[nodiscard]] std::unique_ptr<TextStream> text_in_memory(std::string_view bytes);
// A byte order mark is a character as any other. Throws std::runtime_error where the machine has no such encoding.
[[nodiscard]] std::unique_ptr<TextStream> text_of_file(std::shared_ptr<const FileBytes> file, Encoding encoding);

inline constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace tanbu::importers
