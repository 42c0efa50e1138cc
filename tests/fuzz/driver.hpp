// Feeds fuzz targets: every file of their corpus, and mutations of them from a seed. The same seed gives the same
// inputs. A long campaign: TANBU_FUZZ_ITERATIONS=1000000 TANBU_FUZZ_SEED=7 build/.../fuzz_importers "[csv]"
// (CONTRIBUTING.md). A failure prints target, seed and iteration; TANBU_FUZZ_ONLY=iteration runs that one input and
// keeps it as fuzz_input. Test support only; not the targets, which have the shape that libFuzzer wants.
#pragma once
#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/target.hpp"

extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace tanbu::fuzz {

inline std::string running;
inline void say_running() { std::fprintf(stderr, "fuzz: %s\n", running.c_str()); }
inline void say_and_abort(int) {
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

inline std::vector<std::string> corpus_of(std::string_view folder, const Target& target) {
  std::vector<std::filesystem::path> paths;
  const auto place = std::filesystem::path(TANBU_SOURCE_DIR) / "tests/fuzz" / folder / "corpus" / target.name;
  for (const auto& entry : std::filesystem::directory_iterator(place)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

inline void mutate(std::string& text, const std::vector<std::string>& corpus, const Target& target, Random& random) {
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

inline std::uint64_t number_from_environment(const char* name, std::uint64_t usual) {
  const char* text = std::getenv(name);
  return text == nullptr ? usual : std::strtoull(text, nullptr, 10);
}

inline void feed(const Target& target, const std::string& text) {
  CHECK(target.one_input(Input(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())) == 0);
}

inline void campaign(std::string_view folder, const Target& target) {
  std::signal(SIGABRT, say_and_abort);
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(say_running);
  const auto corpus = corpus_of(folder, target);
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

}  // namespace tanbu::fuzz
