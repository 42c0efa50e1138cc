// Signed absences (docs/formats.md section 13 and 31): the ledger's own word that nothing of a serial is recorded in
// its first entries, as a signed note by the statement key; and the same word together with everything that its reader
// needs in order to hold the ledger to it, in one file. Reading and writing only: nothing is verified here. Threading:
// pure functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/log/fault.hpp"
#include "ledger/log/merkle.hpp"
#include "ledger/log/proof.hpp"

namespace tanbu::log {

inline constexpr std::string_view absence_header = "tanbu-absence/1";
inline constexpr std::string_view witnessed_absence_header = "tanbu-witnessed-absence/1";
inline constexpr std::size_t witnessed_absence_bytes_max = note_bytes_max + receipt_bytes_max;

struct Absence {
  std::string origin;
  std::string programme;
  std::string serial;  // the canonical spelling
  std::uint64_t size = 0;
  Digest root{};
  bool operator==(const Absence&) const = default;
};

// absence_header LF origin LF programme SP serial LF decimal size LF base64(root) LF. Serials of two programmes may
// read alike, so the programme stands before the serial.
[[nodiscard]] std::string absence_text(const Absence& absence);
// Accepts exactly what absence_text writes. Code: absence_shape.
[[nodiscard]] Result<Absence> parse_absence_text(std::string_view text);

// The note alone says who speaks only to those who know the statement key. Here the log vouches for it: its checkpoint
// covers entry 0, entry 0 names the command that founded the ledger, and that command names the statement key.
struct WitnessedAbsence {
  std::string genesis;  // the JWS of entry 0
  std::string note;     // the signed absence, verbatim
  std::string receipt;  // of entry 0, under the checkpoint of the absence's size, with all its lines
  bool operator==(const WitnessedAbsence&) const = default;
};

// witnessed_absence_header LF "genesis " JWS LF LF note LF receipt
[[nodiscard]] std::string write_witnessed_absence(const WitnessedAbsence& absence);
// The three parts; what is in them is for their own readers. Codes: absence_too_large, absence_header, absence_genesis
// (no line with the command of entry 0), absence_parts (no note, or no receipt behind it).
[[nodiscard]] Result<WitnessedAbsence> parse_witnessed_absence(std::string_view text);

}  // namespace tanbu::log
