// Everything that can be answered instead of what was asked: RFC 9457 problem details in English and Chinese, from one
// table of codes. Not the decision itself: a refusal comes from the rules, a fault of form from the codec.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/wire/message.hpp"
#include "ledger/engine/answer.hpp"
#include "ledger/form.hpp"
#include "ledger/refusal.hpp"

namespace tanbu::http {

enum class Language { english, chinese };
// Of the two languages the one that an Accept-Language field wants more (RFC 9110 section 12.5.4), the first named of
// those that it wants alike; English where it names neither.
[[nodiscard]] Language language_of(std::optional<std::string_view> accept_language);

// One code in both languages. `title` says what happened, `detail` what to do about it. The code is for ever.
struct ProblemText {
  std::string_view code;
  int status;
  std::string_view title;
  std::string_view title_zh;
  std::string_view detail;
  std::string_view detail_zh;
};
// The rows, sorted by nothing in particular; and the row of a code, nullptr for one that is unknown.
[[nodiscard]] std::vector<const ProblemText*> all_problem_texts();
[[nodiscard]] const ProblemText* find_problem_text(std::string_view code);

// The code of one fault of form inside `errors`. The English detail comes from the codec and may name numbers.
struct FormText {
  std::string_view code;
  std::string_view detail;
  std::string_view detail_zh;
};
[[nodiscard]] std::span<const FormText> all_form_texts();
[[nodiscard]] const FormText* find_form_text(std::string_view code);

// A notice that comes with an accepted command; a row for every Flag. `title` says what it is about, `detail` what to
// do.
struct FlagText {
  std::string_view code;
  std::string_view title;
  std::string_view title_zh;
  std::string_view detail;
  std::string_view detail_zh;
};
[[nodiscard]] std::span<const FlagText> all_flag_texts();
[[nodiscard]] const FlagText* find_flag_text(std::string_view code);

struct Problem {
  std::string code;
  int status = 0;           // 0: the table's
  std::string detail{};     // English, more precise than the table's; empty: the table's
  std::string detail_zh{};  // the same in Chinese
  std::optional<Refused> refused{};
  std::vector<FormFault> errors{};
  std::vector<EntryIndex> entries{};      // what stands in the way, where it is more than one entry
  int retry_seconds = 0;                  // > 0: Retry-After
  std::vector<std::string_view> known{};  // what may stand where something unknown stood; names of this build
  std::string allow{};                    // 405: the methods that exist
  std::string_view parameter{};  // that the problem is about; a name of the table of routes, never the request's
};

[[nodiscard]] Problem problem_of(const Refused& refused);
[[nodiscard]] Problem problem_of(const engine::Unreadable& unreadable);
[[nodiscard]] Problem problem_of(const engine::FaultyForm& faulty);
[[nodiscard]] Problem problem_of(const engine::Unavailable& unavailable);

// Whom the problem is told to, and about which request.
struct ProblemContext {
  Language language = Language::english;
  std::string_view instance;  // the path as received; empty: none
  std::string_view request_id;
};

[[nodiscard]] int status_of(const Problem& problem);
// Appends the JSON object.
void append_problem(std::string& out, const Problem& problem, const ProblemContext& context);
[[nodiscard]] Response problem_response(const Problem& problem, const ProblemContext& context);

}  // namespace tanbu::http
