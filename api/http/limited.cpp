#include "api/http/limited.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "api/http/problem_tables.hpp"

namespace tanbu::http {
namespace {

constexpr std::array<ProblemText, 5> rows{{
    {"requests_too_many", 429, "Too many requests come from your address", "您的地址请求过多",
     "Nothing was read. Wait as long as Retry-After says; what is left is told under RateLimit.",
     "尚未读取任何内容。请按 Retry-After 等待；剩余额度见 RateLimit。"},
    {"commands_too_many", 429, "Too many commands come from this key", "该密钥的命令过多",
     "Nothing was decided. Wait as long as Retry-After says and send the same command again.",
     "尚未作出任何决定。请按 Retry-After 等待后重发同一命令。"},
    {"batch_lines_too_many", 429, "Too many lines of batches come from one key", "一把密钥的批量行数过多",
     "Nothing was decided. Wait as long as Retry-After says and send the same batch again, or a shorter one.",
     "尚未作出任何决定。请按 Retry-After 等待后重发同一批量，或发送较短的批量。"},
    {"batch_above_allowance", 413, "The batch is longer than one key's whole allowance", "批量超过一把密钥的全部额度",
     "Nothing was decided, and waiting does not help. Send shorter batches.",
     "尚未作出任何决定，等待亦无用。请发送较短的批量。"},
    {"imports_too_many", 429, "You have posted too many files", "您提交的文件过多",
     "Nothing was read. Wait as long as Retry-After says and post the file again.",
     "尚未读取任何内容。请按 Retry-After 等待后重新提交文件。"},
}};

std::string_view code_of(serving::Policy policy) {
  switch (policy) {
    case serving::Policy::address:
      return "requests_too_many";
    case serving::Policy::key:
      return "commands_too_many";
    case serving::Policy::batch:
      return "batch_lines_too_many";
    case serving::Policy::import:
      return "imports_too_many";
  }
  return "requests_too_many";
}

}  // namespace

std::span<const ProblemText> limit_texts() { return rows; }

void add_allowance(Response& response, const serving::Allowance& allowance) {
  response.headers.emplace_back("RateLimit-Policy", allowance.policy_field());
  response.headers.emplace_back("RateLimit", allowance.state_field());
}

Response too_many(const Call& call, const serving::Allowance& allowance) {
  Response response = call.problem(
      {.code = std::string(code_of(allowance.policy)),
       .retry_seconds = static_cast<int>(std::min<std::int64_t>(allowance.verdict.retry_seconds, 24 * 60 * 60))});
  add_allowance(response, allowance);
  return response;
}

bool is_repeated(const Call& call, const engine::Checked& checked) {
  bool repeated = false;
  try {
    call.engine().with_reader([&](store::Reader& reader) {
      repeated = reader.seen(checked.envelope.issuer, checked.envelope.jti).has_value();
    });
  } catch (const store::StoreFault&) {
    return false;  // the engine will say so
  }
  return repeated;
}

std::optional<Response> refuse_lines(const Call& call, const std::map<std::string_view, std::int64_t>& lines_of_key) {
  serving::Limits* limits = call.services->limits.get();
  if (limits == nullptr) return std::nullopt;
  std::vector<serving::RateWish> wishes;
  for (const auto& [key, lines] : lines_of_key) {
    if (limits->is_never_allowed(serving::Policy::batch, lines)) return call.problem({.code = "batch_above_allowance"});
    wishes.push_back({key, lines});
  }
  const auto over = limits->take_all(serving::Policy::batch, wishes);
  return over ? std::optional(too_many(call, *over)) : std::nullopt;
}

void give_back(const Call& call, serving::Policy policy, std::string_view name, std::int64_t cost) {
  if (call.services->limits) call.services->limits->give_back(policy, name, cost);
}

std::optional<serving::Allowance> used_up(const Call& call, serving::Policy policy, std::string_view name,
                                          std::int64_t cost) {
  serving::Limits* limits = call.services->limits.get();
  if (limits == nullptr) return std::nullopt;
  auto allowance = limits->take(policy, name, cost);
  return allowance && !allowance->verdict.allowed ? allowance : std::nullopt;
}

}  // namespace tanbu::http
