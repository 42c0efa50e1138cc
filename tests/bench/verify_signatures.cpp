// How many signatures of each algorithm one core verifies, in one run: what is worth keeping is the ratio. Rounds of
// the three algorithms alternate and the thread's own time is measured, so that other work on the machine weighs on all
// alike. Usage: bench_verify [rounds]
#include <ctime>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"

namespace {

using namespace tanbu::crypto;

constexpr int verifications = 200;  // of each algorithm in a round
constexpr const char* type = "tanbu-command+jws";

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

struct Contender {
  SigningKey key;
  std::string text;
  std::vector<double> per_second{};
  explicit Contender(SigningKey made) : key(std::move(made)), text(sign_jws(type, std::string(400, 'x'), key)) {}

  void round() {
    const auto parsed = parse_jws(text, type);
    const auto& jws = std::get<Jws>(parsed);
    const double begin = thread_seconds();
    for (int i = 0; i < verifications; ++i) {
      if (!verify_jws(jws, key.public_key())) std::abort();
    }
    per_second.push_back(verifications / (thread_seconds() - begin));
  }
  [[nodiscard]] double median() {
    std::sort(per_second.begin(), per_second.end());
    return per_second[per_second.size() / 2];
  }
};

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::max(1, std::atoi(arguments[1])) : 21;
  std::vector<Contender> contenders;
  contenders.emplace_back(SigningKey::generate_ed25519());
  contenders.emplace_back(SigningKey::generate_p256());
  contenders.emplace_back(SigningKey::generate_sm2());
  for (int i = 0; i < rounds; ++i) {
    for (Contender& contender : contenders) contender.round();
  }
  const double first = contenders.front().median();
  for (Contender& contender : contenders) {
    const double each = contender.median();
    std::printf("%-6s %8.0f verifications/s of one core, %5.1f times the time of %s\n",
                contender.key.algorithm().c_str(), each, first / each, contenders.front().key.algorithm().c_str());
  }
  return 0;
}
