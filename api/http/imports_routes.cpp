// POST /v1/imports and what can be read of an import. A file costs time to read and tells what the ledger holds of its
// programmes, so only a registrar may post one; what he posted is seen by his party alone.
#include <algorithm>

#include <boost/json/serialize.hpp>

#include "api/http/access.hpp"
#include "api/http/handlers.hpp"
#include "api/http/imports.hpp"
#include "api/http/json_writer.hpp"
#include "api/http/limited.hpp"
#include "api/http/lists.hpp"
#include "api/http/rights.hpp"
#include "ledger/programme.hpp"

namespace tanbu::http {
namespace {

importers::Language report_language(const Call& call) {
  return call.language == Language::chinese ? importers::Language::chinese : importers::Language::english;
}

Problem wrong_option(std::string_view name) {
  return {.code = "import_option_unknown",
          .detail = "The query parameter " + std::string(name) + " has a value that it cannot have. " +
                    std::string(find_problem_text("import_option_unknown")->detail),
          .detail_zh = "查询参数 " + std::string(name) + " 的值不符合规定。" +
                       std::string(find_problem_text("import_option_unknown")->detail_zh),
          .parameter = name};
}

std::variant<ImportOptions, Problem> options_of(const Values& values) {
  ImportOptions options;
  if (values.has("encoding")) {
    options.encoding = importers::encoding_named(values.text("encoding"));
    if (!options.encoding) return wrong_option("encoding");
  }
  if (values.has("delimiter")) {
    const auto text = values.text("delimiter");
    if (text == "comma" || text == ",") options.delimiter = ',';
    if (text == "semicolon" || text == ";") options.delimiter = ';';
    if (text == "tab") options.delimiter = '\t';
    if (!options.delimiter) return wrong_option("delimiter");
  }
  if (values.has("sheet")) options.sheet = std::string(values.text("sheet"));
  if (values.has("profile")) {
    options.profile = importers::profile_named(values.text("profile"));
    if (options.profile == nullptr) return wrong_option("profile");
  }
  if (values.has("made_on")) options.made_on = parse_date(values.text("made_on"));
  return options;
}

bool is_registrar_of_some(const Rights& rights) {
  const auto& programmes = all_programmes();
  return std::any_of(programmes.begin(), programmes.end(),
                     [&](const Programme* programme) { return rights.is_registrar_of(std::string(programme->code)); });
}

void write_head(JsonWriter& json, const ShownImport& import) {
  json.member("id", import.id).member("status", name_of(import.status));
  json.member("sha256", import.sha256).member("bytes", import.bytes);
}

void write_count(JsonWriter& json, std::string_view name, const importers::Count& count) {
  json.name(name).open_object().member("rows", count.rows).member("units", count.units).close_object();
}

void write_totals(JsonWriter& json, const Preview& preview) {
  const auto& totals = preview.totals;
  json.name("totals").open_object();
  write_count(json, "active", totals.active);
  write_count(json, "retired", totals.retired);
  write_count(json, "cancelled", totals.cancelled);
  write_count(json, "events_retired", totals.events_retired);
  write_count(json, "events_cancelled", totals.events_cancelled);
  write_count(json, "known", totals.known);
  json.member("projects", totals.projects).close_object();
}

void write_codes(JsonWriter& json, std::string_view name, const std::map<std::string, std::size_t>& rows_by_code,
                 importers::Language language) {
  json.name(name).open_array();
  for (const auto& [code, rows] : rows_by_code) {
    json.open_object().member("code", code).member("rows", rows);
    json.member("words", importers::words_of(code, language)).close_object();
  }
  json.close_array();
}

void write_preview(JsonWriter& json, const ShownImport& import, importers::Language language) {
  const Preview& preview = *import.preview;
  json.member("profile", preview.profile).member("programme", preview.programme);
  json.name("file").raw(boost::json::serialize(preview.file));
  json.member("ledger_size", preview.ledger_size);
  json.name("rows").open_object().member("all", preview.account.rows).member("recorded", preview.account.recorded);
  json.member("known", preview.account.known).member("refused", preview.account.refused).close_object();
  write_codes(json, "reasons", preview.account.refused_by_code, language);
  write_codes(json, "notices", preview.notices_by_code, language);
  write_totals(json, preview);
  json.member("commands", preview.commands.size()).member("committed", import.committed);
}

void write_fault(JsonWriter& json, const importers::FileFault& fault, Language language) {
  const bool chinese = language == Language::chinese;
  const auto* text = find_problem_text(fault.code);
  const auto words =
      importers::words_of(fault.code, chinese ? importers::Language::chinese : importers::Language::english);
  json.name("fault").open_object().member("code", fault.code);
  if (words == fault.code && text != nullptr) {
    json.member("words", chinese ? text->title_zh : text->title);
    json.member("detail", chinese ? text->detail_zh : text->detail);
  } else {
    json.member("words", words);
    json.member_unless_empty("detail", chinese && !fault.detail_zh.empty() ? fault.detail_zh : fault.detail);
  }
  json.close_object();
}

void write_remarks(JsonWriter& json, std::string_view name, const std::vector<importers::Remark>& remarks,
                   importers::Language language) {
  if (remarks.empty()) return;
  json.name(name).open_array();
  for (const auto& remark : remarks) {
    json.open_object().member("code", remark.code).member_unless_empty("column", remark.column);
    json.member("words", importers::words_of(remark.code, language)).member_unless_empty("detail", remark.detail);
    if (remark.other_line != 0) json.member("other_row", remark.other_line);
    if (remark.other_entry) json.member("other_entry", *remark.other_entry);
    json.close_object();
  }
  json.close_array();
}

void write_place(JsonWriter& json, const Preview& preview, std::size_t sheet, std::size_t row) {
  if (preview.facts.sheets.size() > 1 && sheet < preview.facts.sheets.size()) {
    json.member("sheet", preview.facts.sheets[sheet].name);
  }
  json.member("row", row);
}

void write_row(JsonWriter& json, const Preview& preview, const PreviewRow& row, importers::Language language) {
  json.open_object();
  write_place(json, preview, row.sheet, row.row);
  json.member("outcome", name_of(row.outcome)).member_unless_empty("name", row.name);
  if (row.batch != 0) json.member("batch", row.batch);
  json.name("commands").open_array();
  for (const std::size_t number : row.commands) json.integer(number);
  json.close_array();
  write_remarks(json, "reasons", row.reasons, language);
  write_remarks(json, "notices", row.notices, language);
  json.close_object();
}

// What the asking party posted under this id and can be looked into, or the answer instead.
std::variant<ShownImport, Response> find_import(const Call& call) {
  if (!call.who) return call.problem({.code = "token_required"});
  auto import = call.services->imports.find(call.values.text("import"), *call.who);
  if (!import) return call.problem({.code = "import_unknown"});
  return *std::move(import);
}
std::variant<ShownImport, Response> find_ready(const Call& call) {
  auto found = find_import(call);
  const auto* import = std::get_if<ShownImport>(&found);
  if (import == nullptr || import->status == ImportStatus::ready) return found;
  if (import->status == ImportStatus::failed) return call.problem({.code = "import_failed"});
  return call.problem({.code = "import_reading", .retry_seconds = 1});
}

}  // namespace

void post_import(Call call, Finish finish) {
  std::variant<std::optional<PartyId>, TokenFault> judged;
  bool allowed = false;
  call.engine().with_reader([&](store::Reader& reader) {
    judged = authenticate(call.request.header("authorization"), call.engine(), reader);
    const auto* who = std::get_if<std::optional<PartyId>>(&judged);
    if (who != nullptr && *who) call.who = *who;
    allowed = is_registrar_of_some(rights_of(call, reader));
  });
  if (const auto* fault = std::get_if<TokenFault>(&judged)) {
    return finish(call.problem({.code = std::string(fault->code)}));
  }
  if (!call.who) return finish(call.problem({.code = "token_required"}));
  if (!allowed) return finish(call.problem({.code = "import_not_allowed"}));
  auto options = options_of(call.values);
  if (const auto* problem = std::get_if<Problem>(&options)) return finish(call.problem(*problem));
  if (const auto over = used_up(call, serving::Policy::import, call.who->text)) return finish(too_many(call, *over));
  auto posted =
      call.services->imports.post(*call.who, std::move(call.request.body), std::get<ImportOptions>(std::move(options)),
                                  call.engine(), call.services->slow_work);
  if (const auto* problem = std::get_if<Problem>(&posted)) {
    give_back(call, serving::Policy::import, call.who->text);
    return finish(call.problem(*problem));
  }
  const auto& import = std::get<ShownImport>(posted);
  std::string body;
  JsonWriter json(body);
  json.open_object();
  write_head(json, import);
  json.close_object();
  Response response = json_response(std::move(body));
  response.status = 202;
  response.headers.emplace_back("Location", "/v1/imports/" + import.id);
  response.headers.emplace_back("Cache-Control", "no-store");
  finish(std::move(response));
}

Response read_import(const Call& call, store::Reader&) {
  auto found = find_import(call);
  if (auto* response = std::get_if<Response>(&found)) return std::move(*response);
  const auto& import = std::get<ShownImport>(found);
  std::string body;
  JsonWriter json(body);
  json.open_object();
  write_head(json, import);
  if (import.status == ImportStatus::failed) write_fault(json, import.fault, call.language);
  if (import.status == ImportStatus::ready) write_preview(json, import, report_language(call));
  json.close_object();
  Response response = json_response(std::move(body));
  if (import.status == ImportStatus::reading) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response read_import_rows(const Call& call, store::Reader&) {
  auto found = find_ready(call);
  if (auto* response = std::get_if<Response>(&found)) return std::move(*response);
  const auto& import = std::get<ShownImport>(found);
  const Preview& preview = *import.preview;
  const auto outcome = call.values.text("outcome");
  const bool sound =
      outcome.empty() || outcome == "recorded" || outcome == "known" || outcome == "refused" || outcome == "not_a_row";
  if (!sound) return call.problem(wrong_option("outcome"));
  const auto asked = asked_page(call, preview.rows.size());
  if (!asked || asked->cursor.size != preview.rows.size()) return call.problem({.code = "cursor_invalid"});
  std::string body;
  JsonWriter json(body);
  json.open_object().name("data").open_array();
  std::size_t shown = 0;
  std::size_t at = static_cast<std::size_t>(asked->cursor.position);
  for (; at < preview.rows.size(); ++at) {
    if (!outcome.empty() && name_of(preview.rows[at].outcome) != outcome) continue;
    if (shown++ == asked->limit) break;
    write_row(json, preview, preview.rows[at], report_language(call));
  }
  json.close_array();
  const bool more = at < preview.rows.size();
  return page_response(call, std::move(body), more ? std::optional(Cursor{preview.rows.size(), at, 0}) : std::nullopt);
}

Response read_import_commands(const Call& call, store::Reader&) {
  auto found = find_ready(call);
  if (auto* response = std::get_if<Response>(&found)) return std::move(*response);
  const Preview& preview = *std::get<ShownImport>(found).preview;
  const auto limit = call.values.number("limit").value_or(page_limit_default);
  std::string body;
  const std::size_t first = static_cast<std::size_t>(call.values.number("from").value_or(0));
  for (std::size_t at = first; at < preview.commands.size() && at - first < limit; ++at) {
    const OfferedCommand& command = preview.commands[at];
    JsonWriter json(body);
    json.open_object().member("number", at);
    write_place(json, preview, command.sheet, command.row);
    json.member("kind", command.kind).name("payload").open_object();
    json.member("iss", call.who->text).member("aud", call.engine().origin()).member("kind", command.kind);
    json.name("body").raw(command.body).close_object().close_object();
    body += '\n';
  }
  return text_response(std::move(body), "application/x-ndjson");
}

}  // namespace tanbu::http
