// The spellings of answers.hpp.
#include "api/http/answers.hpp"

#include "api/http/access.hpp"
#include "api/http/json_writer.hpp"
#include "api/http/records_json.hpp"
#include "crypto/jws.hpp"

namespace tanbu::http {
namespace {

using engine::Accepted;

// A command of a public kind is handed to everybody: whoever sends it again need not be its signer, and is to be
// answered as its signer was.
void write_decision(JsonWriter& json, const Accepted& accepted) {
  json.name("effects");
  write_effects(json, accepted.decision.events,
                kind_is_public(accepted.kind) ? EffectsFor::everybody : EffectsFor::concerned);
  json.name("flags");
  write_flags(json, accepted.decision.flags);
}

}  // namespace

bool is_access_token(std::string_view jws) {
  return std::holds_alternative<crypto::Jws>(crypto::parse_jws(jws, access_token_type));
}

Problem problem_of_answer(const engine::Answer& answer) {
  if (const auto* refused = std::get_if<Refused>(&answer)) return problem_of(*refused);
  if (const auto* unreadable = std::get_if<engine::Unreadable>(&answer)) return problem_of(*unreadable);
  if (const auto* faulty = std::get_if<engine::FaultyForm>(&answer)) return problem_of(*faulty);
  return problem_of(std::get<engine::Unavailable>(answer));
}

Response answer_response(const engine::Answer& answer, const ProblemContext& context) {
  const auto* accepted = std::get_if<Accepted>(&answer);
  if (accepted == nullptr) return problem_response(problem_of_answer(answer), context);
  Response response;
  response.status = accepted->replayed ? 200 : 201;
  response.headers.reserve(12);
  response.headers.emplace_back("Content-Type", "application/json");
  response.headers.emplace_back("Location", "/v1/entries/" + std::to_string(accepted->index.value));
  response.headers.emplace_back("Cache-Control", "no-store");
  if (accepted->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  response.body.reserve(accepted->entry.size() + accepted->receipt.size() + 1024);
  JsonWriter json(response.body);
  json.open_object().member("index", accepted->index.value).member("kind", accepted->kind);
  json.member("entry", accepted->entry).member("receipt", accepted->receipt);
  write_decision(json, *accepted);
  json.close_object();
  response.body += '\n';
  return response;
}

Response dry_run_response(const engine::Answer& answer, const ProblemContext& context) {
  const auto* accepted = std::get_if<Accepted>(&answer);
  if (accepted == nullptr) return problem_response(problem_of_answer(answer), context);
  std::string body;
  JsonWriter json(body);
  json.open_object().member("dry_run", true).member("would_be_index", accepted->index.value);
  json.member("kind", accepted->kind);
  write_decision(json, *accepted);
  json.close_object();
  Response response = json_response(std::move(body));
  response.headers.emplace_back("Cache-Control", "no-store");
  if (accepted->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

void append_answer_line(std::string& out, std::size_t number, const engine::Answer& answer,
                        const ProblemContext& context) {
  JsonWriter json(out);
  json.open_object().member("line", number);
  if (const auto* accepted = std::get_if<Accepted>(&answer)) {
    json.member("status", accepted->replayed ? 200 : 201).member("index", accepted->index.value);
    json.member("kind", accepted->kind);
    write_decision(json, *accepted);
    json.member("receipt", accepted->receipt);
  } else {
    const Problem problem = problem_of_answer(answer);
    json.member("status", status_of(problem)).name("problem");
    std::string text;
    append_problem(text, problem, context);
    json.raw(text);
  }
  json.close_object();
  out += '\n';
}

}  // namespace tanbu::http
