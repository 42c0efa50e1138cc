// One schema for each kind of command, made from the envelope in commands.json.
#include "api/http/description_commands.hpp"

#include <boost/json/array.hpp>
#include <stdexcept>

#include "ledger/commands.hpp"
#include "ledger/programme.hpp"

namespace tanbu::http {
namespace {

using boost::json::array;
using boost::json::object;

constexpr std::string_view schemas_prefix = "#/components/schemas/";

object schema_reference(std::string_view name) { return {{"$ref", std::string(schemas_prefix) + std::string(name)}}; }

object words_schema(std::string_view english, std::string_view chinese, array words) {
  return {{"description", english}, {"x-zh", chinese}, {"type", "string"}, {"enum", std::move(words)}};
}

void add_words(object& schemas) {
  array kinds;
  for (const auto kind : all_kinds()) kinds.emplace_back(kind);
  schemas["CommandKind"] = words_schema("A kind of command of this build", "本版的命令种类", std::move(kinds));
  array programmes;
  array own;
  for (const Programme* programme : all_programmes()) {
    programmes.emplace_back(programme->code);
    if (programme->self_registered) own.emplace_back(programme->code);
  }
  schemas["ProgrammeCode"] = words_schema("A programme of this build", "本版的机制", std::move(programmes));
  schemas["SelfRegisteredProgramme"] =
      words_schema("A programme whose projects are registered by the operators themselves",
                   "由运营者自行登记项目的机制", std::move(own));
}

}  // namespace

std::string schema_name(std::string_view kind, std::string_view ending) {
  std::string name;
  bool begins = true;
  for (const char symbol : kind) {
    if (symbol != '_') name += begins ? static_cast<char>(symbol - 'a' + 'A') : symbol;
    begins = symbol == '_';
  }
  return name.append(ending);
}

void add_command_schemas(object& schemas) {
  add_words(schemas);
  object envelope = schemas.at("CommandPayload").as_object();
  for (const char* words : {"description", "x-zh"}) envelope.erase(words);
  array alternatives;
  object mapping;
  for (const auto kind : all_kinds()) {
    const std::string body = schema_name(kind, "Body");
    if (!schemas.contains(body)) throw std::logic_error("a kind of command without a described body: " + body);
    object command(envelope);
    object& members = command.at("properties").as_object();
    members["kind"] = object{{"type", "string"}, {"const", kind}};
    members["body"] = schema_reference(body);
    const std::string name = schema_name(kind, "Command");
    if (!schemas.emplace(name, std::move(command)).second) throw std::logic_error("described twice: " + name);
    alternatives.push_back(schema_reference(name));
    mapping[kind] = std::string(schemas_prefix) + name;
  }
  object& choice = schemas.at("CommandPayload").as_object();
  for (const char* words : {"type", "required", "properties", "additionalProperties"}) choice.erase(words);
  choice["oneOf"] = std::move(alternatives);
  choice["discriminator"] = object{{"propertyName", "kind"}, {"mapping", std::move(mapping)}};
}

}  // namespace tanbu::http
