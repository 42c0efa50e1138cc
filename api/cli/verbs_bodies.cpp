// tanbu body load: enrols and authorises the bodies of a list (association). A list is UTF-8 text: party,name,alias,
// one body a line, no quotes. Loading it twice loads nothing twice.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <memory>
#include <sstream>

#include "api/cli/arguments.hpp"
#include "api/cli/files.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t list_bytes_max = std::size_t{1} << 20U;
constexpr std::string_view heading = "party,name,alias";

struct LoadOptions {
  std::string file, scheme, batch, from, until;
};

struct Listed {
  std::string party, name, alias;
};

// The whole list is read before the first command is sent, so that a bad line sends nothing.
std::vector<Listed> read_list(const std::string& file) {
  const auto text = read_file(file, list_bytes_max);
  if (!text) stop_usage("FILE", file, say("no such file", "无此文件"));
  std::istringstream lines(*text);
  std::string line;
  std::getline(lines, line);
  if (trimmed(line) != heading) stop_usage("FILE", file, fmt::format("{} {}", say("begins with", "首行须为"), heading));
  std::vector<Listed> list;
  while (std::getline(lines, line)) {
    if (trimmed(line).empty()) continue;
    const auto first = line.find(',');
    const auto second = line.find(',', first == std::string::npos ? first : first + 1);
    const bool sound = second != std::string::npos && line.find(',', second + 1) == std::string::npos;
    if (!sound) stop_usage("FILE", line, say("three values a line", "每行须有三个值"));
    list.push_back({party_argument("FILE", line.substr(0, first)),
                    name_argument(line.substr(first + 1, second - first - 1)), name_argument(line.substr(second + 1))});
  }
  return list;
}

bool is_authorised(Session& session, const std::string& party, const std::string& scheme) {
  const auto value = session.get_json("/v1/bodies/" + percent_encoded(party));
  const auto* rows = at(value, "authorisations").if_array();
  if (rows == nullptr) return false;
  for (const auto& row : *rows) {
    if (text_at(row, "scheme") == scheme) return true;
  }
  return false;
}

Exit load(const LoadOptions& options, const Settings& settings) {
  const auto list = read_list(options.file);
  if (settings.flags().dry_run) {
    print(fmt::format(fmt::runtime(say("{} listed; nothing was sent\n", "名单 {}；未发送任何内容\n")), list.size()));
    return Exit::ok;
  }
  Session session(settings);
  std::size_t enrolled = 0;
  std::size_t authorised = 0;
  for (const Listed& body : list) {
    const auto known = session.fetch("/v1/parties/" + percent_encoded(body.party));
    if (known.status != 200) {
      Body wish;
      wish.put("party", body.party).put("name", body.name).put("legal_form", "legal_person");
      if (!body.alias.empty()) wish.put("aliases", boost::json::array{body.alias});
      static_cast<void>(session.submit("enroll_party", wish.take()));
      ++enrolled;
    }
    if (is_authorised(session, body.party, options.scheme)) continue;
    Body wish;
    wish.put("party", body.party).code("scheme", options.scheme).integer("batch", "--batch", options.batch);
    wish.code("from", options.from).code("until", options.until);
    static_cast<void>(session.submit("authorise_body", wish.take()));
    ++authorised;
  }
  const boost::json::object told{{"listed", list.size()}, {"enrolled", enrolled}, {"authorised", authorised}};
  if (session.json()) {
    print_json(told);
  } else {
    print(fmt::format(fmt::runtime(say("{} listed, {} enrolled, {} authorised\n", "名单 {}，登记 {}，授权 {}\n")),
                      list.size(), enrolled, authorised));
  }
  return Exit::ok;
}

}  // namespace

void add_body_verbs(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "body", "certification bodies", "认证机构");
  auto* verb = add_verb(group, "load", "enrol and authorise the bodies of a list (association)",
                        "登记并授权名单中的机构（协会）");
  auto options = std::make_shared<LoadOptions>();
  verb->add_option("FILE", options->file, "party,name,alias")->required();
  verb->add_option("--scheme", options->scheme, "ceca-g-0171-2022")->required();
  verb->add_option("--batch", options->batch, "1")->required();
  verb->add_option("--from", options->from, "YYYY-MM-DD")->required();
  verb->add_option("--until", options->until, "YYYY-MM-DD")->required();
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return load(*options, settings); }; });
}

}  // namespace tanbu::cli
