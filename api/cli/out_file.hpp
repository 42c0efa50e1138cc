// The file into which a verb writes what it was asked for. A name that is taken stays what it is unless --replace is
// given: what lies there may be the only copy of a receipt. Not for the files that the command line keeps for itself.
#pragma once
#include <CLI/App.hpp>
#include <string>
#include <string_view>

#include "api/cli/files.hpp"

namespace tanbu::cli {

// What --out and --replace say. Empty: no file.
struct OutFile {
  std::string path;
  bool replace = false;
};

// Adds both options and gives the first; `file` must outlive the parsing.
CLI::Option* add_out_options(CLI::App& verb, OutFile& file, const std::string& text);

// Stop (usage): the file exists already.
[[noreturn]] void stop_taken(const std::string& path);
// Asked before the ledger is: stop_taken where the name is taken, Stop (usage) where --replace names no file.
void check_out(const OutFile& file);
// Whole or not at all, mode 0600, on the disk when they return; stop_taken where somebody took the name meanwhile.
void write_out(const OutFile& file, std::string_view bytes);
void finish_out(const OutFile& file, GrowingFile& written);

}  // namespace tanbu::cli
