// JSON of any size as a sequence of events, strict (RFC 8259: UTF-8, nothing after the value, no NUL, bounded depth and
// names), numbers as they are spelt: a reader that turns 235604.0 or a 19-digit identifier into a double has lost it.
// Not a document in memory. Threading: one feed belongs to one thread.
#pragma once
#include <memory>
#include <optional>
#include <string_view>

#include "importers/table.hpp"

namespace tanbu::importers {

// Every call answers with a code that ends the reading, or nullptr.
class JsonSink {
 public:
  virtual ~JsonSink() = default;
  virtual const char* open(bool array) = 0;
  virtual const char* close(bool array) = 0;
  virtual const char* name(std::string_view name, bool repeated) = 0;  // of the member whose value comes next
  virtual const char* value(CellKind kind, std::string_view text) = 0;
};

class JsonFeed {
 public:
  JsonFeed(JsonSink& sink, const TableLimits& limits);
  ~JsonFeed();
  JsonFeed(const JsonFeed&) = delete;
  JsonFeed& operator=(const JsonFeed&) = delete;
  // More of the text: json_broken, json_depth, json_text_too_long, json_too_many_names, json_after_end, nul_character,
  // or the sink's code.
  [[nodiscard]] std::optional<FileFault> feed(std::string_view text);
  [[nodiscard]] std::optional<FileFault> finish();
  // The value is complete.
  [[nodiscard]] bool is_whole() const;
  // Ready for another text.
  void reset();

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace tanbu::importers
