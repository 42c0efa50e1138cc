// Options and reading of import_file.hpp.
#include "api/cli/import_file.hpp"

#include <fmt/format.h>

#include <system_error>

#include "api/cli/arguments.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/terminal.hpp"
#include "ledger/calendar.hpp"

namespace tanbu::cli {
namespace {

[[noreturn]] void stop_option(std::string_view english, std::string_view chinese, const std::string& value) {
  throw Stop(Exit::usage, said(english, chinese) + harmless(value));
}

std::optional<importers::Encoding> read_encoding(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto encoding = importers::encoding_named(text);
  if (!encoding) {
    stop_option("--encoding is utf-8, utf-16le, utf-16be, gb18030 or windows-1252, not ",
                "--encoding 应为 utf-8、utf-16le、utf-16be、gb18030 或 windows-1252，而不是 ", text);
  }
  return encoding;
}

std::optional<char> read_delimiter(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (text == "tab" || text == "\t" || text == "\\t") return '\t';
  if (text == "," || text == ";") return text.front();
  stop_option("--delimiter is a comma, a semicolon or the word tab, not ",
              "--delimiter 应为逗号、分号或单词 tab，而不是 ", text);
}

std::optional<Date> read_made_on(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto date = parse_date(text);
  if (!date) stop_option("--made-on is a date YYYY-MM-DD, not ", "--made-on 应为日期 YYYY-MM-DD，而不是 ", text);
  return date;
}

const importers::Profile* read_profile(const std::string& text) {
  if (text.empty()) return nullptr;
  const auto* profile = importers::profile_named(text);
  if (profile == nullptr) {
    stop_option("no format has this name; docs/importers.md lists them: ", "没有此名称的格式，见 docs/importers.md：",
                text);
  }
  return profile;
}

// Memory for texts that cells share is bounded for itself; what is unpacked besides goes by and is not kept.
std::uint64_t read_unpacked_max(const std::string& text, std::uint64_t usual) {
  constexpr std::int64_t mebibytes_max = 16'384;
  if (text.empty()) return usual;
  const auto mebibytes = integer_argument("--unpacked-max", text);
  if (mebibytes >= 1 && mebibytes <= mebibytes_max) return static_cast<std::uint64_t>(mebibytes) << 20U;
  stop_option("--unpacked-max is 1 to 16384 MiB, not ", "--unpacked-max 应为 1 到 16384（MiB），而不是 ", text);
}

// An interrupted import is gone on with only by a call that reads the file in the same way.
std::string text_of(const ImportArguments& arguments) {
  std::string text;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("\n{} {}", name, value);
  };
  add("encoding", arguments.encoding);
  add("delimiter", arguments.delimiter);
  add("sheet", arguments.sheet);
  add("profile", arguments.profile);
  add("made-on", arguments.made_on);
  return text;
}

}  // namespace

importers::Language report_language() {
  return language() == Language::chinese ? importers::Language::chinese : importers::Language::english;
}

ImportFile::ImportFile(const ImportArguments& arguments)
    : name_(harmless(arguments.file.filename().string())),
      options_text_(text_of(arguments)),
      only_(read_profile(trimmed(arguments.profile))) {
  table_options_.encoding = read_encoding(trimmed(arguments.encoding));
  table_options_.delimiter = read_delimiter(arguments.delimiter);
  auto& unpacked = table_options_.limits.unpacked_bytes_max;
  unpacked = read_unpacked_max(trimmed(arguments.unpacked_max), unpacked);
  if (!arguments.sheet.empty()) table_options_.sheet = arguments.sheet;
  read_options_.made_on = read_made_on(trimmed(arguments.made_on));
  read_options_.compare = arguments.compare;
  if (!std::filesystem::exists(arguments.file)) {
    throw Stop(Exit::usage, said("no such file: ", "没有此文件：") + name_);
  }
  try {
    file_ = importers::FileBytes::open(arguments.file);
    source_.sha256 = file_->sha256();
    source_.bytes = static_cast<std::int64_t>(file_->size());
  } catch (const std::system_error& trouble) {
    throw Stop(Exit::failure, harmless(trouble.what()));
  }
}

void ImportFile::stop(const importers::FileFault& fault) const {
  const bool in_chinese = language() == Language::chinese && !fault.detail_zh.empty();
  auto text = fmt::format("{}: {} ({}) [{}]", name_, importers::words_of(fault.code, report_language()),
                          harmless(in_chinese ? fault.detail_zh : fault.detail), fault.code);
  if (fault.code == "profile_ambiguous") {
    text += said("\nSay which of them it is with --profile NAME.", "\n请用 --profile 名称 指明是哪一种。");
  }
  if (fault.code == "profile_unknown") {
    text += said(
        "\nAsk the registry for one of the exports that docs/importers.md lists, or fill in the template of "
        "tanbu import --template.",
        "\n请下载 docs/importers.md 所列的导出文件，或填写 tanbu import --template 给出的模板。");
  }
  throw Stop(Exit::failure, text);
}

ImportFile::Opened ImportFile::open() const {
  auto opened = importers::open_table(file_, table_options_);
  if (const auto* fault = std::get_if<importers::FileFault>(&opened)) stop(*fault);
  auto table = std::get<std::unique_ptr<importers::Table>>(std::move(opened));
  auto found = importers::find_profile(*table, only_);
  if (const auto* fault = std::get_if<importers::FileFault>(&found)) stop(*fault);
  return {std::move(table), std::get<importers::FoundProfile>(std::move(found))};
}

const importers::Profile& ImportFile::profile() const { return *open().found.profile; }

std::set<std::string> ImportFile::programmes() const {
  const auto [table, found] = open();
  return importers::programmes_in(*table, found);
}

std::set<std::string> ImportFile::programmes(const std::string& wanted) const {
  auto codes = programmes();
  const auto code = read_programme(wanted);
  if (code.empty() || codes.count(code) != 0) return codes;
  throw Stop(Exit::usage, said("this file holds no units of the programme ", "此文件不含该机制的单位：") +
                              harmless(code) + " (" + std::string(profile().name) + ")");
}

importers::FileFacts ImportFile::read(const importers::KnownByProgramme& known, importers::RowSink& sink) const {
  auto [table, found] = open();
  auto source = source_;
  source.media_type = importers::media_type_of(table->facts().format);
  const auto fault = importers::read_rows(*table, found, source, known, read_options_, sink);
  if (fault) stop(*fault);
  return table->facts();
}

}  // namespace tanbu::cli
