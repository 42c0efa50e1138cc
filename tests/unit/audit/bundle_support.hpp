// Bundles for tests: out of a real ledger's folder, and out of a small log whose operator has no scruples.
#pragma once
#include <boost/json.hpp>
#include <filesystem>
#include <string>

#include "audit/offline/make.hpp"
#include "audit/offline/verify.hpp"
#include "ledger/store/store.hpp"
#include "tests/unit/audit/honest_ledger.hpp"
#include "tests/unit/audit/memory_log.hpp"

namespace tanbu::test {

// A ledger's folder, read as the maker of a bundle reads a log.
struct ReadLedger {
  explicit ReadLedger(const std::filesystem::path& directory);
  // Everything that the ledger says of its retirements today.
  offline::WholeLog whole;
  std::vector<Retirement> retirements;
  offline::Trust trust;
  // What the ledger itself signs about the subject.
  [[nodiscard]] std::string word(const offline::Subject& subject) const;
  std::unique_ptr<engine::Engine> engine;

 private:
  std::filesystem::path directory_;
};

[[nodiscard]] offline::Trust trust_in(const std::string& vkey);
// The bundle; the fault as an exception where there is none.
[[nodiscard]] offline::Bundle bundle_of(const offline::Subject& subject, const ReadLedger& ledger);
[[nodiscard]] offline::Bundle bundle_of(const offline::Subject& subject, const std::string& word,
                                        const offline::WholeLog& whole);
[[nodiscard]] offline::Verdict judged(const offline::Bundle& bundle, const offline::Trust& trust);
// Its code; empty where the file holds.
[[nodiscard]] std::string code_of(const offline::Bundle& bundle, const offline::Trust& trust);

[[nodiscard]] offline::Subject year(std::uint64_t factory, const char* period);
[[nodiscard]] offline::Subject retirement(std::uint64_t id);
[[nodiscard]] offline::Subject certificate(std::uint64_t id, const char* on);

// A factory that retired 70 of 100 units, twice, for the 100.00 t of its year 2024.
struct SmallYear : MemoryLog {
  SmallYear();
  [[nodiscard]] offline::WholeLog whole() const;
  [[nodiscard]] offline::Trust trust() const { return trust_in(functions().log_vkey); }
  // The operator's word that all of the year's retirements stand as declared.
  [[nodiscard]] offline::Word said() const;
  // A bundle with his signature under whatever word; the fault where even so none can be made.
  [[nodiscard]] offline::Result<offline::Bundle> made(const offline::Subject& subject, const offline::Word& word) const;
  [[nodiscard]] offline::Result<offline::Bundle> made(const offline::Subject& subject, const offline::Word& word,
                                                      const offline::WholeLog& log) const;
  [[nodiscard]] offline::Bundle bundle(const offline::Subject& subject, const offline::Word& word) const;
  [[nodiscard]] offline::Bundle year_bundle() const { return bundle(year(factory, "2024"), said()); }
  // The code of the bundle about the year, as it would be made now by somebody who checks nothing.
  [[nodiscard]] std::string year_code() const;
  std::uint64_t retire(std::int64_t first, std::int64_t last, const Claims& claims = {});

  std::uint64_t factory = 0;
  std::uint64_t batch = 0;
  std::uint64_t inventory = 0;
  std::uint64_t first_use = 0;
  std::uint64_t second_use = 0;
};

}  // namespace tanbu::test
