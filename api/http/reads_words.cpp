// The ledger's signed word about one subject, which an offline bundle carries (formats section 23): what no choice of
// entries can show. Rights are those of the subject's own answer.
#include "api/http/handlers.hpp"
#include "api/http/past_view.hpp"
#include "api/http/rights.hpp"
#include "ledger/log/note.hpp"
#include "ledger/log/text.hpp"
#include "ledger/rules/words.hpp"

namespace tanbu::http {
namespace {

Response word_response(const Call& call, store::Reader& reader, const std::optional<std::string>& lines) {
  const auto& signer = call.services->statement_signer;
  if (!signer) return call.problem({.code = "statement_key_absent"});
  if (!lines) return call.not_found();
  const auto size = reader.head().size;
  const auto hashes = call.engine().hashes(reader);
  const std::string text = "tanbu-word/1\n" + call.engine().origin() + "\n" + std::to_string(size) + "\n" +
                           log::digest_to_base64(log::root(size, *hashes)) + "\n" + *lines;
  return text_response(log::note_bytes({text, {signer->sign(text)}}), "text/plain; charset=utf-8");
}

}  // namespace

Response read_retirement_word(const Call& call, store::Reader& reader) {
  const auto retirement = reader.retirement({*call.values.number("index")});
  if (!retirement) return call.not_found();
  return word_response(call, reader, rules::word_about(*retirement, reader));
}

Response read_year_word(const Call& call, store::Reader& reader) {
  const auto factory = reader.factory({*call.values.number("index")});
  const Rights rights(reader, call.who, china_date(call.engine().now()));
  const Period period = *parse_period(call.values.text("period"));
  if (!factory || !rights.may_read_inventories(*factory, period)) return call.not_found();
  return word_response(call, reader, rules::word_about(factory->id, period, reader));
}

Response read_certificate_word(const Call& call, store::Reader& reader) {
  const auto certificate = find_note<Certificate>(reader, {*call.values.number("index")});
  if (!certificate) return call.not_found();
  return word_response(call, reader, rules::word_about(*certificate, asked_day(call, reader), reader));
}

}  // namespace tanbu::http
