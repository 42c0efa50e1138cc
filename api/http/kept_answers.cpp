#include "api/http/kept_answers.hpp"

namespace tanbu::http {
namespace {

// A party's id has no line end, and neither has a target: no two questions have one name.
std::string key_text(const Question& question) {
  std::string name;
  name += question.language == Language::chinese ? 'z' : 'e';
  name += question.gzip ? 'g' : '-';
  if (question.who) name += question.who->text;
  name += question.who ? '\n' : '\t';
  name += question.target;
  return name;
}

std::size_t bytes_of_kept(const std::string& name, const Response& response) {
  constexpr std::size_t around = 256;  // the node, the pointers, the ends of the allocations
  std::size_t bytes = around + name.size() + response.body.size();
  for (const auto& [field, value] : response.headers) bytes += 2 * sizeof field + field.size() + value.size();
  return bytes;
}

}  // namespace

std::shared_ptr<const Response> KeptAnswers::find(const Moment& moment, const Question& question) {
  const std::string name = key_text(question);
  const std::lock_guard lock(mutex_);
  if (moment.state > moment_.state) begin(moment);
  if (moment != moment_) return nullptr;
  const auto found = answers_.find(name);
  if (found == answers_.end()) return nullptr;
  ++given_;
  return found->second;
}

void KeptAnswers::keep(const Moment& moment, const Question& question, const Response& response) {
  std::string name = key_text(question);
  const std::size_t bytes = bytes_of_kept(name, response);
  if (bytes > bytes_max_ / 8) return;
  auto kept = std::make_shared<const Response>(response);
  const std::lock_guard lock(mutex_);
  if (moment.state < moment_.state) return;
  if (moment != moment_) begin(moment);
  if (bytes_ + bytes > bytes_max_) empty();
  if (answers_.try_emplace(std::move(name), std::move(kept)).second) bytes_ += bytes;
}

std::uint64_t KeptAnswers::given() const {
  const std::lock_guard lock(mutex_);
  return given_;
}

std::size_t KeptAnswers::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

void KeptAnswers::begin(const Moment& moment) {
  moment_ = moment;
  empty();
}

void KeptAnswers::empty() {
  answers_.clear();
  bytes_ = 0;
}

}  // namespace tanbu::http
