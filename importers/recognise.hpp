// What a file is, by its first octets and never by its name: registries send web pages called .csv and workbooks called
// .xls. Threading: free functions of one thread.
#pragma once
#include <optional>
#include <string_view>

#include "importers/table.hpp"

namespace tanbu::importers {

enum class Container { text, zip };

// FileFault: what the file is, where that is nothing with rows in it: the codes of open_table.
[[nodiscard]] std::variant<Container, FileFault> recognise(const FileBytes& file);
// The same for the beginning of a text as UTF-8: html_file, xml_file, binary_file; nothing where it may hold rows.
[[nodiscard]] std::optional<FileFault> recognise_text(std::string_view head);
// The text begins as JSON does.
[[nodiscard]] bool begins_as_json(std::string_view head);

}  // namespace tanbu::importers
