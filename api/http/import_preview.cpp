// Reading behind import_preview.hpp.
#include "api/http/import_preview.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>

#include "api/http/import_known.hpp"
#include "importers/row_sink.hpp"
#include "importers/tally.hpp"
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
  wanted.limits.unpacked_bytes_max = options.unpacked_bytes_max;
  auto opened = importers::open_table(importers::FileBytes::of(file), wanted);
  if (auto* fault = std::get_if<FileFault>(&opened)) return std::move(*fault);
  auto table = std::get<std::unique_ptr<importers::Table>>(std::move(opened));
  auto found = importers::find_profile(*table, options.profile);
  if (auto* fault = std::get_if<FileFault>(&found)) return std::move(*fault);
  return Opened{std::move(table), std::get<importers::FoundProfile>(std::move(found))};
}

// What an allocator adds to a block, and a map to what it holds.
constexpr std::size_t block_bytes = 16;
constexpr std::size_t node_bytes = block_bytes + 4 * sizeof(void*);

std::size_t heap_of(const std::string& text) {
  const bool within = text.capacity() <= std::string().capacity();
  return within ? 0 : text.capacity() + block_bytes;
}
template <class Thing>
std::size_t heap_of(const std::vector<Thing>& things) {
  return things.capacity() == 0 ? 0 : things.capacity() * sizeof(Thing) + block_bytes;
}
std::size_t heap_of(const std::vector<importers::Remark>& remarks) {
  std::size_t bytes = remarks.capacity() == 0 ? 0 : remarks.capacity() * sizeof(importers::Remark) + block_bytes;
  for (const auto& one : remarks) bytes += heap_of(one.column) + heap_of(one.code) + heap_of(one.detail);
  return bytes;
}
std::size_t heap_of(const std::map<std::string, std::size_t>& counts) {
  std::size_t bytes = 0;
  for (const auto& one : counts) bytes += node_bytes + sizeof(one) + heap_of(one.first);
  return bytes;
}
std::size_t heap_of(const importers::FileFacts& facts) {
  std::size_t bytes = heap_of(facts.sheets) + heap_of(facts.encoding_samples);
  for (const auto& sample : facts.encoding_samples) bytes += heap_of(sample.text);
  for (const auto& sheet : facts.sheets) {
    bytes += heap_of(sheet.name) + heap_of(sheet.merged_first) + heap_of(sheet.names_unread);
    for (const auto* names : {&sheet.merged_first, &sheet.names_unread}) {
      for (const auto& name : *names) bytes += heap_of(name);
    }
  }
  return bytes;
}

// Everything that stays for an hour: what was left out of the sum would be given to parties beyond the limit.
std::size_t bytes_of(const Preview& preview) {
  std::size_t bytes = sizeof(Preview) + heap_of(preview.rows) + heap_of(preview.commands) + heap_of(preview.facts) +
                      heap_of(preview.notices_by_code) + heap_of(preview.account.refused_by_code);
  for (const auto& row : preview.rows)
    bytes += heap_of(row.name) + heap_of(row.commands) + heap_of(row.reasons) + heap_of(row.notices);
  for (const auto& command : preview.commands) bytes += heap_of(command.kind) + heap_of(command.body);
  bytes += preview.by_digest.size() * (node_bytes + sizeof(std::pair<const crypto::Digest, std::size_t>));
  // Values of JSON are larger than their text: a few words each, and a name beside.
  constexpr std::size_t larger = 8;
  return bytes + larger * json::serialize(preview.file).size();
}

// Every row as it is decided, and the commands in the order in which they can be recorded: a batch is refused before
// its project is registered. A row is what begin_row() begins and not a place in the file: a sheet that holds a row
// twice has two rows in one place, and what refuses the second one must not stand beside the commands of the first.
class PreviewRows final : public importers::RowSink {
 public:
  explicit PreviewRows(Preview& preview) : preview_(preview) {}

  void begin_file(const importers::ReadingHead& head, const importers::FileFacts&) override { head_ = head; }
  void begin_row() override {
    preview_.rows.emplace_back();
    is_placed_ = false;
  }
  void project(const importers::ProjectRow& row) override {
    offer(projects_, "register_project", row, row.project_id, importers::register_project_body(head_, row));
  }
  void batch(const importers::BatchRow& row) override {
    offer(batches_, "record_batch", row, row.serial, importers::record_batch_body(head_, row));
  }
  void event(const importers::EventRow& row) override {
    offer(events_, "record_registry_event", row, row.serial, importers::record_registry_event_body(head_, row));
  }
  void known(const importers::KnownRow& row) override {
    auto& shown = placed(row);
    shown.outcome = RowOutcome::known;
    shown.name = row.serial;
    shown.batch = row.batch;
  }
  void refused(const importers::Remark& remark) override {
    auto& row = placed(remark);
    row.outcome = RowOutcome::refused;
    row.reasons.push_back(remark);
  }
  // Only a notice may be of no row: of a sheet, of a line of totals.
  void notice(const importers::Remark& remark) override {
    const bool has_row = !preview_.rows.empty();
    const bool of_row =
        has_row &&
        (!is_placed_ || (preview_.rows.back().sheet == remark.sheet && preview_.rows.back().row == remark.line));
    if (!of_row) {
      begin_row();
      preview_.rows.back().outcome = RowOutcome::not_a_row;
    }
    placed(remark).notices.push_back(remark);
    const auto [last, fresh] = noticed_last_.try_emplace(remark.code, preview_.rows.size());
    if (!fresh && last->second == preview_.rows.size()) return;
    last->second = preview_.rows.size();
    ++preview_.notices_by_code[remark.code];
  }

  // Once, when all rows were there.
  void finish() {
    for (auto* offers : {&projects_, &batches_, &events_}) {
      for (auto& offer : *offers) {
        preview_.rows[offer.row].commands.push_back(preview_.commands.size());
        preview_.by_digest.emplace(offer.digest, preview_.commands.size());
        preview_.commands.push_back(std::move(offer.command));
      }
    }
    preview_.profile = head_.profile;
    preview_.programme = head_.programme;
    preview_.file = importers::file_json(head_, "", &preview_.facts);
    preview_.file.erase("name");
    preview_.bytes = bytes_of(preview_);
  }

 private:
  struct Offer {
    std::size_t row = 0;  // in Preview::rows
    crypto::Digest digest;
    OfferedCommand command;
  };

  template <class Thing>
  PreviewRow& placed(const Thing& thing) {
    PreviewRow& row = preview_.rows.back();
    row.sheet = thing.sheet;
    row.row = thing.line;
    is_placed_ = true;
    return row;
  }

  template <class Thing>
  void offer(std::vector<Offer>& offers, const char* kind, const Thing& thing, const std::string& name,
             const json::object& body) {
    placed(thing).name = name;
    offers.push_back({preview_.rows.size() - 1,
                      digest_of(kind, body),
                      {.kind = kind, .sheet = thing.sheet, .row = thing.line, .body = json::serialize(body)}});
  }

  Preview& preview_;
  importers::ReadingHead head_;
  std::vector<Offer> projects_;
  std::vector<Offer> batches_;
  std::vector<Offer> events_;
  std::map<std::string, std::size_t> noticed_last_;  // by code, how many rows there were
  bool is_placed_ = false;
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
  PreviewRows rows(*preview);
  importers::Tally tally;
  importers::SeveralSinks both({&rows, &tally});
  auto fault = importers::read_rows(*opened.table, opened.found, source, *known, {.made_on = options.made_on}, both);
  if (fault) return *std::move(fault);
  preview->facts = opened.table->facts();
  preview->totals = tally.totals();
  preview->account = tally.account();
  rows.finish();
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
    case RowOutcome::not_a_row:
      return "not_a_row";
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
