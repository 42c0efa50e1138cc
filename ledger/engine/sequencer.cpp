#include "ledger/engine/sequencer.hpp"

#include "ledger/engine/changes.hpp"
#include "ledger/engine/plan.hpp"
#include "ledger/engine/recorded_command.hpp"
#include "ledger/invariants.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/tile.hpp"
#include "ledger/rules.hpp"

namespace tanbu::engine {
namespace {

// What would have made one reduction count twice; the signed attempt is kept for the association.
bool is_double_use(Refusal reason) {
  return reason == Refusal::double_use || reason == Refusal::serial_overlap || reason == Refusal::underlying_locked ||
         reason == Refusal::underlying_conflict;
}

std::optional<store::Erasure> erasure_in(const Event& event) {
  const auto* taken = std::get_if<NoteTaken>(&event);
  const auto* redaction = taken == nullptr ? nullptr : std::get_if<Redaction>(&taken->note);
  if (redaction == nullptr) return std::nullopt;
  return store::Erasure{.target = redaction->target, .by = redaction->entry};
}

const LogKey* log_key_in(const Event& event) {
  const auto* taken = std::get_if<NoteTaken>(&event);
  return taken == nullptr ? nullptr : std::get_if<LogKey>(&taken->note);
}

// The key that a decision brings to the log; nothing for every other decision.
const LogKey* added_log_key(const Decision& decision) {
  for (const Event& event : decision.events) {
    const LogKey* key = log_key_in(event);
    if (key != nullptr && !key->retired_by) return key;
  }
  return nullptr;
}

std::vector<std::string> vkeys_of(const std::vector<log::Verifier>& keys) {
  std::vector<std::string> vkeys;
  for (const log::Verifier& key : keys) vkeys.push_back(key.text());
  return vkeys;
}

}  // namespace

Sequencer::Sequencer(store::Store& store, LogKeys& keys, store::Reader& reader) : store_(store), keys_(keys) {
  reader.refresh();
  const store::Head head = reader.head();
  genesis_ = recorded_genesis(reader);
  signing_ =
      genesis_ ? vkeys_of(key_history(reader, *genesis_).in_force_at(head.size)) : std::vector{keys_.verifier().text()};
  const auto hashes = hashes_of(reader);
  tree_ = log::Tree::load(head.size, *hashes);
  last_leaf_ = head.last_leaf;
  last_time_ = head.time;
  for (unsigned level = 0; level < 8; ++level) {
    const std::uint64_t number = level == 7 ? 0 : (head.size >> (8 * level)) / log::tile_width_max;
    const unsigned width = log::tile_width_at(level, number, head.size);
    std::string hashes_so_far;
    if (width > 0) {
      auto stored = reader.tile(level, number, width);
      if (!stored) throw store::StoreFault("a tile of the tree is missing");
      hashes_so_far = std::move(*stored);
    }
    partial_tiles_.push_back(std::move(hashes_so_far));
  }
}

// What an approval approves: among the entries of this very batch, or in the log.
std::optional<Command> Sequencer::waiting_command(const Command& command, Plan& plan) {
  const auto waiting = waits_for(command, *plan.overlay);
  if (!waiting) return std::nullopt;
  if (waiting->value >= tree_.size()) {
    const std::size_t position = waiting->value - tree_.size();
    HOLDS(position < plan.batch.entries.size());
    return read_recorded_command(plan.batch.entries[position].command);
  }
  std::optional<Command> found;
  with_past(plan, [&](store::Reader& reader) { found = recorded_command(reader, *waiting); });
  return found;
}

// A reader that stayed in its snapshot would keep an erasure from emptying the store's log.
void Sequencer::with_past(Plan& plan, const std::function<void(store::Reader&)>& ask) {
  if (plan.reader) {
    plan.reader->refresh();
  } else {
    plan.reader = store_.reader();
  }
  ask(*plan.reader);
  plan.reader->release();
}

// What the entry did whose command is to be erased: it stands in this very batch, or in the log.
std::optional<PastEntry> Sequencer::redacted_entry(const Command& command, const Command* waiting, Plan& plan) {
  const RedactCommand* const redact = redact_in(command, waiting);
  if (redact == nullptr || redact->entry.value >= plan.overlay->size()) return std::nullopt;
  const EntryIndex effect = redacted_effect_of(redact->entry, *plan.overlay);
  const auto in_batch = [&](EntryIndex index) { return index.value >= tree_.size(); };
  const auto of_batch = [&](EntryIndex index) -> const store::NewEntry& {
    return plan.batch.entries[index.value - tree_.size()];
  };
  PastEntry past;
  if (in_batch(redact->entry)) {
    past.kind = of_batch(redact->entry).kind;
  } else {
    with_past(plan, [&](store::Reader& reader) { past.kind = kind_of_entry(reader, redact->entry); });
  }
  if (in_batch(effect)) {
    past.decision = of_batch(effect).decision;
  } else {
    with_past(plan, [&](store::Reader& reader) { past.decision = effect_of_entry(reader, effect); });
  }
  return past;
}

Verdict Sequencer::decide_one(const Checked& checked, Plan& plan, Instant now) {
  Verdict verdict;
  const auto refuse = [&verdict](Refused refused) {
    verdict.refused = std::move(refused);
    return verdict;
  };
  const auto decided = plan.decided.find({checked.envelope.issuer, checked.envelope.jti});
  if (decided != plan.decided.end()) {
    if (decided->second.first != checked.payload) return refuse({.reason = Refusal::jti_reused});
    verdict = plan.verdicts[decided->second.second];
    verdict.repeats_in_batch = true;
    return verdict;
  }
  if (const auto seen = store_.seen(checked.envelope.issuer, checked.envelope.jti)) {
    if (seen->payload != checked.payload)
      return refuse({.reason = Refusal::jti_reused, .conflict = seen->entry, .facts = {}});
    verdict.replay_of = seen->entry;
    verdict.refused = seen->refused;
    return verdict;
  }
  const Instant time = recorded_at(now, plan.last_time);
  const bool is_genesis = std::holds_alternative<GenesisCommand>(checked.command) && plan.overlay->size() == 0;
  if (!is_genesis) {
    const auto key = plan.overlay->key(checked.kid);
    HOLDS(key.has_value());
    if (auto refused = admit(checked.envelope, *key, time)) return refuse(*refused);
  }
  const EntryIndex index{plan.overlay->size()};
  const auto waiting = waiting_command(checked.command, plan);
  const auto target = redacted_entry(checked.command, waiting ? &*waiting : nullptr, plan);
  const Context context{.issuer = checked.envelope.issuer,
                        .entry = index,
                        .time = time,
                        .key = checked.kid,
                        .pending = waiting ? &*waiting : nullptr,
                        .target = target ? &*target : nullptr,
                        .genesis = genesis_ ? &*genesis_ : nullptr};
  auto outcome = decide(checked.command, context, *plan.overlay);
  store::SeenRow row{.issuer = checked.envelope.issuer,
                     .jti = checked.envelope.jti,
                     .seen = {.payload = checked.payload, .entry = {}, .refused = {}}};
  if (!outcome.accepted()) {
    row.seen.refused = outcome.refused();
    if (is_double_use(outcome.refused().reason)) {
      plan.batch.refused_uses.push_back({.number = 0,
                                         .time = time,
                                         .issuer = checked.envelope.issuer,
                                         .jti = checked.envelope.jti,
                                         .refused = outcome.refused(),
                                         .jws = checked.jws});
    }
    plan.batch.seen.push_back(std::move(row));
    return refuse(outcome.refused());
  }
  // A key that this machine cannot sign with would stop the log with the entry that brings it.
  const LogKey* added = added_log_key(outcome.value());
  if (added != nullptr && keys_.find(added->vkey) == nullptr) {
    verdict.unavailable = Unavailable{.code = "log_key_missing", .retry_seconds = 60};
    return verdict;
  }
  // From here on the command becomes an entry.
  Decision decision = outcome.take();
  Changes changes = changes_of(decision, *plan.overlay);
  if (const auto violation = violated_invariant(changes, *plan.overlay, index))
    bug_found(violation->c_str(), __FILE__, __LINE__);
  plan.overlay->put(changes);
  plan.overlay->append_entry();
  for (Change& change : changes) plan.batch.changes.push_back(std::move(change));
  for (const Event& event : decision.events) {
    if (const auto erased = erasure_in(event)) plan.batch.erasures.push_back(*erased);
    if (log_key_in(event) != nullptr) plan.log_keys_change = true;
  }
  const log::Entry entry{.index = index.value,
                         .previous = plan.last_leaf,
                         .time_unix_ms = time.unix_ms,
                         .kind = checked.envelope.kind,
                         .command = crypto::sha256(checked.jws),
                         .rules = std::string(rules_version)};
  std::string line = log::entry_bytes(entry);
  plan.last_leaf = log::leaf_hash(line);
  plan.last_time = time;
  HOLDS(plan.log.append(plan.last_leaf) == index.value);
  row.seen.entry = index;
  plan.batch.seen.push_back(std::move(row));
  verdict.new_entry = plan.batch.entries.size();
  plan.batch.entries.push_back({.index = index,
                                .time = time,
                                .kind = checked.envelope.kind,
                                .entry = std::move(line),
                                .leaf = plan.last_leaf,
                                .command = checked.jws,
                                .decision = std::move(decision)});
  return verdict;
}

void Sequencer::decide_next(const Checked& checked, Plan& plan, Instant now) {
  Verdict verdict = decide_one(checked, plan, now);
  const bool spent = verdict.new_entry || verdict.replay_of ||
                     (verdict.refused && group_of(verdict.refused->reason) != RefusalGroup::admission);
  if (spent) {
    plan.decided.try_emplace({checked.envelope.issuer, checked.envelope.jti}, checked.payload, plan.verdicts.size());
  }
  plan.verdicts.push_back(std::move(verdict));
}

void Sequencer::decide_all(const std::vector<const Checked*>& commands, const std::vector<Together>& together,
                           Plan& plan, Instant now) {
  plan.last_leaf = last_leaf_;
  plan.last_time = last_time_;
  plan.partial_tiles = partial_tiles_;
  auto group = together.begin();
  while (plan.verdicts.size() < commands.size()) {
    if (group != together.end() && group->first == plan.verdicts.size()) {
      decide_together(commands, *group, plan, now);
      ++group;
    } else {
      decide_next(*commands[plan.verdicts.size()], plan, now);
    }
  }
  HOLDS(group == together.end());
  add_tiles(plan);
}

// A tile is full when the node above it is complete; that node's hash is the tile's root and belongs to the next level.
void Sequencer::add_tiles(Plan& plan) const {
  for (const log::Node& node : plan.log.completed()) {
    if (node.level % 8 != 0) continue;
    const unsigned level = node.level / 8;
    if (level > 0) {
      std::string& full = plan.partial_tiles[level - 1];
      HOLDS(full.size() == log::tile_width_max * sizeof(crypto::Digest));
      plan.batch.tiles.push_back(
          {.level = level - 1, .number = node.index, .hashes = std::move(full), .root = node.hash});
      full.clear();
    }
    if (level < plan.partial_tiles.size()) plan.partial_tiles[level].append(crypto::as_bytes(node.hash));
  }
}

// The keys in force after the whole batch: what one command of it brought or retired counts from this checkpoint on.
void Sequencer::plan_signatures(Plan& plan) const {
  plan.signing = signing_;
  if (!plan.log_keys_change) return;
  plan.changed_keys = key_history(plan.base, *genesis_);
  plan.signing = vkeys_of(plan.changed_keys->in_force_at(plan.base.size()));
}

std::string Sequencer::sign(const log::Checkpoint& checkpoint, const std::vector<std::string>& vkeys) const {
  std::vector<const log::Signer*> signers;
  for (const std::string& vkey : vkeys) {
    signers.push_back(keys_.find(vkey));
    HOLDS(signers.back() != nullptr);  // asked when the folder was opened and when the key was added
  }
  if (keys_.second() != nullptr) signers.push_back(keys_.second());
  try {
    return log::sign_checkpoint(checkpoint, signers);
  } catch (const std::runtime_error& fault) {
    // A signing library without randomness or memory: the batch is rolled back like one that the disk did not take.
    throw store::StoreFault(std::string("the checkpoint could not be signed: ") + fault.what());
  }
}

// A CT log died of one bit that flipped between hashing and signing (Yeti, 2022): the head was signed over a leaf that
// no preimage had. So the lines are hashed a second time, as the database gives them back, into a tree of their own,
// before anything is signed.
std::string Sequencer::seal(const Plan& plan, const std::vector<std::string>& entries_read_back) const {
  if (entries_read_back.size() != plan.batch.entries.size())
    throw store::StoreFault("the store gave back another number of entries");
  log::Tree again = tree_;
  crypto::Digest previous = last_leaf_;
  for (const std::string& line : entries_read_back) {
    const auto entry = log::parse_entry(line);
    if (!entry || entry->index != again.size() || entry->previous != previous) {
      throw store::StoreFault("an entry read back does not continue the chain");
    }
    previous = log::leaf_hash(line);
    again.append(previous);
  }
  if (again != plan.log.tree() || again.root() != plan.log.tree().root()) {
    throw store::StoreFault("the entries read back do not hash to the tree that was built");
  }
  return sign({.origin = keys_.verifier().name(), .size = again.size(), .root = again.root()}, plan.signing);
}

Sealed Sequencer::commit(const std::vector<const Checked*>& commands, const std::vector<Together>& together,
                         Instant now, const std::function<void()>& before_writing) {
  std::vector<const Command*> wishes;
  wishes.reserve(commands.size());
  for (const Checked* checked : commands) wishes.push_back(&checked->command);
  Sealed sealed;
  const View& view = store_.prefetch(wishes);
  try {
    HOLDS(view.size() == tree_.size());
    Plan plan(view, tree_);
    decide_all(commands, together, plan, now);
    plan_signatures(plan);
    sealed.together = std::move(plan.together);
    if (plan.batch.entries.empty() && plan.batch.seen.empty()) {
      store_.abandon();
      sealed.verdicts = std::move(plan.verdicts);
      return sealed;
    }
    if (before_writing) before_writing();
    store_.commit(plan.batch, tree_.size(), [&](const std::vector<std::string>& entries_read_back) {
      sealed.checkpoint = seal(plan, entries_read_back);
      return sealed.checkpoint;
    });
    // Durable. From here on everything must succeed.
    std::vector<std::uint64_t> indexes;
    for (const store::NewEntry& entry : plan.batch.entries) indexes.push_back(entry.index.value);
    auto proofs = plan.log.proofs(indexes);
    HOLDS(proofs.has_value());
    sealed.proofs = std::move(*proofs);
    tree_ = plan.log.tree();
    partial_tiles_ = std::move(plan.partial_tiles);
    last_leaf_ = plan.last_leaf;
    last_time_ = plan.last_time;
    signing_ = std::move(plan.signing);
    sealed.changed_keys = std::move(plan.changed_keys);
    sealed.verdicts = std::move(plan.verdicts);
    sealed.entries = std::move(plan.batch.entries);
    return sealed;
  } catch (const store::CommitUnknown&) {
    throw;
  } catch (...) {
    store_.abandon();
    throw;
  }
}

}  // namespace tanbu::engine
