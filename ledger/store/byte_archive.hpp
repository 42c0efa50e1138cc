// The two ends of the effects' coding: numbers and texts into bytes and out of them again, in cereal's portable binary.
// Knows no record; the order of members stands in coder.hpp. For the sources of this folder only.
#pragma once
#include <cereal/archives/portable_binary.hpp>
#include <cstdint>
#include <istream>
#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

#include "ledger/store/store.hpp"

namespace tanbu::store {

[[noreturn]] inline void malformed_effects() { throw StoreFault("stored effects are damaged"); }

// Streams over a string without the locale and copies of a stringstream.
class StringSink final : public std::streambuf {
 public:
  explicit StringSink(std::string& bytes) : bytes_(bytes) {}

 private:
  std::streamsize xsputn(const char* data, std::streamsize count) override {
    bytes_.append(data, static_cast<std::size_t>(count));
    return count;
  }
  int_type overflow(int_type character) override {
    bytes_.push_back(traits_type::to_char_type(character));
    return character;
  }
  std::string& bytes_;
};

class StringSource final : public std::streambuf {
 public:
  explicit StringSource(std::string_view bytes) {
    // The get area is only read from; the interface of streambuf has no const.
    char* const data = const_cast<char*>(bytes.data());
    setg(data, data, data + bytes.size());
  }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(egptr() - gptr()); }
};

class EffectsWriter {
 public:
  static constexpr bool saving = true;
  explicit EffectsWriter(std::string& bytes)
      : sink_(bytes),
        stream_(&sink_),
        archive_(stream_, cereal::PortableBinaryOutputArchive::Options::LittleEndian()) {}
  template <class Number>
  void number(const Number& value) {
    archive_(value);
  }
  void text(const std::string& value) {
    number(static_cast<std::uint32_t>(value.size()));
    archive_(cereal::binary_data(value.data(), value.size()));
  }

 private:
  StringSink sink_;
  std::ostream stream_;
  cereal::PortableBinaryOutputArchive archive_;
};

class EffectsReader {
 public:
  static constexpr bool saving = false;
  explicit EffectsReader(std::string_view bytes) : source_(bytes), stream_(&source_), archive_(stream_) {}
  template <class Number>
  void number(Number& value) {
    archive_(value);
  }
  void text(std::string& value) {
    value.resize(length());
    archive_(cereal::binary_data(value.data(), value.size()));
  }
  // Every element of anything takes at least one byte, so a length beyond what is left is damage.
  [[nodiscard]] std::size_t length() {
    std::uint32_t size = 0;
    number(size);
    if (size > source_.left()) malformed_effects();
    return size;
  }
  [[nodiscard]] bool at_end() const { return source_.left() == 0; }

 private:
  StringSource source_;
  std::istream stream_;
  cereal::PortableBinaryInputArchive archive_;
};

}  // namespace tanbu::store
