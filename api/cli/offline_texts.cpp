#include "api/cli/offline_texts.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <initializer_list>

#include "api/cli/terminal.hpp"
#include "ledger/amount.hpp"
#include "ledger/holds.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;
using offline::FileKind;
using offline::Verdict;

struct Words {
  std::string_view name;
  std::string_view english;
  std::string_view chinese;
};

// Puts the values in the places of the `{}`, of which there are as many: a sentence about proofs is not patched up.
std::string filled(std::string_view pattern, std::initializer_list<std::string> values) {
  constexpr std::string_view gap = "{}";
  std::string text;
  for (const std::string& value : values) {
    const auto place = pattern.find(gap);
    HOLDS(place != std::string_view::npos);
    text += pattern.substr(0, place);
    text += value;
    pattern.remove_prefix(place + gap.size());
  }
  HOLDS(pattern.find(gap) == std::string_view::npos);
  return text + std::string(pattern);
}

// Members of a statement that was derived here, so that they are there.
std::string text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  return value.is_null() ? "-" : json::serialize(value);
}
std::string tonnes_of(const json::value& kilograms) { return format_tonnes({kilograms.to_number<std::int64_t>()}); }

std::string retirement_sentence(const json::object& statement) {
  const auto& units = statement.at("units").as_array().front().as_object();
  return filled(say("retirement {} binds {} {} units to factory {} ({}) for {}; {} of them count ({})",
                    "注销 {} 将 {} 个 {} 单位绑定于工厂 {}（{}）的 {} 期间；其中 {} 个计入（{}）"),
                {text_of(statement.at("retirement")), text_of(statement.at("quantity")), text_of(units.at("programme")),
                 text_of(statement.at("factory")), text_of(statement.at("factory_name")),
                 text_of(statement.at("period")), text_of(statement.at("counted")), text_of(statement.at("status"))});
}

std::string year_sentence(const json::object& statement) {
  const auto& all = statement.at("figures").as_object().at("all").as_object();
  std::string text = filled(say("factory {} ({}), {}, type {}: {}% covered, {} t retired against {} t to offset",
                                "工厂 {}（{}）{} 期间，{} 型：覆盖 {}%，已注销 {} t，待抵销 {} t"),
                            {text_of(statement.at("factory")), text_of(statement.at("name")),
                             text_of(statement.at("period")), text_of(statement.at("type")), text_of(all.at("percent")),
                             text_of(all.at("counted_t")), tonnes_of(all.at("to_offset_kg"))});
  const std::string scheme = text_of(statement.at("scheme"));
  text += scheme.empty() ? std::string(say("; every instrument counts", "；计入所有机制"))
                         : filled(say("; only what {} accepts counts", "；仅计入 {} 所认可的机制"), {scheme});
  text += statement.at("inventory").at("verified").as_bool()
              ? say("; its inventory is verified", "；排放清单已核查")
              : say("; ITS INVENTORY IS DECLARED BY THE FACTORY AND NOT VERIFIED", "；排放清单由工厂申报，未经核查");
  return text;
}

std::string certificate_sentence(const json::object& statement) {
  const auto& print = statement.at("print").as_object();
  std::string text = filled(say("certificate {} of {}: {} on {}", "{} 证书（{}）：{}（{}）"),
                            {text_of(print.at("number")), text_of(print.at("applicant")),
                             text_of(statement.at("state")), text_of(statement.at("on"))});
  text += statement.at("stands").as_bool() ? say("; it stands", "；证书成立")
                                           : say("; it does not stand", "；证书不再成立");
  if (statement.at("attestation").is_null()) text += say(", its coverage was not examined", "，其覆盖未经核验");
  return text;
}

std::string sentence_of(const Verdict& verdict) {
  if (verdict.kind == FileKind::receipt) {
    return filled(
        say("the log {} has committed to entry {} under {} entries", "日志 {} 已在 {} 号条目上作出承诺，共 {} 条"),
        {verdict.checkpoint->origin, std::to_string(verdict.index), std::to_string(verdict.checkpoint->size)});
  }
  if (verdict.kind == FileKind::absence || verdict.kind == FileKind::witnessed_absence) {
    return filled(
        say("the operator of {} has signed that of {} {} nothing was recorded when the log had {} entries",
            "{} 的运营方已签署声明：{} {} 在日志共 {} 条时没有任何记录"),
        {verdict.checkpoint->origin, verdict.programme, verdict.serial, std::to_string(verdict.checkpoint->size)});
  }
  const auto& statement = verdict.statement;
  const std::string kind = text_of(statement.at("kind"));
  if (kind == "retirement") return retirement_sentence(statement);
  return kind == "factory_year" ? year_sentence(statement) : certificate_sentence(statement);
}

// Of whom the reader knows that they re-run the rules.
std::string executing_witnesses(const Verdict& verdict) {
  std::string names;
  for (const auto& one : verdict.cosigners) {
    if (one.executing) names += (names.empty() ? "" : ", ") + one.name;
  }
  return names;
}

// Nobody but the operator speaks of the serial; what others signed is the tree that he speaks of.
std::string absence_limits(const Verdict& verdict) {
  std::string text;
  if (!verdict.cosigners.empty())
    text += filled(
        say("{} witnesses of your policy have cosigned this very tree, so that he cannot show another one later.\n",
            "您策略中的 {} 个见证人已联署同一棵树，运营方此后无法改称另一棵树。\n"),
        {std::to_string(verdict.cosigners.size())});
  if (const auto names = executing_witnesses(verdict); !names.empty())
    text += filled(say("Of them {} has re-run every rule up to there.\n", "其中 {} 已重演至此的全部规则。\n"), {names});
  return text +
         std::string(say("It is the operator's word. Keep this file: `tanbu audit --absence` holds it against the log, "
                         "and if an entry up to there recorded the serial, the file convicts him.\n",
                         "此为运营方的声明。请保存本文件：`tanbu audit --absence` 会将其与日志对照；"
                         "若此前有条目记录了该序列号，本文件即为证据。\n"));
}

// By whose word the rest stands.
std::string limits_of(const Verdict& verdict) {
  if (verdict.kind == FileKind::witnessed_absence) return absence_limits(verdict);
  if (verdict.kind == FileKind::absence)
    return std::string(say("This is the operator's word; an audit of the whole log would show whether it is kept.\n",
                           "此为运营方的声明；对整个日志进行审计即可检验其真实性。\n"));
  if (verdict.kind != FileKind::bundle) return {};
  const std::string names = executing_witnesses(verdict);
  const std::string size = std::to_string(verdict.checkpoint->size);
  std::string text =
      filled(say("The entries prove, as of size {}: these commands are in the log, signed by those named.",
                 "条目可证明（截至 {} 条）：这些命令确在日志中，并由所列主体签署。"),
             {size});
  if (!names.empty())
    text += filled(say(" Witness {} has re-run all entries up to there: what the log admitted kept the rules.",
                       "见证人 {} 已重演此前所有条目：日志所收均符合规则。"),
                   {names});
  text += "\n";
  text +=
      filled(say("The ledger signed, by its key of statements: that they took effect, and that up to size {} no other "
                 "entry changes this. That is the operator's word; an audit of the whole log would show whether it "
                 "is kept.\n",
                 "账本以其声明密钥签署：上述命令已生效，且截至 {} 条没有其他条目改变此结论。"
                 "此为运营方的声明；对整个日志进行审计即可检验。\n"),
             {size});
  if (!verdict.on_the_ledgers_word.empty()) {
    std::string listed;
    for (const auto retirement : verdict.on_the_ledgers_word)
      listed += (listed.empty() ? "" : ", ") + std::to_string(retirement);
    text += filled(say("Its word too, which no entry here settles: how firmly these retirements stand, and how many of "
                       "their units count: {}.\n",
                       "下列注销的状态与计入数量同为账本的声明，未由此处条目直接证明：{}。\n"),
                   {listed});
  }
  text += say("What came after that size it does not show: ask the ledger.\n",
              "此后的变化不在其中：请向账本查询最新状态。\n");
  return text;
}

constexpr std::array<Words, 51> faults{{
    {"file_kind", "this is no bundle, receipt or signed absence", "不是证明包、收据或不存在声明"},
    {"bundle_json", "the file is not strict JSON", "文件不是严格的 JSON"},
    {"bundle_format", "the file does not call itself tanbu-bundle/1", "文件未标明 tanbu-bundle/1"},
    {"bundle_form", "a member is missing, unknown or of the wrong type", "成员缺失、未知或类型错误"},
    {"entry_not_in_tree", "an entry is not in the tree that the checkpoint signs", "有条目不在检查点所签的树中"},
    {"entry_order", "the entries are not in the order of the log", "条目未按日志顺序排列"},
    {"entry_chain", "neighbouring entries do not form one chain", "相邻条目不构成一条链"},
    {"entry_malformed", "a line is no entry, byte for byte", "有一行不是条目"},
    {"command_hash", "a command is not the one that its entry commits to", "命令与条目所承诺的不符"},
    {"command_audience", "a command was signed for another ledger", "命令是为另一账本签署的"},
    {"command_kind", "a command is of another kind than its entry says", "命令类型与条目不符"},
    {"command_repeated", "one command stands under two entries", "同一命令出现在两个条目中"},
    {"signature_invalid", "a signature is not valid", "签名无效"},
    {"key_not_registered", "no earlier entry of the file registers the key that signed",
     "文件中此前没有条目登记该签名密钥"},
    {"key_of_another_party", "the key that signed belongs to another party", "签名密钥属于另一主体"},
    {"key_not_in_force", "the key that signed was not in force at that time", "签名密钥当时不在有效期内"},
    {"key_not_for_kind", "the key that signed may not sign such commands", "签名密钥无权签署此类命令"},
    {"key_authority", "keys were changed by somebody who may not do that", "变更密钥者无此权限"},
    {"party_succeeded", "the party that signed had a successor by then", "签署主体当时已有继任者"},
    {"command_time", "a command was not of its entry's time", "命令的时间与条目不符"},
    {"genesis_missing", "the first entry of the log is not there", "缺少日志的首个条目"},
    {"genesis_origin", "the first entry founds another ledger", "首个条目属于另一账本"},
    {"genesis_other_key", "neither the first entry nor a later one names the key of the log",
     "首个条目及其后条目均未载明该日志密钥"},
    {"log_key_retired", "the log's key that signed it was retired by the entry named",
     "签名所用日志密钥已由所列条目停用"},
    {"approval_without_command", "a second signature is for a command that does not wait",
     "第二签名没有对应的待批命令"},
    {"evidence_missing", "an entry that the statement needs is not there", "缺少陈述所需的条目"},
    {"retirement_word", "what is said of a retirement does not follow from the entries", "对注销的说法与条目不符"},
    {"retirement_closed", "the retirement was taken back", "该注销已被撤回"},
    {"statement_differs", "the statement is not what the entries give", "陈述与由条目得出的结果不符"},
    {"statement_form", "the statement lacks a member or has it in another form", "陈述缺少成员或形式错误"},
    {"word_missing",
     "the ledger's signed word is not in the file: its entries do not show that they took effect, nor what counts",
     "文件中没有账本签署的声明：所含条目不能证明其已生效，也不能证明计入数量"},
    {"word_key_absent", "the ledger was founded without a key of statements, so that nobody can sign its word",
     "账本创立时未设声明密钥，无人可签署其声明"},
    {"word_shape", "the ledger's word is not of the form that it signs", "账本声明的格式不符"},
    {"word_other_checkpoint", "the ledger's word is about another ledger, size or root",
     "账本声明针对另一账本、条数或根"},
    {"word_differs", "what the entries give is not what the ledger signed", "由条目得出的结果与账本所签署的不符"},
    {"units_twice", "the same units count for two retirements", "同一单位被计入两笔注销"},
    {"inventory_absent", "there is no emissions inventory for that period", "该期间没有排放清单"},
    {"receipt_other_index", "the entry calls itself another one than the receipt does", "条目自称的编号与收据不同"},
    {"approval_not_approver", "the second signature is not by one of the policy's approvers",
     "第二签名并非出自审批策略所列的审批人"},
    {"receipt_not_included", "the entry is not in the tree that the checkpoint signs", "条目不在检查点所签的树中"},
    {"note_signature_invalid", "a signature under the checkpoint is not valid", "检查点的签名无效"},
    {"note_unsigned", "nobody whom you trust has signed", "没有您信任的签名"},
    {"checkpoint_other_origin", "the checkpoint is of another ledger than the key", "检查点与密钥不属于同一账本"},
    {"checkpoint_other_history", "another history of the same size was shown to you before",
     "此前见过同一大小的另一历史"},
    {"policy_quorum_not_met", "too few of your witnesses have signed the checkpoint", "见证人签名未达到法定数"},
    {"absence_shape", "the statement does not have the five lines of an absence", "声明不具备规定的五行"},
    {"absence_parts", "the file lacks the statement or the checkpoint", "文件缺少声明或检查点"},
    {"absence_genesis", "the file lacks the command that founded the ledger", "文件缺少创建账本的命令"},
    {"absence_not_witnessed",
     "the file carries no checkpoint that witnesses could have cosigned; ask for one with `tanbu absence --policy`",
     "文件不含可由见证人联署的检查点；请用 `tanbu absence --policy` 取得"},
    {"absence_other_checkpoint", "the statement and the checkpoint are not about the same tree",
     "声明与检查点所指不是同一棵树"},
    {"absence_key", "this key does not sign the statements of that ledger", "该密钥不用于签署此账本的声明"},
}};

constexpr std::array<Words, 11> checks{{
    {"checkpoint_signed", "checkpoint signed by the log", "检查点由日志签名"},
    {"quorum_met", "witnesses of your policy", "策略所列见证人"},
    {"log_key_followed", "your key led on to the log's later key", "由所信任的密钥推得日志后续密钥"},
    {"entries_in_tree", "entries in the tree", "条目在树中"},
    {"commands_match", "commands are those of their entries", "命令与条目相符"},
    {"signatures_valid", "signatures, keys in force", "签名有效且密钥在有效期内"},
    {"word_signed", "the ledger's word, signed", "账本声明已签名"},
    {"statement_follows", "statement follows from the entries", "陈述可由条目得出"},
    {"statement_key_named", "entry 0 names the statement key", "首个条目指定了声明密钥"},
    {"statement_signed", "signed by the ledger's statement key", "由账本声明密钥签名"},
    {"", "", ""},
}};

}  // namespace

std::string verdict_words(const Verdict& verdict) { return sentence_of(verdict) + "\n" + limits_of(verdict); }

std::string fault_words(const offline::Fault& fault) {
  const auto known =
      std::find_if(faults.begin(), faults.end(), [&](const Words& one) { return one.name == fault.code; });
  std::string text(known == faults.end() ? say("the file does not verify", "文件未通过核验")
                                         : say(known->english, known->chinese));
  text += " [" + fault.code + (fault.detail.empty() ? "" : ": " + fault.detail) + "]";
  if (fault.entry) text += std::string(say(", entry ", "，条目 ")) + std::to_string(*fault.entry);
  return text;
}

std::string_view check_words(std::string_view check) {
  const auto known = std::find_if(checks.begin(), checks.end(), [&](const Words& one) { return one.name == check; });
  return known == checks.end() ? check : say(known->english, known->chinese);
}

}  // namespace tanbu::cli
