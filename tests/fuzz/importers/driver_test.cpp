// Feeds the targets: every file of the corpus, and mutations of them from a seed. The same seed gives the same inputs.
// A long campaign: TANBU_FUZZ_ITERATIONS=1000000 TANBU_FUZZ_SEED=7 build/.../fuzz_importers "[csv]" (CONTRIBUTING.md).
// A failure prints target, seed and iteration; TANBU_FUZZ_ONLY=iteration runs that one input and keeps it as
// fuzz_input.
#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "ledger/programme.hpp"
#include "tests/fuzz/importers/targets.hpp"

extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace {

using namespace tanbu::fuzz;

std::string running;
void say_running() { std::fprintf(stderr, "fuzz: %s\n", running.c_str()); }
void say_and_abort(int) {
  say_running();
  std::_Exit(134);
}

// xorshift64*: the inputs must be the same on every machine.
struct Random {
  std::uint64_t state;
  std::uint64_t next() {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 2685821657736338717U;
  }
  std::size_t below(std::size_t count) { return count == 0 ? 0 : static_cast<std::size_t>((next() >> 16) % count); }
};

std::vector<std::string> corpus_of(const Target& target) {
  std::vector<std::filesystem::path> paths;
  const auto folder = std::filesystem::path(TANBU_SOURCE_DIR) / "tests/fuzz/importers/corpus" / target.name;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

void mutate(std::string& text, const std::vector<std::string>& corpus, const Target& target, Random& random) {
  const auto at = random.below(text.size() + 1);
  const auto length = random.below(16) + 1;
  switch (random.below(8)) {
    case 0:
      if (!text.empty()) text[at % text.size()] = static_cast<char>(random.next() & 0xff);
      break;
    case 1:
      if (!text.empty()) text[at % text.size()] = static_cast<char>(text[at % text.size()] ^ (1 << random.below(8)));
      break;
    case 2:
      text.erase(at, length);
      break;
    case 3:
      text.insert(at, text.substr(random.below(text.size() + 1), length * 4));
      break;
    case 4:
    case 5:
      text.insert(at, target.tokens.at(random.below(target.tokens.size())));
      break;
    case 6: {
      const auto& other = corpus[random.below(corpus.size())];
      text = text.substr(0, at) + other.substr(random.below(other.size() + 1));
      break;
    }
    default:
      text.resize(at);
  }
  constexpr std::size_t input_bytes_max = 64U * 1024;
  if (text.size() > input_bytes_max) text.resize(input_bytes_max);
}

std::uint64_t number_from_environment(const char* name, std::uint64_t usual) {
  const char* text = std::getenv(name);
  return text == nullptr ? usual : std::strtoull(text, nullptr, 10);
}

void feed(const Target& target, const std::string& text) {
  CHECK(target.one_input(Input(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())) == 0);
}

void campaign(const Target& target) {
  std::signal(SIGABRT, say_and_abort);
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(say_running);
  const auto corpus = corpus_of(target);
  REQUIRE(corpus.size() >= 3);
  for (std::size_t at = 0; at < corpus.size(); ++at) {
    running = std::string(target.name) + ", file " + std::to_string(at) + " of the corpus";
    feed(target, corpus[at]);
  }
#ifdef TANBU_LONG
  constexpr std::uint64_t times = 1000;
#else
  constexpr std::uint64_t times = 1;
#endif
  const auto seed = number_from_environment("TANBU_FUZZ_SEED", 1);
  const auto only = number_from_environment("TANBU_FUZZ_ONLY", ~std::uint64_t{0});
  const auto usual = static_cast<std::uint64_t>(target.iterations) * times;
  const auto iterations = number_from_environment("TANBU_FUZZ_ITERATIONS", usual);
  for (std::uint64_t iteration = 0; iteration < iterations; ++iteration) {
    if (only != ~std::uint64_t{0} && iteration != only) continue;
    Random random{(seed * 1'000'003 + iteration) * 0x9e3779b97f4a7c15U + 1};
    auto text = corpus[random.below(corpus.size())];
    for (auto left = random.below(6) + 1; left > 0; --left) mutate(text, corpus, target, random);
    running = std::string(target.name) + ", seed " + std::to_string(seed) + ", iteration " + std::to_string(iteration);
    if (iteration == only) std::ofstream("fuzz_input", std::ios::binary) << text;
    feed(target, text);
  }
}

}  // namespace

TEST_CASE("any octets are values between delimiters or refused", "[csv]") { campaign(targets[0]); }
TEST_CASE("any octets are JSON or refused", "[json]") { campaign(targets[1]); }
TEST_CASE("any octets are an archive or refused", "[archive]") { campaign(targets[2]); }
TEST_CASE("any XML is a sheet or refused", "[sheet]") { campaign(targets[3]); }
TEST_CASE("any text is a serial of one spelling or refused", "[serial]") { campaign(targets[4]); }
TEST_CASE("any cell is a date, a number or refused", "[cell]") { campaign(targets[5]); }

// Mutations of what no grammar reads would only ever see the first lines of each.
TEST_CASE("every programme reads a serial of the corpus", "[serial]") {
  std::set<std::string> read;
  for (const auto& text : corpus_of(targets[4])) read.merge(programmes_that_read(text));
  for (const auto* programme : tanbu::all_programmes()) {
    INFO(programme->code);
    if (programme->parse_serial != nullptr) CHECK(read.count(std::string(programme->code)) == 1);
  }
}
