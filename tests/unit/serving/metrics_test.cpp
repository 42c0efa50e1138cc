// What is counted and how it is told; what the service manager hands over.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "api/serving/metrics.hpp"
#include "api/serving/service_manager.hpp"

namespace tanbu::serving {
namespace {

bool has_line(const std::string& page, const std::string& line) {
  return page.rfind(line + "\n", 0) == 0 || page.find("\n" + line + "\n") != std::string::npos;
}

TEST_CASE("requests are counted by method, route and status, problems by code", "[serving][metrics]") {
  Metrics metrics("1.2.3");
  metrics.answered({"GET", "/v1/entries/{index}", 200, "", 0.002, 100});
  metrics.answered({"GET", "/v1/entries/{index}", 200, "", 0.2, 50});
  metrics.answered({"GET", "", 404, "not_found", 0.001, 10});
  metrics.answered({"POST", "/v1/commands", 409, "double_use", 0.01, 10});
  metrics.refused("double_use");
  metrics.refused_by_wire(400, "host_missing");
  metrics.noticed("store_failed");
  metrics.tls_reloaded(false);
  const std::string page = metrics.page({.entries = 42,
                                         .queued_commands = 7,
                                         .connections_open = 3,
                                         .ready = true,
                                         .erasure_pending = false,
                                         .certificate_ends_unix_seconds = 0,
                                         .disk_free_bytes = 1024});
  INFO(page);
  CHECK(has_line(page, "tanbu_http_requests_total{method=\"GET\",route=\"/v1/entries/{index}\",status=\"200\"} 2"));
  CHECK(has_line(page, "tanbu_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 1"));
  CHECK(has_line(page, "tanbu_http_requests_total{method=\"none\",route=\"none\",status=\"400\"} 1"));
  CHECK(has_line(page, "tanbu_http_response_bytes_total{route=\"/v1/entries/{index}\"} 150"));
  CHECK(has_line(page, "tanbu_http_request_duration_seconds_bucket{route=\"/v1/entries/{index}\",le=\"0.0025\"} 1"));
  CHECK(has_line(page, "tanbu_http_request_duration_seconds_bucket{route=\"/v1/entries/{index}\",le=\"+Inf\"} 2"));
  CHECK(has_line(page, "tanbu_http_request_duration_seconds_count{route=\"/v1/entries/{index}\"} 2"));
  CHECK(has_line(page, "tanbu_problems_total{code=\"double_use\"} 2"));
  CHECK(has_line(page, "tanbu_problems_total{code=\"host_missing\"} 1"));
  CHECK(has_line(page, "tanbu_engine_events_total{event=\"store_failed\"} 1"));
  CHECK(has_line(page, "tanbu_engine_events_total{event=\"outcome_unknown\"} 0"));
  CHECK(has_line(page, "tanbu_tls_reloads_total{outcome=\"kept\"} 1"));
  CHECK(has_line(page, "tanbu_log_entries 42"));
  CHECK(has_line(page, "tanbu_queue_commands 7"));
  CHECK(has_line(page, "tanbu_http_connections_open 3"));
  CHECK(has_line(page, "tanbu_ready 1"));
  CHECK(has_line(page, "tanbu_build_info{version=\"1.2.3\"} 1"));
}

TEST_CASE("many threads count as many as there were", "[serving][metrics]") {
  Metrics metrics("1");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&metrics] {
      for (int i = 0; i < 2'000; ++i) metrics.answered({"GET", i % 2 == 0 ? "/a" : "/b", 200, "", 0.001, 1});
    });
  }
  for (auto& thread : threads) thread.join();
  const std::string page = metrics.page({});
  CHECK(has_line(page, "tanbu_http_requests_total{method=\"GET\",route=\"/a\",status=\"200\"} 4000"));
  CHECK(has_line(page, "tanbu_http_requests_total{method=\"GET\",route=\"/b\",status=\"200\"} 4000"));
}

TEST_CASE("sockets are taken only where they were meant for this process", "[serving][systemd]") {
  CHECK(handed_sockets("", "", "", 42).empty());
  CHECK(handed_sockets("41", "1", "", 42).empty());
  CHECK(handed_sockets("42", "0", "", 42).empty());
  CHECK(handed_sockets("42", "-1", "", 42).empty());
  CHECK(handed_sockets("42", "999999999999999999999", "", 42).empty());
  CHECK(handed_sockets("42x", "1", "", 42).empty());
  CHECK(handed_sockets("42", "17", "", 42).empty());
  const auto two = handed_sockets("42", "2", "tanbu.socket:metrics", 42);
  REQUIRE(two.size() == 2);
  CHECK(two[0].name == "tanbu.socket");
  CHECK(two[0].descriptor == 3);
  CHECK(two[1].name == "metrics");
  CHECK(two[1].descriptor == 4);
  const auto unnamed = handed_sockets("42", "2", "one", 42);
  REQUIRE(unnamed.size() == 2);
  CHECK(unnamed[1].name.empty());
}

TEST_CASE("only a stream socket that listens can be served on", "[serving][systemd]") {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK_FALSE(is_listening(socket));
  REQUIRE(::listen(socket, 1) == 0);
  CHECK(is_listening(socket));
  ::close(socket);
  CHECK_FALSE(is_listening(socket));
  const int datagrams = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  CHECK_FALSE(is_listening(datagrams));
  ::close(datagrams);
}

TEST_CASE("the service manager gets the message as one datagram, by either kind of name", "[serving][systemd]") {
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const std::string name = "@tanbu-test-" + std::to_string(::getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  address.sun_path[0] = '\0';
  const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), bytes) == 0);
  CHECK(notify_socket(name, "READY=1"));
  std::array<char, 64> got{};
  const auto received = ::recv(socket, got.data(), got.size(), 0);
  CHECK(std::string(got.data(), static_cast<std::size_t>(std::max<ssize_t>(received, 0))) == "READY=1");
  ::close(socket);
  CHECK_FALSE(notify_socket(name, "READY=1"));
  CHECK_FALSE(notify_socket("", "READY=1"));
  CHECK_FALSE(notify_socket("relative", "READY=1"));
  CHECK_FALSE(notify_socket("/" + std::string(200, 'x'), "READY=1"));
  CHECK_FALSE(notify_socket("/nowhere/at/all", "READY=1"));
}

}  // namespace
}  // namespace tanbu::serving
