// The reader of xml_reader.hpp.
#include "importers/table/xml_reader.hpp"

#include <expat.h>

#include <array>
#include <exception>
#include <new>
#include <utility>

namespace tanbu::importers {
namespace {

constexpr std::size_t xml_piece_bytes = 64U * 1024;

std::string_view without_prefix(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

std::optional<std::string_view> XmlAttributes::find(std::string_view name) const {
  for (const auto** pair = pairs_; *pair != nullptr; pair += 2) {
    if (name == *pair) return std::string_view(pair[1]);
  }
  return std::nullopt;
}

std::optional<std::string_view> XmlAttributes::with_prefix(std::string_view name) const {
  for (const auto** pair = pairs_; *pair != nullptr; pair += 2) {
    const std::string_view full = *pair;
    if (full.size() > name.size() && without_prefix(full) == name) return std::string_view(pair[1]);
  }
  return std::nullopt;
}

struct XmlReader::State {
  State(std::unique_ptr<ArchivePart> from, XmlEvents& receiver, const TableLimits& bounds)
      : part(std::move(from)), events(receiver), limits(bounds), parser(XML_ParserCreate(nullptr)) {
    if (parser == nullptr) throw std::bad_alloc();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, on_begin, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
  }
  ~State() { XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // Exceptions must not pass through expat; what is thrown is kept and thrown behind it.
  template <class Action>
  static void guarded(void* data, Action action) {
    auto& state = *static_cast<State*>(data);
    if (state.fault || state.trouble) return;
    try {
      state.fault = action(state);
    } catch (...) {
      state.trouble = std::current_exception();
    }
    if (state.fault || state.trouble) XML_StopParser(state.parser, XML_FALSE);
  }
  static void on_begin(void* data, const char* name, const char** attributes) {
    guarded(data, [&](State& state) -> std::optional<FileFault> {
      if (++state.depth > state.limits.depth_max) {
        return FileFault{"xml_depth", "elements are nested deeper than any workbook nests them"};
      }
      return state.events.begin(without_prefix(name), XmlAttributes(attributes));
    });
  }
  static void on_end(void* data, const char* name) {
    guarded(data, [&](State& state) {
      --state.depth;
      return state.events.end(without_prefix(name));
    });
  }
  static void on_text(void* data, const char* text, int length) {
    guarded(data,
            [&](State& state) { return state.events.text(std::string_view(text, static_cast<std::size_t>(length))); });
  }
  // Entities are declared in a document type and nowhere else: without it there is no billion laughs, no outside file
  // (XXE) and no quadratic blow-up. No program that makes workbooks writes one.
  static void on_doctype(void* data, const char*, const char*, const char*, int) {
    guarded(data, [](State&) -> std::optional<FileFault> {
      return FileFault{"xml_doctype", "a part declares a document type, which no workbook does and attacks do"};
    });
  }

  std::unique_ptr<ArchivePart> part;
  XmlEvents& events;
  TableLimits limits;
  XML_Parser parser;
  std::size_t depth = 0;
  std::uint64_t fed = 0;
  bool ended = false;
  std::optional<FileFault> fault;
  std::exception_ptr trouble;
  std::array<char, xml_piece_bytes> piece;
};

XmlReader::XmlReader(std::unique_ptr<ArchivePart> part, XmlEvents& events, const TableLimits& limits)
    : state_(std::make_unique<State>(std::move(part), events, limits)) {}
XmlReader::~XmlReader() = default;
bool XmlReader::ended() const { return state_->ended; }

std::optional<FileFault> XmlReader::step() {
  auto& state = *state_;
  auto read = state.part->read(state.piece);
  if (auto* fault = std::get_if<FileFault>(&read)) return std::move(*fault);
  const auto count = std::get<std::size_t>(read);
  const bool is_archive = std::string_view(state.piece.data(), count).substr(0, 4) == "PK\x03\x04";
  if (state.fed == 0 && is_archive) {
    return FileFault{"zip_nested", "a part of the workbook is an archive itself"};
  }
  state.ended = count == 0;
  state.fed += count;
  const auto status = XML_Parse(state.parser, state.piece.data(), static_cast<int>(count), state.ended ? 1 : 0);
  if (state.trouble) std::rethrow_exception(std::exchange(state.trouble, nullptr));
  if (state.fault) return std::move(state.fault);
  if (status != XML_STATUS_OK) {
    if (XML_GetErrorCode(state.parser) == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
    return FileFault{"xml_broken", std::string("a part is no XML: ") + XML_ErrorString(XML_GetErrorCode(state.parser))};
  }
  // expat keeps an unfinished tag in memory, and scans it again with every piece (CVE-2023-52425).
  const auto index = XML_GetCurrentByteIndex(state.parser);
  const auto begun = index < 0 ? std::uint64_t{0} : static_cast<std::uint64_t>(index);
  if (!state.ended && state.fed - std::min(state.fed, begun) > state.limits.row_bytes_max) {
    return FileFault{"xml_token_too_long", "a single tag or comment is longer than a row may be"};
  }
  return std::nullopt;
}

std::optional<FileFault> read_xml(std::unique_ptr<ArchivePart> part, XmlEvents& events, const TableLimits& limits) {
  XmlReader reader(std::move(part), events, limits);
  while (!reader.ended()) {
    if (auto fault = reader.step()) return fault;
  }
  return std::nullopt;
}

}  // namespace tanbu::importers
