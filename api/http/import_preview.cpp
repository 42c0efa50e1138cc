// Reading behind import_preview.hpp.
#include "api/http/import_preview.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <set>

#include "api/http/import_known.hpp"
#include "ledger/holds.hpp"

namespace tanbu::http {
namespace {

namespace json = boost::json;
using importers::FileFault;

struct Opened {
  std::unique_ptr<importers::Table> table;
  importers::FoundProfile found;
};

std::variant<Opened, FileFault> open_file(std::string_view file, const ImportOptions& options) {
  importers::TableOptions wanted{
      .encoding = options.encoding, .delimiter = options.delimiter, .sheet = options.sheet, .limits = {}};
  wanted.limits.file_bytes_max = import_bytes_max;
  wanted.limits.rows_max = import_rows_max;
  auto opened = importers::open_table(importers::FileBytes::of(file), wanted);
  if (auto* fault = std::get_if<FileFault>(&opened)) return std::move(*fault);
  auto table = std::get<std::unique_ptr<importers::Table>>(std::move(opened));
  auto found = importers::find_profile(*table, options.profile);
  if (auto* fault = std::get_if<FileFault>(&found)) return std::move(*fault);
  return Opened{std::move(table), std::get<importers::FoundProfile>(std::move(found))};
}

// The rows of a reading, each once, and the commands in the order in which they can be recorded: a batch is refused
// before its project is registered.
class Rows {
 public:
  Rows(const importers::Reading& reading, Preview& preview) : reading_(reading), preview_(preview) {}

  void make() {
    for (const auto& project : reading_.projects)
      offer("register_project", project, project.project_id, importers::register_project_body(reading_, project));
    for (const auto& batch : reading_.recognised)
      offer("record_batch", batch, batch.serial, importers::record_batch_body(reading_, batch));
    for (const auto& event : reading_.events)
      offer("record_registry_event", event, event.serial, importers::record_registry_event_body(reading_, event));
    for (const auto& known : reading_.known) {
      auto& row = at(known);
      row.outcome = RowOutcome::known;
      row.name = known.serial;
      row.batch = known.batch;
    }
    for (const auto& remark : reading_.refused) {
      auto& row = at(remark);
      row.outcome = RowOutcome::refused;
      row.reasons.push_back(remark);
    }
    std::map<std::string, std::set<const PreviewRow*>> noticed;
    for (const auto& remark : reading_.notices) {
      auto& row = at(remark);
      row.notices.push_back(remark);
      noticed[remark.code].insert(&row);
    }
    for (const auto& [code, rows] : noticed) preview_.notices_by_code[code] = rows.size();
    for (auto& [place, row] : rows_) preview_.rows.push_back(std::move(row));
    count_bytes();
  }

 private:
  template <class Thing>
  PreviewRow& at(const Thing& thing) {
    PreviewRow& row = rows_[{thing.sheet, thing.line}];
    row.sheet = thing.sheet;
    row.row = thing.line;
    return row;
  }

  template <class Thing>
  void offer(const char* kind, const Thing& thing, const std::string& name, const json::object& body) {
    auto& row = at(thing);
    row.name = name;
    row.commands.push_back(preview_.commands.size());
    preview_.by_digest.emplace(digest_of(kind, body), preview_.commands.size());
    preview_.commands.push_back({.kind = kind, .sheet = thing.sheet, .row = thing.line, .body = json::serialize(body)});
  }

  void count_bytes() {
    std::size_t bytes = sizeof(Preview);
    for (const auto& command : preview_.commands) {
      bytes += sizeof(OfferedCommand) + command.body.size() + 2 * sizeof(crypto::Digest);
    }
    for (const auto& row : preview_.rows) {
      bytes += sizeof(PreviewRow) + row.name.size();
      for (const auto* remarks : {&row.reasons, &row.notices}) {
        for (const auto& remark : *remarks) bytes += sizeof(remark) + remark.column.size() + remark.detail.size();
      }
    }
    preview_.bytes = bytes;
  }

  const importers::Reading& reading_;
  Preview& preview_;
  std::map<std::pair<std::size_t, std::size_t>, PreviewRow> rows_;
};

ReadImport read(std::string_view file, const std::string& sha256, const ImportOptions& options,
                engine::Engine& engine) {
  auto first = open_file(file, options);
  if (auto* fault = std::get_if<FileFault>(&first)) return std::move(*fault);
  auto& looked_through = std::get<Opened>(first);
  const auto programmes = importers::programmes_in(*looked_through.table, looked_through.found);
  auto preview = std::make_shared<Preview>();
  std::optional<importers::KnownByProgramme> known;
  engine.with_reader([&](store::Reader& reader) {
    preview->ledger_size = reader.head().size;
    known = known_to_ledger(reader, programmes, import_known_batches_max);
  });
  if (!known) return FileFault{"import_known_too_many", {}};
  auto again = open_file(file, options);
  if (auto* fault = std::get_if<FileFault>(&again)) return std::move(*fault);
  auto& opened = std::get<Opened>(again);
  const importers::Source source{.sha256 = sha256,
                                 .bytes = static_cast<std::int64_t>(file.size()),
                                 .media_type = std::string(importers::media_type_of(opened.table->facts().format))};
  auto rows = importers::read_rows(*opened.table, opened.found, source, *known, {.made_on = options.made_on});
  if (auto* fault = std::get_if<FileFault>(&rows)) return std::move(*fault);
  const auto& reading = std::get<importers::Reading>(rows);
  preview->profile = reading.profile;
  preview->programme = reading.programme;
  preview->facts = opened.table->facts();
  preview->totals = importers::totals_of(reading);
  preview->account = importers::account_of(reading);
  preview->file = importers::file_json(reading, "", &preview->facts);
  preview->file.erase("name");
  Rows(reading, *preview).make();
  return std::shared_ptr<const Preview>(std::move(preview));
}

// Members in the order of their names, so that one value has one spelling.
void append_canonical(std::string& out, const json::value& value) {
  if (const auto* object = value.if_object()) {
    std::vector<const json::key_value_pair*> members;
    for (const auto& member : *object) members.push_back(&member);
    std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->key() < b->key(); });
    out += '{';
    for (const auto* member : members) {
      out += json::serialize(json::string(member->key())) + ":";
      append_canonical(out, member->value());
      out += ',';
    }
    out += '}';
    return;
  }
  if (const auto* array = value.if_array()) {
    out += '[';
    for (const auto& element : *array) {
      append_canonical(out, element);
      out += ',';
    }
    out += ']';
    return;
  }
  out += json::serialize(value);
}

}  // namespace

std::string_view name_of(RowOutcome outcome) {
  switch (outcome) {
    case RowOutcome::recorded:
      return "recorded";
    case RowOutcome::known:
      return "known";
    case RowOutcome::refused:
      return "refused";
  }
  HOLDS(false);
  return "";
}

crypto::Digest digest_of(std::string_view kind, const json::object& body) {
  std::string text(kind);
  text += '\n';
  append_canonical(text, body);
  return crypto::sha256(text);
}

ReadImport read_posted_file(std::string_view file, const std::string& sha256, const ImportOptions& options,
                            engine::Engine& engine) noexcept {
  try {
    return read(file, sha256, options, engine);
  } catch (const store::StoreFault&) {
    return FileFault{"store_failed", {}};
  } catch (const std::exception&) {
    return FileFault{"internal", {}};
  }
}

}  // namespace tanbu::http
