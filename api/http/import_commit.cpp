// POST /v1/imports/{import}/commit: signed commands of one import. All of them become entries under one checkpoint, or
// none does and every line is told what it would have got.
#include <map>
#include <memory>
#include <set>

#include "api/http/access.hpp"
#include "api/http/answers.hpp"
#include "api/http/checked_lines.hpp"
#include "api/http/handlers.hpp"
#include "api/http/imports.hpp"
#include "api/http/json_writer.hpp"
#include "api/http/limited.hpp"
#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"

namespace tanbu::http {
namespace {

using engine::Accepted;
using engine::GroupAnswer;

// The number of the offered command that a signed line repeats.
std::optional<std::size_t> offered_number(const Preview& preview, const engine::Checked& checked) {
  const auto jws = crypto::parse_jws(checked.jws, codec::command_type);
  const auto payload = codec::read_payload(std::get<crypto::Jws>(jws).payload);
  const auto& read = std::get<codec::Payload>(payload);
  const auto found = preview.by_digest.find(digest_of(checked.envelope.kind, read.body));
  return found == preview.by_digest.end() ? std::nullopt : std::optional(found->second);
}

class ImportCommit {
 public:
  ImportCommit(Call call, ShownImport import, std::shared_ptr<CheckedLines> lines, Finish finish)
      : call_(std::move(call)),
        import_(std::move(import)),
        lines_(std::move(lines)),
        finish_(std::move(finish)),
        numbers_(lines_->size()),
        problems_(lines_->size()) {}

  // On a thread for slow work.
  void run() noexcept {
    try {
      finish_(answer());
    } catch (const store::StoreFault&) {
      // Before the group was handed over; after that the engine answers by itself.
      finish_(call_.problem({.code = "store_failed", .retry_seconds = 5}));
    } catch (const std::exception&) {
      finish_(call_.problem({.code = "internal"}));
    }
  }

 private:
  Response answer() {
    auto checked = lines_->check(call_.services->slow_work);
    std::vector<engine::Checked> commands;
    judge_lines(checked, commands);
    const bool dry_run = call_.values.flag("dry_run");
    if (places_.size() < problems_.size() || dry_run) {
      const auto group = call_.engine().dry_run_together(commands);
      return written(group, dry_run);
    }
    if (auto refusal = refuse_lines(call_, {{call_.who->text, fresh_lines_}})) return *std::move(refusal);
    const auto result = call_.engine().decide_together(std::move(commands));
    const auto* group = std::get_if<GroupAnswer>(&result);
    if (group != nullptr && group->recorded) return recorded(*group);
    // Nothing became an entry: the same lines may come again.
    give_back(call_, serving::Policy::batch, call_.who->text, fresh_lines_);
    if (group == nullptr) return call_.problem(problem_of(std::get<engine::Unavailable>(result)));
    return written(*group, false);
  }

  // Who signed is asked before what was signed. A line that became an entry before may be sent again wherever its file
  // is posted again, although the rows are known by then and nothing is offered for them any more.
  void judge_lines(std::vector<CheckedLines::Line>& checked, std::vector<engine::Checked>& commands) {
    call_.engine().with_reader([&](store::Reader& reader) {
      for (std::size_t at = 0; at < checked.size(); ++at) {
        if (const auto* answer = std::get_if<engine::Answer>(&checked[at])) {
          problems_[at] = problem_of_answer(*answer);
          continue;
        }
        auto& command = std::get<engine::Checked>(checked[at]);
        if (command.envelope.issuer != *call_.who) {
          problems_[at] = Problem{.code = "import_signed_by_other"};
          continue;
        }
        numbers_[at] = offered_number(*import_.preview, command);
        const bool decided = was_decided(command, reader);
        if (!numbers_[at] && !decided) {
          problems_[at] = Problem{.code = "import_not_offered"};
          continue;
        }
        if (!decided) ++fresh_lines_;
        places_.push_back(at);
        commands.push_back(std::move(command));
      }
    });
  }

  static bool was_decided(const engine::Checked& command, store::Reader& reader) {
    const auto seen = reader.seen(command.envelope.issuer, command.envelope.jti);
    return seen && seen->payload == command.payload;
  }

  Response recorded(const GroupAnswer& group) {
    std::vector<std::size_t> numbers;
    std::string body;
    for (std::size_t at = 0; at < group.answers.size(); ++at) {
      append_answer_line(body, at + 1, group.answers[at], call_.context());
      if (numbers_[at]) numbers.push_back(*numbers_[at]);
    }
    call_.services->imports.add_committed(import_.id, numbers);
    Response response = text_response(std::move(body), "application/x-ndjson");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  }

  // Nothing was written: 409, or 200 for a dry run whose lines would all be recorded.
  Response written(const GroupAnswer& group, bool dry_run) {
    std::map<std::uint64_t, std::size_t> line_of;  // by the entry that a line would have become
    std::vector<const engine::Answer*> answers(problems_.size(), nullptr);
    bool refused = places_.size() < problems_.size();
    for (std::size_t at = 0; at < group.answers.size(); ++at) {
      answers[places_[at]] = &group.answers[at];
      const auto* accepted = std::get_if<Accepted>(&group.answers[at]);
      if (accepted == nullptr) refused = true;
      if (accepted != nullptr && accepted->entry.empty()) line_of.emplace(accepted->index.value, places_[at] + 1);
    }
    std::string lines;
    JsonWriter json(lines);
    json.open_array();
    for (std::size_t at = 0; at < answers.size(); ++at) {
      json.open_object().member("line", at + 1);
      if (numbers_[at]) json.member("command", *numbers_[at]);
      write_outcome(json, at, answers[at], group.size_before, line_of);
      json.close_object();
    }
    json.close_array();
    if (refused) return refusal(lines);
    HOLDS(dry_run);
    std::string body = "{\"dry_run\":true,\"lines\":" + lines + "}";
    Response response = json_response(std::move(body));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  }

  void write_outcome(JsonWriter& json, std::size_t at, const engine::Answer* answer, std::uint64_t size_before,
                     const std::map<std::uint64_t, std::size_t>& line_of) {
    const auto* accepted = answer == nullptr ? nullptr : std::get_if<Accepted>(answer);
    if (accepted != nullptr && accepted->entry.empty()) {
      json.member("outcome", "would_be_recorded").member("would_be_index", accepted->index.value);
      return;
    }
    if (accepted != nullptr) {
      json.member("outcome", "recorded_before").member("index", accepted->index.value);
      return;
    }
    Problem problem = answer == nullptr ? *problems_[at] : problem_of_answer(*answer);
    json.member("outcome", "refused");
    if (problem.refused && problem.refused->conflict && problem.refused->conflict->value >= size_before) {
      // No such entry exists: what stands in the way is another line.
      const auto line = line_of.find(problem.refused->conflict->value);
      if (line != line_of.end()) json.member("conflict_line", line->second);
      problem.refused->conflict.reset();
    }
    std::string text;
    append_problem(text, problem, {call_.language, {}, {}});
    json.name("problem").raw(text);
  }

  Response refusal(const std::string& lines) {
    Response response = call_.problem({.code = "import_commit_refused"});
    while (!response.body.empty() && (response.body.back() == '\n' || response.body.back() == '}')) {
      response.body.pop_back();
    }
    response.body += ",\"lines\":" + lines + "}\n";
    return response;
  }

  Call call_;
  ShownImport import_;
  std::shared_ptr<CheckedLines> lines_;
  Finish finish_;
  std::vector<std::optional<std::size_t>> numbers_;
  std::vector<std::optional<Problem>> problems_;
  std::vector<std::size_t> places_;  // lines that were handed to the engine, in order
  std::int64_t fresh_lines_ = 0;     // of those, the ones that the ledger has not decided before
};

// The party that asks, or the answer instead.
std::variant<PartyId, Problem> asking_party(const Call& call) {
  std::variant<std::optional<PartyId>, TokenFault> judged;
  call.engine().with_reader([&](store::Reader& reader) {
    judged = authenticate(call.request.header("authorization"), call.engine(), reader);
  });
  if (const auto* fault = std::get_if<TokenFault>(&judged)) return Problem{.code = std::string(fault->code)};
  auto& who = std::get<std::optional<PartyId>>(judged);
  if (!who) return Problem{.code = "token_required"};
  return *std::move(who);
}

}  // namespace

void post_import_commit(Call call, Finish finish) {
  auto who = asking_party(call);
  if (const auto* problem = std::get_if<Problem>(&who)) return finish(call.problem(*problem));
  call.who = std::get<PartyId>(std::move(who));
  auto import = call.services->imports.find(call.values.text("import"), *call.who);
  if (!import) return finish(call.problem({.code = "import_unknown"}));
  if (import->status == ImportStatus::failed) return finish(call.problem({.code = "import_failed"}));
  if (import->status == ImportStatus::reading) {
    return finish(call.problem({.code = "import_reading", .retry_seconds = 1}));
  }
  if (media_type(call.request) != "application/jose-seq") {
    return finish(call.problem({.code = "content_type_unsupported"}));
  }
  auto split = CheckedLines::split(call.engine(), std::move(call.request.body));
  if (const auto* problem = std::get_if<Problem>(&split)) return finish(call.problem(*problem));
  auto lines = std::get<std::shared_ptr<CheckedLines>>(std::move(split));
  if (lines->size() == 0) return finish(call.problem({.code = "import_lines_missing"}));
  SlowWork& slow_work = call.services->slow_work;
  const Response full = call.problem({.code = "batches_full", .retry_seconds = 1});
  const auto commit = std::make_shared<ImportCommit>(std::move(call), *std::move(import), std::move(lines), finish);
  if (!slow_work.post([commit] { commit->run(); })) finish(full);
}

}  // namespace tanbu::http
