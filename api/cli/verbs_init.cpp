// tanbu init: a new ledger folder. The association's key signs entry 0 here and is not kept; the folder holds the log's
// two keys only: one signs checkpoints, the other what is stated beside them.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <memory>

#include "api/cli/answer.hpp"
#include "api/cli/arguments.hpp"
#include "api/cli/signing.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/ulid.hpp"
#include "api/cli/verbs.hpp"
#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/engine/backup.hpp"
#include "ledger/engine/founding.hpp"
#include "ledger/engine/statement_key.hpp"
#include "ledger/ids.hpp"
#include "ledger/rules.hpp"

namespace tanbu::cli {
namespace {

struct InitOptions {
  std::string directory, origin, association, name, key_file, continues;
  bool sm2_line = false;
};

[[noreturn]] void stop_founding(const engine::OpenFault& fault) {
  throw Stop(fault.code == "exists" ? Exit::conflict : Exit::failure, fault.code + ": " + fault.detail);
}

std::string make_sm2_vkey(const std::string& directory) {
  const auto made = engine::make_sm2_line(directory);
  if (const auto* fault = std::get_if<engine::OpenFault>(&made)) stop_founding(*fault);
  return std::get<log::Verifier>(made).text();
}

// For a ledger that began without the line.
Exit add_sm2_line(const std::string& directory, bool json) {
  const auto vkey = make_sm2_vkey(directory);
  if (json) {
    print_json(boost::json::object{{"directory", directory}, {"sm2_vkey", vkey}});
    return Exit::ok;
  }
  Sheet sheet;
  sheet.add("sm2_vkey", vkey);
  print(sheet.text(stdout_is_terminal()));
  tell(say("every checkpoint from the next entry on carries a second line; publish its vkey by another way too",
           "自下一条目起，每个检查点都带第二签名行；请通过其他渠道公布其 vkey"));
  return Exit::ok;
}

// What the genesis says of the older ledger that this one goes on from.
boost::json::object continued_ledger(const std::string& directory) {
  const auto looked = engine::look_into(directory);
  if (const auto* fault = std::get_if<engine::OpenFault>(&looked)) stop_founding(*fault);
  const auto& older = std::get<engine::CopiedLedger>(looked);
  return {{"origin", older.origin}, {"size", older.size}, {"root", older.root}};
}

Exit found(const InitOptions& options, const Flags& flags) {
  if (!origin_is_valid(options.origin)) {
    stop_usage("--origin", options.origin,
               say("an origin is a name such as ledger.example.cn/tanbu/1, without scheme, blank or +",
                   "来源名应如 ledger.example.cn/tanbu/1，不含协议、空格与 +"));
  }
  const auto association = party_argument("--association", options.association);
  auto read = crypto::read_key_file(options.key_file);
  if (const auto* fault = std::get_if<crypto::KeyFileFault>(&read)) {
    throw Stop(Exit::failure, fault->code + ": " + fault->detail);
  }
  const auto& key = std::get<crypto::SigningKey>(read);
  const auto continues = options.continues.empty() ? std::nullopt : std::optional(continued_ledger(options.continues));
  auto begun = engine::Founding::begin(options.directory);
  if (const auto* fault = std::get_if<engine::OpenFault>(&begun)) stop_founding(*fault);
  auto& founding = *std::get<std::unique_ptr<engine::Founding>>(begun);
  const std::string place = founding.place().string();
  const auto made = engine::make_log_key(place, options.origin);
  if (const auto* fault = std::get_if<engine::OpenFault>(&made)) stop_founding(*fault);
  const auto vkey = std::get<log::Verifier>(made).text();
  const auto beside = engine::make_statement_key(place, options.origin);
  if (const auto* fault = std::get_if<engine::OpenFault>(&beside)) stop_founding(*fault);
  const auto statement_vkey = std::get<log::Verifier>(beside).text();
  const auto sm2_vkey = options.sm2_line ? std::optional(make_sm2_vkey(place)) : std::nullopt;
  boost::json::object body{
      {"origin", options.origin},
      {"association", boost::json::object{{"party", association},
                                          {"name", name_argument(options.name)},
                                          {"keys", boost::json::array{crypto::to_jwk(key.public_key())}}}},
      {"log_vkey", vkey},
      {"rules", rules_version},
      {"statement_vkey", statement_vkey}};
  if (continues) body["continues"] = *continues;
  const PayloadHead head{association,        options.origin,        fresh_ulid(),
                         unix_seconds_now(), flags.expires_seconds, "genesis"};
  const auto fault = engine::found_ledger(place, crypto::sign_jws(codec::command_type, payload_text(head, body), key));
  if (fault) stop_founding(*fault);
  if (const auto unfinished = founding.finish()) stop_founding(*unfinished);
  if (flags.json) {
    boost::json::object made_json{{"directory", options.directory},
                                  {"origin", options.origin},
                                  {"vkey", vkey},
                                  {"statement_vkey", statement_vkey},
                                  {"kid", key.kid()}};
    if (sm2_vkey) made_json["sm2_vkey"] = *sm2_vkey;
    print_json(made_json);
    return Exit::ok;
  }
  Sheet sheet;
  sheet.add(say("ledger", "账本"), options.origin);
  sheet.add("vkey", vkey);
  sheet.add("statement_vkey", statement_vkey);
  if (sm2_vkey) sheet.add("sm2_vkey", *sm2_vkey);
  print(sheet.text(stdout_is_terminal()));
  tell(say("publish the vkey by another way than this server, so that others can compare it",
           "请通过本服务器以外的渠道公布 vkey，以便他人核对"));
  return Exit::ok;
}

}  // namespace

void add_init_verbs(CLI::App& app, Call& call) {
  auto* verb = add_verb(app, "init", "make a new ledger folder", "新建账本目录");
  auto options = std::make_shared<InitOptions>();
  verb->add_option("--dir", options->directory, std::string(say("the ledger's folder", "账本目录")))->required();
  verb->add_option("--origin", options->origin, std::string(say("the ledger's name, for ever", "账本来源名，永久不变")))
      ->required();
  verb->add_option("--association", options->association,
                   std::string(say("the party that rules the ledger", "管理账本的协会主体")))
      ->required();
  verb->add_option("--name", options->name, std::string(say("its name", "协会名称")))->required();
  verb->add_option("--association-key", options->key_file, std::string(say("its private key file", "协会私钥文件")))
      ->required();
  verb->add_flag("--sm2-line", options->sm2_line,
                 std::string(say("sign every checkpoint with an SM2 key too", "检查点另加 SM2 签名行")));
  verb->add_option("--continues", options->continues,
                   std::string(say("folder of an older ledger that this one goes on from; genesis names its origin, "
                                   "size and root",
                                   "所承接旧账本的目录；创世记录写明其来源名、大小与根哈希")));
  verb->callback([options, &call] {
    call.action = [options](const Settings& settings) { return found(*options, settings.flags()); };
  });
  auto* later =
      add_verb(app, "add-sm2-line", "sign every later checkpoint with an SM2 key too", "此后的检查点另加 SM2 签名行");
  auto directory = std::make_shared<std::string>();
  later
      ->add_option("--dir", *directory,
                   std::string(say("the ledger's folder; no server may use it", "账本目录（须停服）")))
      ->required();
  later->callback([directory, &call] {
    call.action = [directory](const Settings& settings) { return add_sm2_line(*directory, settings.flags().json); };
  });
}

}  // namespace tanbu::cli
