// The streams of text_stream.hpp.
#include "importers/text_stream.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include "ledger/holds.hpp"

namespace tanbu::importers {
namespace {

constexpr std::size_t text_piece_bytes = 256U * 1024;

class MemoryText final : public TextStream {
 public:
  explicit MemoryText(std::string_view bytes) : bytes_(bytes) {}
  std::string_view window(std::size_t) override { return bytes_; }
  void skip(std::size_t octets) override { bytes_.remove_prefix(octets); }

 private:
  std::string_view bytes_;
};

// What every stream over a file shares: a buffer whose front is given up and whose end grows.
class FileText : public TextStream {
 public:
  std::string_view window(std::size_t octets) override {
    while (text_.size() - begin_ < octets && !ended_) {
      if (begin_ > text_piece_bytes) {
        text_.erase(0, begin_);
        begin_ = 0;
      }
      ended_ = !grow(text_);
    }
    return std::string_view(text_).substr(begin_);
  }
  void skip(std::size_t octets) override {
    HOLDS(octets <= text_.size() - begin_);
    begin_ += octets;
  }

 protected:
  explicit FileText(std::shared_ptr<const FileBytes> file) : file_(std::move(file)) {}
  // Appends more of the text; false at its end.
  virtual bool grow(std::string& text) = 0;
  // The next octets of the file; false at its end.
  bool read_piece(std::string& piece) {
    const auto old = piece.size();
    const auto left = file_->size() - std::min(file_->size(), offset_);
    piece.resize(old + static_cast<std::size_t>(std::min<std::uint64_t>(text_piece_bytes, left)));
    const auto count = file_->read(offset_, std::span(piece).subspan(old));
    piece.resize(old + count);
    offset_ += count;
    return count > 0;
  }

 private:
  std::shared_ptr<const FileBytes> file_;
  std::uint64_t offset_ = 0;
  std::string text_;
  std::size_t begin_ = 0;
  bool ended_ = false;
};

class Utf8Text final : public FileText {
 public:
  explicit Utf8Text(std::shared_ptr<const FileBytes> file) : FileText(std::move(file)) {}

 private:
  bool grow(std::string& text) override { return read_piece(text); }
};

const char* iconv_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf16le:
      return "UTF-16LE";
    case Encoding::utf16be:
      return "UTF-16BE";
    case Encoding::gb18030:
      return "GB18030";
    case Encoding::windows1252:
      return "CP1252";
    case Encoding::utf8:
      break;
  }
  return "UTF-8";
}

class ConvertedText final : public FileText {
 public:
  ConvertedText(std::shared_ptr<const FileBytes> file, Encoding encoding)
      : FileText(std::move(file)),
        unit_(encoding == Encoding::utf16le || encoding == Encoding::utf16be ? 2 : 1),
        converter_(::iconv_open("UTF-8", iconv_name(encoding))) {
    // iconv_open says "none" with the pointer -1.
    if (reinterpret_cast<std::intptr_t>(converter_) == -1) {
      throw std::runtime_error(std::string("this machine cannot read ") + iconv_name(encoding));
    }
  }
  ~ConvertedText() override { ::iconv_close(converter_); }

 private:
  bool grow(std::string& text) override {
    const bool more = read_piece(raw_);
    if (!more && raw_.empty()) return false;
    convert(text, !more);
    return true;
  }

  void convert(std::string& text, bool last) {
    char* from = raw_.data();
    std::size_t left = raw_.size();
    while (left > 0) {
      const auto old = text.size();
      text.resize(old + left * 2 + 16);
      char* into = text.data() + old;
      std::size_t room = text.size() - old;
      const auto result = ::iconv(converter_, &from, &left, &into, &room);
      const int trouble = result == static_cast<std::size_t>(-1) ? errno : 0;
      text.resize(static_cast<std::size_t>(into - text.data()));
      if (trouble == 0 || trouble == E2BIG) continue;
      // EINVAL is a character of which the rest is in the next piece.
      if (trouble == EINVAL && !last) break;
      const auto step = std::min(unit_, left);
      text += '\xff';
      from += step;
      left -= step;
    }
    raw_.erase(0, raw_.size() - left);
  }

  std::size_t unit_;
  ::iconv_t converter_;
  std::string raw_;
};

}  // namespace

std::unique_ptr<TextStream> text_in_memory(std::string_view bytes) { return std::make_unique<MemoryText>(bytes); }

std::unique_ptr<TextStream> text_of_file(std::shared_ptr<const FileBytes> file, Encoding encoding) {
  if (encoding == Encoding::utf8) return std::make_unique<Utf8Text>(std::move(file));
  return std::make_unique<ConvertedText>(std::move(file), encoding);
}

}  // namespace tanbu::importers
