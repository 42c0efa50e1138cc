#include "tests/unit/audit/bundle_support.hpp"

#include <stdexcept>

#include "audit/offline/word.hpp"
#include "audit/sqlite_source.hpp"
#include "ledger/engine/statement_key.hpp"
#include "ledger/rules/words.hpp"

namespace tanbu::test {

namespace json = boost::json;

namespace {

std::unique_ptr<engine::Engine> opened(const std::filesystem::path& directory) {
  engine::EngineOptions options;
  options.directory = directory;
  options.clock = std::make_shared<StandingClock>();
  auto engine = engine::Engine::open(std::move(options));
  if (const auto* fault = std::get_if<engine::OpenFault>(&engine)) throw std::runtime_error(fault->code);
  return std::get<std::unique_ptr<engine::Engine>>(std::move(engine));
}

json::object bundle_evidence() {
  return {{"sha256", std::string(64, 'c')}, {"bytes", 3}, {"media_type", "application/pdf"}, {"reference", "R-3"}};
}

}  // namespace

offline::Trust trust_in(const std::string& vkey) {
  offline::Trust trust;
  auto key = log::Verifier::parse(vkey);
  if (!log::ok(key)) throw std::runtime_error(std::string(log::code(key)));
  trust.key = log::value(std::move(key));
  return trust;
}

ReadLedger::ReadLedger(const std::filesystem::path& directory) : engine(opened(directory)), directory_(directory) {
  trust = trust_in(engine->log_vkey());
  whole.note = audit::read_small_file(directory / "checkpoint").value();
  whole.checkpoint = log::value(log::open_checkpoint(whole.note, *trust.key));
  const auto source = audit::sqlite_source(directory, false);
  while (whole.entries.size() < whole.checkpoint.size) {
    for (auto& entry : source->entries(whole.entries.size(), 500)) whole.entries.push_back({entry.line, entry.command});
  }
  engine->with_reader([this](store::Reader& reader) {
    const View& view = reader;
    for (std::uint64_t id = 0; id < view.size(); ++id) {
      if (auto retirement = view.retirement({id})) retirements.push_back(*std::move(retirement));
    }
  });
}

std::string ReadLedger::word(const offline::Subject& subject) const {
  std::optional<std::string> lines;
  engine->with_reader([&](store::Reader& reader) {
    const View& view = reader;
    if (subject.kind == offline::SubjectKind::retirement)
      lines = rules::word_about(*view.retirement({subject.id}), view);
    if (subject.kind == offline::SubjectKind::factory_year)
      lines = rules::word_about({subject.id}, subject.period, view);
    if (subject.kind == offline::SubjectKind::certificate)
      lines = rules::word_about(*find_note<Certificate>(view, {subject.id}), subject.on, view);
  });
  const auto key = engine::read_statement_key(directory_);
  const std::string text = offline::word_head(whole.checkpoint) + lines.value_or("");
  return log::note_bytes({text, {std::get<std::shared_ptr<const log::Signer>>(key)->sign(text)}});
}

offline::Bundle bundle_of(const offline::Subject& subject, const ReadLedger& ledger) {
  return bundle_of(subject, ledger.word(subject), ledger.whole);
}

offline::Bundle bundle_of(const offline::Subject& subject, const std::string& word, const offline::WholeLog& whole) {
  auto made = offline::make_bundle(subject, word, whole, "");
  if (const auto* fault = offline::fault_of(made))
    throw std::runtime_error(fault->code + " " + fault->detail + " " + std::to_string(fault->entry.value_or(0)));
  return std::get<offline::Bundle>(std::move(made));
}

offline::Verdict judged(const offline::Bundle& bundle, const offline::Trust& trust) {
  return offline::verify_file(offline::write_bundle(bundle), trust);
}

std::string code_of(const offline::Bundle& bundle, const offline::Trust& trust) {
  const auto verdict = judged(bundle, trust);
  return verdict.fault ? verdict.fault->code : std::string();
}

offline::Subject year(std::uint64_t factory, const char* period) {
  offline::Subject subject;
  subject.kind = offline::SubjectKind::factory_year;
  subject.id = factory;
  subject.period = parse_period(period).value();
  return subject;
}

offline::Subject retirement(std::uint64_t id) {
  offline::Subject subject;
  subject.kind = offline::SubjectKind::retirement;
  subject.id = id;
  return subject;
}

offline::Subject certificate(std::uint64_t id, const char* on) {
  offline::Subject subject;
  subject.kind = offline::SubjectKind::certificate;
  subject.id = id;
  subject.on = parse_date(on).value();
  return subject;
}

SmallYear::SmallYear() {
  enroll("x:plant");
  factory = append_signed("x:plant", "register_factory",
                          {{"name", "一厂"},
                           {"address", "A 路 1 号"},
                           {"division", "330108"},
                           {"industry", "C3841"},
                           {"established_on", "2012-02-29"}});
  append_signed("x:registrar", "register_project",
                {{"programme", "VCS"},
                 {"project_id", "929"},
                 {"title", "Project 929"},
                 {"country", "CN"},
                 {"technology", "wind"},
                 {"methodology", "ACM0002"}});
  batch = append_signed("x:registrar", "record_batch",
                        {{"programme", "VCS"},
                         {"serial", "15312-681390001-681390100-VCS-VCU-208-VER-CA-3-929-01012018-31122018-O"},
                         {"quantity", 100},
                         {"project", "929"},
                         {"vintage_from", "2018-01-01"},
                         {"vintage_until", "2018-12-31"},
                         {"issued_on", "2019-05-06"},
                         {"registry_status", {{"status", "active"}}}});
  inventory =
      append_signed("x:plant", "declare_inventory",
                    {{"factory", factory},
                     {"period", "2024"},
                     {"standard", "ISO 14064-1:2018"},
                     {"scope1_t", "100.00"},
                     {"scope3_t", "50.00"},
                     {"electricity", {{"consumed_kwh", 0}, {"purchased_kwh", 0}, {"factor_location", "0.4974"}}}});
  append_signed("x:registrar", "verify_inventory",
                {{"inventory", inventory},
                 {"verifier", "x:registrar"},
                 {"criteria", "ISO 14064-3:2019"},
                 {"assurance", "reasonable"},
                 {"opinion", "unqualified"},
                 {"statement_number", "V-2025-2"},
                 {"verified_on", "2025-02-01"},
                 {"evidence", bundle_evidence()}});
  first_use = retire(681'390'001, 681'390'030);
  second_use = retire(681'390'031, 681'390'070);
}

std::uint64_t SmallYear::retire(std::int64_t first, std::int64_t last, const Claims& claims) {
  return append_signed("x:plant", "retire",
                       {{"factory", factory},
                        {"period", "2024"},
                        {"purpose", "factory_offset"},
                        {"ranges", json::array{{{"batch", batch}, {"first", first}, {"last", last}}}},
                        {"quantity", last - first + 1},
                        {"beneficiary", "x:plant"},
                        {"retired_on", "2025-02-03"}},
                       claims);
}

offline::WholeLog SmallYear::whole() const {
  const auto made = functions();
  offline::WholeLog whole{{}, made.checkpoint, {}};
  whole.checkpoint = log::value(log::open_checkpoint(made.checkpoint, *trust_in(made.log_vkey).key));
  for (std::size_t at = 0; at < lines.size(); ++at) whole.entries.push_back({lines[at], commands[at]});
  return whole;
}

offline::Word SmallYear::said() const {
  offline::Word word;
  for (std::uint64_t id = first_use; id < lines.size(); ++id) word[id] = {"declared", PartyId{"x:plant"}, {}};
  return word;
}

offline::Result<offline::Bundle> SmallYear::made(const offline::Subject& subject, const offline::Word& word) const {
  return made(subject, word, whole());
}

offline::Result<offline::Bundle> SmallYear::made(const offline::Subject& subject, const offline::Word& word,
                                                 const offline::WholeLog& log) const {
  const auto evidence = offline::read_whole(log);
  if (const auto* fault = offline::fault_of(evidence)) return *fault;
  const auto derived = offline::derive(subject, word, std::get<offline::Evidence>(evidence), log.checkpoint);
  if (const auto* fault = offline::fault_of(derived)) return *fault;
  const auto text = offline::word_text(std::get<offline::Derived>(derived).statement);
  return offline::make_bundle(subject, tanbu::log::note_bytes({text, {statements().sign(text)}}), log, "");
}

offline::Bundle SmallYear::bundle(const offline::Subject& subject, const offline::Word& word) const {
  auto result = made(subject, word);
  if (const auto* fault = offline::fault_of(result)) throw std::runtime_error(fault->code + " " + fault->detail);
  return std::get<offline::Bundle>(std::move(result));
}

std::string SmallYear::year_code() const {
  const auto result = made(year(factory, "2024"), said());
  if (const auto* fault = offline::fault_of(result)) return "unmade: " + fault->code;
  return code_of(std::get<offline::Bundle>(result), trust());
}

}  // namespace tanbu::test
