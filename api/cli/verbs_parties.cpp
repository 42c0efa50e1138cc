// tanbu party enroll, registrar appoint, factory register.
#include <boost/json/array.hpp>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/files.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/signing.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/write.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"
#include "crypto/strict_json.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t jwk_bytes_max = 4096;

struct EnrollOptions {
  std::string party, name, name_en, legal_form = "legal_person", address, division, jwk_file, proof_file,
                                    private_key_file;
  std::vector<std::string> aliases;
};

// A public JWK by itself, or what `keygen --json` printed. A private key file is refused: its secret half must not even
// be looked at by a command that sends something.
boost::json::object read_public_jwk(const std::string& path) {
  const auto text = read_file(path, jwk_bytes_max);
  if (!text) stop_usage("--jwk", path, say("no such file", "无此文件"));
  const auto parsed = crypto::parse_strict_json(trimmed(*text), jwk_bytes_max);
  const auto* value = std::get_if<boost::json::value>(&parsed);
  const boost::json::value& jwk = value != nullptr && at(*value, "jwk").is_object() ? at(*value, "jwk")
                                  : value != nullptr                                ? *value
                                                                                    : at({}, "jwk");
  const auto key = crypto::from_jwk(jwk);
  if (!key)
    stop_usage("--jwk", path, say("not a public JWK (as printed by keygen)", "不是公钥 JWK（如 keygen 所输出）"));
  return crypto::to_jwk(*key);
}

// What `key prove` printed, with or without --json.
std::string read_proof(const std::string& path) {
  const auto text = read_file(path, crypto::jws_bytes_max);
  if (!text) stop_usage("--proof", path, say("no such file", "无此文件"));
  const std::string proof(trimmed(*text));
  const auto parsed = crypto::parse_strict_json(proof, crypto::jws_bytes_max);
  const auto* value = std::get_if<boost::json::value>(&parsed);
  return value == nullptr ? proof : text_at(*value, "proof");
}

// The key and its proof, where the association has the one and was sent the other.
void put_key(Body& body, const EnrollOptions& options, Session& session) {
  if (!options.jwk_file.empty()) {
    body.put("key", read_public_jwk(options.jwk_file)).put("proof", read_proof(options.proof_file));
  }
  if (options.private_key_file.empty()) return;
  // One machine holds the keys of several parties: its own trial, or an association that keeps them in trust.
  const auto read = crypto::read_key_file(options.private_key_file);
  if (const auto* fault = std::get_if<crypto::KeyFileFault>(&read)) {
    throw Stop(Exit::failure, fault->code + ": " + fault->detail);
  }
  const auto& key = std::get<crypto::SigningKey>(read);
  const auto party = party_argument("PARTY", options.party);
  body.put("key", crypto::to_jwk(key.public_key()));
  body.put("proof", possession_proof(party, session.ledger().origin, key));
}

Exit enroll(const EnrollOptions& options, const Settings& settings) {
  Body body;
  body.party("party", "PARTY", options.party).name("name", options.name).name("name_en", options.name_en);
  boost::json::array aliases;
  for (const auto& alias : options.aliases) aliases.emplace_back(name_argument(alias));
  if (!aliases.empty()) body.put("aliases", aliases);
  body.code("legal_form", options.legal_form).name("registered_address", options.address);
  body.code("division", options.division);
  Session session(settings);
  put_key(body, options, session);
  return write_command(session, "enroll_party", body.take());
}

void add_enroll(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "party", "parties", "主体");
  auto* verb = add_verb(group, "enroll", "enrol a party (association)", "登记主体（协会）");
  auto options = std::make_shared<EnrollOptions>();
  verb->add_option("PARTY", options->party, "uscc:<18>, lei:<20>, x:<name>")->required();
  verb->add_option("--name", options->name, std::string(say("registered name", "登记名称")))->required();
  verb->add_option("--name-en", options->name_en, std::string(say("English name", "英文名称")));
  add_repeatable(
      *verb, "--alias", options->aliases,
      std::string(say("a name under which registries know it (repeatable)", "登记机构所用的别名（可重复）")));
  verb->add_option("--legal-form", options->legal_form, "legal_person, branch, sole_trader, foreign");
  verb->add_option("--address", options->address, std::string(say("registered address", "注册地址")));
  verb->add_option("--division", options->division, std::string(say("GB/T 2260, six digits", "行政区划代码，六位")));
  auto* jwk =
      verb->add_option("--jwk", options->jwk_file,
                       std::string(say("file with its public key, as printed by keygen", "公钥文件（keygen 的输出）")));
  auto* proof = verb->add_option("--proof", options->proof_file,
                                 std::string(say("file with the proof that it holds the key, as printed by key prove",
                                                 "持有密钥的证明文件（key prove 的输出）")));
  jwk->needs(proof);
  proof->needs(jwk);
  verb->add_option("--party-key", options->private_key_file,
                   std::string(say("its private key file, where it lies on this machine: makes key and proof",
                                   "主体私钥文件（若在本机）：据此生成公钥与证明")))
      ->excludes(jwk);
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return enroll(*options, settings); }; });
}

struct AppointOptions {
  std::string party, programme, from, until;
};

void add_appoint(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "registrar", "registrars of programmes", "登记员");
  auto* verb = add_verb(group, "appoint", "let a party report for a programme (association)", "任命登记员（协会）");
  auto options = std::make_shared<AppointOptions>();
  verb->add_option("PARTY", options->party)->required();
  verb->add_option("--programme", options->programme, "VCS, GEC, OWN, ...")->required();
  verb->add_option("--from", options->from, "YYYY-MM-DD")->required();
  verb->add_option("--until", options->until, "YYYY-MM-DD")->required();
  verb->callback([options, &call] {
    call.action = [options](const Settings& settings) {
      Body body;
      body.party("party", "PARTY", options->party).put("programme", read_programme(options->programme));
      body.code("from", options->from).code("until", options->until);
      Session session(settings);
      return write_command(session, "appoint_registrar", body.take());
    };
  });
}

struct FactoryOptions {
  std::string name, address, division, zone, industry, established_on;
};

void add_factory(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "factory", "factories", "工厂");
  auto* verb = add_verb(group, "register", "register a factory of yours (operator)", "登记本方工厂（运营方）");
  auto options = std::make_shared<FactoryOptions>();
  verb->add_option("--name", options->name)->required();
  verb->add_option("--address", options->address)->required();
  verb->add_option("--division", options->division, std::string(say("GB/T 2260, six digits", "行政区划代码，六位")))
      ->required();
  verb->add_option("--zone", options->zone, std::string(say("industrial zone", "园区")));
  verb->add_option("--industry", options->industry, "GB/T 4754: C3670")->required();
  verb->add_option("--established-on", options->established_on, "YYYY-MM-DD")->required();
  verb->callback([options, &call] {
    call.action = [options](const Settings& settings) {
      Body body;
      body.name("name", options->name).name("address", options->address).code("division", options->division);
      body.name("zone", options->zone).code("industry", options->industry);
      body.code("established_on", options->established_on);
      Session session(settings);
      return write_command(session, "register_factory", body.take());
    };
  });
}

}  // namespace

void add_party_verbs(CLI::App& app, Call& call) {
  add_enroll(app, call);
  add_appoint(app, call);
  add_factory(app, call);
}

}  // namespace tanbu::cli
