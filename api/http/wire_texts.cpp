// What the server refuses before anybody is asked, in both languages. Code and English detail are those of
// api/http/wire/guard.hpp; a test holds the two tables to each other.
#include <array>

#include "api/http/problem_tables.hpp"

namespace tanbu::http {
namespace {

constexpr std::string_view malformed = "The request is malformed";
constexpr std::string_view malformed_zh = "请求格式有误";
constexpr std::string_view busy = "The server is busy";
constexpr std::string_view busy_zh = "服务器繁忙";

constexpr std::array<ProblemText, 33> wire_rows{{
    {"header_too_large", 431, malformed, malformed_zh, "The request line and the header fields together are too large.",
     "请求行与头部字段合计过大。"},
    {"line_ending_bare", 400, malformed, malformed_zh, "Every line of the header must end with CR LF.",
     "头部每一行须以 CR LF 结尾。"},
    {"request_line_malformed", 400, malformed, malformed_zh,
     "The request line must be a method, a target and HTTP/1.1, one blank apart.",
     "请求行须为方法、目标与 HTTP/1.1，各以一个空格分隔。"},
    {"method_unknown", 400, malformed, malformed_zh, "The method is not one this server knows.",
     "服务器不认识该方法。"},
    {"http_version_unsupported", 400, malformed, malformed_zh, "Only HTTP/1.1 is served.", "仅支持 HTTP/1.1。"},
    {"target_not_origin_form", 400, malformed, malformed_zh, "The target must be a path that starts with a slash.",
     "目标须为以斜杠开头的路径。"},
    {"target_character", 400, malformed, malformed_zh, "The target holds a character that must be percent-encoded.",
     "目标中有须作百分号编码的字符。"},
    {"header_folded", 400, malformed, malformed_zh, "A header field must stand on one line.", "头部字段须写在一行内。"},
    {"header_space_before_colon", 400, malformed, malformed_zh,
     "No blank may stand between the name of a header field and its colon.", "头部字段名与冒号之间不得有空格。"},
    {"header_name_malformed", 400, malformed, malformed_zh, "The name of a header field is not a token.",
     "头部字段名不合规。"},
    {"header_control_character", 400, malformed, malformed_zh, "The value of a header field holds a control character.",
     "头部字段值含控制字符。"},
    {"header_fields_too_many", 431, malformed, malformed_zh, "There are too many header fields.", "头部字段过多。"},
    {"framing_transfer_encoding", 400, malformed, malformed_zh,
     "Transfer-Encoding is refused: send the body with a Content-Length.",
     "不接受 Transfer-Encoding：请用 Content-Length 发送正文。"},
    {"framing_content_length_repeated", 400, malformed, malformed_zh, "Content-Length stands more than once.",
     "Content-Length 出现多次。"},
    {"framing_content_length_malformed", 400, malformed, malformed_zh,
     "Content-Length must be one number of at most 18 digits.", "Content-Length 须为一个最多 18 位的数字。"},
    {"host_repeated", 400, malformed, malformed_zh, "Host stands more than once.", "Host 出现多次。"},
    {"host_malformed", 400, malformed, malformed_zh, "Host must name one host, with or without a port.",
     "Host 须为一个主机名，可带端口。"},
    {"header_repeated", 400, malformed, malformed_zh, "Content-Type or Authorization stands more than once.",
     "Content-Type 或 Authorization 出现多次。"},
    {"upgrade_refused", 400, malformed, malformed_zh, "This server does not change to another protocol.",
     "服务器不切换到其他协议。"},
    {"expectation_refused", 417, malformed, malformed_zh, "Send the body without waiting for 100 Continue.",
     "请直接发送正文，不要等待 100 Continue。"},
    {"host_missing", 400, malformed, malformed_zh, "The Host field is missing.", "缺少 Host 字段。"},
    {"framing_content_length_missing", 400, malformed, malformed_zh, "A POST needs a Content-Length.",
     "POST 须带 Content-Length。"},
    {"body_not_allowed", 400, malformed, malformed_zh, "This method takes no body.", "该方法不带正文。"},
    {"head_disputed", 400, malformed, malformed_zh, "The header can be read in more than one way.",
     "头部可被作多种理解。"},
    {"header_timeout", 408, "The request took too long", "请求超时", "The header did not arrive in time.",
     "头部未按时到达。"},
    {"request_timeout", 408, "The request took too long", "请求超时", "The body did not arrive in time.",
     "正文未按时到达。"},
    {"body_too_large", 413, "The body is too large", "正文过大", "The body is larger than this target takes.",
     "正文超过该目标的上限。"},
    {"connections_full", 503, busy, busy_zh, "All connections are taken. Try again shortly.", "连接已满，请稍后再试。"},
    {"connections_of_address_full", 429, busy, busy_zh,
     "Too many connections come from your address. Close some of them.", "您的地址连接过多，请关闭一些连接。"},
    {"bodies_full", 503, busy, busy_zh, "Too many large bodies are arriving at once. Try again shortly.",
     "同时到达的大正文过多，请稍后再试。"},
    {"answers_full", 503, busy, busy_zh, "Too many long answers wait for clients that do not read. Try again shortly.",
     "等待客户端读取的长响应过多，请稍后再试。"},
    {"server_stopping", 503, busy, busy_zh, "The server is stopping. Try again shortly.",
     "服务器正在停止，请稍后再试。"},
    {"handler_failed", 500, "The server failed", "服务器出错", "The server failed while answering.",
     "服务器作答时出错。"},
}};

}  // namespace

std::span<const ProblemText> wire_texts() { return wire_rows; }

}  // namespace tanbu::http
