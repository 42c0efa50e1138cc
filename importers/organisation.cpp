// Whether a text names an organisation: the words that say so in the languages that registries are written in.
#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "importers/ascii.hpp"
#include "importers/text.hpp"
#include "ledger/form.hpp"

namespace tanbu::importers {
namespace {

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& symbol : lower) {
    if (is_capital(symbol)) symbol = static_cast<char>(symbol - 'A' + 'a');
  }
  return lower;
}

// Legal forms and words for institutions, in small letters without accents.
const std::set<std::string_view>& organisation_words() {
  static const std::set<std::string_view> words{
      "aeroporto",    "agencia",      "agency",       "airport",     "aktiengesellschaft",
      "aps",          "asociacion",   "associacao",   "association", "authority",
      "banco",        "bank",         "banque",       "bhd",         "camara",
      "chamber",      "college",      "commission",   "companies",   "company",
      "confederacao", "conselho",     "consortium",   "cooperativa", "cooperative",
      "corp",         "corporation",  "council",      "federacao",   "federacion",
      "federation",   "flughafen",    "fondation",    "foundation",  "fund",
      "fundacao",     "fundacion",    "gesellschaft", "gmbh",        "gobierno",
      "government",   "governo",      "group",        "groupe",      "grupo",
      "gruppe",       "holding",      "holdings",     "hospital",    "inc",
      "incorporated", "institut",     "institute",    "instituto",   "jsc",
      "kgaa",         "konzern",      "limitada",     "limited",     "llc",
      "llp",          "ltd",          "ltda",         "ministerio",  "ministere",
      "ministry",     "municipality", "municipio",    "museum",      "ojsc",
      "oyj",          "partnership",  "pjsc",         "plc",         "prefeitura",
      "pte",          "pty",          "pvt",          "sarl",        "sdn",
      "sindicato",    "sociedad",     "sociedade",    "societe",     "society",
      "srl",          "stiftung",     "tbk",          "tribunal",    "union",
      "universidad",  "universidade", "universitat",  "universite",  "university",
      "verein",
  };
  return words;
}

// Legal forms that are words or family names too.
const std::set<std::string_view>& short_forms() {
  static const std::set<std::string_view> forms{"ab", "ag", "as", "asa", "bv", "ev", "kg",
                                                "kk", "nv", "oy", "sa",  "se", "spa"};
  return forms;
}

constexpr std::array<std::string_view, 27> chinese_words{
    "公司",   "集团",   "集團",   "厂",     "廠",     "大学",   "大學",   "银行",     "銀行",
    "协会",   "協會",   "学院",   "学校",   "医院",   "政府",   "总局",   "中心",     "学会",
    "研究院", "研究所", "基金会", "委员会", "合作社", "联合会", "事务所", "株式会社", "주식회사"};

// Forms of address. Also "c/o" and "attn", behind which a person usually follows.
constexpr std::array<std::string_view, 13> address_words{
    "mr", "mrs", "miss", "herr", "frau", "madame", "mme", "senhor", "senhora", "monsieur", "attn", "dona", "sra"};
constexpr std::array<std::string_view, 4> chinese_addresses{"先生", "女士", "小姐", "夫人"};

// A run of letters with what stands around it.
struct Word {
  std::string lower;
  bool capitals = false;  // every letter
  bool titled = false;    // the first letter
  bool dotted = false;    // S.A., S/A: single letters with marks between them
  bool dot_after = false;
  bool ampersand_before = false;
  bool phrase_begins = false;  // nothing or a comma before it
  bool phrase_ends = false;    // no further word directly after it
};

// Letters joined by single dots or slashes, one or two at a time, are one word: S.A., S/A, S.p.A., B.V.
std::size_t end_of_dotted(const std::string& text, std::size_t begin) {
  std::size_t end = begin;
  std::size_t letters = 0;
  for (;;) {
    if (end >= text.size() || !is_letter(text[end])) break;
    if (end + 1 < text.size() && is_letter(text[end + 1])) return begin;
    ++letters;
    ++end;
    if (end >= text.size() || (text[end] != '.' && text[end] != '/')) break;
    ++end;
  }
  return letters >= 2 ? end : begin;
}

char next_visible(const std::string& text, std::size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  return at < text.size() ? text[at] : '\0';
}

char last_visible(const std::string& text, std::size_t at) {
  while (at > 0 && text[at - 1] == ' ') --at;
  return at > 0 ? text[at - 1] : '\0';
}

Word word_of(const std::string& text, std::size_t begin, std::size_t end, bool dotted) {
  Word word;
  word.dotted = dotted;
  word.capitals = true;
  word.titled = is_capital(text[begin]);
  for (std::size_t at = begin; at < end; ++at) {
    if (!is_letter(text[at])) continue;
    word.capitals = word.capitals && is_capital(text[at]);
    word.lower += text[at];
  }
  word.lower = lowered(word.lower);
  word.dot_after = end < text.size() && text[end] == '.';
  const char before = last_visible(text, begin);
  word.ampersand_before = before == '&';
  word.phrase_begins = before == '\0' || before == ',' || before == '(';
  const char after = next_visible(text, end);
  // An octet above 0x7f belongs to a letter of some other script or with a rare accent.
  word.phrase_ends = !is_letter(after) && !is_digit(after) && static_cast<unsigned char>(after) < 0x80;
  return word;
}

std::vector<Word> words_of(const std::string& text) {
  std::vector<Word> words;
  const auto is_part = [&](std::size_t at) {
    return is_letter(text[at]) || static_cast<unsigned char>(text[at]) >= 0x80;
  };
  for (std::size_t at = 0; at < text.size();) {
    if (!is_part(at)) {
      ++at;
      continue;
    }
    const std::size_t dotted_end = end_of_dotted(text, at);
    if (dotted_end > at) {
      words.push_back(word_of(text, at, dotted_end, true));
      at = dotted_end;
      continue;
    }
    std::size_t end = at;
    bool ascii = true;
    while (end < text.size() && is_part(end)) {
      ascii = ascii && is_letter(text[end]);
      ++end;
    }
    // A word with a letter of another script in it is no word of the lists, whatever its other letters spell.
    if (ascii) words.push_back(word_of(text, at, end, false));
    at = end;
  }
  return words;
}

// "##.###.###/####-##" and the like: '#' stands for a digit; no digit before or after.
bool holds_number(std::string_view text, std::string_view shape) {
  for (std::size_t at = 0; at + shape.size() <= text.size(); ++at) {
    if (at > 0 && is_digit(text[at - 1])) continue;
    if (at + shape.size() < text.size() && is_digit(text[at + shape.size()])) continue;
    bool fits = true;
    for (std::size_t index = 0; index < shape.size() && fits; ++index) {
      fits = shape[index] == '#' ? is_digit(text[at + index]) : shape[index] == text[at + index];
    }
    if (fits) return true;
  }
  return false;
}

// A unified social credit code of an individual business begins with 92 and leads to a person (PD-01).
bool holds_sole_trader_code(std::string_view text) {
  const auto is_part = [](char symbol) { return is_digit(symbol) || is_capital(symbol); };
  for (std::size_t at = 0; at + 18 <= text.size(); ++at) {
    if (text.substr(at, 2) != "92" || (at > 0 && is_part(text[at - 1]))) continue;
    const auto code = text.substr(at, 18);
    const bool ends = at + 18 == text.size() || !is_part(text[at + 18]);
    if (ends && std::all_of(code.begin(), code.end(), is_part)) return true;
  }
  return false;
}

bool holds_personal_mark(std::string_view utf8, const std::vector<Word>& words) {
  if (holds_personal_information(utf8) || holds_sole_trader_code(utf8)) return true;
  // CPF, the personal number of Brazil, written with and without its marks.
  if (holds_number(utf8, "###.###.###-##") || holds_number(utf8, "###########")) return true;
  const auto is_in_text = [&](std::string_view address) { return utf8.find(address) != std::string_view::npos; };
  if (std::any_of(chinese_addresses.begin(), chinese_addresses.end(), is_in_text)) return true;
  return std::any_of(words.begin(), words.end(), [](const Word& word) {
    if (word.dotted) return word.lower == "co";  // c/o
    return std::find(address_words.begin(), address_words.end(), word.lower) != address_words.end();
  });
}

}  // namespace

Named who_is_named(std::string_view utf8) {
  const std::string text = without_accents(utf8);
  const auto words = words_of(text);
  if (holds_personal_mark(utf8, words)) return Named::personal;
  const auto is_in_text = [&](std::string_view word) { return utf8.find(word) != std::string_view::npos; };
  if (std::any_of(chinese_words.begin(), chinese_words.end(), is_in_text)) return Named::organisation;
  const bool mixed_case = std::any_of(text.begin(), text.end(), is_small);
  const bool has_cnpj_word =
      std::any_of(words.begin(), words.end(), [](const Word& word) { return word.lower == "cnpj"; });
  if (has_cnpj_word && (holds_number(utf8, "##.###.###/####-##") || holds_number(utf8, "##############"))) {
    return Named::organisation;
  }
  // The family name Sá must not become the legal form SA by losing its accent.
  const auto spelt = words_of(std::string(utf8));
  const auto is_short_form = [&](const Word& word) {
    const bool ends_a_name = word.phrase_ends && !word.phrase_begins;  // "Silva, A.S." are a person's initials
    if (!ends_a_name || short_forms().count(word.lower) == 0) return false;
    // The Finnish form is written Oy.
    return word.dotted || (mixed_case && (word.capitals || (word.titled && word.lower == "oy")));
  };
  const auto says_so = [&](const Word& word) {
    if (!word.dotted && organisation_words().count(word.lower) != 0) return true;
    if (word.lower == "co" && !word.dotted) return word.dot_after || word.ampersand_before;
    // Perseroan Terbatas, before the name.
    return word.lower == "pt" && word.capitals && mixed_case && word.phrase_begins && !word.phrase_ends;
  };
  const bool found =
      std::any_of(words.begin(), words.end(), says_so) || std::any_of(spelt.begin(), spelt.end(), is_short_form);
  return found ? Named::organisation : Named::unclear;
}

}  // namespace tanbu::importers
