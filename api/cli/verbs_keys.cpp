// tanbu keygen: a private key in a file of its own and its public half on stdout.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <memory>

#include "api/cli/answer.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "crypto/jwk.hpp"

namespace tanbu::cli {
namespace {

struct KeygenOptions {
  std::string file;
  std::string algorithm = "EdDSA";
};

Exit make_key(const KeygenOptions& options, bool json) {
  const auto key =
      options.algorithm == "ES256" ? crypto::SigningKey::generate_p256() : crypto::SigningKey::generate_ed25519();
  if (const auto fault = crypto::write_key_file(options.file, key)) {
    throw Stop(Exit::failure, fault->code + ": " + fault->detail);
  }
  const auto jwk = crypto::to_jwk(key.public_key());
  if (json) {
    print_json(boost::json::object{{"kid", key.kid()}, {"alg", key.algorithm()}, {"file", options.file}, {"jwk", jwk}});
    return Exit::ok;
  }
  Sheet sheet;
  sheet.add("kid", key.kid());
  sheet.add("jwk", boost::json::serialize(jwk));
  print(sheet.text(stdout_is_terminal()));
  tell(fmt::format(fmt::runtime(say("the private key is in {}; keep it, nobody can make it again",
                                    "私钥保存在 {}；请妥善保管，丢失后无法再生成")),
                   options.file));
  return Exit::ok;
}

}  // namespace

void add_key_verbs(CLI::App& app, Call& call) {
  auto* verb = add_verb(app, "keygen", "make a signing key", "生成签名密钥");
  auto options = std::make_shared<KeygenOptions>();
  verb->add_option("--out", options->file,
                   std::string(say("file for the private key; never overwritten", "私钥文件；绝不覆盖")))
      ->required();
  verb->add_option("--alg", options->algorithm, std::string(say("EdDSA (default) or ES256", "EdDSA（默认）或 ES256")))
      ->check(CLI::IsMember({"EdDSA", "ES256"}));
  verb->callback([options, &call] {
    call.action = [options](const Settings& settings) { return make_key(*options, settings.flags().json); };
  });
}

}  // namespace tanbu::cli
