// The functions of answer.hpp.
#include "api/cli/answer.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "api/cli/exit.hpp"
#include "api/cli/terminal.hpp"
#include "crypto/strict_json.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t json_bytes_max = std::size_t{64} << 20;
const boost::json::value nothing;

std::optional<boost::json::value> parse(const std::string& text) {
  std::string_view body(text);
  while (!body.empty() && body.back() == '\n') body.remove_suffix(1);
  auto result = crypto::parse_strict_json(body, json_bytes_max);
  if (auto* value = std::get_if<boost::json::value>(&result)) return std::move(*value);
  return std::nullopt;
}

// What people call the things that a refusal collides with.
std::string_view fact_name(std::string_view name) {
  struct Words {
    std::string_view name, english, chinese;
  };
  static constexpr Words known[] = {
      {"batch", "batch", "批次"},         {"first", "first unit", "起始编号"},   {"last", "last unit", "终止编号"},
      {"factory", "factory", "工厂"},     {"period", "period", "期间"},          {"holder", "holder", "持有人"},
      {"programme", "programme", "机制"}, {"project", "project", "项目"},        {"retirement", "retirement", "注销"},
      {"party", "party", "主体"},         {"serial", "serial", "编号"},          {"status", "status", "状态"},
      {"quantity", "quantity", "数量"},   {"inventory", "inventory", "排放清单"}};
  for (const auto& words : known) {
    if (words.name == name) return say(words.english, words.chinese);
  }
  return name;
}

void add_facts(std::string& text, const boost::json::value& facts) {
  if (!facts.is_object()) return;
  for (const auto& [name, value] : facts.get_object()) {
    const std::string_view plain(name.data(), name.size());
    if (plain == "index" || plain == "url") continue;
    text += fmt::format("\n  {}: {}", harmless(fact_name(plain)), harmless(text_of(value)));
  }
}

// What stands in the way where it is more than one entry, or where nothing was sent that could collide.
void add_entries(std::string& text, const boost::json::value& entries) {
  if (!entries.is_array() || entries.get_array().empty()) return;
  std::string listed;
  for (const auto& entry : entries.get_array())
    listed += (listed.empty() ? " " : ", ") + harmless(text_at(entry, "index"));
  text += fmt::format("\n  {}:{}", say("recorded by the entries", "记录于条目"), listed);
}

void add_faults(std::string& text, const boost::json::value& faults) {
  if (!faults.is_array()) return;
  for (const auto& fault : faults.get_array()) {
    text += fmt::format("\n  {}  {}  ({})", harmless(text_at(fault, "pointer")), harmless(text_at(fault, "detail")),
                        harmless(text_at(fault, "code")));
  }
}

std::string describe(const HttpAnswer& answer, const boost::json::value& problem) {
  std::string text = coloured(harmless(text_at(problem, "title")), Colour::red, stderr_is_terminal());
  if (const auto detail = text_at(problem, "detail"); !detail.empty()) text += "\n" + harmless(detail);
  add_faults(text, at(problem, "errors"));
  if (const auto index = text_at(problem, "conflict.index"); !index.empty()) {
    text += fmt::format("\n  {}: {} {}", say("collides with", "冲突于"), say("entry", "条目"), harmless(index));
  }
  add_entries(text, at(problem, "entries"));
  add_facts(text, at(problem, "conflict"));
  add_facts(text, at(problem, "facts"));
  text += fmt::format("\n  {}: {}", say("code", "代码"), harmless(text_at(problem, "code")));
  if (const auto number = text_at(problem, "number"); !number.empty()) text += " (" + harmless(number) + ")";
  text += fmt::format("   HTTP {}", answer.status);
  if (const auto id = text_at(problem, "request_id"); !id.empty()) {
    text += fmt::format("   {}: {}", say("request", "请求编号"), harmless(id));
  }
  return text;
}

}  // namespace

const boost::json::value& at(const boost::json::value& value, std::string_view dotted_names) {
  const boost::json::value* here = &value;
  while (!dotted_names.empty()) {
    const auto dot = dotted_names.find('.');
    const auto* object = here->if_object();
    here = object == nullptr ? nullptr : object->if_contains(dotted_names.substr(0, dot));
    if (here == nullptr) return nothing;
    dotted_names = dot == std::string_view::npos ? std::string_view{} : dotted_names.substr(dot + 1);
  }
  return *here;
}

std::string text_of(const boost::json::value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return std::string(value.get_string());
  return boost::json::serialize(value);
}

std::string text_at(const boost::json::value& value, std::string_view dotted_names) {
  return text_of(at(value, dotted_names));
}

std::optional<std::uint64_t> number_at(const boost::json::value& value, std::string_view dotted_names) {
  const auto* number = at(value, dotted_names).if_int64();
  if (number == nullptr || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

boost::json::value json_of(const HttpAnswer& answer) {
  auto value = parse(answer.body);
  if (!value) {
    throw Stop(Exit::failure, std::string(say("the answer is not JSON; is this the address of a ledger?",
                                              "应答不是 JSON；此地址是否为账本？")));
  }
  return std::move(*value);
}

std::string describe_problem(const HttpAnswer& answer) {
  if (answer.status >= 300 && answer.status < 400) {
    return std::string(say("the server points to another address; it is not followed, give that address with --url",
                           "服务器指向另一地址；不予跟随，请用 --url 指定该地址"));
  }
  const auto problem = parse(answer.body);
  if (problem && at(*problem, "title").is_string()) return describe(answer, *problem);
  return fmt::format(
      fmt::runtime(say("the server answered HTTP {} without saying why", "服务器应答 HTTP {}，未说明原因")),
      answer.status);
}

void print_json(const boost::json::value& value) { print(boost::json::serialize(value) + "\n"); }

void print_answer(const HttpAnswer& answer) {
  // Byte for byte for a program; a terminal gets nothing that it would obey.
  const std::string body = stdout_is_terminal() ? harmless_lines(answer.body) : answer.body;
  print(body.empty() || body.back() != '\n' ? body + "\n" : body);
}

void stop_with_problem(const HttpAnswer& answer, bool json) {
  if (json && parse(answer.body)) print_answer(answer);
  throw Stop(exit_of_status(answer.status), describe_problem(answer));
}

}  // namespace tanbu::cli
