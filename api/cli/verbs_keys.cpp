// tanbu keygen: a private key in a file of its own and its public half on stdout, of a party or of a witness. tanbu key
// prove: that one holds a key.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <memory>

#include "api/cli/answer.hpp"
#include "api/cli/arguments.hpp"
#include "api/cli/signing.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/witness_key.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/jwk.hpp"
#include "ledger/ids.hpp"

namespace tanbu::cli {
namespace {

struct KeygenOptions {
  std::string file;
  std::string algorithm = "EdDSA";
  std::string witness;
};

crypto::SigningKey generate(const std::string& algorithm) {
  if (algorithm == "ES256") return crypto::SigningKey::generate_p256();
  if (algorithm == "SM2") return crypto::SigningKey::generate_sm2();
  return crypto::SigningKey::generate_ed25519();
}

// A witness's key is not a party's: it has a name of its own and signs nothing but checkpoints.
Exit make_witness_key(const KeygenOptions& options, bool json) {
  if (!log::key_name_is_valid(options.witness) || options.witness.find("://") != std::string::npos) {
    stop_usage("--witness", options.witness,
               say("a name without blanks, plus signs and scheme, for instance witness.example/w1",
                   "名称不得含空白、加号与协议前缀，例如 witness.example/w1"));
  }
  const log::Signer signer(options.witness, log::SignatureType::cosignature_v1, crypto::ed25519::random_seed());
  if (const auto fault = write_witness_key(options.file, signer)) {
    throw Stop(Exit::failure, fault->code + ": " + fault->detail);
  }
  const auto vkey = signer.verifier().text();
  if (json) {
    print_json(boost::json::object{{"witness", options.witness}, {"vkey", vkey}, {"file", options.file}});
    return Exit::ok;
  }
  Sheet sheet;
  sheet.add("vkey", vkey);
  print(sheet.text(stdout_is_terminal()));
  tell(fmt::format(fmt::runtime(say("the witness's private key is in {}; never use it with two folders of state",
                                    "见证人私钥保存在 {}；切勿用于两个状态目录")),
                   options.file));
  return Exit::ok;
}

Exit make_key(const KeygenOptions& options, bool json) {
  if (!options.witness.empty()) return make_witness_key(options, json);
  const auto key = generate(options.algorithm);
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

struct KeyProofOptions {
  std::string party, audience;
};

// Made offline, on the machine of whoever holds the key, so that no other machine ever needs it.
Exit prove_key(const KeyProofOptions& options, const Settings& settings) {
  const auto party = party_argument("--party", options.party);
  if (!origin_is_valid(options.audience)) {
    stop_usage("--aud", options.audience, say("not a ledger's name", "不是账本名称"));
  }
  const auto path = settings.key_file();
  if (!path) {
    throw Stop(Exit::usage, std::string(say("with which key? give --key FILE or TANBU_KEY",
                                            "用哪把密钥？请用 --key 或 TANBU_KEY 指定")));
  }
  const auto read = crypto::read_key_file(*path);
  if (const auto* fault = std::get_if<crypto::KeyFileFault>(&read)) {
    throw Stop(Exit::failure, fault->code + ": " + fault->detail);
  }
  const auto& key = std::get<crypto::SigningKey>(read);
  const auto proof = possession_proof(party, options.audience, key);
  if (settings.flags().json) {
    print_json(boost::json::object{{"party", party}, {"aud", options.audience}, {"kid", key.kid()}, {"proof", proof}});
  } else {
    print(proof + "\n");
  }
  return Exit::ok;
}

void add_prove(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "key", "signing keys", "签名密钥");
  auto* verb = add_verb(group, "prove", "prove that you hold a key, for whoever enrols it (give the key with --key)",
                        "证明持有密钥，交给登记该密钥者（用 --key 指定密钥）");
  auto options = std::make_shared<KeyProofOptions>();
  verb->add_option("--party", options->party, std::string(say("the party whose key it shall be", "该密钥所属主体")))
      ->required();
  verb->add_option("--aud", options->audience,
                   std::string(say("the ledger's name, as `log info` shows it", "账本名称（见 log info）")))
      ->required();
  verb->callback([options, &call] {
    call.action = [options](const Settings& settings) { return prove_key(*options, settings); };
  });
}

}  // namespace

void add_key_verbs(CLI::App& app, Call& call) {
  add_prove(app, call);
  auto* verb = add_verb(app, "keygen", "make a signing key", "生成签名密钥");
  auto options = std::make_shared<KeygenOptions>();
  verb->add_option("--out", options->file,
                   std::string(say("file for the private key; never overwritten", "私钥文件；绝不覆盖")))
      ->required();
  auto* algorithm = verb->add_option("--alg", options->algorithm,
                                     std::string(say("EdDSA (default), ES256 or SM2", "EdDSA（默认）、ES256 或 SM2")));
  algorithm->check(CLI::IsMember({"EdDSA", "ES256", "SM2"}));
  verb->add_option("--witness", options->witness,
                   std::string(say("make the key of a witness of this name instead, for `audit follow`",
                                   "改为生成该名称的见证人密钥，供 audit follow 使用")))
      ->excludes(algorithm);
  verb->callback([options, &call] {
    call.action = [options](const Settings& settings) { return make_key(*options, settings.flags().json); };
  });
}

}  // namespace tanbu::cli
