// Reading side of session.hpp: the pin, answers and receipts. What has to hold before they are believed is in
// session_trust.cpp, the writing side in submit.cpp.
#include "api/cli/session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/cli/arguments.hpp"
#include "api/cli/exit.hpp"
#include "api/cli/found_false.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/policy_file.hpp"
#include "api/cli/second_line.hpp"
#include "api/cli/signing.hpp"
#include "api/cli/terminal.hpp"
#include "crypto/encoding.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/merkle.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::cli {
namespace {

ClientOptions client_options(const Settings& settings) {
  ClientOptions options;
  options.base_url = settings.url();
  if (!base_url_is_valid(options.base_url)) {
    throw Stop(Exit::usage,
               std::string(say("the ledger's address must be http:// or https:// with a host and nothing but a path: ",
                               "账本地址须为 http:// 或 https://，仅含主机与路径：")) +
                   harmless(options.base_url));
  }
  options.ca_file = settings.ca_file();
  return options;
}

// The same ledger may be pinned by several addresses, and its key may have been followed over one of them.
void use_moved_pin(Pin& pin, const PinStore& pins) {
  const auto by_origin = pins.find_by_origin(pin.origin);
  if (!by_origin || by_origin->genesis_leaf != pin.genesis_leaf) return;
  const auto& earlier = by_origin->earlier_vkeys;
  if (std::find(earlier.begin(), earlier.end(), pin.vkey) == earlier.end()) return;
  pin.vkey = by_origin->vkey;
  pin.earlier_vkeys = earlier;
}

// An entry 0 with this leaf, under a checkpoint of this key.
bool proves_genesis(const std::string& receipt, const Pin& pin) {
  const auto genesis = log::verify_receipt(receipt, pin.vkey, pin.origin);
  const auto leaf = log::digest_from_base64(pin.genesis_leaf);
  return log::ok(genesis) && log::value(genesis).index == 0 && leaf &&
         log::leaf_hash(log::value(genesis).entry) == *leaf;
}

bool has_key(const Pin& pin, const std::string& vkey) {
  const auto keys = verifiers_of(pin);
  return std::any_of(keys.begin(), keys.end(), [&](const log::Verifier& key) { return key.text() == vkey; });
}

// Whether what is pinned for the origin says more than the key that is shown now: it was followed by the pinned one, or
// the log names the pinned one beside it.
bool knows_key(const Pin& pin, const std::string& shown, const boost::json::value& info) {
  const auto& earlier = pin.earlier_vkeys;
  return std::find(earlier.begin(), earlier.end(), shown) != earlier.end() || names_key(info, pin.vkey);
}

HttpAnswer answered(HttpResult result) {
  if (auto* answer = std::get_if<HttpAnswer>(&result)) return std::move(*answer);
  throw Stop(Exit::unreachable, std::string(say("no answer: ", "无应答：")) + std::get<Unreachable>(result).detail);
}

}  // namespace

bool names_key(const boost::json::value& info, const std::string& vkey) {
  const auto* keys = at(info, "keys").if_array();
  return keys != nullptr &&
         std::any_of(keys->begin(), keys->end(), [&](const auto& key) { return text_at(key, "vkey") == vkey; });
}

Session::Session(const Settings& settings)
    : settings_(settings), url_(settings.url()), client_(client_options(settings)), pins_(settings.home()) {
  if (const auto wanted = settings.vkey()) {
    if (const auto key = log::Verifier::parse(*wanted); !log::ok(key)) stop_usage("--vkey", *wanted, log::code(key));
  }
  check_sm2_vkey(settings);
  if (const auto file = settings.policy_file()) policy_ = policy_of_file("--policy", *file);
}

const Pin& Session::ledger() {
  if (pin_) return *pin_;
  pin_ = kept_pin();
  if (!pin_) know_ledger();
  return *pin_;
}

// Stop (found false) where another key was given than the one that is kept.
std::optional<Pin> Session::kept_pin() const {
  auto kept = pins_.find_by_url(url_);
  if (kept) use_moved_pin(*kept, pins_);
  const auto wanted = settings_.vkey();
  if (kept && wanted && !has_key(*kept, *wanted)) {
    Pin shown = *kept;
    shown.vkey = *wanted;
    throw Stop(Exit::found_false, explain(PinConflict{*kept, pins_.url_file(url_)}, shown));
  }
  return kept;
}

Pin Session::prove_first_use() {
  const auto info = json_of(get_unjudged("/v1/log"));
  Pin pin{url_, text_at(info, "origin"), text_at(info, "vkey"), text_at(info, "genesis_leaf")};
  const auto wanted = settings_.vkey();
  // A key that the log was led on from is as good: what follows it is proved below, from that key.
  if (wanted && names_key(info, *wanted)) pin.vkey = *wanted;
  if (wanted && *wanted != pin.vkey) {
    throw Stop(
        Exit::found_false,
        fmt::format(fmt::runtime(say("this ledger shows the key {}, not the one given with --vkey; nothing was pinned",
                                     "此账本出示的密钥为 {}，与 --vkey 所给不符；未固定任何内容")),
                    harmless(pin.vkey)));
  }
  const auto verifier = log::Verifier::parse(pin.vkey);
  if (!log::ok(verifier) || log::value(verifier).name() != pin.origin) stop_unreadable("vkey");
  if (const auto known = pins_.find_by_origin(pin.origin); known && known->genesis_leaf == pin.genesis_leaf &&
                                                           knows_key(*known, pin.vkey, info) &&
                                                           (!wanted || has_key(*known, *wanted))) {
    pin.vkey = known->vkey;
    pin.earlier_vkeys = known->earlier_vkeys;
  }
  // The beginning is proved before it is pinned, under the newest checkpoint or, by a key that signs no more, under the
  // first one.
  if (!proves_genesis(get_unjudged("/v1/entries/0/receipt?checkpoint=latest").body, pin) &&
      !proves_genesis(get_unjudged("/v1/entries/0/receipt").body, pin)) {
    throw Stop(Exit::found_false, std::string(say("the ledger does not prove its first entry; nothing was pinned",
                                                  "账本未能证明其首个条目；未固定任何内容")));
  }
  if (const auto conflict = pins_.keep(pin)) throw Stop(Exit::found_false, explain(*conflict, pin));
  return pin;
}

void Session::tell_first_use() const {
  if (settings_.vkey()) return;
  tell(fmt::format(
      fmt::runtime(say("first use of {}: pinned the key {}\n  compare it with what the association publishes",
                       "首次使用 {}：已固定密钥 {}\n  请与协会公布的密钥核对")),
      harmless(url_), harmless(pin_->vkey)));
}

const log::Verifier& Session::verifier() {
  if (verifier_) return *verifier_;
  auto parsed = log::Verifier::parse(ledger().vkey);
  if (!log::ok(parsed)) throw std::runtime_error("the pinned key is damaged");
  verifier_ = std::get<log::Verifier>(std::move(parsed));
  return *verifier_;
}

std::string Session::party() {
  const auto text = settings_.party();
  if (!text) {
    throw Stop(Exit::usage, std::string(say("in whose name? give --as PARTY or TANBU_PARTY",
                                            "以何主体名义？请用 --as 或 TANBU_PARTY 指定")));
  }
  auto result = read_party(*text);
  if (const auto* fault = std::get_if<PartyFault>(&result)) {
    throw Stop(Exit::usage, "--as: " + harmless(*text) + ": " + std::string(name_of(*fault)));
  }
  return std::get<PartyId>(std::move(result)).text;
}

const crypto::SigningKey& Session::key() {
  if (key_) return *key_;
  const auto path = settings_.key_file();
  if (!path) {
    throw Stop(Exit::usage, std::string(say("with which key? give --key FILE or TANBU_KEY",
                                            "用哪把密钥？请用 --key 或 TANBU_KEY 指定")));
  }
  auto result = crypto::read_key_file(*path);
  if (const auto* fault = std::get_if<crypto::KeyFileFault>(&result)) {
    throw Stop(Exit::failure, fault->code + ": " + fault->detail);
  }
  key_ = std::get<crypto::SigningKey>(std::move(result));
  return *key_;
}

std::string Session::token() {
  const auto issuer = party();
  const auto& origin = ledger().origin;
  if (travels_in_clear(url_) && !std::exchange(warned_, true)) {
    // Whoever reads a token on the way reads what its owner may read, for as long as it lives.
    tell(say("warning: http carries the access token unprotected; use https",
             "警告：http 会明文传送访问令牌；请使用 https"));
  }
  return access_token(issuer, origin, unix_seconds_now(), key());
}

HttpAnswer Session::fetch_unjudged(const std::string& path, Access access) {
  const bool shows = access == Access::by_right && settings_.key_file() && settings_.party();
  return answered(client_.get(path, shows ? std::optional<std::string>(token()) : std::nullopt));
}

HttpAnswer Session::get_unjudged(const std::string& path) {
  auto answer = fetch_unjudged(path);
  if (answer.status < 200 || answer.status >= 300) stop_with_problem(answer, json());
  return answer;
}

HttpAnswer Session::fetch(const std::string& path, Access access) {
  know_ledger();
  return fetch_unjudged(path, access);
}

HttpAnswer Session::get(const std::string& path, Access access) {
  auto answer = fetch(path, access);
  if (answer.status < 200 || answer.status >= 300) stop_with_problem(answer, json());
  return answer;
}

boost::json::value Session::get_json(const std::string& path, Access access) {
  auto value = json_of(get(path, access));
  see_root(path, value);
  return value;
}

void Session::each_page(const std::string& path, Access access, const PageLimits& limits,
                        const std::function<void(boost::json::value page)>& take) {
  std::size_t bytes = 0;
  std::string next;
  for (std::size_t pages = 1;; ++pages) {
    const auto answer = get(next.empty() ? path : path + "&cursor=" + percent_encoded(next), access);
    bytes += answer.body.size();
    if (pages > limits.pages_max || bytes > limits.bytes_max) {
      throw Stop(Exit::failure,
                 fmt::format(fmt::runtime(say("list_too_long: the list goes on after {} pages and {} bytes; narrow the "
                                              "question, or read page by page with `tanbu api GET`",
                                              "list_too_long：已读 {} 页、{} 字节，列表仍未结束；请缩小查询范围，"
                                              "或用 `tanbu api GET` 逐页读取")),
                             pages - 1, bytes - answer.body.size()));
    }
    auto value = json_of(answer);
    // A page may be empty and not the last: a filter may have passed over all that was looked at.
    const auto following = text_at(value, "next");
    take(std::move(value));
    if (following.empty() || following == next) return;
    next = following;
  }
}

boost::json::value Session::all_pages(const std::string& path, Access access) {
  boost::json::value all;
  each_page(path, access, {}, [&](boost::json::value page) {
    if (all.is_null()) {
      all = std::move(page);
    } else if (auto* rows = page.is_object() ? page.as_object().if_contains("data") : nullptr;
               rows != nullptr && rows->is_array()) {
      for (auto& row : rows->get_array()) all.as_object().at("data").as_array().push_back(std::move(row));
    }
  });
  if (all.is_object()) all.as_object()["next"] = nullptr;
  return all;
}

log::VerifiedReceipt Session::see_receipt(const std::string& receipt) {
  know_ledger();
  const auto parsed = log::parse_receipt(receipt);
  if (log::ok(parsed)) (void)open(log::value(parsed).checkpoint);  // which may be by the log's next key
  auto verified = log::verify_receipt(receipt, verifier(), ledger().origin);
  for (const log::Verifier& key : keys()) {
    if (!log::ok(verified)) verified = log::verify_receipt(receipt, key, ledger().origin);
  }
  if (!log::ok(verified)) {
    throw Stop(Exit::found_false, fmt::format(fmt::runtime(say("the receipt does not verify under the pinned key: {}",
                                                               "收据未能以已固定的密钥验证：{}")),
                                              log::code(verified)));
  }
  HOLDS(log::ok(parsed));  // it was verified
  see_checkpoint(log::value(parsed).checkpoint);
  return std::get<log::VerifiedReceipt>(std::move(verified));
}

Outbox Session::outbox() { return Outbox(pins_.folder(ledger().origin)); }

}  // namespace tanbu::cli
