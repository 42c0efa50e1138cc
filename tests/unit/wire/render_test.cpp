// Response heads, and the way an answer takes back to its loop.
#include "api/http/wire/render.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "api/http/wire/mailbox.hpp"

namespace tanbu::http {
namespace {

std::string head_of(const Response& response, bool close = false) {
  std::string out;
  append_response_head(out, response, close, "D");
  return out;
}

TEST_CASE("a response head has its length, and says when the connection ends", "[wire][render]") {
  const Response response{200, {{"Content-Type", "text/plain"}}, "hello", false};
  CHECK(head_of(response) == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\n");
  CHECK(head_of(response, true).find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(head_of({204, {}, "", false}) == "HTTP/1.1 204 No Content\r\nDate: D\r\n\r\n");
  CHECK(head_of({304, {}, "x", false}).find("Content-Length") == std::string::npos);
  CHECK(head_of({299, {}, "", false}).rfind("HTTP/1.1 299 \r\n", 0) == 0);
}

TEST_CASE("no byte of a value can begin another header line", "[wire][render][asvs:4.2.1]") {
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    const std::string head = head_of({200, {{"X", std::string("v") + c + "Evil: 1"}}, "", false});
    const bool kept = (byte >= 0x20 && byte != 0x7f) || c == '\t';
    CHECK(head.find(kept ? std::string("X: v") + c + "Evil: 1\r\n" : "X: vEvil: 1\r\n") != std::string::npos);
  }
  CHECK(head_of({200, {{"X", "v\r\nEvil: 1"}}, "", false}).find("\r\nEvil") == std::string::npos);
}

TEST_CASE("fields that decide the framing are the server's alone", "[wire][render]") {
  const std::string plain = head_of({200, {}, "hello", false});
  for (const char* name : {"Content-Length", "content-length", "Transfer-Encoding", "Connection", "Keep-Alive",
                           "Trailer", "Upgrade", "Date", "Server", "X Y", "X:", "", "X\r\nEvil"}) {
    INFO(name);
    CHECK(head_of({200, {{name, "7"}}, "hello", false}) == plain);
  }
}

TEST_CASE("dates are written in the one form the standard asks for", "[wire][render]") {
  CHECK(http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(http_date(1709164799) == "Wed, 28 Feb 2024 23:59:59 GMT");
  CHECK(http_date(1709164800) == "Thu, 29 Feb 2024 00:00:00 GMT");
}

TEST_CASE("a batch of answers wakes the loop once", "[wire][mailbox]") {
  int wakes = 0;
  const auto mailbox = std::make_shared<Mailbox>([&] { ++wakes; });
  std::vector<Reply> replies;
  for (std::uint32_t slot = 0; slot < 100; ++slot) Ticket(mailbox, {slot, 1}).answer({});
  CHECK(wakes == 1);
  mailbox->take(replies);
  REQUIRE(replies.size() == 100);
  CHECK(replies[7].key.slot == 7);
  Ticket(mailbox, {0, 2}).answer({});
  CHECK(wakes == 2);
}

TEST_CASE("a ticket answers once, or reports that nobody will", "[wire][mailbox]") {
  const auto mailbox = std::make_shared<Mailbox>([] {});
  std::vector<Reply> replies;
  { const Ticket unused(mailbox, {1, 1}); }
  { Ticket(mailbox, {2, 1}).answer({201, {}, "", false}); }
  {
    Ticket late(mailbox, {3, 1});
    late.give_up();
    late.answer({202, {}, "", false});
  }
  mailbox->take(replies);
  REQUIRE(replies.size() == 3);
  CHECK_FALSE(replies[0].response);
  CHECK(replies[1].response.value().status == 201);
  CHECK_FALSE(replies[2].response);
}

TEST_CASE("a closed mailbox drops what comes later", "[wire][mailbox]") {
  int wakes = 0;
  const auto mailbox = std::make_shared<Mailbox>([&] { ++wakes; });
  Ticket ticket(mailbox, {0, 1});
  mailbox->close();
  ticket.answer({});
  std::vector<Reply> replies;
  mailbox->take(replies);
  CHECK(replies.empty());
  CHECK(wakes == 0);
}

TEST_CASE("the loop's own thread answers without a wakeup", "[wire][mailbox]") {
  int wakes = 0;
  const auto mailbox = std::make_shared<Mailbox>([&] { ++wakes; });
  mailbox->open();
  Ticket(mailbox, {0, 1}).answer({});
  std::vector<Reply> replies;
  mailbox->take_own(replies);
  CHECK(replies.size() == 1);
  CHECK(wakes == 0);
  mailbox->close();
}

}  // namespace
}  // namespace tanbu::http
