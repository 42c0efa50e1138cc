// Personal information: every string member of every kind is walked, so that none can be forgotten.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/unit/codec/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// Numbers that somebody printed. Digits are their nature, so a run of them is not taken for a telephone.
const std::set<std::string> printed_numbers{"reference",        "registry_reference", "contract",
                                            "statement_number", "cnca_approval",      "number"};

std::string last_name(const std::string& pointer) { return pointer.substr(pointer.rfind('/') + 1); }

// A telephone number, a resident id with a right check digit and a mail address, each between ordinary words.
const std::vector<std::string> personal{"联系人 13812345678 收",     "tel:+86 13912345678",
                                        "身份证 11010519491231002X", "id (11010519491231002x)",
                                        "mail office@example.cn",    "写信到zhang.san@mail.example.com"};
const std::vector<std::string> harmless{"signatory_role=GENERAL_MANAGER", "编号 138123456789 有 12 位",
                                        "号码 110105194912310021 校验不对", "单价 @ 3 元"};

// True where any words may stand: codes, dates and names of things take no blank.
bool takes_words(const Sample& sample, const std::string& place) {
  return faults_of(sample.kind, with(sample.full, place, "说明 words 1")).empty();
}

}  // namespace

TEST_CASE("no text member of any kind takes personal information and the member is named") {
  std::size_t texts = 0;
  for (const auto& each : samples()) {
    for (const auto& place : places_of(each.full)) {
      if (!each.full.at_pointer(place).is_string() || !takes_words(each, place)) continue;
      if (printed_numbers.count(last_name(place)) != 0) continue;
      ++texts;
      for (const auto& text : personal) {
        INFO(each.kind << place << " " << text);
        CHECK(faults_of(each.kind, with(each.full, place, json::string(text))) == Faulty{{"/body" + place, "pii"}});
      }
      for (const auto& text : harmless) {
        INFO(each.kind << place << " " << text);
        CHECK(faults_of(each.kind, with(each.full, place, json::string(text))).empty());
      }
    }
  }
  // Reasons, authorities, names, addresses, criteria, ...: fewer would mean that the walk lost some.
  CHECK(texts >= 45);
}

TEST_CASE("a code of any kind never takes personal information among words") {
  for (const auto& each : samples()) {
    for (const auto& place : places_of(each.full)) {
      if (!each.full.at_pointer(place).is_string() || takes_words(each, place)) continue;
      for (const auto& text : personal) {
        INFO(each.kind << place << " " << text);
        const auto faults = faults_of(each.kind, with(each.full, place, json::string(text)));
        REQUIRE(faults.size() == 1);
        CHECK(faults.front().pointer == "/body" + place);
      }
    }
  }
}

TEST_CASE("a printed number may look like a telephone number but not like a mail address") {
  std::size_t numbers = 0;
  for (const auto& each : samples()) {
    for (const auto& place : places_of(each.full)) {
      if (printed_numbers.count(last_name(place)) == 0) continue;
      ++numbers;
      INFO(each.kind << place);
      for (const auto* text : {"13812345678", "11010519491231002X", "国环规〔2023〕1号"}) {
        CHECK(faults_of(each.kind, with(each.full, place, text)).empty());
      }
      CHECK(faults_of(each.kind, with(each.full, place, "office@example.cn")) ==
            Faulty{{"/body" + place, "reference_form"}});
      CHECK(faults_of(each.kind, with(each.full, place, " 1")) == Faulty{{"/body" + place, "reference_form"}});
    }
  }
  CHECK(numbers >= 25);
}

TEST_CASE("a serial and a project may be any run of digits and a printed developer is a text") {
  CHECK(faults_of("register_project", with(sample("register_project").full, "/project_id", "13812345678")).empty());
  CHECK(faults_of("record_batch", with(sample("record_batch").minimal, "/serial", "13812345678")).empty());
  auto project = sample("register_project").minimal;
  project.as_object()["developer"] = "联系人 13812345678";
  CHECK(faults_of("register_project", project) == Faulty{{"/body/developer", "pii"}});
}
