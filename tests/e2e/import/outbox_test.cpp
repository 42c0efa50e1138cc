// The files of an import's outbox by themselves: what a crash may leave behind, and how large a request becomes.
#include <catch2/catch.hpp>
#include <fstream>

#include "api/cli/import_outbox.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tanbu::cli;
using tanbu::test::TemporaryFolder;

namespace {

void keep(ImportOutbox& outbox, const std::vector<std::string>& lines) {
  const auto writing = outbox.write();
  for (const auto& line : lines) writing->add(line);
  CHECK(writing->count() == lines.size());
  writing->finish();
}

// All lines, chunk after chunk.
std::vector<OutboxLines::Line> lines_of(const ImportOutbox& outbox) {
  std::vector<OutboxLines::Line> all;
  const auto lines = outbox.read();
  while (true) {
    CHECK(lines->begin() == all.size());
    const auto chunk = lines->next_chunk();
    if (chunk.empty()) return all;
    all.insert(all.end(), chunk.begin(), chunk.end());
  }
}

std::vector<std::string> texts_of(const ImportOutbox& outbox) {
  std::vector<std::string> texts;
  for (const auto& line : lines_of(outbox)) texts.push_back(line.text);
  return texts;
}

std::vector<std::size_t> sizes_of_chunks(const std::vector<std::string>& lines) {
  TemporaryFolder folder;
  ImportOutbox outbox(folder.path(), "name");
  keep(outbox, lines);
  std::vector<std::size_t> sizes;
  const auto reader = outbox.read();
  for (auto chunk = reader->next_chunk(); !chunk.empty(); chunk = reader->next_chunk()) sizes.push_back(chunk.size());
  return sizes;
}

}  // namespace

TEST_CASE("an import's outbox gives back what was kept and forgets all of it") {
  TemporaryFolder folder;
  ImportOutbox outbox(folder.path(), "name");
  CHECK_FALSE(outbox.count().has_value());
  keep(outbox, {"a.b.c", "d.e.f"});
  CHECK(ImportOutbox(folder.path(), "name").count() == 2U);
  CHECK(texts_of(ImportOutbox(folder.path(), "name")) == std::vector<std::string>{"a.b.c", "d.e.f"});
  CHECK_FALSE(ImportOutbox(folder.path(), "other").count().has_value());
  outbox.add_answered({{1, 409, "serial_overlap", "taken \"already\"\nby another"}, {0, 201, "", ""}});
  const auto lines = lines_of(outbox);
  REQUIRE(lines.at(1).answer.has_value());
  CHECK(lines[1].answer->index == 1);
  CHECK(lines[1].answer->status == 409);
  CHECK(lines[1].answer->code == "serial_overlap");
  CHECK(lines[1].answer->detail == "taken \"already\"\nby another");
  REQUIRE(lines[0].answer.has_value());
  CHECK(lines[0].answer->status == 201);
  CHECK(outbox.answered(2) == 2);
  CHECK(outbox.answered(1) == 1);
  outbox.remove();
  CHECK_FALSE(outbox.count().has_value());
  CHECK(outbox.answered(2) == 0);
}

TEST_CASE("a torn or repeated answer in the outbox is asked for again and counted once") {
  TemporaryFolder folder;
  ImportOutbox outbox(folder.path(), "name");
  keep(outbox, {"a", "b", "c"});
  outbox.add_answered({{0, 201, "", ""}});
  outbox.add_answered({{0, 200, "", ""}});
  std::ofstream(folder.path() / "imports" / "name.answered", std::ios::app) << "{\"line\":1,\"sta";
  CHECK(outbox.answered(3) == 1);
  auto lines = lines_of(outbox);
  CHECK(lines.at(0).answer->status == 201);
  CHECK_FALSE(lines.at(1).answer.has_value());
  // What is answered next is written behind the torn entry.
  outbox.add_answered({{1, 201, "", ""}, {2, 201, "", ""}});
  lines = lines_of(outbox);
  CHECK_FALSE(lines.at(1).answer.has_value());
  CHECK(lines.at(2).answer->status == 201);
}

TEST_CASE("answers of an earlier outbox of the same name are not taken for those of a new one") {
  TemporaryFolder folder;
  ImportOutbox outbox(folder.path(), "name");
  keep(outbox, {"a"});
  outbox.add_answered({{0, 201, "", ""}});
  keep(outbox, {"b"});
  CHECK(outbox.answered(1) == 0);
  CHECK_FALSE(lines_of(outbox).at(0).answer.has_value());
}

TEST_CASE("answers are found for each line of every request") {
  TemporaryFolder folder;
  ImportOutbox outbox(folder.path(), "name");
  keep(outbox, std::vector<std::string>(4500, "x"));
  std::vector<AnsweredLine> first;
  for (std::size_t at = 0; at < 2000; ++at) first.push_back({1999 - at, 201, "", ""});
  outbox.add_answered(first);
  outbox.add_answered({{2000, 409, "serial_overlap", ""}, {4499, 201, "", ""}, {9999, 201, "", ""}});
  const auto lines = lines_of(outbox);
  REQUIRE(lines.size() == 4500);
  for (std::size_t at = 0; at < lines.size(); ++at) {
    INFO(at);
    CHECK(lines[at].answer.has_value() == (at <= 2000 || at == 4499));
    if (lines[at].answer) CHECK(lines[at].answer->index == at);
  }
  CHECK(outbox.answered(4500) == 2002);
}

TEST_CASE("an outbox without its last end of line is damaged, and so is an empty one") {
  TemporaryFolder folder;
  ImportOutbox outbox(folder.path(), "name");
  keep(outbox, {"a", "b"});
  std::ofstream(outbox.path()) << "a\nb";
  CHECK_THROWS_AS(outbox.count(), std::runtime_error);
  std::ofstream(outbox.path()) << "";
  CHECK_THROWS_AS(outbox.count(), std::runtime_error);
}

TEST_CASE("an outbox that was not finished is none, and its rest is thrown away by the next one") {
  TemporaryFolder folder;
  ImportOutbox outbox(folder.path(), "name");
  const auto files = [&] {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "imports")) {
      count += entry.path().extension() == ".new" ? 1U : 0U;
    }
    return count;
  };
  {
    const auto writing = outbox.write();
    writing->add("a");
    CHECK_FALSE(outbox.count().has_value());
    CHECK(files() == 1);
  }
  CHECK(files() == 0);
  CHECK_FALSE(outbox.count().has_value());
  // As a killed process leaves it.
  std::ofstream(outbox.path().string() + ".01JD8Z4QW3E9.new") << "half";
  CHECK_FALSE(outbox.count().has_value());
  keep(outbox, {"b"});
  CHECK(files() == 0);
  CHECK(texts_of(outbox) == std::vector<std::string>{"b"});
}

TEST_CASE("a request holds at most two thousand lines and eight mebibytes and at least one line") {
  CHECK(sizes_of_chunks(std::vector<std::string>(4500, "x")) == std::vector<std::size_t>{2000, 2000, 500});
  const std::string large(std::size_t{4} << 20, 'x');
  CHECK(sizes_of_chunks(std::vector<std::string>(3, large)) == std::vector<std::size_t>{1, 1, 1});
  const std::string exact((std::size_t{4} << 20) - 1, 'x');
  CHECK(sizes_of_chunks(std::vector<std::string>(4, exact)) == std::vector<std::size_t>{2, 2});
  const std::string huge(std::size_t{9} << 20, 'x');
  CHECK(sizes_of_chunks(std::vector<std::string>(2, huge)) == std::vector<std::size_t>{1, 1});
}
