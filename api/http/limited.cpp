#include "api/http/limited.hpp"

#include <algorithm>
#include <array>

#include "api/http/problem_tables.hpp"

namespace tanbu::http {
namespace {

constexpr std::array<ProblemText, 4> rows{{
    {"requests_too_many", 429, "Too many requests come from your address", "您的地址请求过多",
     "Nothing was read. Wait as long as Retry-After says; what is left is told under RateLimit.",
     "尚未读取任何内容。请按 Retry-After 等待；剩余额度见 RateLimit。"},
    {"commands_too_many", 429, "Too many commands come from this key", "该密钥的命令过多",
     "Nothing was decided. Wait as long as Retry-After says and send the same command again.",
     "尚未作出任何决定。请按 Retry-After 等待后重发同一命令。"},
    {"batch_lines_too_many", 429, "Too many lines of batches come from one key", "一把密钥的批量行数过多",
     "Nothing was decided. Wait as long as Retry-After says and send the same batch again, or a shorter one.",
     "尚未作出任何决定。请按 Retry-After 等待后重发同一批量，或发送较短的批量。"},
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

std::optional<serving::Allowance> used_up(const Call& call, serving::Policy policy, std::string_view name,
                                          std::int64_t cost) {
  serving::Limits* limits = call.services->limits.get();
  if (limits == nullptr) return std::nullopt;
  auto allowance = limits->take(policy, name, cost);
  return allowance && !allowance->verdict.allowed ? allowance : std::nullopt;
}

}  // namespace tanbu::http
