// The verb `import`.
#include <memory>

#include "api/cli/import.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"

namespace tanbu::cli {

void add_import_verbs(CLI::App& app, Call& call) {
  CLI::App* verb = add_verb(app, "import", "record what a registry's export holds", "导入登记系统的导出文件");
  verb->footer(std::string(
      say("Example:\n  tanbu import vcus.csv --dry-run\n  tanbu import vcus.csv --key registrar.jwk --as x:registrar\n"
          "An interrupted import is finished by the same call; importing twice records nothing new.",
          "示例：\n  tanbu import vcus.csv --dry-run\n  tanbu import vcus.csv --key registrar.jwk --as x:registrar\n"
          "中断的导入可用同一命令继续；重复导入不会产生新记录。")));
  const auto arguments = std::make_shared<ImportArguments>();
  verb->add_option("file", arguments->file,
                   std::string(say("Verra's CSV export of VCUs", "Verra 的 VCU 导出文件（CSV）")))
      ->required();
  verb->add_option("--programme", arguments->programme, std::string(say("programme of the export", "导出文件所属机制")))
      ->capture_default_str();
  verb->callback([&call, arguments] {
    call.action = [arguments](const Settings& settings) { return run_import(settings, *arguments); };
  });
}

}  // namespace tanbu::cli
