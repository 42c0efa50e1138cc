// The functions of arguments.hpp.
#include "api/cli/arguments.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <fstream>

#include "api/cli/exit.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/terminal.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace tanbu::cli {
namespace {

std::string media_type_of(const std::string& file) {
  struct Known {
    std::string_view ending, type;
  };
  static constexpr Known known[] = {
      {".pdf", "application/pdf"},
      {".csv", "text/csv"},
      {".json", "application/json"},
      {".txt", "text/plain"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".jpeg", "image/jpeg"},
      {".xml", "application/xml"},
      {".zip", "application/zip"},
      {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}};
  for (const auto& [ending, type] : known) {
    if (file.size() > ending.size() && file.compare(file.size() - ending.size(), ending.size(), ending) == 0) {
      return std::string(type);
    }
  }
  return "application/octet-stream";
}

std::string fault_words(PartyFault fault) {
  switch (fault) {  // No default: -Wswitch names the fault without words.
    case PartyFault::none:
      return {};
    case PartyFault::party_form:
      return std::string(say("a party is uscc:<18 characters>, lei:<20 characters> or x:<name>",
                             "主体应为 uscc:<18 位>、lei:<20 位> 或 x:<名称>"));
    case PartyFault::uscc_length:
      return std::string(say("a unified social credit code has 18 characters", "统一社会信用代码应为 18 位"));
    case PartyFault::uscc_alphabet:
      return std::string(say("a unified social credit code has digits and capitals without I, O, S, V, Z",
                             "统一社会信用代码只含数字和除 I、O、S、V、Z 外的大写字母"));
    case PartyFault::uscc_check:
      return std::string(say("the check character of the unified social credit code is wrong; is a character mistyped?",
                             "统一社会信用代码校验位不符；是否输错了一位？"));
    case PartyFault::lei_check:
      return std::string(say("the check digits of the LEI are wrong", "LEI 校验位不符"));
  }
  return {};
}

}  // namespace

void stop_usage(std::string_view option, std::string_view text, std::string_view reason) {
  throw Stop(Exit::usage, fmt::format("{}: {}: {}", option, harmless(text), reason));
}

std::string party_argument(std::string_view option, std::string_view text) {
  auto result = read_party(text);
  if (const auto* fault = std::get_if<PartyFault>(&result)) stop_usage(option, text, fault_words(*fault));
  return std::get<PartyId>(std::move(result)).text;
}

std::string period_argument(std::string_view option, std::string_view text) {
  const auto period = read_period(text);
  if (!period) {
    stop_usage(option, text,
               say("a period is YYYY or YYYY-MM-DD--YYYY-MM-DD", "期间应为 YYYY 或 YYYY-MM-DD--YYYY-MM-DD"));
  }
  return format_period(*period);
}

std::int64_t integer_argument(std::string_view option, std::string_view text) {
  const auto value = read_integer(trimmed(text));
  if (!value) stop_usage(option, text, say("a whole number is wanted", "应为整数"));
  return *value;
}

std::vector<BatchRange> range_arguments(const std::vector<std::string>& texts) {
  std::vector<BatchRange> ranges;
  for (const auto& text : texts) {
    const auto range = read_range(text);
    if (!range) {
      stop_usage("--range", text,
                 say("a range is BATCH:FIRST-LAST in the batch's own numbers, both ends included",
                     "区间应为 批次:起始-终止（批次自身编号，含两端）"));
    }
    ranges.push_back(*range);
  }
  return ranges;
}

boost::json::value ranges_value(const std::vector<BatchRange>& ranges) {
  boost::json::array array;
  for (const auto& range : ranges) {
    array.push_back(boost::json::object{
        {"batch", range.batch.value}, {"first", range.units.first()}, {"last", range.units.last()}});
  }
  return array;
}

std::int64_t quantity_argument(const std::vector<BatchRange>& ranges) {
  const auto quantity = quantity_of(ranges);
  if (!quantity || *quantity > limits::unit_number_max) {
    stop_usage("--range", "", say("too many units in one command", "单个命令的数量过大"));
  }
  return *quantity;
}

boost::json::value project_argument(std::string_view option, std::string_view text) {
  const std::string plain = trimmed(text);
  const auto colon = plain.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == plain.size()) {
    stop_usage(option, text, say("a project is PROGRAMME:NUMBER", "项目应为 机制:编号"));
  }
  return boost::json::object{{"programme", read_programme(plain.substr(0, colon))},
                             {"project_id", trimmed(plain.substr(colon + 1))}};
}

std::string name_argument(std::string_view text) {
  constexpr std::string_view wide_blank = "\xE3\x80\x80";
  const auto drop = [&](bool front) {
    const auto blank = [&](std::string_view part) {
      const char end = front ? part.front() : part.back();
      return end == ' ' || end == '\t' || end == '\r' || end == '\n';
    };
    while (!text.empty()) {
      const bool wide = text.size() >= 3 && (front ? text.substr(0, 3) : text.substr(text.size() - 3)) == wide_blank;
      const std::size_t octets = wide ? 3 : blank(text) ? 1 : 0;
      if (octets == 0) return;
      front ? text.remove_prefix(octets) : text.remove_suffix(octets);
    }
  };
  drop(true);
  drop(false);
  return std::string(text);
}

Body& Body::name(std::string_view member, std::string_view text) {
  if (auto plain = name_argument(text); !plain.empty()) put(member, plain);
  return *this;
}

Body& Body::code(std::string_view member, std::string_view text) {
  if (auto plain = trimmed(text); !plain.empty()) put(member, plain);
  return *this;
}

Body& Body::party(std::string_view member, std::string_view option, std::string_view text) {
  if (!text.empty()) put(member, party_argument(option, text));
  return *this;
}

Body& Body::integer(std::string_view member, std::string_view option, std::string_view text) {
  if (!text.empty()) put(member, integer_argument(option, text));
  return *this;
}

void add_evidence_options(CLI::App& app, EvidenceOptions& options) {
  app.add_option("--evidence", options.file,
                 std::string(say("file that proves it; only its digest is sent", "证据文件；仅发送其摘要")));
  app.add_option("--evidence-type", options.media_type, std::string(say("its media type", "证据的媒体类型")));
  app.add_option("--evidence-reference", options.reference,
                 std::string(say("the registry's own number for it", "登记机构为其编的号码")));
  app.add_option("--evidence-url", options.url, std::string(say("where it can be read", "证据的网址")));
}

boost::json::value evidence_value(const EvidenceOptions& options) {
  std::ifstream file(options.file, std::ios::binary);
  crypto::Sha256 digest;
  std::int64_t bytes = 0;
  std::string part(std::size_t{1} << 16, '\0');
  while (file.good()) {
    file.read(part.data(), static_cast<std::streamsize>(part.size()));
    const auto count = file.gcount();
    digest.update(std::string_view(part).substr(0, static_cast<std::size_t>(count)));
    bytes += count;
  }
  if (!file.eof()) stop_usage("--evidence", options.file, say("cannot be read", "无法读取"));
  Body body;
  body.put("sha256", crypto::hex_encode(crypto::as_bytes(digest.finish()))).put("bytes", bytes);
  body.put("media_type", options.media_type.empty() ? media_type_of(options.file) : options.media_type);
  body.name("reference", options.reference).code("url", options.url);
  return body.take();
}

void put_evidence(Body& body, const EvidenceOptions& options) {
  if (!options.file.empty()) {
    body.put("evidence", evidence_value(options));
  } else if (!options.media_type.empty() || !options.reference.empty() || !options.url.empty()) {
    stop_usage("--evidence-...", "", say("needs --evidence FILE as well", "还须给出 --evidence 文件"));
  }
}

}  // namespace tanbu::cli
