// POST /v1/commands: the one door. The signature is checked on the thread that came with the request; the answer is
// written when the command is durable.
#include <memory>

#include "api/http/access.hpp"
#include "api/http/answers.hpp"
#include "api/http/handlers.hpp"
#include "api/http/limited.hpp"

namespace tanbu::http {
namespace {

// An unsigned payload would tell anybody what others hold, so its issuer must show that it is asking.
Response dry_run_unsigned(const Call& call) {
  std::variant<std::optional<PartyId>, TokenFault> judged;
  call.engine().with_reader([&](store::Reader& reader) {
    judged = authenticate(call.request.header("authorization"), call.engine(), reader);
  });
  if (const auto* fault = std::get_if<TokenFault>(&judged)) return call.problem({.code = std::string(fault->code)});
  const auto& who = std::get<std::optional<PartyId>>(judged);
  if (!who) return call.problem({.code = "token_required"});
  if (const auto over = used_up(call, serving::Policy::key, who->text)) return too_many(call, *over);
  return dry_run_response(call.engine().dry_run_unsigned(call.request.body, *who), call.context());
}

Response dry_run_signed(Call& call) {
  auto checked = call.engine().check(std::move(call.request.body));
  if (const auto* answer = std::get_if<engine::Answer>(&checked)) return dry_run_response(*answer, call.context());
  const auto& command = std::get<engine::Checked>(checked);
  if (!call.services->limits || !is_repeated(call, command)) {
    if (const auto over = used_up(call, serving::Policy::key, command.kid.text)) return too_many(call, *over);
  }
  return dry_run_response(call.engine().dry_run(command), call.context());
}

Response decide_only(Call& call, bool unsigned_payload) {
  try {
    return unsigned_payload ? dry_run_unsigned(call) : dry_run_signed(call);
  } catch (const store::StoreFault&) {
    return call.problem({.code = "store_failed", .retry_seconds = 5});
  }
}

}  // namespace

void post_command(Call call, Finish finish) {
  const std::string type = media_type(call.request);
  const bool dry_run = call.values.flag("dry_run");
  const bool unsigned_payload = dry_run && type == "application/json";
  if (!unsigned_payload && type != "application/jose") {
    return finish(call.problem({.code = "content_type_unsupported"}));
  }
  if (!unsigned_payload && is_access_token(call.request.body)) {
    return finish(call.problem({.code = "token_not_a_command"}));
  }
  if (dry_run) return finish(decide_only(call, unsigned_payload));
  // Only what the answer needs is kept: the command itself goes to the engine.
  std::string jws = std::move(call.request.body);
  engine::Engine& engine = call.engine();
  struct Waiting {
    Call call;
    Finish finish;
    std::optional<serving::Allowance> over{};
    std::string charged_key{};  // empty: no key was charged
  };
  auto waiting = std::make_shared<Waiting>(Waiting{std::move(call), std::move(finish)});
  const auto done = [waiting](engine::Answer answer) {
    if (waiting->over) return waiting->finish(too_many(waiting->call, *waiting->over));
    // What the writer had no room for costs nothing.
    const auto* unavailable = std::get_if<engine::Unavailable>(&answer);
    const bool full = unavailable != nullptr && unavailable->code == "queue_full";
    if (full && !waiting->charged_key.empty()) give_back(waiting->call, serving::Policy::key, waiting->charged_key);
    waiting->finish(answer_response(answer, waiting->call.context()));
  };
  engine.submit(std::move(jws), done, [waiting](const engine::Checked& checked) -> std::optional<engine::Unavailable> {
    if (waiting->call.services->limits && is_repeated(waiting->call, checked)) return std::nullopt;
    waiting->over = used_up(waiting->call, serving::Policy::key, checked.kid.text);
    if (!waiting->over) {
      waiting->charged_key = checked.kid.text;
      return std::nullopt;
    }
    return engine::Unavailable{.code = "commands_too_many", .retry_seconds = 1};
  });
}

void post_batch(Call call, Finish finish) {
  if (media_type(call.request) != "application/jose-seq") {
    return finish(call.problem({.code = "content_type_unsupported"}));
  }
  run_batch(std::move(call), std::move(finish));
}

}  // namespace tanbu::http
