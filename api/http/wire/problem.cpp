// What the wire says when it refuses by itself: one row per problem. Not the problem pages and not their translation.
#include "api/http/wire/guard.hpp"

namespace tanbu::http {

WireProblemText text_of(WireProblem problem) {
  switch (problem) {  // No default: -Wswitch names the problem you forgot.
    case WireProblem::header_too_large:
      return {431, "header_too_large", "The request line and the header fields together are too large."};
    case WireProblem::line_ending_bare:
      return {400, "line_ending_bare", "Every line of the header must end with CR LF."};
    case WireProblem::request_line_malformed:
      return {400, "request_line_malformed",
              "The request line must be a method, a target and HTTP/1.1, one blank apart."};
    case WireProblem::method_unknown:
      return {400, "method_unknown", "The method is not one this server knows."};
    case WireProblem::http_version_unsupported:
      return {400, "http_version_unsupported", "Only HTTP/1.1 is served."};
    case WireProblem::target_not_origin_form:
      return {400, "target_not_origin_form", "The target must be a path that starts with a slash."};
    case WireProblem::target_character:
      return {400, "target_character", "The target holds a character that must be percent-encoded."};
    case WireProblem::header_folded:
      return {400, "header_folded", "A header field must stand on one line."};
    case WireProblem::header_space_before_colon:
      return {400, "header_space_before_colon", "No blank may stand between the name of a header field and its colon."};
    case WireProblem::header_name_malformed:
      return {400, "header_name_malformed", "The name of a header field is not a token."};
    case WireProblem::header_control_character:
      return {400, "header_control_character", "The value of a header field holds a control character."};
    case WireProblem::header_fields_too_many:
      return {431, "header_fields_too_many", "There are too many header fields."};
    case WireProblem::framing_transfer_encoding:
      return {400, "framing_transfer_encoding", "Transfer-Encoding is refused: send the body with a Content-Length."};
    case WireProblem::framing_content_length_repeated:
      return {400, "framing_content_length_repeated", "Content-Length stands more than once."};
    case WireProblem::framing_content_length_malformed:
      return {400, "framing_content_length_malformed", "Content-Length must be one number of at most 18 digits."};
    case WireProblem::host_repeated:
      return {400, "host_repeated", "Host stands more than once."};
    case WireProblem::host_malformed:
      return {400, "host_malformed", "Host must name one host, with or without a port."};
    case WireProblem::header_repeated:
      return {400, "header_repeated", "Content-Type or Authorization stands more than once."};
    case WireProblem::upgrade_refused:
      return {400, "upgrade_refused", "This server does not change to another protocol."};
    case WireProblem::expectation_refused:
      return {417, "expectation_refused", "Send the body without waiting for 100 Continue."};
    case WireProblem::host_missing:
      return {400, "host_missing", "The Host field is missing."};
    case WireProblem::framing_content_length_missing:
      return {400, "framing_content_length_missing", "A POST needs a Content-Length."};
    case WireProblem::body_not_allowed:
      return {400, "body_not_allowed", "This method takes no body."};
    case WireProblem::head_disputed:
      return {400, "head_disputed", "The header can be read in more than one way."};
    case WireProblem::header_timeout:
      return {408, "header_timeout", "The header did not arrive in time."};
    case WireProblem::request_timeout:
      return {408, "request_timeout", "The body did not arrive in time."};
    case WireProblem::body_too_large:
      return {413, "body_too_large", "The body is larger than this target takes."};
    case WireProblem::connections_full:
      return {503, "connections_full", "All connections are taken. Try again shortly."};
    case WireProblem::connections_of_address_full:
      return {429, "connections_of_address_full", "Too many connections come from your address. Close some of them."};
    case WireProblem::bodies_full:
      return {503, "bodies_full", "Too many large bodies are arriving at once. Try again shortly."};
    case WireProblem::answers_full:
      return {503, "answers_full", "Too many long answers wait for clients that do not read. Try again shortly."};
    case WireProblem::server_stopping:
      return {503, "server_stopping", "The server is stopping. Try again shortly."};
    case WireProblem::handler_failed:
      return {500, "handler_failed", "The server failed while answering."};
  }
  return {500, "handler_failed", "The server failed while answering."};
}

}  // namespace tanbu::http
