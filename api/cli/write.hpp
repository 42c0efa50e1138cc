// What every verb that writes does once its body is ready: rehearse it or sign and send it, and show the outcome.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <string>

#include "api/cli/exit.hpp"
#include "api/cli/session.hpp"
#include "ledger/log/proof.hpp"

namespace tanbu::cli {

Exit write_command(Session& session, const std::string& kind, const boost::json::object& body);

// The outcome for people or, with --json, as it came.
void show_accepted(const HttpAnswer& answer, bool json);
void show_dry_run(const HttpAnswer& answer, bool json);
// An entry in words: what kind, when (China time), under which rules, and the digests it fixes.
void show_entry(const std::string& entry_bytes);
// "retire" -> "retirement" and so on; the kind itself where it is unknown.
[[nodiscard]] std::string kind_words(std::string_view kind);
// 2026-11-21 16:00:00 (China time) of an instant.
[[nodiscard]] std::string china_time_text(std::int64_t unix_ms);

}  // namespace tanbu::cli
