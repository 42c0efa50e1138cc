// Problems of imports, in both languages.
#include <array>

#include "api/http/problem_tables.hpp"

namespace tanbu::http {
namespace {

constexpr std::array<ProblemText, 12> import_rows{{
    {"import_not_allowed", 403, "Only a registrar imports files", "仅登记管理方可导入文件",
     "Reading a file is offered to a party that is appointed registrar of a programme today. The association appoints "
     "registrars.",
     "仅当前被任命为某一机制登记管理方的主体可使用。登记管理方由协会任命。"},
    {"import_unknown", 404, "There is no such import of yours", "没有您的这一导入",
     "Imports are held for an hour after the last look, and not beyond a restart of the server. Post the file again: "
     "what is recorded already is then known, and lines that you have signed may be committed there.",
     "导入在最后一次查看后保留一小时，服务器重启后不再保留。请重新提交文件：已记录的内容届时会被识别，"
     "已签名的命令可在新的导入中提交。"},
    {"import_reading", 409, "The file is still being read", "文件仍在读取",
     "Ask GET /v1/imports/{import} until its status is ready.", "请查询 GET /v1/imports/{import}，直至状态为 ready。"},
    {"import_failed", 409, "The file could not be read", "文件无法读取",
     "GET /v1/imports/{import} tells why. Post a file that can be read.",
     "原因见 GET /v1/imports/{import}。请提交可读取的文件。"},
    {"imports_of_party_full", 429, "Your files are still being read", "您的文件仍在读取",
     "So many of one party are read at a time. Post this one when one of them is ready.",
     "每一主体同时读取的文件数有限。请待其中之一读取完毕后再提交。"},
    {"imports_full", 503, "Too many files are held", "保留的文件过多",
     "Post the file again shortly, or use tanbu import, which reads files of any size on your machine.",
     "请稍后重新提交，或使用 tanbu import：它在您的机器上读取任意大小的文件。"},
    {"import_known_too_many", 409, "The ledger holds too many batches to compare with", "账本中的批次过多，无法比对",
     "Use tanbu import, which compares on your machine.", "请使用 tanbu import，在您的机器上比对。"},
    {"import_lines_missing", 400, "There is no line to commit", "没有要提交的行",
     "Send the signed commands, one a line.", "请发送已签名的命令，每行一条。"},
    {"import_signed_by_other", 403, "The line is signed by another party", "该行由另一主体签名",
     "Whoever posted the file signs its commands.", "须由提交文件的主体签名。"},
    {"import_not_offered", 409, "The line is no command of this import", "该行不是此导入的命令",
     "Sign kind and body exactly as GET /v1/imports/{import}/commands gives them. Other commands go to POST "
     "/v1/commands.",
     "kind 与 body 须与 GET /v1/imports/{import}/commands 所给完全一致。其他命令请发往 POST /v1/commands。"},
    {"import_commit_refused", 409, "Nothing was recorded", "未记录任何内容",
     "At least one line was refused, so none was recorded and no id was spent. Leave out or correct the refused lines "
     "under lines and send the others again as they are.",
     "至少一行被拒绝，因此未记录任何一行，编号也未使用。请去掉或更正 lines 中被拒绝的行，其余各行可原样重新提交。"},
    {"import_option_unknown", 400, "An option of the import has a wrong value", "导入选项的值不对",
     "encoding is utf-8, utf-16le, utf-16be, gb18030 or windows-1252; delimiter comma, semicolon or tab; profile a "
     "name in docs/importers.md; outcome recorded, known or refused.",
     "encoding 为 utf-8、utf-16le、utf-16be、gb18030 或 windows-1252；delimiter 为 comma、semicolon 或 tab；profile 见 "
     "docs/importers.md；outcome 为 recorded、known 或 refused。"},
}};

}  // namespace

std::span<const ProblemText> import_texts() { return import_rows; }

}  // namespace tanbu::http
