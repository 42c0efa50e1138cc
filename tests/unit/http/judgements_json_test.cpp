// How judgements are shown: in full where everybody may read them, by their entry alone where not.
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "api/http/judgements_json.hpp"
#include "api/http/notes_json.hpp"
#include "tests/unit/store/judgement_notes.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::test;

namespace {

boost::json::object shown(const Note& note) {
  std::string text;
  JsonWriter json(text);
  json.open_object();
  write_note_members(json, note);
  json.close_object();
  return boost::json::parse(text).as_object();
}

}  // namespace

TEST_CASE("What an assessor found and what an inventory needs is told by its entry alone") {
  const auto notes = full_judgements();
  CHECK(shown(notes[0]) == boost::json::object{{"entry", 7}});
  CHECK(shown(notes[1]) == boost::json::object{{"entry", 30}});
}

TEST_CASE("Who may read an assessment reads all of it, and what nobody looked at is null") {
  auto assessment = std::get<Assessment>(full_judgements()[1]);
  const auto written = [&assessment] {
    std::string text;
    JsonWriter json(text);
    write_assessment(json, assessment);
    return boost::json::parse(text).as_object();
  };
  const auto full = written();
  CHECK(full.at("assessment") == 30);
  CHECK(full.at("assessor") == "authority");
  CHECK(full.at("level") == "NEAR");
  CHECK(full.at("basic") == boost::json::array{"plan", "laws"});
  CHECK(full.at("accidents").at(0).at("grade") == "extraordinary");
  CHECK(full.at("indicators").at(0) ==
        boost::json::value{
            {"row", 6}, {"value", "3700/12000"}, {"score", 7}, {"score_max", 10}, {"conform", "not_assessed"}});
  CHECK(full.at("indicators").at(1) == boost::json::value{{"row", 7}, {"conform", "conform"}});
  assessment.accidents.reset();
  assessment.level.reset();
  const auto bare = written();
  CHECK(bare.at("accidents").is_null());
  CHECK_FALSE(bare.contains("level"));
}

TEST_CASE("An attestation tells what it claims, what it lists and what was covered") {
  const auto json = shown(full_judgements()[2]);
  CHECK(json.at("claim") == boost::json::value{{"type", "II"}, {"percent", "99.99"}, {"level", "ZERO"}});
  CHECK(json.at("retirements") == boost::json::array{9, 10});
  CHECK(json.at("to_offset_t") == "19706.57");
  CHECK(json.at("counted_t") == 19'707);
  CHECK(json.at("withdrawn_by") == 50);
  CHECK(shown(Attestation{}).at("withdrawn_by").is_null());
}

TEST_CASE("A certificate tells every printing and every event, without the texts that were erased") {
  auto certificate = full_certificate();
  const auto json = shown(certificate);
  const auto& issues = json.at("issues").as_array();
  REQUIRE(issues.size() == 4);
  CHECK(issues.at(2).at("issue") == "renewal");
  CHECK(issues.at(0).at("number") == "15/26GHGZC1001R0");
  CHECK(issues.at(0).at("applicant") == "TEXT-applicant");
  CHECK(issues.at(0).at("type") == "UNKNOWN");
  CHECK(issues.at(0).at("emissions_t") == "19706.57");
  CHECK(issues.at(0).at("offset_percent") == "100.02");
  const auto& events = json.at("events").as_array();
  REQUIRE(events.size() == 9);
  CHECK(events.at(8).at("event") == "audited");
  CHECK(events.at(8).at("result") == "differs");
  CHECK(events.at(6).at("to_body") == "x:other");
  certificate.body_name.clear();
  certificate.issues.front().print.applicant.clear();
  certificate.factory.reset();
  const auto erased = shown(certificate);
  CHECK_FALSE(erased.contains("body_name"));
  CHECK_FALSE(erased.at("issues").at(0).as_object().contains("applicant"));
  CHECK(erased.at("factory").is_null());
}

TEST_CASE("Awards, labels and disputes tell what everybody may read") {
  const auto notes = full_judgements();
  const auto award = shown(notes[4]);
  CHECK(award.at("owner") == "x:owner");
  CHECK(award.at("reviews").at(0).at("result") == "removed");
  const auto label = shown(notes[5]);
  CHECK(label.at("recorded_by") == "x:plant");
  CHECK(label.at("issuer") == "TEXT-issuer");
  CHECK(label.at("includes") == boost::json::array{5, 6});
  const auto dispute = shown(notes[6]);
  CHECK(dispute.at("status") == "resolved");
  CHECK(dispute.at("outcome") == "upheld");
  CHECK(shown(Dispute{}).at("status") == "open");
}
