#include "ledger/engine/engine.hpp"

#include <future>

#include "ledger/engine/chain_end.hpp"
#include "ledger/engine/check.hpp"
#include "ledger/engine/dry_run.hpp"
#include "ledger/engine/folder.hpp"
#include "ledger/engine/key_ring.hpp"
#include "ledger/engine/known_notes.hpp"
#include "ledger/engine/log_keys.hpp"
#include "ledger/engine/partial_file.hpp"
#include "ledger/engine/reader_pool.hpp"
#include "ledger/engine/recorded_command.hpp"
#include "ledger/engine/sequencer.hpp"
#include "ledger/engine/writer.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/proof.hpp"
#include "ledger/rules.hpp"
#include "ledger/store/sqlite/sqlite_store.hpp"

namespace tanbu::engine {

struct Engine::Parts {
  Parts(FolderLock held, LogKeys signers, std::unique_ptr<store::Store> opened, Folder place,
        std::shared_ptr<Clock> time)
      : lock(std::move(held)),
        log_keys(std::move(signers)),
        origin(log_keys.verifier().name()),
        store(std::move(opened)),
        readers([file = place.database()] { return store::open_sqlite_reader(file); }),
        keys([this](const KeyId& kid) {
          std::optional<Key> found;
          readers.with_reader([&](store::Reader& reader) { found = reader.key(kid); });
          return found;
        }),
        clock(std::move(time)) {
    if (log_keys.second() != nullptr) sm2_vkey = log_keys.second()->verifier().text();
  }

  FolderLock lock;
  LogKeys log_keys;  // the writer's thread's, once it runs
  std::string origin;
  std::optional<std::string> sm2_vkey;
  std::optional<GenesisCommand> genesis;
  std::unique_ptr<store::Store> store;
  ReaderPool readers;
  KeyRing keys;
  log::RememberedTiles tiles;
  std::shared_ptr<Clock> clock;
  std::unique_ptr<Writer> writer;  // last: its thread uses all of the above
};

namespace {

// What was signed last, and every checkpoint that lies beside the database, must be what the stored hashes add up to;
// otherwise the next signature would be the second of two histories.
std::optional<OpenFault> check_history(store::Reader& reader, const Folder& folder, LogKeys& keys) {
  if (reader.head().size == 0) return OpenFault{"missing", "there is no genesis entry"};
  const auto history = key_history(reader);
  if (auto fault = keys.missing_key(history, reader.head().size)) return fault;
  if (auto fault = check_chain_end(reader, history)) return fault;
  if (auto fault = keys.lost_second_line(reader.head().checkpoint, history)) return fault;
  const auto second_line_of = [&keys](const std::string& note, const std::string& whose) -> std::optional<OpenFault> {
    const auto code = keys.fault_of_second_line(note);
    return code ? std::optional(OpenFault{"chain", whose + " does not verify: " + *code}) : std::nullopt;
  };
  if (auto fault = second_line_of(reader.head().checkpoint, "the newest checkpoint")) return fault;
  if (auto foreign = foreign_note(reader, known_notes(folder), history)) return std::move(foreign->fault);
  if (const auto kept = read_file(folder.checkpoint())) {
    if (auto fault = second_line_of(*kept, "the file checkpoint")) return fault;
  }
  if (!std::filesystem::exists(folder.archive_mark())) return std::nullopt;
  return OpenFault{"archive", folder.root.string() +
                                  " was restored with --read-only, and signing on from it could be a second history; "
                                  "restore it without --read-only where it is to be served"};
}

// A restore that was killed leaves a whole copy of the database, and earlier versions made files that all could read.
void tidy_up(const Folder& folder) {
  remove_parts_of(folder.database());
  remove_left_behind(folder.root);
  for (const char* suffix : {"", "-wal", "-shm"}) make_private_file(folder.database().string() + suffix);
}

}  // namespace

Engine::Engine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Engine::~Engine() { stop(); }

std::variant<std::unique_ptr<Engine>, OpenFault> Engine::open(EngineOptions options) {
  const Folder folder{options.directory};
  if (!std::filesystem::exists(folder.database())) {
    return OpenFault{"missing", "there is no ledger in " + folder.root.string() + "; make one with: tanbu init"};
  }
  if (!options.clock) options.clock = std::make_shared<MachineClock>();
  try {
    auto lock = FolderLock::take(folder);
    if (!lock) return OpenFault{"locked", folder.root.string() + " is used by another process; reach it with --url"};
    tidy_up(folder);
    auto keys = LogKeys::read(folder);
    if (auto* fault = std::get_if<OpenFault>(&keys)) return *fault;
    // A folder that is refused is left as it is: nothing is upgraded before the history is known to be the right one.
    {
      const auto before = store::open_sqlite(folder.database(), store::OpenMode::as_it_is);
      if (auto fault = check_history(*before->reader(), folder, std::get<LogKeys>(keys))) return *fault;
    }
    auto store = store::open_sqlite(folder.database(), store::OpenMode::existing);
    auto parts = std::make_unique<Parts>(std::move(*lock), std::move(std::get<LogKeys>(keys)), std::move(store), folder,
                                         options.clock);
    const auto reader = store::open_sqlite_reader(folder.database());
    reader->refresh();
    parts->genesis = recorded_genesis(*reader);
    parts->log_keys.settle(key_history(*reader), reader->head().size);
    replace_file(folder.checkpoint(), reader->head().checkpoint, 0644, Durability::atomic_only);
    auto sequencer = std::make_unique<Sequencer>(*parts->store, parts->log_keys, *reader);
    const ClockWatch watch(options.clock->now(), options.clock->monotonic_ms(), options.accept_time);
    auto engine = std::unique_ptr<Engine>(new Engine(std::move(parts)));
    Engine* self = engine.get();
    engine->parts_->writer = std::make_unique<Writer>(
        WriterOptions{options.queue_commands_max, options.batch_commands_max, options.erasure_retry_ms, options.notice},
        folder, *engine->parts_->store, engine->parts_->log_keys, std::move(sequencer), options.clock, watch,
        [self](EntryIndex index) { return self->replayed(index); });
    return engine;
  } catch (const store::SchemaAltered& fault) {
    return OpenFault{"schema_altered", fault.what()};
  } catch (const std::runtime_error& fault) {
    return OpenFault{"store", fault.what()};
  }
}

const std::string& Engine::origin() const { return parts_->origin; }

log::KeyHistory Engine::log_keys(store::Reader& reader) const { return key_history(reader, *parts_->genesis); }

log::Verifier Engine::log_verifier() {
  std::optional<log::Verifier> newest;
  with_reader([&](store::Reader& reader) { newest = log_keys(reader).in_force_at(reader.head().size).back(); });
  return *std::move(newest);
}

const std::optional<std::string>& Engine::sm2_vkey() const { return parts_->sm2_vkey; }

std::variant<Checked, Answer> Engine::check(std::string jws) {
  return check_command(std::move(jws), origin(), parts_->keys);
}

void Engine::enqueue(Checked checked, Done done, QueuePolicy policy) {
  parts_->writer->enqueue(std::move(checked), std::move(done), policy);
}

void Engine::submit(std::string jws, Done done, const Admit& admit) {
  parts_->writer->arriving();
  auto checked = check(std::move(jws));
  if (auto* command = std::get_if<Checked>(&checked)) {
    auto refused = admit ? admit(*command) : std::nullopt;
    if (!refused) parts_->writer->enqueue(std::move(*command), std::move(done), QueuePolicy::refuse_when_full);
    parts_->writer->arrived();
    if (refused) done(*std::move(refused));
    return;
  }
  parts_->writer->arrived();
  done(std::move(std::get<Answer>(checked)));
}

GroupResult Engine::decide_together(std::vector<Checked> commands) {
  // Shared with the writer, which may still be waking this thread when it goes on.
  const auto decided = std::make_shared<std::promise<GroupResult>>();
  auto answer = decided->get_future();
  parts_->writer->enqueue(
      std::move(commands), [decided](GroupResult given) { decided->set_value(std::move(given)); },
      QueuePolicy::wait_when_full);
  GroupResult result = answer.get();
  if (auto* group = std::get_if<GroupAnswer>(&result)) fill_in_replays(*group);
  return result;
}

GroupAnswer Engine::dry_run_together(const std::vector<Checked>& commands) {
  GroupAnswer group;
  with_reader([&](store::Reader& reader) {
    group.size_before = reader.size();
    DryRun run(reader, parts_->genesis, now());
    for (const Checked& checked : commands) group.answers.push_back(run.decide_in_group(checked));
  });
  fill_in_replays(group);
  return group;
}

// Not on the writer's thread: ten thousand of them would hold up everybody else.
void Engine::fill_in_replays(GroupAnswer& group) {
  for (Answer& answer : group.answers) {
    const auto* accepted = std::get_if<Accepted>(&answer);
    if (accepted != nullptr && accepted->replayed && accepted->entry.empty()) answer = replayed(accepted->index);
  }
}

Answer Engine::dry_run(const Checked& checked) {
  std::optional<Answer> answer;
  with_reader([&](store::Reader& reader) { answer = DryRun(reader, parts_->genesis, now()).decide_in_group(checked); });
  // Signed commands of public kinds are handed to everybody. Decided anew they would tell whoever tries one again
  // whether their signer still holds the units.
  const auto* accepted = std::get_if<Accepted>(&*answer);
  return accepted != nullptr && accepted->replayed ? replayed(accepted->index) : std::move(*answer);
}

Answer Engine::dry_run_unsigned(const std::string& payload, const PartyId& issuer) {
  auto checked = check_payload(payload, issuer, origin());
  if (auto* answer = std::get_if<Answer>(&checked)) return std::move(*answer);
  return dry_run(std::get<Checked>(checked));
}

std::optional<Engine::KnownKey> Engine::find_key(const std::string& kid) { return parts_->keys.find(kid); }

void Engine::with_reader(const std::function<void(store::Reader&)>& work) { parts_->readers.with_reader(work); }

std::optional<std::uint64_t> Engine::settled_state() const { return parts_->writer->settled_state(); }

std::unique_ptr<log::HashReader> Engine::hashes(store::Reader& reader) { return hashes_of(reader, &parts_->tiles); }

std::optional<std::string> Engine::receipt(store::Reader& reader, EntryIndex index, ReceiptOf which) {
  const auto checkpoint = which == ReceiptOf::latest_checkpoint ? std::optional(reader.head().checkpoint)
                                                                : reader.checkpoint_covering(index);
  return checkpoint ? receipt_under(reader, index, *checkpoint) : std::nullopt;
}

std::optional<std::string> Engine::receipt_under(store::Reader& reader, EntryIndex index,
                                                 const std::string& checkpoint) {
  const auto stored = reader.entry(index);
  if (!stored) return std::nullopt;
  const auto ours = log::claimed_checkpoint(checkpoint);
  HOLDS(log::ok(ours));
  auto proof = log::inclusion_proof(index.value, log::value(ours).size, *hashes(reader));
  if (!proof) return std::nullopt;
  return log::write_receipt(
      {.entry = stored->entry, .index = index.value, .proof = std::move(*proof), .checkpoint = checkpoint});
}

// The answer to a command that an earlier batch accepted, with identical bytes: the receipt of an entry always uses the
// first published checkpoint that covers it.
Answer Engine::replayed(EntryIndex index) {
  std::optional<Answer> answer;
  try {
    with_reader([&](store::Reader& reader) {
      auto stored = reader.entry(index);
      auto text = receipt(reader, index, ReceiptOf::first_checkpoint);
      HOLDS(stored.has_value() && text.has_value());
      const auto entry = log::parse_entry(stored->entry);
      HOLDS(entry.has_value());
      answer = Accepted{.index = index,
                        .kind = entry->kind,
                        .entry = std::move(stored->entry),
                        .receipt = std::move(*text),
                        .decision = std::move(stored->decision),
                        .replayed = true};
    });
  } catch (const std::runtime_error&) {
    return Unavailable{.code = "store_failed", .retry_seconds = 5};
  }
  return std::move(*answer);
}

Instant Engine::now() { return parts_->clock->now(); }
Health Engine::health() { return parts_->writer->health(); }
void Engine::stop() {
  if (parts_ && parts_->writer) parts_->writer->stop();
}

}  // namespace tanbu::engine
