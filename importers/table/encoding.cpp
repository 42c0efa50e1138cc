// The guess of encoding.hpp.
#include "importers/encoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "importers/text.hpp"
#include "importers/text_stream.hpp"

namespace tanbu::importers {
namespace {

constexpr std::size_t samples_max = 3;
constexpr std::size_t sample_bytes_max = 80;
// Behind this no more samples are looked for: they are shown to a person, and decide nothing.
constexpr std::size_t sampled_bytes_max = 16U * 1024 * 1024;

bool is_within(unsigned octet, unsigned first, unsigned last) { return octet >= first && octet <= last; }

// UTF-8 by RFC 3629 section 4, octet by octet.
class Utf8Count {
 public:
  void take(unsigned octet) {
    if (wanted_ == 0 && octet < 0x80) return;
    if (wanted_ > 0 && is_within(octet, low_, high_)) {
      low_ = 0x80;
      high_ = 0xbf;
      if (--wanted_ == 0) ++good;
      return;
    }
    if (wanted_ > 0) {
      ++broken;
      wanted_ = 0;
    }
    low_ = 0x80;
    high_ = 0xbf;
    if (octet < 0x80) return;
    wanted_ = is_within(octet, 0xc2, 0xdf)   ? 1U
              : is_within(octet, 0xe0, 0xef) ? 2U
              : is_within(octet, 0xf0, 0xf4) ? 3U
                                             : 0U;
    if (wanted_ == 0) ++broken;
    if (octet == 0xe0) low_ = 0xa0;
    if (octet == 0xed) high_ = 0x9f;
    if (octet == 0xf0) low_ = 0x90;
    if (octet == 0xf4) high_ = 0x8f;
  }
  void end() {
    if (wanted_ > 0) ++broken;
  }
  std::uint64_t good = 0;  // characters of several octets
  std::uint64_t broken = 0;

 private:
  unsigned wanted_ = 0;
  unsigned low_ = 0x80;
  unsigned high_ = 0xbf;
};

// GB18030: one octet, two, or four. Texts in Chinese keep to the hanzi and signs of GB 2312 nearly everywhere; the
// accented letters of a Western text fall outside them.
class GbCount {
 public:
  void take(unsigned octet) {
    if (held_ == 0) {
      if (octet < 0x80) return;
      if (octet == 0x80 || octet == 0xff) {
        ++broken;
        return;
      }
    } else if (held_ == 1) {
      if (is_within(octet, 0x40, 0x7e) || is_within(octet, 0x80, 0xfe)) {
        ++characters;
        const bool has_letters = is_within(first_, 0xa1, 0xa9) || is_within(first_, 0xb0, 0xf7);
        if (has_letters && octet >= 0xa1) ++common;
        held_ = 0;
        return;
      }
      if (!is_within(octet, 0x30, 0x39)) {
        ++broken;
        held_ = 0;
        return;
      }
    } else if (held_ == 2 && !is_within(octet, 0x81, 0xfe)) {
      ++broken;
      held_ = 0;
      return;
    } else if (held_ == 3) {
      is_within(octet, 0x30, 0x39) ? ++characters : ++broken;
      held_ = 0;
      return;
    }
    if (held_ == 0) first_ = octet;
    ++held_;
  }
  void end() {
    if (held_ > 0) ++broken;
  }
  [[nodiscard]] bool is_likely() const {
    return characters > 0 && common * 10 >= characters * 9 && broken * 100 <= characters;
  }
  std::uint64_t characters = 0;
  std::uint64_t common = 0;
  std::uint64_t broken = 0;

 private:
  unsigned held_ = 0;
  unsigned first_ = 0;
};

// UTF-16 without a mark: a text of Latin letters, digits and commas has a zero in every other octet.
std::optional<Encoding> by_zeros(std::string_view head) {
  std::array<std::size_t, 2> zeros{};
  for (std::size_t at = 0; at < head.size(); ++at) zeros[at % 2] += head[at] == '\0' ? 1U : 0U;
  const std::size_t many = head.size() / 8;
  if (zeros[1] > many && zeros[0] * 20 < zeros[1]) return Encoding::utf16le;
  if (zeros[0] > many && zeros[1] * 20 < zeros[0]) return Encoding::utf16be;
  return std::nullopt;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char symbol) { return static_cast<unsigned char>(symbol) < 0x80; });
}

bool ends_cell(char symbol) {
  return symbol == ',' || symbol == ';' || symbol == '\t' || symbol == '\n' || symbol == '\r' || symbol == '"';
}

// Not in the middle of a character.
std::string_view shortened(std::string_view text) {
  if (text.size() <= sample_bytes_max) return text;
  std::size_t end = sample_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
  return text.substr(0, end);
}

// Feeds the whole file; true when all of it is ASCII.
template <class Count>
bool count_octets(const FileBytes& file, Count& count) {
  std::string piece(64 * 1024, '\0');
  bool all_ascii = true;
  for (std::uint64_t offset = 0;;) {
    const auto octets = file.read(offset, piece);
    if (octets == 0) break;
    offset += octets;
    const auto part = std::string_view(piece).substr(0, octets);
    if (all_ascii && is_ascii(part)) continue;
    all_ascii = false;
    for (const char symbol : part) count.take(static_cast<unsigned char>(symbol));
  }
  count.end();
  return all_ascii;
}

}  // namespace

EncodingGuess guess_encoding(const FileBytes& file, std::optional<Encoding> told) {
  std::string piece(64 * 1024, '\0');
  const auto head = std::string_view(piece).substr(0, file.read(0, piece));
  if (told) {
    // "UTF-16" leaves the order of octets to the mark, and in the other order the mark is no character at all.
    const bool is_wide = *told == Encoding::utf16le || *told == Encoding::utf16be;
    if (is_wide && head.substr(0, 2) == "\xff\xfe") return {Encoding::utf16le, "encoding_told"};
    if (is_wide && head.substr(0, 2) == "\xfe\xff") return {Encoding::utf16be, "encoding_told"};
    return {*told, "encoding_told"};
  }
  if (head.substr(0, 3) == byte_order_mark) return {Encoding::utf8, "encoding_mark"};
  if (head.substr(0, 2) == "\xff\xfe") return {Encoding::utf16le, "encoding_mark"};
  if (head.substr(0, 2) == "\xfe\xff") return {Encoding::utf16be, "encoding_mark"};
  if (const auto wide = by_zeros(head.substr(0, 4096))) return {*wide, "encoding_zeros"};
  Utf8Count utf8;
  if (count_octets(file, utf8)) return {Encoding::utf8, "encoding_ascii"};
  if (utf8.broken == 0) return {Encoding::utf8, "encoding_utf8"};
  GbCount gb;
  (void)count_octets(file, gb);
  // Chinese in GB18030 holds hardly anything that is UTF-8 by accident; a UTF-8 text with a wound is mostly whole.
  if (gb.is_likely() && utf8.broken > utf8.good) return {Encoding::gb18030, "encoding_gb18030"};
  return {Encoding::utf8, "encoding_unknown"};
}

std::vector<EncodingSample> encoding_samples(std::shared_ptr<const FileBytes> file, Encoding encoding) {
  std::vector<EncodingSample> samples;
  const auto text = text_of_file(std::move(file), encoding);
  std::string cell;
  std::size_t line = 1;
  std::size_t seen = 0;
  const auto take_cell = [&] {
    if (!is_ascii(cell) && samples.size() < samples_max) samples.push_back({line, readable(shortened(cell))});
    cell.clear();
  };
  while (text->window(byte_order_mark.size()).substr(0, byte_order_mark.size()) == byte_order_mark) {
    text->skip(byte_order_mark.size());
  }
  for (auto window = text->window(1); !window.empty(); window = text->window(1)) {
    for (const char symbol : window) {
      if (samples.size() == samples_max) return samples;
      if (ends_cell(symbol)) {
        take_cell();
        line += symbol == '\n' ? 1U : 0U;
      } else if (cell.size() <= sample_bytes_max) {
        cell += symbol;
      }
    }
    seen += window.size();
    if (seen > sampled_bytes_max) return samples;
    text->skip(window.size());
  }
  take_cell();
  return samples;
}

}  // namespace tanbu::importers
