// tanbu submit, send: any kind of command from a body in a file; tanbu outbox: signed commands that have no answer yet.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/files.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/write.hpp"
#include "crypto/jws.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/codec/codec.hpp"

namespace tanbu::cli {
namespace {

struct SubmitOptions {
  std::string kind, body_file;
};

Exit submit(const SubmitOptions& options, const Settings& settings) {
  const auto text = read_file(options.body_file == "-" ? "/dev/stdin" : options.body_file, crypto::payload_bytes_max);
  if (!text) stop_usage("--body", options.body_file, say("no such file", "无此文件"));
  const auto parsed = crypto::parse_strict_json(*text, crypto::payload_bytes_max);
  const auto* value = std::get_if<boost::json::value>(&parsed);
  if (value == nullptr || !value->is_object()) {
    const auto* fault = std::get_if<crypto::JsonFault>(&parsed);
    throw Stop(Exit::failure,
               options.body_file + ": " +
                   (fault == nullptr ? std::string(say("not a JSON object", "不是 JSON 对象"))
                                     : fmt::format("{} ({} {})", fault->code, say("at byte", "字节"), fault->offset)));
  }
  Session session(settings);
  return write_command(session, options.kind, value->get_object());
}

void add_submit(CLI::App& app, Call& call) {
  auto* verb = add_verb(app, "submit", "sign and send a body from a file", "签署并发送文件中的命令体");
  auto options = std::make_shared<SubmitOptions>();
  verb->add_option("--kind", options->kind, "retire, record_batch, ...")->required();
  verb->add_option("--body,FILE", options->body_file,
                   std::string(say("JSON object; - reads stdin", "JSON 对象；- 读标准输入")))
      ->required();
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return submit(*options, settings); }; });
}

Exit list_outbox(const Settings& settings) {
  Session session(settings);
  Table table({{"jti"}, {std::string(say("kind", "类型"))}});
  boost::json::array list;
  for (const auto& waiting : session.outbox().all()) {
    const auto jws = crypto::parse_jws(waiting.jws, codec::command_type);
    const auto* sound = std::get_if<crypto::Jws>(&jws);
    const auto parsed = crypto::parse_strict_json(sound == nullptr ? "" : sound->payload, crypto::payload_bytes_max);
    const auto* payload = std::get_if<boost::json::value>(&parsed);
    const auto kind = payload == nullptr ? "?" : text_at(*payload, "kind");
    table.add({waiting.jti, kind});
    list.push_back(boost::json::object{{"jti", waiting.jti}, {"kind", kind}});
  }
  print(session.json() ? boost::json::serialize(boost::json::object{{"data", list}}) + "\n"
                       : table.text(stdout_is_terminal()));
  return Exit::ok;
}

Exit resend(const std::string& jti, const Settings& settings) {
  Session session(settings);
  std::vector<Waiting> chosen;
  for (auto& waiting : session.outbox().all()) {
    if (jti.empty() || waiting.jti == jti) chosen.push_back(std::move(waiting));
  }
  if (chosen.empty() && !jti.empty()) {
    throw Stop(Exit::not_found,
               std::string(say("no such command in the outbox: ", "发件箱中无此命令：")) + harmless(jti));
  }
  // One refusal must not keep the others waiting; the first one decides the exit status.
  Exit worst = Exit::ok;
  for (const auto& waiting : chosen) {
    try {
      show_accepted(session.resend(waiting), session.json());
    } catch (const Stop& stop) {
      if (stop.status() == Exit::unreachable || stop.status() == Exit::found_false) throw;
      tell(waiting.jti + ": " + stop.message());
      if (worst == Exit::ok) worst = stop.status();
    }
  }
  return worst;
}

// The short spelling of submit.
void add_send(CLI::App& app, Call& call) {
  auto* verb = add_verb(app, "send", "sign and send a command of any kind: send KIND BODY.json",
                        "签署并发送任意种类的命令：send KIND BODY.json");
  auto options = std::make_shared<SubmitOptions>();
  verb->add_option("KIND", options->kind, "retire, record_batch, ...")->required();
  verb->add_option(
      "BODY", options->body_file,
      std::string(say("file with a JSON object; - or nothing: stdin", "JSON 对象文件；- 或省略：标准输入")));
  verb->callback([options, &call] {
    if (options->body_file.empty()) options->body_file = "-";
    call.action = [options](const Settings& settings) { return submit(*options, settings); };
  });
}

}  // namespace

void add_submit_verbs(CLI::App& app, Call& call) {
  add_submit(app, call);
  add_send(app, call);
  auto& group = verb_group(app, "outbox", "signed commands that have no answer yet", "尚无应答的已签名命令");
  add_verb(group, "list", "show them", "列出")->callback([&call] { call.action = list_outbox; });
  auto* verb = add_verb(group, "resend", "send the same bytes again and get the answer", "重发相同字节以取得应答");
  auto jti = std::make_shared<std::string>();
  verb->add_option("JTI", *jti, std::string(say("default: all", "默认：全部")));
  verb->callback([jti, &call] { call.action = [jti](const Settings& settings) { return resend(*jti, settings); }; });
}

}  // namespace tanbu::cli
