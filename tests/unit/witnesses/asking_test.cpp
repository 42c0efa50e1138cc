// Every answer that a witness can give, and what becomes of it.
#include "api/witnesses/asking.hpp"

#include "tests/unit/witnesses/support.hpp"

namespace tanbu::witnesses::test {
namespace {

const std::string policy_text = witness_line("a") + witness_line("b") + "group g all a b\nquorum g\n";

Answer text(long status, std::string body) { return {status, "text/plain", std::move(body)}; }
Answer told(std::string body) { return {409, "text/x.tlog.size", std::move(body)}; }

// One Asking of witness a, about a log of `log_size` entries.
struct Conversation {
  explicit Conversation(std::uint64_t size = 0) : asking(policy, 0, size) {}
  Judged say(const Target& target, const Transported& transported, std::uint64_t log_size = 13) {
    const auto old_size = asking.old_size(target, log_size);
    REQUIRE(old_size.has_value());
    return asking.judge(target, *old_size, transported, log_size, now_seconds);
  }
  const log::Policy policy = policy_of(policy_text);
  Asking asking;
};

}  // namespace

TEST_CASE("a cosignature that verifies is kept, and the next question starts from its size", "[witnesses]") {
  Conversation talk;
  const auto target = target_of(5);
  CHECK(talk.asking.old_size(target, 13) == 0);
  const auto judged = talk.say(target, text(200, line_by("a", target)));
  CHECK(judged.code == "cosigned");
  CHECK_FALSE(judged.is_trouble);
  CHECK(judged.cosigned == std::vector<Cosigned>{cosigned_by(0, "a", target)});
  CHECK(talk.asking.pause_ms() == 0);
  CHECK(talk.asking.old_size(target_of(13), 13) == 5);
}

TEST_CASE("of several lines those of the policy's witnesses are kept, once each, and strangers' are ignored",
          "[witnesses]") {
  Conversation talk;
  const auto target = target_of(5);
  const auto body =
      line_by("stranger", target) + line_by("b", target) + line_by("a", target) + line_by("a", target, now_seconds + 1);
  const auto judged = talk.say(target, text(200, body));
  CHECK(judged.code == "cosigned");
  CHECK(judged.cosigned == std::vector<Cosigned>{cosigned_by(1, "b", target), cosigned_by(0, "a", target)});
}

TEST_CASE("a cosignature that does not hold is not kept, and neither is what came with it", "[witnesses]") {
  const auto target = target_of(5);
  auto forged = witness("a").cosign(text_of(target), now_seconds);
  forged.bytes.back() = static_cast<char>(forged.bytes.back() ^ 1);
  auto moved = witness("a").cosign(text_of(target), now_seconds);
  moved.bytes[7] = static_cast<char>(moved.bytes[7] ^ 1);  // another time than the one that was signed
  auto renamed = witness("b").cosign(text_of(target), now_seconds);
  renamed.name = witness("a").name();
  auto own_id = renamed;
  own_id.id = witness("a").verifier().id();
  const auto good = line_by("a", target);
  struct Row {
    std::string body;
    std::string_view code;
  };
  const std::vector<Row> rows{
      {log::signature_line(forged), "cosignature_invalid"},
      {log::signature_line(moved), "cosignature_invalid"},
      {log::signature_line(own_id), "cosignature_invalid"},
      {good + log::signature_line(forged), "cosignature_invalid"},
      {log::signature_line(forged) + good, "cosignature_invalid"},
      {line_by("a", target_of(6)), "cosignature_invalid"},
      {line_by("b", target) + line_by("a", target_of(6)), "cosignature_invalid"},
      {log::signature_line(renamed), "cosignature_missing"},
      {line_by("b", target), "cosignature_missing"},
      {line_by("stranger", target), "cosignature_missing"},
      {log::signature_line(log_signer().sign(text_of(target))), "cosignature_missing"},
      {line_by("a", target, now_seconds + 601), "cosignature_time"},
      {line_by("a", target, entry_seconds - 601), "cosignature_time"},
      {line_by("a", target, 0), "cosignature_time"},
      {line_by("a", target, 0x7FFF'FFFF'FFFF'FFFF), "cosignature_time"},
      {"", "answer_unreadable"},
      {"\n", "answer_unreadable"},
      {"OK\n", "answer_unreadable"},
      {good.substr(0, good.size() - 1), "answer_unreadable"},
      {good + "\n", "answer_unreadable"},
      {"\n" + good, "answer_unreadable"},
      {good + "thanks\n", "answer_unreadable"},
      {target.note + good, "answer_unreadable"},
      {std::string(1000, '\0'), "answer_unreadable"},
  };
  for (const auto& row : rows) {
    Conversation talk(3);
    const auto judged = talk.say(target, text(200, row.body));
    INFO(row.body.substr(0, 200));
    CHECK(judged.code == row.code);
    CHECK(judged.is_trouble);
    CHECK(judged.cosigned.empty());
    CHECK(talk.asking.old_size(target, 13) == 3);
    CHECK(talk.asking.pause_ms() == pause_ms_min);
  }
  std::string many;
  for (int at = 0; at < 101; ++at) many += line_by("stranger", target);
  Conversation talk;
  CHECK(talk.say(target, text(200, good + many)).code == "answer_unreadable");
}

TEST_CASE("a cosignature may be ten minutes off our clock, and no more", "[witnesses]") {
  const auto target = target_of(5);
  for (const auto time : {now_seconds + 600, entry_seconds - 600}) {
    Conversation talk;
    CHECK(talk.say(target, text(200, line_by("a", target, time))).code == "cosigned");
  }
}

TEST_CASE("every other status is its own trouble and changes nothing but the wait", "[witnesses]") {
  const auto target = target_of(5);
  const std::vector<std::pair<long, std::string_view>> rows{
      {400, "request_refused"},   {403, "key_unknown"},       {404, "log_unknown"},       {422, "proof_refused"},
      {301, "redirected"},        {302, "redirected"},        {307, "redirected"},        {308, "redirected"},
      {500, "status_unexpected"}, {503, "status_unexpected"}, {429, "status_unexpected"}, {201, "status_unexpected"},
      {204, "status_unexpected"}, {0, "status_unexpected"},   {999, "status_unexpected"}};
  for (const auto& [status, code] : rows) {
    Conversation talk(3);
    const auto judged = talk.say(target, text(status, line_by("a", target)));
    INFO(status);
    CHECK(judged.code == code);
    CHECK(judged.is_trouble);
    CHECK(judged.cosigned.empty());
    CHECK(talk.asking.old_size(target, 13) == 3);
    CHECK(talk.asking.pause_ms() == pause_ms_min);
  }
}

TEST_CASE("no answer is trouble too, but being stopped is not", "[witnesses]") {
  const auto target = target_of(5);
  const std::vector<std::pair<NoAnswer, std::string_view>> rows{{NoAnswer::unreachable, "unreachable"},
                                                                {NoAnswer::timed_out, "timed_out"},
                                                                {NoAnswer::too_large, "answer_too_large"}};
  for (const auto& [none, code] : rows) {
    Conversation talk(3);
    CHECK(talk.say(target, none).code == code);
    CHECK(talk.asking.pause_ms() == pause_ms_min);
    CHECK(talk.asking.old_size(target, 13) == 3);
  }
  Conversation talk(3);
  CHECK_FALSE(talk.say(target, NoAnswer::stopped).is_trouble);
  CHECK(talk.asking.pause_ms() == 0);
}

TEST_CASE("a witness that stands elsewhere is asked again at once from where it stands", "[witnesses]") {
  const auto target = target_of(5);
  struct Row {
    std::uint64_t known;
    std::uint64_t stands;
  };
  for (const auto row : {Row{0, 3}, Row{3, 0}, Row{3, 5}, Row{3, 1}}) {
    Conversation talk(row.known);
    const auto judged = talk.say(target, told(std::to_string(row.stands) + "\n"));
    INFO(row.known << " " << row.stands);
    CHECK(judged.code == "size_told");
    CHECK_FALSE(judged.is_trouble);
    CHECK(judged.told_size == row.stands);
    CHECK(talk.asking.pause_ms() == 0);
    CHECK(talk.asking.old_size(target, 13) == row.stands);
    CHECK(talk.say(target, text(200, line_by("a", target))).code == "cosigned");
  }
}

TEST_CASE("a witness that has seen a newer checkpoint of ours waits for the next round", "[witnesses]") {
  Conversation talk(3);
  const auto target = target_of(5);
  const auto judged = talk.say(target, told("9\n"));
  CHECK(judged.code == "size_told");
  CHECK_FALSE(talk.asking.old_size(target, 13).has_value());
  CHECK(talk.asking.old_size(target_of(13), 13) == 9);
}

TEST_CASE("a witness that claims more than the log ever had is reported, and asked seldom", "[witnesses]") {
  Conversation talk(3);
  const auto target = target_of(5);
  const auto judged = talk.say(target, told("14\n"));
  CHECK(judged.code == "witness_ahead");
  CHECK(judged.is_trouble);
  CHECK(judged.told_size == 14);
  CHECK(talk.asking.pause_ms() == pause_ms_min);
  CHECK(talk.asking.old_size(target, 13) == 5);  // the largest that may be named
  CHECK(talk.say(target, told("18446744073709551615\n")).code == "witness_ahead");
  CHECK(talk.asking.pause_ms() == 2 * pause_ms_min);
  // Once it comes down it is believed no more and no less than before.
  CHECK(talk.say(target, told("2\n")).code == "size_told");
  CHECK(talk.asking.old_size(target, 13) == 2);
}

TEST_CASE("a conflict without a usable size is trouble", "[witnesses]") {
  const auto target = target_of(5);
  const std::vector<Answer> rows{told(""),         told("4"),
                                 told("4\n\n"),    told("04\n"),
                                 told("+4\n"),     told(" 4\n"),
                                 told("4 \n"),     told("four\n"),
                                 told("4\r\n"),    told("18446744073709551616\n"),
                                 told("4\n5\n"),   text(409, "4\n"),
                                 {409, "", "4\n"}, {409, "text/x.tlog.size; charset=utf-8", "4\n"},
                                 told("3\n")};  // the size that was named: then there is no conflict
  for (const auto& row : rows) {
    Conversation talk(3);
    const auto judged = talk.say(target, row);
    INFO(row.content_type << " " << row.body);
    CHECK(judged.code == "answer_unreadable");
    CHECK(talk.asking.old_size(target, 13) == 3);
  }
}

TEST_CASE("another tree of the same size is reported as such", "[witnesses]") {
  Conversation talk(5);
  CHECK(talk.say(target_of(5), told("5\n")).code == "root_conflict");
}

TEST_CASE("a witness whose size never settles is not asked in a circle", "[witnesses]") {
  Conversation talk(3);
  const auto target = target_of(5);
  CHECK(talk.say(target, told("1\n")).code == "size_told");
  CHECK(talk.asking.pause_ms() == 0);
  CHECK(talk.say(target, told("2\n")).code == "size_unsettled");
  CHECK(talk.asking.pause_ms() == pause_ms_min);
}

TEST_CASE("the wait doubles up to its bound, and an answer ends it", "[witnesses]") {
  Conversation talk;
  const auto target = target_of(5);
  std::int64_t expected = pause_ms_min;
  for (int at = 0; at < 40; ++at) {
    CHECK(talk.say(target, NoAnswer::timed_out).code == "timed_out");
    CHECK(talk.asking.pause_ms() == expected);
    expected = std::min(2 * expected, pause_ms_max);
  }
  CHECK(talk.asking.pause_ms() == pause_ms_max);
  CHECK(talk.say(target, text(200, line_by("a", target))).code == "cosigned");
  CHECK(talk.asking.pause_ms() == 0);
  talk.asking.failed();
  CHECK(talk.asking.pause_ms() == pause_ms_min);
}

}  // namespace tanbu::witnesses::test
