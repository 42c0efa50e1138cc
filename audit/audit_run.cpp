#include "audit/audit_run.hpp"

#include <algorithm>
#include <future>
#include <utility>

#include "crypto/encoding.hpp"
#include "ledger/log/text.hpp"
#include "ledger/rules.hpp"

namespace tanbu::audit {
namespace {

constexpr std::size_t block_entries = 512;

}  // namespace

Run::Run(const Options& options, std::vector<Pledge> pledges, Report& report)
    : options_(options), pledges_(std::move(pledges)), report_(report), examiner_(options.signature_threads) {}

void Run::advance(Source& source) {
  source_ = &source;
  total_ = source.size();
  if (!begun_) begin();
  find_digest_sizes();
  // Where the last call stopped in front of an entry, the present size may be under no checkpoint yet.
  due_ = source.checkpoint_after(covered_);
  check_full_tiles();
  check_checkpoints();
  take_entries();
  check_end();
}

void Run::begin() {
  choose_keys();
  take_promises();
  check_promises();
  begun_ = true;
}

// While one block is replayed here, the next one is examined by threads of its own: it is fetched before the present
// one is waited for, so that they never wait for this thread. What was fetched is taken even when nothing more can be
// fetched.
void Run::take_entries() {
  auto next = start_block(expected_);
  try {
    while (next) {
      std::optional<SourceFault> fault;
      try {
        next = start_block(*next);
      } catch (const SourceFault& found) {
        fault = found;
      }
      for (const Examined& examined : examiner_.finish()) take(examined);
      if (options_.progress) options_.progress(tree_.size(), total_);
      if (fault) throw SourceFault(*fault);
    }
  } catch (...) {
    examiner_.forget();
    throw;
  }
}

std::string Run::vkey_in_genesis() {
  auto first = Examiner(1).examine(source_->entries(0, 1));
  if (first.empty() || !first.front().command) return {};
  const auto* genesis = std::get_if<GenesisCommand>(&*first.front().command);
  return genesis == nullptr ? std::string() : genesis->log_vkey;
}

std::optional<std::uint64_t> Run::start_block(std::uint64_t from) {
  auto page = source_->entries(from, block_entries);
  // What lies beyond was not there when the audit began. What lies before was asked for already: a page of the database
  // in another one's place hands it out again, and whoever went on behind it would never come to an end.
  auto least = from;
  const auto stray = std::find_if(page.begin(), page.end(), [&](const SourceEntry& entry) {
    return entry.index >= total_ || entry.index < std::exchange(least, entry.index + 1);
  });
  if (stray != page.end() && stray->index < total_) {
    report_.add({from, "entries", "entry_missing", "entry " + std::to_string(stray->index) + " stands in its place"});
  }
  page.erase(stray, page.end());
  if (page.empty()) return std::nullopt;
  const std::uint64_t behind = page.back().index + 1;
  examiner_.start(std::move(page));
  return behind;
}

void Run::take(const Examined& examined) {
  index_ = examined.source.index;
  if (index_ != std::exchange(expected_, index_ + 1)) {
    find("entries", "entry_missing", "the entries before this one are not all there");
    stop_replay("an entry is missing");
  }
  check_line(examined);
  check_receipts(examined.source.line);
  const bool readable = check_command(examined);
  if (readable) check_admission(examined);
  note_claim(examined);
  auto decision = readable ? replay(examined) : std::nullopt;
  if (!examined.source.command && claims_.count(index_) != 0) decision = take_stated(examined);
  if (readable) check_unplayed(examined);
  if (readable) follow_keys(examined, decision.has_value());
  for (Finding& finding :
       source_->compare_entry({examined.source, examined.leaf, readable ? &*examined.envelope : nullptr,
                               examined.payload, decision ? &*decision : nullptr})) {
    report_.add(std::move(finding));
  }
  last_leaf_ = examined.leaf;
  // The entry is whole before the source is asked for anything more, because the source may fail.
  tree_.append(examined.leaf,
               [this](unsigned level, std::uint64_t number, const std::string& hashes, const crypto::Digest& above) {
                 due_tiles_.push_back({level, number, hashes, above});
               });
  if (told_of_leaf_) told_of_leaf_(examined.leaf);
  check_promises();
  check_absence_roots();
  absences_.judge(tree_.size(), is_replaying() ? &state_ : nullptr, report_);
  check_checkpoints();
  check_full_tiles();
}

void Run::check_line(const Examined& examined) {
  if (!examined.entry) {
    find("entries", "entry_malformed", "the line is not an entry, byte for byte");
    return stop_replay("an entry is malformed");
  }
  const log::Entry& entry = *examined.entry;
  if (entry.index != index_) {
    find("entries", "entry_index", "the line calls itself entry " + std::to_string(entry.index));
    stop_replay("an entry is not in its place");
  }
  if (entry.previous != last_leaf_) find("entries", "entry_prev", "prev is not the leaf hash of the entry before");
  if (entry.time_unix_ms < last_time_unix_ms_)
    find("entries", "entry_time", "the time lies before that of the entry before");
  last_time_unix_ms_ = std::max(last_time_unix_ms_, entry.time_unix_ms);
  const RuleSet* rules = rules_of(entry);
  if (rules == nullptr) stop_replay("rules that are not known here");
  check_rules_go_on(rules);
  if (index_ == 0 && entry.kind != "genesis") find("entries", "genesis_missing", "the first entry is " + entry.kind);
}

// An entry is judged by the rules that it names, which an older program cannot have.
const RuleSet* Run::rules_of(const log::Entry& entry) {
  const RuleSet* rules = find_rule_set(entry.rules);
  if (rules != nullptr) return rules;
  const std::string newest(current_rule_set().version);
  std::string words = "decided by rules " + entry.rules + "; ";
  if (newest < entry.rules) {
    words += "this program is older than the log and knows none after " + newest;
  } else {
    words += "this program knows no such rules, its newest are " + newest;
  }
  find("entries", "rules_unknown", std::move(words));
  return nullptr;
}

// An entry names the rules by which it is judged. Whoever could name older ones for a single entry would choose the
// laxest rules that ever were.
void Run::check_rules_go_on(const RuleSet* rules) {
  if (rules == nullptr) return;
  // Both point into the list of all, which is in the order of time.
  if (last_rules_ != nullptr && rules < last_rules_)
    find("entries", "rules_older",
         "decided by rules " + std::string(rules->version) + ", an entry before by " +
             std::string(last_rules_->version));
  if (last_rules_ == nullptr || last_rules_ < rules) last_rules_ = rules;
}

void Run::check_genesis(const Examined& examined) {
  const auto* genesis = std::get_if<GenesisCommand>(&*examined.command);
  if (genesis != nullptr) genesis_ = *genesis;
  if (genesis == nullptr || !keys_) return;
  open_absences(*genesis);
  if (genesis->origin != keys_->origin())
    find("genesis", "genesis_origin", "genesis names " + genesis->origin + ", the log's key " + keys_->origin());
  const std::string stated = options_.pinned_log_vkey.value_or(source_->log_vkey());
  if (!named_keys_.contains(stated))
    find("genesis", "genesis_vkey",
         "neither genesis nor a later entry names the key of the log that is stated beside it: " + stated);
  if (genesis->rules != examined.entry->rules)
    find("genesis", "genesis_rules", "genesis names the rules " + genesis->rules);
}

bool Run::check_command(const Examined& examined) {
  if (!examined.source.command) {
    if (examined.source.erased_by) return false;  // take_stated() goes on
    const std::string kind = examined.entry ? examined.entry->kind : "unknown";
    if (source_->may_withhold()) {
      ++report_.withheld_count;
      if (report_.withheld.size() < withheld_max) report_.withheld.push_back({index_, kind});
    } else {
      find("commands", "command_missing", "the command of this " + kind + " is not stored");
    }
    stop_replay("a command is not at hand");
    return false;
  }
  if (examined.signature == SignatureVerdict::valid || examined.signature == SignatureVerdict::invalid ||
      examined.signature == SignatureVerdict::key_unknown) {
    check_signature(examined);
  }
  if (!examined.fault.empty()) {
    find("commands", examined.fault.c_str(), examined.fault_words);
    stop_replay("a command is not sound");
    return false;
  }
  if (!examined.command || !examined.envelope)
    return false;  // the line is malformed, so nothing says what belongs here
  if (examined.envelope->kind != examined.entry->kind)
    find("commands", "kind_mismatch",
         "the command is a " + examined.envelope->kind + ", the entry says " + examined.entry->kind);
  if (keys_ && examined.envelope->audience != keys_->origin())
    find("commands", "command_audience", "the command was made for " + examined.envelope->audience);
  if (!spend(*examined.envelope))
    find("commands", "jti_repeated", "the issuer used " + examined.envelope->jti + " before");
  if (index_ == 0) check_genesis(examined);
  return true;
}

// Clients choose their ids in time order as a rule; then each goes to the end without a search.
bool Run::spend(const Envelope& envelope) {
  std::set<std::string>& spent = spent_[envelope.issuer.text];
  const std::size_t before = spent.size();
  spent.emplace_hint(spent.end(), envelope.jti);
  return spent.size() > before;
}

void Run::check_signature(const Examined& examined) {
  if (examined.signature == SignatureVerdict::key_unknown) {
    if (report_.withheld_count > 0 || report_.erased_count > 0) {
      ++report_.signatures_not_verifiable;
    } else {
      find("commands", "command_key_unknown", "signed by a key that no command registered");
    }
    return;
  }
  if (examined.signature == SignatureVerdict::invalid)
    return find("commands", "command_signature", "the signature is not valid");
  ++report_.signatures_verified;
  if (index_ == 0) return;  // Genesis has to vouch for itself.
  // A key registered by the very entry that it signs, or by a command that still waits, would vouch for itself.
  if (is_replaying() && key_of(examined) == nullptr)
    return find("commands", "command_key_unknown", "signed by a key that was not registered before this entry");
  if (!is_replaying() && examined.key_entry >= index_)
    find("commands", "command_key_unknown",
         "signed by a key that was registered only by entry " + std::to_string(examined.key_entry));
}

const Key* Run::key_of(const Examined& examined) const {
  if (!is_replaying() || !examined.jws) return nullptr;
  const auto& keys = state_.tables().keys;
  const auto found = keys.find(examined.jws->kid);
  return found == keys.end() ? nullptr : &found->second;
}

void Run::check_admission(const Examined& examined) {
  if (!examined.key_party) return;
  const Envelope& envelope = *examined.envelope;
  // Without the state nothing is known of the key's days but that it is registered; the command's own days remain.
  std::optional<Key> named;
  const Key* registered = key_of(examined);
  if (registered == nullptr) {
    named = Key{.kid = {examined.jws->kid},
                .party = *examined.key_party,
                .entry = {examined.key_entry},
                .jwk = {},
                .valid_from = {},
                .valid_until = std::nullopt,
                .kinds = {}};
    registered = &*named;
  }
  const Key& key = *registered;
  if (envelope.issuer != key.party)
    find("commands", "command_issuer", "issued by " + envelope.issuer.text + ", signed by a key of " + key.party.text);
  // Genesis may be signed long before the ledger is founded; nobody else could have signed another one meanwhile.
  if (index_ == 0) return;
  if (const auto refused = admit(envelope, key, Instant{examined.entry->time_unix_ms}))
    find("commands", "command_admission",
         "not to be admitted at the entry's time: " + std::string(name_of(refused->reason)));
}

void Run::check_full_tiles() {
  while (!due_tiles_.empty()) {
    const DueTile& due = due_tiles_.front();
    check_tile(due.level, due.number, due.hashes, &due.above);
    due_tiles_.pop_front();
  }
}

void Run::check_tile(unsigned level, std::uint64_t number, const std::string& hashes, const crypto::Digest* above) {
  const std::string place = "tiles " + std::to_string(level) + "/" + std::to_string(number);
  const auto stored = source_->tile(level, number, static_cast<unsigned>(hashes.size() / 32));
  // No tile is signed: what comes over a wire and is wrong may be anybody's doing, and can be asked for again.
  const bool may_be_the_wire = source_->may_withhold();
  if (may_be_the_wire && (!stored || stored->hashes != hashes))
    throw SourceFault("source_malformed", place + (stored ? " is not made of the entries" : " is not there"));
  if (!stored) return find_elsewhere(place, "tile_missing", "the tile is not there");
  ++report_.tiles_compared;
  if (stored->hashes != hashes) {
    const auto [own, other] = std::mismatch(hashes.begin(), hashes.end(), stored->hashes.begin(), stored->hashes.end());
    find_elsewhere(place, "tile_differs", "differs from hash " + std::to_string((own - hashes.begin()) / 32) + " on");
  }
  if (above != nullptr && stored->root && *stored->root != crypto::as_bytes(*above))
    find_elsewhere(place, "tile_root_differs", "the hash above the tile is another");
}

void Run::check_checkpoints() {
  while (due_ && due_->size <= tree_.size()) {
    check_checkpoint(*due_);
    covered_ = due_->size;
    due_ = source_->checkpoint_after(due_->size);
    if (!due_ || due_->size > covered_) continue;
    // As with entries: who hands out again what was asked for already would be asked for ever.
    find_elsewhere("checkpoints size=" + std::to_string(due_->size), "checkpoint_missing",
                   "it stands in the place of the one after size " + std::to_string(covered_));
    due_.reset();
  }
}

void Run::check_checkpoint(const SourceCheckpoint& stored) {
  if (!keys_) return;
  const std::string place = "checkpoints size=" + std::to_string(stored.size);
  if (auto finding = second_line_.see(stored.size, stored.note)) report_.add(std::move(*finding));
  const auto opened = open_signed(place, stored.note);
  if (!opened) return;
  ++report_.checkpoints_verified;
  const log::Checkpoint& checkpoint = *opened;
  if (checkpoint.size != stored.size)
    return find_elsewhere(place, "checkpoint_size", "it speaks of " + std::to_string(checkpoint.size) + " entries");
  if (checkpoint.root == tree_.root() || stored.size != tree_.size()) return;
  // Once one root is another all later ones are: the first says it.
  if (std::exchange(root_differs_, true)) return;
  find_elsewhere(place, "checkpoint_root",
                 "it promises root " + log::digest_to_base64(checkpoint.root) + ", the entries give " +
                     log::digest_to_base64(tree_.root()));
}

void Run::check_end() {
  report_.size = tree_.size();
  report_.root = log::digest_to_base64(tree_.root());
  if (tree_.size() == 0) find_elsewhere("entries", "genesis_missing", "the log is empty");
  if (tree_.size() < total_ && tree_.size() > 0)
    find_elsewhere("entries", "entry_missing", std::to_string(total_ - tree_.size()) + " entries are not there");
  if (due_) {
    find_elsewhere("checkpoints size=" + std::to_string(due_->size), "checkpoint_beyond_log",
                   "it speaks of more entries than there are");
  }
  if (covered_ < tree_.size())
    find_elsewhere("checkpoints", "checkpoint_missing",
                   "entries from " + std::to_string(covered_) + " on are under no checkpoint");
  check_promises_beyond();
  check_keys_at_end();
  if (auto finding = second_line_.at_end()) report_.add(std::move(*finding));
  report_.sm2_lines_verified = second_line_.verified();
  if (source_->serves_partial_tiles()) {
    for (unsigned level = 0; level < tree_.levels(); ++level) {
      const auto [number, hashes] = tree_.edge(level);
      if (!hashes.empty()) check_tile(level, number, hashes, nullptr);
    }
  }
  check_claims();
  // A text that is missing for good would look like a difference.
  const bool whole = !report_.rules_not_replayed_from && state_.unknown_texts().empty();
  // Neither of the two changes the state, so they walk over it at the same time.
  std::future<Problem> unsound;
  if (!report_.rules_not_replayed_from)
    unsound = std::async(std::launch::async, [this] { return invariants_.at_end(); });
  const auto add_unsound = [&] {
    auto problem = unsound.valid() ? unsound.get() : std::nullopt;
    if (problem) find_elsewhere("state", "invariant_violated", std::move(*problem));
  };
  std::vector<Finding> findings;
  try {
    findings = source_->compare_end(whole ? &state_ : nullptr, report_.state_compared);
  } catch (const SourceFault&) {
    add_unsound();
    throw;
  }
  add_unsound();
  for (Finding& finding : findings) report_.add(std::move(finding));
}

void Run::stop_replay(const std::string& because) {
  if (report_.rules_not_replayed_from) return;
  report_.rules_not_replayed_from = index_;
  report_.rules_not_replayed_because = because;
}

void Run::find(const char* place, const char* code, std::string words) {
  report_.add({index_, place, code, std::move(words)});
}

void Run::find_elsewhere(std::string place, std::string code, std::string words) {
  report_.add({std::nullopt, std::move(place), std::move(code), std::move(words)});
}

}  // namespace tanbu::audit
