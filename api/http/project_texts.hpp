// What a project's registration says in words. The ledger's effects keep no texts but the title; these stand in the
// signed command, which is public, and are gone where it was erased by law. Threading: belongs to one thread.
#pragma once
#include <map>
#include <string>

#include "api/http/json_writer.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::http {

// Empty where nothing is known.
struct RegisteredTexts {
  std::string title;
  std::string country;
  std::string technology;
  std::string methodology;
};

// Read once for each project while one answer is written.
class ProjectTexts {
 public:
  explicit ProjectTexts(store::Reader& reader) : reader_(reader) {}
  [[nodiscard]] const RegisteredTexts& of(const ProjectKey& key);

 private:
  store::Reader& reader_;
  std::map<ProjectKey, RegisteredTexts> known_;
};

// "project":{"title","country","technology","methodology"}, each where it is known.
void write_project_texts(JsonWriter& json, const RegisteredTexts& texts);

}  // namespace tanbu::http
