// The texts of project_texts.hpp, out of the stored commands.
#include "api/http/project_texts.hpp"

#include <boost/json/object.hpp>

#include "crypto/jws.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/codec/codec.hpp"

namespace tanbu::http {
namespace {

std::string text_of(const boost::json::object& body, const char* name) {
  const auto* member = body.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

void read_command_into(RegisteredTexts& texts, const std::string& command) {
  const auto jws = crypto::parse_jws(command, codec::command_type);
  const auto* parsed = std::get_if<crypto::Jws>(&jws);
  if (parsed == nullptr) return;
  const auto payload = crypto::parse_strict_json(parsed->payload, crypto::payload_bytes_max);
  const auto* value = std::get_if<boost::json::value>(&payload);
  const auto* members = value == nullptr ? nullptr : value->if_object();
  const auto* body = members == nullptr ? nullptr : members->if_contains("body");
  if (body == nullptr || !body->is_object()) return;
  texts.country = text_of(body->get_object(), "country");
  texts.technology = text_of(body->get_object(), "technology");
  texts.methodology = text_of(body->get_object(), "methodology");
}

}  // namespace

const RegisteredTexts& ProjectTexts::of(const ProjectKey& key) {
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  RegisteredTexts texts;
  if (const auto project = reader_.project(key)) {
    texts.title = project->title;
    const auto stored = reader_.entry(project->entry);
    if (stored && stored->command) read_command_into(texts, *stored->command);
  }
  return known_.emplace(key, std::move(texts)).first->second;
}

void write_project_texts(JsonWriter& json, const RegisteredTexts& texts) {
  json.name("project").open_object().member_unless_empty("title", texts.title);
  json.member_unless_empty("country", texts.country).member_unless_empty("technology", texts.technology);
  json.member_unless_empty("methodology", texts.methodology).close_object();
}

}  // namespace tanbu::http
