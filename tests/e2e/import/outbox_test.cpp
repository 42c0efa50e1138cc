// The files of an import's outbox by themselves: what a crash may leave behind, and how large a request becomes.
#include <catch2/catch.hpp>
#include <fstream>

#include "api/cli/import_outbox.hpp"
#include "api/cli/import_send.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tanbu::cli;
using tanbu::test::TemporaryFolder;

TEST_CASE("an import's outbox gives back what was kept and forgets all of it") {
  TemporaryFolder folder;
  ImportOutbox outbox(folder.path(), "name");
  CHECK_FALSE(outbox.lines().has_value());
  outbox.keep({"a.b.c", "d.e.f"});
  CHECK(ImportOutbox(folder.path(), "name").lines() == std::vector<std::string>{"a.b.c", "d.e.f"});
  CHECK_FALSE(ImportOutbox(folder.path(), "other").lines().has_value());
  outbox.add_answered({{1, 409, "serial_overlap", "taken \"already\"\nby another"}, {0, 201, "", ""}});
  const auto answers = outbox.answered(2);
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].index == 1);
  CHECK(answers[0].status == 409);
  CHECK(answers[0].code == "serial_overlap");
  CHECK(answers[0].detail == "taken \"already\"\nby another");
  CHECK(answers[1].status == 201);
  CHECK(outbox.answered(1).size() == 1);
  outbox.remove();
  CHECK_FALSE(outbox.lines().has_value());
  CHECK(outbox.answered(2).empty());
}

TEST_CASE("a torn or repeated answer in the outbox is asked for again and counted once") {
  TemporaryFolder folder;
  ImportOutbox outbox(folder.path(), "name");
  outbox.keep({"a", "b", "c"});
  outbox.add_answered({{0, 201, "", ""}});
  outbox.add_answered({{0, 200, "", ""}});
  std::ofstream(folder.path() / "imports" / "name.answered", std::ios::app) << "{\"line\":1,\"sta";
  const auto answers = outbox.answered(3);
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].status == 201);
}

TEST_CASE("answers of an earlier outbox of the same name are not taken for those of a new one") {
  TemporaryFolder folder;
  ImportOutbox outbox(folder.path(), "name");
  outbox.keep({"a"});
  outbox.add_answered({{0, 201, "", ""}});
  outbox.keep({"b"});
  CHECK(outbox.answered(1).empty());
}

TEST_CASE("an outbox without its last end of line is damaged") {
  TemporaryFolder folder;
  ImportOutbox outbox(folder.path(), "name");
  outbox.keep({"a", "b"});
  std::ofstream(outbox.path()) << "a\nb";
  CHECK_THROWS_AS(outbox.lines(), std::runtime_error);
}

TEST_CASE("a request holds at most two thousand lines and eight mebibytes and at least one line") {
  const std::vector<std::string> small(4500, "x");
  CHECK(lines_of_chunk(small, 0) == 2000);
  CHECK(lines_of_chunk(small, 4000) == 500);
  const std::vector<std::string> large(3, std::string(std::size_t{4} << 20, 'x'));
  CHECK(lines_of_chunk(large, 0) == 1);
  const std::vector<std::string> exact(4, std::string((std::size_t{4} << 20) - 1, 'x'));
  CHECK(lines_of_chunk(exact, 0) == 2);
  const std::vector<std::string> huge(2, std::string(std::size_t{9} << 20, 'x'));
  CHECK(lines_of_chunk(huge, 0) == 1);
}
