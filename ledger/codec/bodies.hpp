// One reader per kind of command. Each reads all members of a body and records their faults; what it gives is a command
// only when no fault was recorded. Source: commands document.
#pragma once
#include "ledger/codec/reader.hpp"

namespace tanbu::codec {

[[nodiscard]] Command read_genesis(Reader& body);
[[nodiscard]] Command read_enroll_party(Reader& body);
[[nodiscard]] Command read_appoint_registrar(Reader& body);
[[nodiscard]] Command read_register_factory(Reader& body);
[[nodiscard]] Command read_register_project(Reader& body);
[[nodiscard]] Command read_record_batch(Reader& body);
[[nodiscard]] Command read_transfer(Reader& body);
[[nodiscard]] Command read_declare_inventory(Reader& body);
[[nodiscard]] Command read_retire(Reader& body);

}  // namespace tanbu::codec
