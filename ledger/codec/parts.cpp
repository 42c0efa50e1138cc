// The shared parts of parts.hpp.
#include "ledger/codec/parts.hpp"

#include <algorithm>
#include <array>

#include "crypto/digest.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/encoding.hpp"
#include "crypto/jwk.hpp"

namespace tanbu::codec {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t keys_max = 16;
constexpr std::size_t aliases_max = 64;

bool contains(std::string_view alphabet, char symbol) { return alphabet.find(symbol) != std::string_view::npos; }

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// RFC 6838 section 4.2, lower case and without parameters: one spelling.
bool is_media_type(std::string_view text) {
  const auto slash = text.find('/');
  if (text.size() > 127 || slash == 0 || slash == std::string_view::npos || slash + 1 == text.size()) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char symbol = text[at];
    if (at == slash || contains(digits, symbol) || contains(lower, symbol)) continue;
    const bool begins = at == 0 || at == slash + 1;
    if (begins || !contains("!#$&-^_.+", symbol)) return false;
  }
  return true;
}

bool is_url(std::string_view text) {
  if (text.size() > 500) return false;
  const auto scheme = text.substr(0, text.find("://"));
  if (scheme != "https" && scheme != "http") return false;
  if (text.size() <= scheme.size() + 3) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char symbol) { return symbol > ' ' && symbol < '\x7f' && !contains("\"<>\\^`{|}@", symbol); });
}

// A code that a foreign body gave: letters, digits and few marks, the first a letter or digit.
bool is_foreign_code(std::string_view text, bool lower_case) {
  if (text.empty() || text.size() > 64 || contains("./-_", text.front())) return false;
  return std::all_of(text.begin(), text.end(), [&](char symbol) {
    return contains(digits, symbol) || contains(upper, symbol) || contains("./-_", symbol) ||
           (lower_case && contains(lower, symbol));
  });
}

bool is_programme_code(std::string_view text) {
  if (text.size() < 2 || text.size() > 16 || !contains(upper, text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char symbol) { return contains(digits, symbol) || contains(upper, symbol) || symbol == '-'; });
}

struct IndustryLetter {
  char letter;
  int last_division;  // the first is one more than the letter's before
};
constexpr std::array<IndustryLetter, 20> industry_letters{{
    {'A', 5},  {'B', 12}, {'C', 43}, {'D', 46}, {'E', 50}, {'F', 52}, {'G', 60}, {'H', 62}, {'I', 65}, {'J', 69},
    {'K', 70}, {'L', 72}, {'M', 75}, {'N', 79}, {'O', 82}, {'P', 83}, {'Q', 85}, {'R', 90}, {'S', 96}, {'T', 97},
}};

struct ClaimTypeSpelling {
  std::string_view spelling;
  ClaimType type;
};
constexpr std::array<ClaimTypeSpelling, 8> claim_types{{
    {"I", ClaimType::type_1},
    {"II", ClaimType::type_2},
    {"1型", ClaimType::type_1},
    {"2型", ClaimType::type_2},
    {"I型", ClaimType::type_1},
    {"II型", ClaimType::type_2},
    {"I 型", ClaimType::type_1},
    {"II 型", ClaimType::type_2},
}};

bool industry_letter_agrees(std::string_view text) {
  const int division = (text[1] - '0') * 10 + (text[2] - '0');
  int first = 1;
  for (const auto& [letter, last] : industry_letters) {
    if (text[0] == letter) return first <= division && division <= last;
    first = last + 1;
  }
  return false;
}

bool is_industry(std::string_view text) {
  return text.size() >= 3 && text.size() <= 5 && contains(upper, text.front()) &&
         text.find_first_not_of(digits, 1) == std::string_view::npos;
}

}  // namespace

std::optional<std::string> read_sha256(const Field& field) {
  return field.word(is_sha256, "digest_form", "a SHA-256 digest is 64 lower-case hexadecimal digits");
}

std::optional<Evidence> read_evidence(const Field& field) {
  if (!field.present()) return std::nullopt;
  Evidence evidence;
  field.object([&](Reader& reader) {
    take(evidence.sha256, read_sha256(reader.need("sha256")));
    take(evidence.bytes, reader.need("bytes").integer(1, limits::unit_number_max));
    take(evidence.media_type, reader.need("media_type")
                                  .word(is_media_type, "media_type_form",
                                        "a media type is type/subtype in small letters, without parameters"));
    take(evidence.reference, reader.may("reference").reference());
    evidence.url = reader.may("url").word(is_url, "url_form", "an http or https address of up to 500 ASCII characters");
  });
  return evidence;
}

std::vector<BatchRange> Ranges::read(const Field& field) {
  std::vector<BatchRange> result;
  for (const Field& element : field.elements(1, ranges_max)) {
    if (seen_.size() == ranges_max) {
      field.fault("too_many", "one command names at most " + std::to_string(ranges_max) + " ranges");
      sound_ = false;
      break;
    }
    std::optional<BatchRange> range;
    element.object([&](Reader& reader) {
      const auto batch = reader.need("batch").entry<BatchId>();
      const auto first = reader.need("first").integer(0, limits::unit_number_max);
      const Field last_field = reader.need("last");
      const auto last = last_field.integer(0, limits::unit_number_max);
      if (first && last && *last < *first) last_field.fault("range_order", "the last unit lies before the first");
      const auto units = first && last ? UnitRange::from_inclusive(*first, *last) : std::nullopt;
      if (batch && units) range = BatchRange{*batch, *units};
    });
    if (!range) {
      sound_ = false;
      continue;
    }
    const auto repeats = [&](const BatchRange& other) {
      return other.batch == range->batch && other.units.overlaps(range->units);
    };
    if (std::any_of(seen_.begin(), seen_.end(), repeats)) {
      element.fault("range_repeated", "a unit of this range stands in an earlier range of the same command");
      sound_ = false;
    }
    seen_.push_back(*range);
    result.push_back(*range);
  }
  return result;
}

std::optional<KeyText> read_key(const Field& field) {
  if (!field.present()) return std::nullopt;
  const auto key = crypto::from_jwk(*field.value());
  if (!key) {
    field.fault("key_unsound", "a public Ed25519, P-256 or SM2 key as JWK with exactly its own members is wanted here");
    return std::nullopt;
  }
  return KeyText{KeyId{crypto::thumbprint(*key)}, crypto::to_jwk_text(*key)};
}

std::vector<KeyText> read_keys(const Field& field) {
  std::vector<KeyText> keys;
  for (const Field& element : field.elements(1, keys_max)) {
    auto key = read_key(element);
    if (!key) continue;
    if (std::find(keys.begin(), keys.end(), *key) != keys.end()) {
      element.fault("key_repeated", "the same key stands here twice");
    }
    keys.push_back(std::move(*key));
  }
  return keys;
}

std::optional<KeyId> read_kid(const Field& field) {
  const auto is_thumbprint = [](std::string_view text) {
    const auto digest = crypto::base64url_decode(text);
    return digest && digest->size() == 32;
  };
  auto text = field.word(is_thumbprint, "kid_form", "a key is named by its thumbprint, 43 characters of base64url");
  if (!text) return std::nullopt;
  return KeyId{std::move(*text)};
}

std::vector<std::string> read_kinds(const Field& field, std::size_t smallest) {
  const auto& known = all_kinds();
  const auto is_kind = [&](std::string_view text) {
    return std::find(known.begin(), known.end(), text) != known.end();
  };
  std::vector<std::string> kinds;
  for (const Field& element : field.elements(smallest, known.size())) {
    auto kind = element.word(is_kind, "unknown_kind", "this build knows no such kind of command");
    if (!kind) continue;
    if (std::find(kinds.begin(), kinds.end(), *kind) != kinds.end()) {
      element.fault("kind_repeated", "the same kind of command stands here twice");
    }
    kinds.push_back(std::move(*kind));
  }
  return kinds;
}

bool is_vkey(std::string_view text, std::string_view name) {
  if (text.size() != name.size() + 1 + 8 + 1 + 44 || text.substr(0, name.size()) != name) return false;
  const auto rest = text.substr(name.size());
  if (rest[0] != '+' || rest[9] != '+') return false;
  const auto typed_key = crypto::base64_decode(rest.substr(10));
  if (!typed_key || typed_key->size() != 33 || typed_key->front() != '\x01') return false;
  crypto::ed25519::PublicKey key{};
  std::transform(typed_key->begin() + 1, typed_key->end(), key.begin(),
                 [](char octet) { return static_cast<std::uint8_t>(octet); });
  if (!crypto::ed25519::key_is_sound(key)) return false;
  const auto digest = crypto::sha256(std::string(name) + "\n" + *typed_key);
  return rest.substr(1, 8) == crypto::hex_encode(crypto::as_bytes(digest).substr(0, 4));
}

const Programme* read_programme(const Field& field) {
  const auto code = field.string();
  if (!code) return nullptr;
  const Programme* programme = find_programme(*code);
  if (programme == nullptr) field.fault("unknown_programme", "this build has no such programme");
  return programme;
}

std::optional<std::string> read_project_id(const Field& field, const Programme* programme) {
  const auto is_valid = [&](std::string_view text) {
    return programme == nullptr ? is_foreign_code(text, true) : programme->project_id_is_valid(text);
  };
  return field.word(is_valid, "project_id_form", "this is not how the programme names its projects");
}

std::optional<ProjectKey> read_project_key(const Field& field) {
  std::optional<ProjectKey> key;
  field.object([&](Reader& reader) {
    auto programme =
        reader.need("programme").word(is_programme_code, "programme_form", "a programme is named by 2 to 16 capitals");
    auto project_id = read_project_id(reader.need("project_id"), programme ? find_programme(*programme) : nullptr);
    if (programme && project_id) key = ProjectKey{std::move(*programme), std::move(*project_id)};
  });
  return key;
}

std::optional<std::string> read_asset_code(const Field& field) {
  return field.word([](std::string_view text) { return is_foreign_code(text, false); }, "asset_code_form",
                    "an asset is named by up to 64 capitals, digits and . / - _");
}

std::optional<std::string> read_division(const Field& field) {
  const auto is_division = [](std::string_view text) {
    return text.size() == 6 && text.find_first_not_of(digits) == std::string_view::npos && text.front() != '0';
  };
  return field.word(is_division, "division_form", "an administrative division is six digits (GB/T 2260)");
}

std::optional<std::string> read_month(const Field& field) {
  const auto is_month = [](std::string_view text) {
    return text.size() == 7 && parse_date(std::string(text) + "-01").has_value();
  };
  return field.word(is_month, "month_form", "a month is spelt YYYY-MM");
}

std::optional<std::string> read_scheme(const Field& field) {
  const auto is_scheme = [](std::string_view text) {
    return text.size() >= 2 && text.size() <= 41 && !contains(".-", text.front()) &&
           std::all_of(text.begin(), text.end(), [](char symbol) {
             return contains(digits, symbol) || contains(lower, symbol) || contains(".-", symbol);
           });
  };
  return field.word(is_scheme, "scheme_form", "a scheme is named by 2 to 41 small letters, digits, . and -");
}

std::optional<std::string> read_name(const Field& field) {
  const auto is_name = [](std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char symbol) {
      return contains(digits, symbol) || contains(lower, symbol) || contains(upper, symbol) || contains(".-_+", symbol);
    });
  };
  return field.word(is_name, "name_form", "a name of the scheme is 1 to 40 letters, digits and . - _ +");
}

std::optional<ClaimType> read_claim_type(const Field& field) {
  const auto text = field.string();
  if (!text) return std::nullopt;
  for (const auto& [spelling, type] : claim_types) {
    if (spelling == *text) return type;
  }
  field.fault("unknown_value", "a type is I or II, also as printed: 1型, 2型, I型, II型");
  return std::nullopt;
}

std::optional<Purpose> read_purpose(const Field& field) {
  return field.choice({Purpose::factory_offset, Purpose::electricity_consumption});
}

std::optional<LegalForm> read_legal_form(const Field& field) {
  return field.choice({LegalForm::legal_person, LegalForm::branch, LegalForm::sole_trader, LegalForm::foreign});
}

std::vector<std::string> read_aliases(const Field& field) {
  std::vector<std::string> aliases;
  for (const Field& element : field.elements(0, aliases_max)) {
    auto alias = element.text();
    if (!alias) continue;
    if (std::find(aliases.begin(), aliases.end(), *alias) != aliases.end()) {
      element.fault("alias_repeated", "the same name stands here twice");
    }
    aliases.push_back(std::move(*alias));
  }
  return aliases;
}

std::optional<std::string> read_industry(const Field& field) {
  const auto text = field.word(is_industry, "industry_form", "an industry is a letter and two to four digits");
  if (!text) return std::nullopt;
  if (industry_letter_agrees(*text)) return text;
  field.fault("industry_letter", "the letter does not own this division (GB/T 4754-2017)");
  return std::nullopt;
}

void need_change(const Reader& body, std::initializer_list<std::string_view> members) {
  const auto has = [&](std::string_view name) { return body.has(name); };
  if (std::none_of(members.begin(), members.end(), has)) {
    body.fault("nothing_changed", "at least one of the members that may change is wanted here");
  }
}

void read_term(Reader& reader, Date& from, Date& until) {
  const auto first = reader.need("from").date();
  const Field until_field = reader.need("until");
  const auto last = until_field.date();
  check_order(first, last, until_field);
  take(from, first);
  take(until, last);
}

void check_order(const std::optional<Date>& from, const std::optional<Date>& until, const Field& until_field) {
  if (from && until && *until < *from) until_field.fault("date_order", "this date lies before the one it follows");
}

}  // namespace tanbu::codec
