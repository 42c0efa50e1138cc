// The walk of json_walk.hpp.
#include "importers/table/json_walk.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

namespace tanbu::importers {

JsonWalk::JsonWalk(JsonRows rows, std::size_t row_bytes_max, Begin begin, Take take)
    : rows_(rows), row_bytes_max_(row_bytes_max), begin_(std::move(begin)), take_(std::move(take)) {}

void JsonWalk::reset() {
  levels_.clear();
  in_row_ = false;
  text_level_ = 0;
  text_.clear();
  after_name_ = false;
}

// The value that comes next is a row.
bool JsonWalk::stands_at_row() const {
  if (in_row_) return false;
  if (rows_ == JsonRows::of_document) return levels_.empty();
  const auto is_object = [](const Level& level) { return !level.array; };
  return !levels_.empty() && levels_.back().array && std::all_of(levels_.begin(), levels_.end() - 1, is_object);
}

std::string JsonWalk::path() const {
  std::string path;
  for (const auto& level : levels_) {
    if (level.array) break;
    path += (path.empty() ? "" : ".") + level.name;
  }
  return path;
}

std::string JsonWalk::column() const {
  std::string name;
  for (std::size_t at = row_level_; at < levels_.size(); ++at) name += (at == row_level_ ? "" : ".") + levels_[at].name;
  return name;
}

void JsonWalk::begin_row() {
  begin_();
  in_row_ = true;
  row_level_ = levels_.size();
  row_ = {rows_ == JsonRows::of_document ? std::string{} : path(), {}, {}};
  row_bytes_ = 0;
}

const char* JsonWalk::end_row() {
  in_row_ = false;
  if (!row_.fault.empty()) row_.values.clear();
  return take_(row_);
}

// A value begins; where it stands in a list, it is the next element.
void JsonWalk::count_element() {
  if (!levels_.empty() && levels_.back().array) {
    auto& level = levels_.back();
    ++level.elements;
    if (in_row_ && text_level_ == 0) level.name = std::to_string(level.elements);
  }
}

void JsonWalk::write(std::string_view text) {
  row_bytes_ += text.size();
  if (row_bytes_ > row_bytes_max_) {
    row_.fault = "row_too_long";
    return;
  }
  text_ += text;
}

void JsonWalk::write_comma() {
  if (!after_name_ && levels_.back().elements > 1) write(",");
  after_name_ = false;
}

void JsonWalk::add(CellKind kind, std::string text) {
  auto name = column();
  row_bytes_ += name.size() + text.size();
  if (row_bytes_ > row_bytes_max_) row_.fault = "row_too_long";
  if (row_.fault.empty()) row_.values.push_back({std::move(name), kind, std::move(text)});
}

const char* JsonWalk::open(bool array) {
  if (stands_at_row()) {
    count_element();
    begin_row();
    levels_.push_back({array, 0, {}});
    return nullptr;
  }
  count_element();
  if (in_row_ && text_level_ == 0 && array) {
    text_level_ = levels_.size() + 1;
    text_.clear();
    after_name_ = true;  // no comma before the first
  }
  if (text_level_ > 0) {
    write_comma();
    write(array ? "[" : "{");
  }
  levels_.push_back({array, 0, {}});
  return nullptr;
}

const char* JsonWalk::close(bool array) {
  if (text_level_ > 0) write(array ? "]" : "}");
  const bool ends_text = text_level_ == levels_.size();
  levels_.pop_back();
  if (text_level_ > 0 && ends_text) {
    text_level_ = 0;
    after_name_ = false;
    add(CellKind::text, std::move(text_));
    text_.clear();
  }
  if (in_row_ && levels_.size() == row_level_) return end_row();
  return nullptr;
}

const char* JsonWalk::name(std::string_view name, bool repeated) {
  if (repeated && !in_row_) return "json_name_repeated";
  if (repeated) row_.fault = "json_name_repeated";
  auto& level = levels_.back();
  if (text_level_ > 0) {
    if (++level.elements > 1) write(",");
    write(boost::json::serialize(boost::json::string_view(name.data(), name.size())));
    write(":");
    after_name_ = true;
    return nullptr;
  }
  level.name = name;
  return nullptr;
}

const char* JsonWalk::value(CellKind kind, std::string_view text) {
  if (stands_at_row()) {
    count_element();
    begin_row();
    row_.fault = "json_row_form";
    return end_row();
  }
  count_element();
  if (text_level_ > 0) {
    write_comma();
    if (kind == CellKind::text) {
      write(boost::json::serialize(boost::json::string_view(text.data(), text.size())));
    } else if (kind == CellKind::empty) {
      write("null");
    } else if (kind == CellKind::boolean) {
      write(text == "TRUE" ? "true" : "false");
    } else {
      write(text);
    }
    return nullptr;
  }
  if (in_row_) add(kind, std::string(text));
  return nullptr;
}

}  // namespace tanbu::importers
