#include "api/http/reading.hpp"

#include "api/http/compression.hpp"
#include "api/http/field_list.hpp"

namespace tanbu::http {
namespace {

// Whether If-None-Match names the tag (RFC 9110 section 13.1.2; our tags are strong, so weak comparison is equality).
bool names_tag(std::string_view if_none_match, std::string_view tag) {
  if (if_none_match == "*") return true;
  while (!if_none_match.empty()) {
    std::string_view candidate = next_part(if_none_match, ',');
    if (candidate.substr(0, 2) == "W/") candidate.remove_prefix(2);
    if (candidate == tag) return true;
  }
  return false;
}

// A tag is strong: the same answer in another encoding has other bytes and another tag (RFC 9110 section 8.8.3.3).
void answer_in_gzip(const Request& request, Response& response) {
  if (!has_gzip_form(response)) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!takes_gzip(request)) return;
  for (auto& [name, value] : response.headers) {
    if (name == "ETag") value.insert(value.size() - 1, "-gzip");
  }
  response.body = gzip(response.body);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

void answer_not_modified(const Request& request, Response& response) {
  const auto if_none_match = request.header("if-none-match");
  const std::string* tag = find_header(response, "ETag");
  if (response.status != 200 || !if_none_match || tag == nullptr || !names_tag(*if_none_match, *tag)) return;
  response.status = 304;
  response.body.clear();
}

// Every answer to a read that may be kept has a tag: of its own making, or of its bytes. What concerns somebody is not
// kept by anybody.
void add_missing_tag(Response& response) {
  const std::string* cache = find_header(response, "Cache-Control");
  const bool kept = cache == nullptr || cache->find("no-store") == std::string::npos;
  if (response.status == 200 && kept && !response.stream && find_header(response, "ETag") == nullptr) add_tag(response);
}

Question question_of(const Call& call) {
  return {call.request.target, call.who, call.language, takes_gzip(call.request)};
}

}  // namespace

const std::string* find_header(const Response& response, std::string_view name) {
  for (const auto& [known, value] : response.headers) {
    if (known == name) return &value;
  }
  return nullptr;
}

Response Reading::answer(Call& call) {
  Response response = is_kept(call) ? kept_or_made(call) : made(call);
  answer_not_modified(call.request, response);
  return response;
}

// Questions about the past are answered elsewhere, and a checkpoint carries cosignatures, which come without a change
// of the state.
bool Reading::is_kept(const Call& call) const {
  return kept_ && call.route->kept && !call.values.has("as_of") && !call.values.has("checkpoint");
}

// Without a moment there is no state that an answer could be of: it is being changed, or unknown.
std::optional<Moment> Reading::present_moment() {
  const auto state = services_.engine.settled_state();
  return state ? std::optional(Moment{*state, china_date(services_.engine.now())}) : std::nullopt;
}

Response Reading::kept_or_made(Call& call) {
  const auto moment = present_moment();
  if (!moment) return made(call);
  const auto authorization = call.request.header("authorization");
  if (authorization) call.who = tokens_.find(moment->state, *authorization, services_.engine.now());
  const bool asker_is_known = !authorization || call.who;
  const auto kept = asker_is_known ? kept_->find(*moment, question_of(call)) : nullptr;
  if (kept) return *kept;
  Response response = made(call);
  // What was read under one moment, and of no other state that came in between.
  if (response.status == 200 && !response.stream && present_moment() == moment)
    kept_->keep(*moment, question_of(call), response);
  return response;
}

Response Reading::made(Call& call) {
  Response response = call.route->plain != nullptr ? call.route->plain(call) : read(call);
  // A cache that keeps the words of one reader must not give them to one of another language (RFC 9110 12.5.5).
  if (call.route->by_language && response.status == 200) response.headers.emplace_back("Vary", "Accept-Language");
  add_missing_tag(response);
  answer_in_gzip(call.request, response);
  return response;
}

Response Reading::read(Call& call) {
  try {
    Response response;
    const auto state = services_.engine.settled_state();
    services_.engine.with_reader([&](store::Reader& reader) { response = read_with(call, reader, state); });
    return response;
  } catch (const store::StoreFault&) {
    return call.problem({.code = "store_failed", .retry_seconds = 5});
  } catch (const std::exception& trouble) {
    // The text stays in the log: it may speak of files and statements that are nobody's business.
    report_(call, trouble);
    return call.problem({.code = "internal"});
  }
}

// `before`: the state that was named before the reader took its snapshot.
std::variant<std::optional<PartyId>, TokenFault> Reading::asker(const Call& call, store::Reader& reader,
                                                                std::optional<std::uint64_t> before) {
  const auto authorization = call.request.header("authorization");
  if (!authorization) return std::optional<PartyId>{};
  // Only when the same state is named again, the snapshot is of it: what is known of tokens holds for it, and what
  // it says of one holds for that state.
  const bool settled = before && services_.engine.settled_state() == before;
  if (settled) {
    if (auto known = tokens_.find(*before, *authorization, services_.engine.now())) return known;
  }
  auto judged = authenticate_whole(authorization, services_.engine, reader);
  if (const auto* fault = std::get_if<TokenFault>(&judged)) return *fault;
  auto& sound = std::get<std::optional<SoundToken>>(judged);
  HOLDS(sound.has_value());
  if (settled) tokens_.keep(*before, *authorization, *sound);
  return std::optional<PartyId>(std::move(sound->party));
}

Response Reading::read_with(Call& call, store::Reader& reader, std::optional<std::uint64_t> before) {
  auto judged = asker(call, reader, before);
  if (const auto* fault = std::get_if<TokenFault>(&judged)) return call.problem({.code = std::string(fault->code)});
  call.who = std::get<std::optional<PartyId>>(std::move(judged));
  Response response = call.route->read(call, reader);
  if (call.route->access == Access::by_right) {
    response.headers.emplace_back("Vary", "Authorization");
    if (call.who && find_header(response, "Cache-Control") == nullptr) {
      response.headers.emplace_back("Cache-Control", "private, no-store");
    }
  }
  return response;
}

}  // namespace tanbu::http
