// The verb `import`.
#include <memory>

#include "api/cli/import.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"

namespace tanbu::cli {

void add_import_verbs(CLI::App& app, Call& call) {
  CLI::App* verb = add_verb(app, "import", "record what a registry's export holds", "导入登记系统的导出文件");
  verb->footer(std::string(say(
      "Example:\n  tanbu import vcus.csv --dry-run\n  tanbu import vcus.csv --key registrar.jwk --as x:registrar\n"
      "  tanbu import --template --out mine.csv\n"
      "What the file is, is seen by its contents; docs/importers.md lists the exports. Import a registry's issuances "
      "before its retirements.\n"
      "An interrupted import is finished by the same call; importing twice records nothing new.",
      "示例：\n  tanbu import vcus.csv --dry-run\n  tanbu import vcus.csv --key registrar.jwk --as x:registrar\n"
      "  tanbu import --template --out mine.csv\n"
      "文件类型由内容识别，可用的导出见 docs/importers.md；请先导入签发清单，再导入注销清单。\n"
      "中断的导入可用同一命令继续；重复导入不会产生新记录。")));
  const auto arguments = std::make_shared<ImportArguments>();
  const auto add = [&](const char* option, auto& value, std::string_view english, std::string_view chinese) {
    verb->add_option(option, value, std::string(say(english, chinese)));
  };
  add("file", arguments->file, "the registry's export: CSV, XLSX, JSON", "登记系统的导出文件：CSV、XLSX、JSON");
  add("--encoding", arguments->encoding, "of a text, where the guess is wrong: utf-8, gb18030, windows-1252, ...",
      "文字编码（识别有误时指定）：utf-8、gb18030、windows-1252 等");
  add("--delimiter", arguments->delimiter, "between values: a comma, a semicolon or the word tab",
      "分隔符：逗号、分号或单词 tab");
  add("--sheet", arguments->sheet, "the one sheet of a workbook to read, or the path of the rows in JSON",
      "只读取的工作表，或 JSON 中各行的路径");
  add("--profile", arguments->profile, "name of the format, where a header is that of two",
      "格式名称（表头同时符合两种格式时指定）");
  add("--made-on", arguments->made_on,
      "YYYY-MM-DD on which the registry made the file: the latest possible day of issue where it states none",
      "登记系统导出文件的日期 YYYY-MM-DD：文件没有签发日期时按最迟可能之日");
  add("--programme", arguments->programme, "refuse the file unless it holds units of this programme",
      "文件不含此机制的单位时拒绝");
  add("--unpacked-max", arguments->unpacked_max, "MiB that a workbook may have when unpacked, instead of 50",
      "工作簿解压后的上限（MiB），默认 50");
  add("--report", arguments->report,
      "file for every row and every remark, as lines of JSON; the screen shows the first",
      "逐行记录全部结果与提示的文件（JSON 行）；屏幕只显示前几条");
  verb->add_flag("--template", arguments->blank_template,
                 std::string(say("write an empty template for units that no export covers", "输出空白模板")));
  add("--out", arguments->out, "file for the template, a workbook where its name ends in .xlsx; stdout otherwise",
      "模板写入的文件，名称以 .xlsx 结尾时为工作簿；默认标准输出");
  verb->callback([&call, arguments] {
    call.action = [arguments](const Settings& settings) { return run_import(settings, *arguments); };
  });
}

}  // namespace tanbu::cli
