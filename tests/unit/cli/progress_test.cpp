// The moving line of progress.hpp, on a terminal of the test's own.
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <thread>

#include "api/cli/progress.hpp"

using namespace tanbu::cli;

namespace {

// Stands in the place of stderr until it is gone. Nothing may be asserted meanwhile.
class Terminal {
 public:
  Terminal() : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(master_ >= 0);
    REQUIRE(::grantpt(master_) == 0);
    REQUIRE(::unlockpt(master_) == 0);
    const int line = ::open(::ptsname(master_), O_RDWR | O_NOCTTY);
    REQUIRE(line >= 0);
    before_ = ::dup(STDERR_FILENO);
    ::dup2(line, STDERR_FILENO);
    ::close(line);
  }
  ~Terminal() {
    restore();
    ::close(master_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // Everything that was printed there.
  std::string text() {
    std::string all;
    pollfd waiting{master_, POLLIN, 0};
    while (::poll(&waiting, 1, 100) == 1 && (waiting.revents & POLLIN) != 0) {
      char piece[512];
      const auto count = ::read(master_, piece, sizeof(piece));
      if (count <= 0) break;
      all.append(piece, static_cast<std::size_t>(count));
    }
    restore();
    return all;
  }

 private:
  void restore() {
    if (before_ < 0) return;
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    before_ = -1;
  }
  int master_ = -1;
  int before_ = -1;
};

// The line appears after a second; however long the machine takes besides, it is there.
void wait_until_due() { std::this_thread::sleep_for(std::chrono::milliseconds(1'200)); }

}  // namespace

TEST_CASE("how far something is stands on a terminal with a bar, a rate and the time that is left, and is wiped out") {
  Terminal terminal;
  {
    Progress progress("signing", 400);
    progress.show(0);
    wait_until_due();
    progress.show(200);
  }
  const auto text = terminal.text();
  INFO(text);
  CHECK(text.find("signing [############------------] 200/400") != std::string::npos);
  CHECK(text.find("/s") != std::string::npos);
  CHECK(text.find("left") != std::string::npos);
  // The last thing that is printed takes the line away.
  const std::string wiped = "\r\033[K";
  REQUIRE(text.size() > wiped.size());
  CHECK(text.substr(text.size() - wiped.size()) == wiped);
}

TEST_CASE("without a total there is no bar, and what an earlier run did is no speed of this one") {
  Terminal terminal;
  {
    Progress progress("reading");
    progress.show(1'000'000);
    wait_until_due();
    progress.show(1'000'000);
  }
  const auto text = terminal.text();
  INFO(text);
  CHECK(text.find("reading 1000000  0 ") != std::string::npos);
  CHECK(text.find('[') == text.find("\033[K") + 1);
  CHECK(text.find('#') == std::string::npos);
}

TEST_CASE("what is no terminal gets no moving line") {
  const int before = ::dup(STDERR_FILENO);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  ::dup2(ends[1], STDERR_FILENO);
  ::close(ends[1]);
  {
    Progress progress("sending", 2);
    progress.show(1);
    wait_until_due();
    progress.show(2);
  }
  ::dup2(before, STDERR_FILENO);
  ::close(before);
  char piece[16];
  CHECK(::read(ends[0], piece, sizeof(piece)) == 0);
  ::close(ends[0]);
}
