// tanbu verify: a bundle, a receipt or a signed absence judged with nothing but the file and a key. No network, no
// server, no database.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "api/cli/given.hpp"
#include "api/cli/offline.hpp"
#include "api/cli/pins.hpp"
#include "api/cli/second_line.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "ledger/log/absence.hpp"
#include "ledger/log/proof.hpp"

namespace tanbu::cli {
namespace {

struct VerifyOptions {
  std::string file, policy;
  std::vector<std::string> executing;
};

// The key that was given, or the one pinned for the ledger that the file speaks of.
std::optional<std::string> key_for(const std::string& text, const Settings& settings, const PinStore& pins) {
  if (auto given = settings.vkey()) return given;
  // A pin holds the log's key, which signs no statements.
  if (offline::kind_of_file(text) == offline::FileKind::absence) return std::nullopt;
  const auto origin = offline::claimed_origin(text);
  const auto pin = origin.empty() ? std::nullopt : pins.find_by_origin(origin);
  if (!pin) return std::nullopt;
  return pin->vkey;
}

// Whoever has seen a ledger of this name under another key, or with another beginning, does not hear TRUE without a
// word, whoever named the key this time.
void hold_to_pin(const offline::Verdict& verdict, const offline::Trust& trust, const PinStore& pins) {
  if (!verdict.holds()) return;
  const auto pin = pins.find_by_origin(verdict.checkpoint->origin);
  if (!pin) return;
  Pin shown = *pin;
  // The key of a signed absence is no key of the log. A bundle may lead on from the trusted key to the one that signed.
  if (verdict.kind != offline::FileKind::absence) shown.vkey = trust.key ? trust.key->text() : verdict.vkey;
  if (!verdict.genesis_leaf.empty()) shown.genesis_leaf = verdict.genesis_leaf;
  const auto& earlier = pin->earlier_vkeys;
  const bool known_key =
      shown.vkey == pin->vkey || std::find(earlier.begin(), earlier.end(), shown.vkey) != earlier.end();
  if (known_key && shown.genesis_leaf == pin->genesis_leaf) return;
  throw Stop(Exit::found_false, coloured(say("FALSE", "不成立"), Colour::red, stderr_is_terminal()) + "  " +
                                    explain(PinConflict{*pin, pins.url_file(pin->url)}, shown));
}

// Two signed statements about one size with different roots need no network to be a contradiction. Of two sizes nothing
// can be said without a proof, and that is said.
SeenBefore hold_to_kept(offline::Verdict& verdict, const PinStore& pins) {
  SeenBefore seen;
  if (!verdict.holds()) return seen;
  const auto& origin = verdict.checkpoint->origin;
  const auto pin = pins.find_by_origin(origin);
  const auto kept_note = pins.checkpoint(origin);
  if (!pin || !kept_note) return seen;
  const auto kept = log::open_checkpoint(*kept_note, verifiers_of(*pin), {});
  if (!log::ok(kept)) throw std::runtime_error(pins.folder(origin).string() + "/checkpoint: damaged checkpoint");
  const auto& checkpoint = log::value(kept).checkpoint;
  seen.size = checkpoint.size;
  seen.compared = checkpoint.size == verdict.checkpoint->size;
  if (seen.compared && checkpoint.root != verdict.checkpoint->root)
    verdict.fault = offline::Fault{.code = "checkpoint_other_history"};
  return seen;
}

// The checkpoint that a sound file carries.
std::string note_in(const std::string& text, offline::FileKind kind) {
  if (kind == offline::FileKind::witnessed_absence)
    return note_in(log::value(log::parse_witnessed_absence(text)).receipt, offline::FileKind::receipt);
  if (kind == offline::FileKind::receipt) return log::value(log::parse_receipt(text)).checkpoint;
  return std::get<offline::Bundle>(offline::parse_bundle(text)).checkpoint;
}

void hold_to_second_line(offline::Verdict& verdict, const std::string& text, const Settings& settings) {
  if (!verdict.holds() || verdict.kind == offline::FileKind::absence) return;
  if (const auto why = sm2_trouble(note_in(text, *verdict.kind), settings))
    verdict.fault = offline::Fault{.code = *why};
}

Exit verify(const VerifyOptions& asked, const Settings& settings) {
  const std::string text = read_offline_file(asked.file);
  const PinStore pins(settings.home());
  const auto policy = asked.policy.empty() ? settings.policy_file().value_or("") : asked.policy;
  OfflineOptions options{policy, asked.executing, std::nullopt, settings.flags().json};
  // A key from the environment or a pin does not stand beside a policy, which names the log itself.
  if (policy.empty() || !settings.flags().vkey.empty()) options.vkey = key_for(text, settings, pins);
  // A file that cannot be read as what it says it is needs no key to be found false.
  const bool unreadable = !offline::kind_of_file(text) || offline::claimed_origin(text).empty();
  if (!options.vkey && policy.empty() && unreadable) {
    offline::Verdict verdict;
    verdict.kind = offline::kind_of_file(text);
    verdict.fault = offline::form_fault(text);
    return show_verdict(verdict, text, options.json);
  }
  auto trust = trust_of(options);
  if (trust.policy && trust.policy->logs().empty() && !trust.key) {
    options.vkey = key_for(text, settings, pins);
    trust = trust_of(options);
  }
  auto verdict = judge_file(text, trust);
  hold_to_pin(verdict, trust, pins);
  const auto seen = hold_to_kept(verdict, pins);
  hold_to_second_line(verdict, text, settings);
  return show_verdict(verdict, text, options.json, seen);
}

}  // namespace

void add_verify_verbs(CLI::App& app, Call& call) {
  auto* verb = add_verb(app, "verify", "verify a bundle, a receipt or a signed absence offline",
                        "离线核验证明包、收据或不存在声明");
  auto options = std::make_shared<VerifyOptions>();
  verb->add_option("FILE", options->file, "*.tanbu.json, *.tlog-proof, *.absence")->required();
  verb->add_option("--policy", options->policy,
                   std::string(say("the logs and witnesses that you trust (C2SP tlog-policy)",
                                   "您信任的日志与见证人（C2SP tlog-policy）")))
      ->check(not_empty());
  add_repeatable(*verb, "--executing", options->executing,
                 std::string(say("a witness of the policy of which you know that it re-runs the rules",
                                 "策略中您确知会重演规则的见证人")));
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return verify(*options, settings); }; });
}

}  // namespace tanbu::cli
