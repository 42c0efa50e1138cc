// Every handler that the table of routes names, one group for each file reads_*.cpp and commands*.cpp. A read handler
// runs on a server thread with a reader on one snapshot; it must not wait for anything but the store.
#pragma once
#include "api/http/call.hpp"

namespace tanbu::http {

// commands.cpp, commands_batch.cpp
void post_command(Call call, Finish finish);
void post_batch(Call call, Finish finish);
// What post_batch does once the content type is right.
void run_batch(Call call, Finish finish);

// imports_routes.cpp, import_commit.cpp
void post_import(Call call, Finish finish);
[[nodiscard]] Response read_import(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_import_rows(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_import_commands(const Call& call, store::Reader& reader);
void post_import_commit(Call call, Finish finish);

// events.cpp
[[nodiscard]] Response read_events(const Call& call, store::Reader& reader);

// reads_log.cpp
[[nodiscard]] Response read_checkpoint(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_witnessed_checkpoint(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_tile(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_log(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_anchor(const Call& call);
[[nodiscard]] Response read_anchors(const Call& call);
[[nodiscard]] Response read_inclusion(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_consistency(const Call& call, store::Reader& reader);

// The newest checkpoint with the cosignatures that it has so far.
[[nodiscard]] std::string newest_checkpoint(const Call& call, store::Reader& reader);
// The newest checkpoint with a quorum; nothing when no witness is asked or no quorum was met yet.
[[nodiscard]] std::optional<std::string> witnessed_checkpoint(const Call& call, store::Reader& reader);

// reads_entries.cpp
[[nodiscard]] Response read_entries(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_entry(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_receipt(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_command(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_commands(const Call& call, store::Reader& reader);

// reads_parties.cpp
[[nodiscard]] Response read_programmes(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_parties(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_party(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_factories(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_factory(const Call& call, store::Reader& reader);

// reads_sources.cpp
[[nodiscard]] Response read_projects(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_project(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_batches(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_batch(const Call& call, store::Reader& reader);

// reads_serials.cpp
[[nodiscard]] Response read_serial(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_units(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_absence(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_retirement_word(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_year_word(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_certificate_word(const Call& call, store::Reader& reader);

// reads_facts.cpp
[[nodiscard]] Response read_conflicts(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_affected(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_bodies(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_body(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_engagements(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_pending(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_refused_double_uses(const Call& call, store::Reader& reader);

// reads_use.cpp
[[nodiscard]] Response read_retirements(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_retirement(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_holdings(const Call& call, store::Reader& reader);

// reads_register.cpp
[[nodiscard]] Response read_retirement_register(const Call& call, store::Reader& reader);

// reads_coverage.cpp
[[nodiscard]] Response read_coverage(const Call& call, store::Reader& reader);

[[nodiscard]] Response read_checks(const Call& call, store::Reader& reader);

// reads_factory_year.cpp
[[nodiscard]] Response read_factory_year(const Call& call, store::Reader& reader);

// reads_certificates.cpp
[[nodiscard]] Response read_schemes(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_scheme(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_certificates(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_certificate(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_label(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_attestation(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_claims(const Call& call, store::Reader& reader);

// reads_operation.cpp
[[nodiscard]] Response read_front_page(const Call& call);
[[nodiscard]] Response read_health(const Call& call);
[[nodiscard]] Response read_readiness(const Call& call, store::Reader& reader);
[[nodiscard]] Response read_version(const Call& call);

// description_page.cpp, problem_pages.cpp
[[nodiscard]] Response read_openapi(const Call& call);
[[nodiscard]] Response read_docs(const Call& call);
[[nodiscard]] Response read_docs_style(const Call& call);
[[nodiscard]] Response read_problems(const Call& call);
[[nodiscard]] Response read_problem(const Call& call);

}  // namespace tanbu::http
