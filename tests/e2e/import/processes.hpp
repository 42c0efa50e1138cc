// A real ledger and the real command line as processes of their own, so that either can be killed. Test support only.
#pragma once
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>

#include "api/cli/answer.hpp"
#include "api/cli/import.hpp"
#include "api/http/app.hpp"
#include "api/http/wire/server.hpp"
#include "tests/support/ledger_folder.hpp"

namespace tanbu::test {

// Runs work() in a child; what it returns is the exit status. The child never unwinds into the test.
inline pid_t fork_child(const std::function<int()>& work) {
  // What the test runner has printed but not flushed would be printed by the child once more, into its answer.
  std::cout.flush();
  std::fflush(nullptr);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child != 0) return child;
  int status = 99;
  try {
    status = work();
  } catch (const std::exception& trouble) {
    std::fprintf(stderr, "child: %s\n", trouble.what());
  }
  std::fflush(nullptr);
  ::_exit(status);
}

inline int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) REQUIRE(errno == EINTR);
  return status;
}

inline std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The ledger's folder is made in this process and served by a child. No thread runs here when a child is forked.
class ServedLedger {
 public:
  // The registrar is appointed for VCS and for these.
  explicit ServedLedger(const std::vector<std::string>& programmes = {}) {
    ledger_.populate();
    for (const auto& programme : programmes) {
      ledger_.grant(
          ledger_.association, "appoint_registrar",
          {{"party", ledger_.registrar}, {"programme", programme}, {"from", "2020-01-01"}, {"until", "2035-12-31"}});
    }
    ledger_.close();
    start();
  }
  ~ServedLedger() { kill(); }

  void start() {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    child_ = fork_child([&] { return serve(ends[1]); });
    ::close(ends[1]);
    REQUIRE(::read(ends[0], &port_, sizeof port_) == sizeof port_);
    ::close(ends[0]);
  }
  void kill() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    (void)wait_for(child_);
    child_ = 0;
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] const crypto::SigningKey& key() const { return ledger_.key(ledger_.registrar); }
  [[nodiscard]] const crypto::SigningKey& strangers_key() const { return ledger_.key(ledger_.trader); }
  [[nodiscard]] boost::json::value get(const std::string& path) const {
    cli::Client client({.base_url = url(), .ca_file = std::nullopt});
    const auto result = client.get(path);
    REQUIRE(std::holds_alternative<cli::HttpAnswer>(result));
    return cli::json_of(std::get<cli::HttpAnswer>(result));
  }
  [[nodiscard]] std::uint64_t size() const { return cli::number_at(get("/v1/log"), "size").value(); }

 private:
  int serve(int ready) {
    ledger_.clock->wall_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    engine::EngineOptions options;
    options.accept_time = true;  // the folder was made at the test clock's time
    if (!ledger_.try_open(options).empty()) return 98;
    http::App app(ledger_.engine(), {});
    http::ServerOptions server_options;
    server_options.port = port_;
    server_options.body_limit = http::body_limit_of_routes;
    server_options.problem = http::problem_for_wire;
    http::Server server(server_options, [&](http::Request request, http::Respond respond) {
      app.handle(std::move(request), std::move(respond));
    });
    server.start();
    const std::uint16_t port = server.port();
    if (::write(ready, &port, sizeof port) != sizeof port) return 97;
    while (true) ::pause();
  }

  LedgerFolder ledger_;
  std::uint16_t port_ = 0;
  pid_t child_ = 0;
};

// The command line with a home of its own.
class Registrar {
 public:
  Registrar(const ServedLedger& ledger, const crypto::SigningKey& key, std::string party = "x:registrar")
      : url_(ledger.url()), party_(std::move(party)) {
    REQUIRE_FALSE(crypto::write_key_file(home_.path() / "registrar.jwk", key).has_value());
  }
  [[nodiscard]] std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(home_.path() / name, std::ios::binary) << text;
    return home_.path() / name;
  }
  pid_t start(const std::filesystem::path& file, bool dry_run = false) const {
    return start(cli::ImportArguments{.file = file}, dry_run);
  }
  pid_t start(const cli::ImportArguments& arguments, bool dry_run) const {
    return fork_child([&] {
      ::setenv("TANBU_HOME", (home_.path() / "home").c_str(), 1);
      const int output = ::open((home_.path() / "stdout").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      const int message_file = ::open((home_.path() / "stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(output, 1);
      ::dup2(message_file, 2);
      cli::Flags flags;
      flags.url = offline ? "" : url_;
      flags.key_file = (home_.path() / "registrar.jwk").string();
      flags.party = party_;
      flags.retry_seconds = 1;
      flags.json = !for_people;
      flags.yes = true;
      flags.dry_run = dry_run;
      try {
        return static_cast<int>(cli::run_import(cli::Settings(flags), arguments));
      } catch (const cli::Stop& stop) {
        std::fprintf(stderr, "%s\n", stop.message().c_str());
        return static_cast<int>(stop.status());
      }
    });
  }
  // The exit status; what was printed is in `answer`.
  int run(const std::filesystem::path& file, bool dry_run = false) {
    return run(cli::ImportArguments{.file = file}, dry_run);
  }
  int run(const cli::ImportArguments& arguments, bool dry_run = false) {
    const int status = wait_for(start(arguments, dry_run));
    printed = text_of_file(home_.path() / "stdout");
    messages = text_of_file(home_.path() / "stderr");
    INFO(messages);
    REQUIRE(WIFEXITED(status));
    answer = printed.empty() || for_people ? boost::json::value() : boost::json::parse(printed);
    return WEXITSTATUS(status);
  }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return home_.path() / name; }
  // Files of the outbox whose name ends so.
  [[nodiscard]] std::vector<std::filesystem::path> outbox_files(const std::string& ending) const {
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::exists(home_.path() / "home")) return files;
    std::error_code ignored;
    for (std::filesystem::recursive_directory_iterator at(home_.path() / "home", ignored), end; at != end;
         at.increment(ignored)) {
      const auto name = at->path().filename().string();
      if (name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending)
        files.push_back(at->path());
    }
    return files;
  }

  boost::json::value answer;  // of a run for machines
  std::string printed;
  std::string messages;
  bool offline = false;     // no ledger's address is given
  bool for_people = false;  // without --json

 private:
  TemporaryFolder home_;
  std::string url_;
  std::string party_;
};

}  // namespace tanbu::test
