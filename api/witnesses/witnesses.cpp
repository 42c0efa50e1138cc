// The threads that ask, and the rounds in which they do.
#include "api/witnesses/witnesses.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "ledger/engine/folder.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/witness.hpp"

namespace tanbu::witnesses {
namespace {

using SteadyClock = std::chrono::steady_clock;

// How often a thread looks whether the log has grown. The engine knows nothing of witnesses; a look costs one number.
constexpr std::int64_t look_ms = 200;

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now().time_since_epoch()).count();
}

std::uint64_t unix_seconds(Instant instant) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, instant.unix_ms) / 1000);
}

// One witness that is asked, and its thread.
struct Place {
  Place(const log::Policy& policy, std::size_t at, std::uint64_t size, std::unique_ptr<Transport> sends)
      : witness(at), asking(policy, at, size), transport(std::move(sends)) {}
  std::size_t witness;
  Asking asking;
  std::unique_ptr<Transport> transport;
  std::thread thread;
};

}  // namespace

bool round_is_over(std::int64_t spent_ms, bool quorum_met) {
  return spent_ms >= (quorum_met ? round_ms_min : round_ms_max);
}

struct Witnesses::Inside {
  Inside(engine::Engine& of, Options given, std::unique_ptr<Cosignatures> kept)
      : engine(of), options(std::move(given)), cosignatures(std::move(kept)) {
    const auto& witnesses = options.policy->witnesses();
    for (std::size_t at = 0; at < witnesses.size(); ++at) {
      states.emplace_back(witnesses[at].url.empty() ? "not_asked" : "waiting");
      if (witnesses[at].url.empty()) continue;
      const auto newest = cosignatures->newest_of(at);
      places.push_back(std::make_unique<Place>(*options.policy, at, newest ? newest->size : 0,
                                               options.transport(witnesses[at].url)));
    }
  }

  // The checkpoint of the present round.
  std::shared_ptr<const Target> round() {
    const std::lock_guard lock(round_mutex);
    const auto size = engine.health().size;
    const bool stays = target && (target->size == size ||
                                  !round_is_over(steady_ms() - round_begin_ms, cosignatures->quorum_met(target->size)));
    if (stays) return target;
    engine.with_reader([&](store::Reader& reader) {
      auto head = reader.head();
      target = std::make_shared<Target>(Target{head.size, std::move(head.checkpoint), unix_seconds(head.time)});
    });
    round_begin_ms = steady_ms();
    return target;
  }

  std::string request(const Target& shown, std::uint64_t old_size) {
    log::AddCheckpoint request{old_size, {}, shown.note};
    if (old_size > 0 && old_size < shown.size) {
      engine.with_reader([&](store::Reader& reader) {
        auto proof = log::consistency_proof(old_size, shown.size, *engine.hashes(reader));
        HOLDS(proof.has_value());
        request.proof = *std::move(proof);
      });
    }
    return log::write_add_checkpoint(request);
  }

  // One question at most; gives the time to wait before the next.
  std::int64_t ask(Place& place) {
    try {
      const auto shown = round();
      if (cosignatures->has(place.witness, shown->size)) return look_ms;
      const auto old_size = place.asking.old_size(*shown, std::max(engine.health().size, shown->size));
      if (!old_size) return look_ms;
      const auto transported = place.transport->post(request(*shown, *old_size));
      const auto log_size = std::max(engine.health().size, shown->size);
      const auto judged = place.asking.judge(*shown, *old_size, transported, log_size, unix_seconds(engine.now()));
      if (!judged.cosigned.empty()) cosignatures->keep(*shown, judged.cosigned);
      report(place.witness, *shown, *old_size, transported, judged);
    } catch (const std::exception& trouble) {
      // The machine's fault, not the witness's: the disk is full, the store is being recovered. It is asked again.
      place.asking.failed();
      set_state(place.witness, "machine_failed");
      write(place.witness, spdlog::level::err,
            std::string("\"trouble\":\"machine_failed\",\"detail\":\"") + plain(trouble.what()) + "\"");
    }
    return place.asking.pause_ms();
  }

  void run(Place& place) {
    std::unique_lock lock(stop_mutex);
    while (!stopping) {
      lock.unlock();
      const auto pause = ask(place);
      lock.lock();
      stop_now.wait_for(lock, std::chrono::milliseconds(pause), [this] { return stopping; });
    }
  }

  void report(std::size_t witness, const Target& shown, std::uint64_t old_size, const Transported& transported,
              const Judged& judged) {
    if (judged.code == "stopped") return;
    set_state(witness, judged.code);
    std::string line = judged.is_trouble ? "\"trouble\":\"" : "\"event\":\"";
    line += std::string(judged.code) + "\",\"size\":" + std::to_string(shown.size) +
            ",\"old_size\":" + std::to_string(old_size);
    if (const auto* answer = std::get_if<Answer>(&transported)) line += ",\"status\":" + std::to_string(answer->status);
    if (judged.told_size) line += ",\"told_size\":" + std::to_string(*judged.told_size);
    write(witness, judged.is_trouble ? spdlog::level::warn : spdlog::level::info, line);
  }

  void set_state(std::size_t witness, std::string_view state) {
    const std::lock_guard lock(state_mutex);
    states[witness] = state;
  }

  // Nothing that a witness sent stands in the line; its key's name is the policy's, valid UTF-8 without a control
  // character, and is made plain all the same (CWE-117).
  void write(std::size_t witness, spdlog::level::level_enum level, const std::string& members) const {
    if (!options.log) return;
    options.log->log(level, "{{\"witness\":\"{}\",{}}}", plain(options.policy->witnesses()[witness].verifier.name()),
                     members);
  }
  static std::string plain(std::string text) {
    std::replace_if(
        text.begin(), text.end(),
        [](char symbol) {
          return static_cast<unsigned char>(symbol) < 0x20 || symbol == '"' || symbol == '\\' || symbol == '\x7f';
        },
        ' ');
    return text;
  }

  engine::Engine& engine;
  const Options options;
  const std::unique_ptr<Cosignatures> cosignatures;

  std::mutex round_mutex;
  std::shared_ptr<const Target> target;
  std::int64_t round_begin_ms = 0;

  mutable std::mutex state_mutex;
  std::vector<std::string_view> states;  // of literals; one for each witness of the policy

  std::mutex stop_mutex;
  std::condition_variable stop_now;
  bool stopping = false;
  std::vector<std::unique_ptr<Place>> places;
};

std::variant<std::unique_ptr<Witnesses>, OpenFault> Witnesses::open(engine::Engine& engine, Options options,
                                                                    std::vector<std::string>& ignored) {
  const auto& logs = options.policy->logs();
  std::optional<log::KeyHistory> keys;
  engine.with_reader([&](store::Reader& reader) { keys = engine.log_keys(reader); });
  // A policy may be older than the newest key of the log, or know the next one already.
  const bool is_ours = logs.empty() || std::any_of(logs.begin(), logs.end(), [&](const log::Verifier& one) {
                         return keys->find(one.text()) != nullptr;
                       });
  if (!is_ours) return OpenFault{"witnesses_policy", "the policy names other logs and not " + engine.log_vkey()};
  std::variant<std::unique_ptr<Cosignatures>, OpenFault> kept;
  engine.with_reader([&](store::Reader& reader) {
    const auto hashes = engine.hashes(reader);
    kept = Cosignatures::open(engine::Folder{options.directory}.cosignatures(), options.policy, *keys,
                              reader.head().size, *hashes, ignored);
  });
  if (auto* fault = std::get_if<OpenFault>(&kept)) return std::move(*fault);
  return std::unique_ptr<Witnesses>(new Witnesses(
      std::make_unique<Inside>(engine, std::move(options), std::get<std::unique_ptr<Cosignatures>>(std::move(kept)))));
}

Witnesses::Witnesses(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Witnesses::~Witnesses() { stop(); }

void Witnesses::start() {
  for (const auto& place : inside_->places) {
    place->thread = std::thread([inside = inside_.get(), one = place.get()] { inside->run(*one); });
  }
}

void Witnesses::stop() {
  {
    const std::lock_guard lock(inside_->stop_mutex);
    inside_->stopping = true;
  }
  inside_->stop_now.notify_all();
  for (const auto& place : inside_->places) place->transport->stop();
  for (const auto& place : inside_->places) {
    if (place->thread.joinable()) place->thread.join();
  }
}

std::string Witnesses::cosigned(std::uint64_t size, std::string note) const {
  return inside_->cosignatures->cosigned(size, std::move(note));
}

std::optional<std::string> Witnesses::witnessed(const store::Head& head) const {
  if (inside_->options.policy->satisfied_by({})) return cosigned(head.size, head.checkpoint);
  return inside_->cosignatures->witnessed();
}

std::vector<Status> Witnesses::statuses() const {
  std::vector<Status> statuses;
  const auto& witnesses = inside_->options.policy->witnesses();
  const std::lock_guard lock(inside_->state_mutex);
  for (std::size_t at = 0; at < witnesses.size(); ++at) {
    statuses.push_back({&witnesses[at].verifier, inside_->cosignatures->newest_of(at), inside_->states[at]});
  }
  return statuses;
}

}  // namespace tanbu::witnesses
