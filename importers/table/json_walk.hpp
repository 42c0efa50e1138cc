// The rows within a JSON document: the elements of a list that is reached through objects, or the whole value. Members
// of nested objects are named a.b; nested lists become their JSON text; a row that is a list has the names 1, 2, ...
// Threading: one walk belongs to one thread.
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "importers/table/json_events.hpp"

namespace tanbu::importers {

struct JsonValue {
  std::string name;
  CellKind kind = CellKind::text;
  std::string text;
};
struct JsonRow {
  std::string path;   // of the list, "response.entities"; empty: the document itself
  std::string fault;  // json_name_repeated, json_row_form, row_too_long; empty where the row is whole
  std::vector<JsonValue> values;
};

enum class JsonRows { of_lists, of_document };

class JsonWalk final : public JsonSink {
 public:
  using Take = std::function<const char*(JsonRow&)>;
  using Begin = std::function<void()>;
  // `take` is given every row of every list, or the document as one row; `begin` is called where a row begins.
  JsonWalk(JsonRows rows, std::size_t row_bytes_max, Begin begin, Take take);
  const char* open(bool array) override;
  const char* close(bool array) override;
  const char* name(std::string_view name, bool repeated) override;
  const char* value(CellKind kind, std::string_view text) override;
  void reset();

 private:
  struct Level {
    bool array = false;
    std::size_t elements = 0;
    std::string name;  // of the member or, in a list that is a row, the number of the element
  };
  [[nodiscard]] bool stands_at_row() const;
  [[nodiscard]] std::string path() const;
  [[nodiscard]] std::string column() const;
  void begin_row();
  const char* end_row();
  void count_element();
  void add(CellKind kind, std::string text);
  void write(std::string_view text);
  void write_comma();

  JsonRows rows_;
  std::size_t row_bytes_max_;
  Begin begin_;
  Take take_;
  std::vector<Level> levels_;
  bool in_row_ = false;
  std::size_t row_level_ = 0;   // levels below the row
  std::size_t text_level_ = 0;  // level of the list whose JSON text is being written; 0: none
  std::string text_;
  bool after_name_ = false;
  JsonRow row_;
  std::size_t row_bytes_ = 0;
};

}  // namespace tanbu::importers
