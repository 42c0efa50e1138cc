// XML of a stranger as events of elements, over expat: without document types, entities, processing by name or deep
// nesting, and with bounded tags. Prefixes of names are dropped. Threading: one reader belongs to one thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "importers/table/archive.hpp"

namespace tanbu::importers {

class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  // By the name without its prefix; nothing where there is none. An exact name wins over one with a prefix.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> with_prefix(std::string_view name) const;  // r:id, not id

 private:
  const char** pairs_;
};

class XmlEvents {
 public:
  virtual ~XmlEvents() = default;
  // A fault ends the reading.
  virtual std::optional<FileFault> begin(std::string_view element, const XmlAttributes& attributes) = 0;
  virtual std::optional<FileFault> end(std::string_view element) = 0;
  virtual std::optional<FileFault> text(std::string_view text) = 0;  // in parts
};

class XmlReader {
 public:
  XmlReader(std::unique_ptr<ArchivePart> part, XmlEvents& events, const TableLimits& limits);
  ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;
  // Reads one piece of the part. A fault: xml_doctype, xml_depth, xml_token_too_long, xml_broken, zip_nested, those of
  // the archive, or of the events.
  [[nodiscard]] std::optional<FileFault> step();
  [[nodiscard]] bool ended() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The whole of a part.
[[nodiscard]] std::optional<FileFault> read_xml(std::unique_ptr<ArchivePart> part, XmlEvents& events,
                                                const TableLimits& limits);

}  // namespace tanbu::importers
