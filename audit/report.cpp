#include "audit/report.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

namespace tanbu::audit {
namespace {

std::string verdict(const Report& report) {
  if (report.broke_off()) return "NOT FINISHED";
  if (!report.ok()) return "NOT OK";
  return report.complete() ? "OK" : "OK as far as it could be examined";
}

boost::json::array list_of(const std::vector<Finding>& findings) {
  boost::json::array list;
  for (const Finding& finding : findings) {
    boost::json::object object;
    if (finding.entry) object["entry"] = *finding.entry;
    object["place"] = finding.place;
    object["code"] = finding.code;
    object["words"] = finding.words;
    list.push_back(std::move(object));
  }
  return list;
}

}  // namespace

void Report::add(Finding finding) {
  if (findings.size() < findings_max) {
    findings.push_back(std::move(finding));
  } else {
    ++findings_left_out;
  }
}

bool Report::broke_off() const {
  return !ok() && findings_left_out == 0 && std::all_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.code == "source_unreachable" || finding.code == "source_malformed";
  });
}

int Report::exit_code() const {
  if (broke_off()) return 7;
  if (!ok()) return 3;
  return complete() ? 0 : 4;
}

void Report::finish() {
  const auto order = [](const Finding& finding) { return finding.entry.value_or(UINT64_MAX); };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding& a, const Finding& b) { return order(a) < order(b); });
}

std::string stamped(const Report& report) {
  return report.anchors_verified == 0 ? "" : ", " + std::to_string(report.anchors_verified) + " timestamps verified";
}

std::string to_text(const Report& report) {
  std::string text = "audit of " + (report.origin.empty() ? std::string("an unnamed log") : report.origin) + ": " +
                     verdict(report) + "\n";
  text += "  " + std::to_string(report.size) + " entries, root " + report.root + "\n";
  text += "  " + std::to_string(report.signatures_verified) + " signatures, " +
          std::to_string(report.entries_replayed) + " entries replayed, " +
          std::to_string(report.checkpoints_verified) + " checkpoints and " + std::to_string(report.tiles_compared) +
          " tiles" +
          (report.sm2_lines_verified ? " and " + std::to_string(*report.sm2_lines_verified) + " SM2 lines" : "") +
          " verified" + stamped(report) +
          (report.state_digests_verified == 0
               ? std::string()
               : ", " + std::to_string(report.state_digests_verified) + " state digests recomputed") +
          (report.absences_verified == 0 ? std::string()
                                         : ", " + std::to_string(report.absences_verified) + " signed absences true") +
          (report.state_compared ? ", state compared row by row\n" : ", state not compared\n");
  for (const Finding& finding : report.findings) {
    text +=
        finding.entry ? "entry " + std::to_string(*finding.entry) + " (" + finding.place + "): " : finding.place + ": ";
    text += finding.code + ": " + finding.words + "\n";
  }
  for (const Finding& notice : report.notices) {
    text += "notice: entry " + std::to_string(notice.entry.value_or(0)) + " (" + notice.place + "): " + notice.code +
            ": " + notice.words + "\n";
  }
  if (report.findings_left_out > 0) text += "and " + std::to_string(report.findings_left_out) + " findings more\n";
  if (report.rules_not_replayed_from) {
    text += "not examined: rules and state from entry " + std::to_string(*report.rules_not_replayed_from) + " on (" +
            report.rules_not_replayed_because + ")\n";
  }
  if (report.withheld_count > 0) {
    text += "not examined: " + std::to_string(report.withheld_count) + " commands that the source did not hand over:";
    for (const Withheld& withheld : report.withheld)
      text += " " + std::to_string(withheld.entry) + " " + withheld.kind + ",";
    text.back() = report.withheld.size() < report.withheld_count ? ' ' : '\n';
    if (report.withheld.size() < report.withheld_count) text += "...\n";
  }
  for (const Erased& erased : report.erased) {
    text += "erased by law: entry " + std::to_string(erased.entry) + " " + erased.kind + ", by entry " +
            std::to_string(erased.by) +
            (erased.effect_taken ? "; its effect is taken on trust, its signature and its words are not examined\n"
                                 : "; its effect is not known here\n");
  }
  if (report.erased.size() < report.erased_count)
    text += "and " + std::to_string(report.erased_count - report.erased.size()) + " erased commands more\n";
  if (!report.taken_on_trust.empty()) {
    text += "taken on trust, because their decision rests on an erased text: entries";
    for (const auto entry : report.taken_on_trust) text += " " + std::to_string(entry);
    text += "\n";
  }
  if (report.state_digests_not_verifiable > 0) {
    text += "not examined: " + std::to_string(report.state_digests_not_verifiable) +
            " stated digests of the state, at sizes where the state could not be rebuilt\n";
  }
  if (report.absences_not_verifiable > 0) {
    text += "not examined: " + std::to_string(report.absences_not_verifiable) +
            " signed absences, at sizes where the state could not be rebuilt\n";
  }
  if (report.signatures_not_verifiable > 0) {
    text += "not examined: " + std::to_string(report.signatures_not_verifiable) +
            " signatures by keys that were registered in commands that are not at hand\n";
  }
  return text;
}

boost::json::object to_json(const Report& report) {
  auto findings = list_of(report.findings);
  boost::json::array withheld;
  for (const Withheld& one : report.withheld) withheld.push_back({{"entry", one.entry}, {"kind", one.kind}});
  boost::json::array erased;
  for (const Erased& one : report.erased) {
    erased.push_back({{"entry", one.entry}, {"kind", one.kind}, {"by", one.by}, {"effect_taken", one.effect_taken}});
  }
  boost::json::array trusted;
  for (const auto entry : report.taken_on_trust) trusted.push_back(entry);
  boost::json::object json{{"ok", report.ok()},
                           {"complete", report.complete()},
                           {"origin", report.origin},
                           {"log_vkey", report.log_vkey},
                           {"size", report.size},
                           {"root", report.root},
                           {"findings", std::move(findings)},
                           {"findings_left_out", report.findings_left_out},
                           {"notices", list_of(report.notices)},
                           {"withheld", std::move(withheld)},
                           {"withheld_count", report.withheld_count},
                           {"erased", std::move(erased)},
                           {"erased_count", report.erased_count},
                           {"taken_on_trust", std::move(trusted)},
                           {"state_digests_verified", report.state_digests_verified},
                           {"state_digests_not_verifiable", report.state_digests_not_verifiable},
                           {"absences_verified", report.absences_verified},
                           {"absences_not_verifiable", report.absences_not_verifiable},
                           {"signatures_verified", report.signatures_verified},
                           {"signatures_not_verifiable", report.signatures_not_verifiable},
                           {"entries_replayed", report.entries_replayed},
                           {"checkpoints_verified", report.checkpoints_verified},
                           {"tiles_compared", report.tiles_compared},
                           {"anchors_verified", report.anchors_verified},
                           {"state_compared", report.state_compared}};
  if (report.sm2_lines_verified) json["sm2_lines_verified"] = *report.sm2_lines_verified;
  if (report.rules_not_replayed_from) {
    json["rules_not_replayed_from"] = *report.rules_not_replayed_from;
    json["rules_not_replayed_because"] = report.rules_not_replayed_because;
  }
  return json;
}

}  // namespace tanbu::audit
