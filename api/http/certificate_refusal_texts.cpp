// Refusals of judgements in both languages: what happened, and what to do. Assessments, attestations, certificates,
// awards, labels and disputes, in the order of the checks.
#include <array>

#include "api/http/problem_tables.hpp"

namespace tanbu::http {
namespace {

constexpr std::array<ProblemText, 44> certificate_refusal_rows{{
    {"not_issuer", 403, "The signer does not stand behind the certificate", "签署方不是该证书的发证机构",
     "Only the body that issued the certificate, or took it over, may do this; where the rules say so, the association "
     "too. Ask the body named under conflict.",
     "只有颁发或承接该证书的机构可以执行（规则允许时协会亦可）。请联系 conflict 所列机构。"},
    {"not_scheme_owner", 403, "The signer does not own the scheme", "签署方不是该评价体系的主管方",
     "Awards, reviews and an authority's assessment come from the party appointed as owner of the scheme. Ask that "
     "party, or have the association appoint you.",
     "入选、复核以及主管方的评价只能由被任命为该体系主管方的主体签署。请由其提交，或请协会任命。"},
    {"unknown_scheme", 409, "The scheme has no rules here", "本账本没有该评价体系的规则",
     "No scheme of this build has the code under facts. Check its spelling; a label of another scheme is recorded with "
     "record_label.",
     "本版本没有 facts 所列代码的评价体系。请核对写法；其他体系的标识可用 record_label 记录。"},
    {"unknown_assessment", 409, "The assessment is not recorded", "评价结果未记录",
     "No entry of this index made an assessment. Record it first, or use the index that record_assessment returned.",
     "没有以该序号记录的评价。请先记录，或使用 record_assessment 返回的序号。"},
    {"unknown_attestation", 409, "The attestation is not recorded", "抵消证明未记录",
     "No entry of this index made an attestation. Use the index that attest_coverage returned.",
     "没有以该序号记录的抵消证明。请使用 attest_coverage 返回的序号。"},
    {"unknown_certificate", 409, "The certificate is not recorded", "证书未记录",
     "No entry of this index made a certificate. Use the index of its first entry, not that of a reissue.",
     "没有以该序号记录的证书。请使用证书首条记录的序号，而非换发记录的序号。"},
    {"unknown_award", 409, "The award is not recorded", "入选记录不存在",
     "No entry of this index made an award. Use the index that record_award returned.",
     "没有以该序号记录的入选。请使用 record_award 返回的序号。"},
    {"unknown_dispute", 409, "The dispute is not recorded", "争议未记录",
     "No entry of this index opened a dispute. Use the index that open_dispute returned.",
     "没有以该序号提出的争议。请使用 open_dispute 返回的序号。"},
    {"certificate_exists", 409, "The number is taken", "证书编号已被使用",
     "A body gives a number to one certificate for ever, however it is written (CE-12). See the certificate under "
     "conflict; take another number.",
     "同一机构的编号永远只对应一张证书，不论写法如何（CE-12）。请查看 conflict 所指证书并更换编号。"},
    {"certificate_state", 409, "The certificate is not in the state for this step", "证书状态不允许该操作",
     "In the state under conflict this step cannot follow: a withdrawn or cancelled certificate stays so, and only a "
     "suspended one is resumed. Check the day and the certificate.",
     "conflict 所列状态下不能执行该操作：撤销或注销的证书不可恢复，只有暂停的证书可以恢复。请核对日期与证书。"},
    {"attestation_withdrawn", 409, "The attestation was withdrawn", "抵消证明已被撤回",
     "The entry under conflict took it back. Attest the coverage anew, and name the new attestation.",
     "conflict 所指记录已将其撤回。请重新出具抵消证明并填写新的证明。"},
    {"dispute_resolved", 409, "The dispute is resolved already", "争议已经解决",
     "The entry under conflict resolved it. A new doubt is a new dispute.",
     "conflict 所指记录已作出处理。如有新的疑问，请另行提出争议。"},
    {"attested", 409, "An attestation lists this retirement", "抵消证明已列入该注销",
     "While the attestation under conflict stands, its retirements stay where they are. The body must withdraw it "
     "first.",
     "conflict 所指抵消证明有效期间，所列注销不得变更。须先由机构撤回该证明。"},
    {"dates_disordered", 409, "The dates are not in order", "日期先后颠倒",
     "A certificate is issued after its period, within its validity, and nothing is dated before what stands already; "
     "a notice ends after it begins. Correct the dates named under facts.",
     "证书须在报告期之后、有效期之内签发，且不得早于已有记录；公示结束不得早于开始。请更正 facts 或 conflict "
     "所列日期。"},
    {"not_erasable", 409, "An entry of this kind cannot be erased", "此类记录不能删除",
     "Genesis and the changes of the log's keys name what everything is verified with, and an erasure must stay "
     "readable itself; a stated digest holds no words and is taken back with void. Erase the entry that holds the "
     "text.",
     "创世记录与日志密钥的变更载有核验全部内容的密钥，删除记录本身须保持可读；状态摘要不含文字，可用 void "
     "撤销。请删除载有该文字的记录。"},
    {"erased_already", 409, "The command is erased already", "该命令已被删除",
     "The entry under conflict erased it. Nothing is left to do.", "conflict 所指记录已将其删除，无需再操作。"},
    {"digest_stated", 409, "Another digest of the state stands for this size", "该大小已有不同的状态摘要",
     "One size has one state. Compute the digest again; if it still differs from the one under facts, have the ledger "
     "audited, and void the entry under conflict where that one is wrong.",
     "同一大小只有一个状态。请重新计算摘要；如仍与 facts 所列不同，请审计账本；如 conflict 所指记录有误，请以 void "
     "撤销后重新声明。"},
    {"log_key_known", 409, "The key is or was a key of this log already", "该密钥现为或曾为本日志密钥",
     "A key signs for one log once, and one that was retired never returns; two keys with one id cannot be told apart. "
     "Make a fresh key (tanbu log key) and name that one.",
     "一把密钥只为日志启用一次，停用后不再启用；密钥编号相同者无法区分。请用 tanbu log key 生成新的密钥并填写其公钥。"},
    {"log_keys_two", 409, "Two keys of the log are in force already", "已有两把日志密钥生效",
     "A rotation has an old and a new key and no third one. Retire the key under facts first.",
     "轮换期间只有新旧两把密钥。请先停用 facts 所列密钥。"},
    {"log_key_not_in_force", 409, "The key is no key of the log in force", "该密钥不是生效中的日志密钥",
     "It was never added, or it was retired. GET /v1/log lists the keys and from which entry to which they sign.",
     "该密钥从未增加或已停用。GET /v1/log 列出全部日志密钥及其起止记录。"},
    {"last_log_key", 409, "It is the only key of the log in force", "这是唯一生效的日志密钥",
     "A log without a key signs nothing. Add the new key first and retire the old one once the new one signs.",
     "没有密钥的日志无法签名。请先增加新密钥，待其签名后再停用旧密钥。"},
    {"draft_scheme", 409, "The scheme is a draft", "评价体系仍为草案",
     "A draft can be tried in an evaluation and supports no attestation and no certificate (CA-00). Wait until it is "
     "published.",
     "草案只可试评，不得据以出具抵消证明或证书（CA-00）。请待正式发布。"},
    {"standard_withdrawn", 409, "The standard is not in force", "标准未生效或已废止",
     "On that day the scheme, or the edition of the standard that the inventory names, was not in force. Use the "
     "edition in force.",
     "在该日，评价体系或清单所用标准版本未生效或已废止。请采用现行版本。"},
    {"not_certifiable", 409, "There is nothing to certify here", "无可认证的内容",
     "The scheme gives no certificates or claims no coverage, or the old certificate names no factory of this ledger. "
     "Check the scheme; an authority's list uses record_award.",
     "该体系不颁发证书或不以抵消为要求，或旧证书未对应本账本中的工厂。请核对体系；主管方名单请用 record_award。"},
    {"not_awardable", 409, "The scheme keeps no list of awards", "该体系不设入选名单",
     "Only schemes whose owner publishes a list of factories have awards. Check the scheme; a certificate uses "
     "issue_certificate.",
     "只有由主管方公布工厂名单的体系才有入选。请核对体系；证书请用 issue_certificate。"},
    {"inventory_unverified", 409, "The inventory is not verified", "排放清单未经核查",
     "A judgement stands on a verified version with an unqualified or qualified opinion. Have this version verified, "
     "or name the one that counts.",
     "须以核查意见为无保留或保留的版本为依据。请先核查该版本，或填写有效版本。"},
    {"period_not_ended", 409, "The period is not over", "报告期尚未结束",
     "Coverage is attested from the day after the last day of the period. Come back then.",
     "须在报告期最后一日之后方可出具抵消证明。请届时再提交。"},
    {"claim_type_missing", 409, "The claim names no type", "声明未写明类型",
     "This scheme distinguishes type I (scopes 1 and 2) from type II (with scope 3). State the type of the claim.",
     "该体系区分 I 型（范围一、二）与 II 型（含范围三）。请写明声明的类型。"},
    {"scope_missing", 409, "The inventory lacks a scope of this type", "清单缺少该类型所需的范围",
     "Type II covers scope 3, which the inventory does not state. Declare and verify a version that has it, or claim "
     "type I.",
     "II 型须覆盖范围三，而清单未列。请申报并核查包含范围三的版本，或改为 I 型。"},
    {"plan_missing", 409, "The inventory has no reduction plan", "清单没有减排方案",
     "Offsets come after own reductions (CE-06, CE-07). Declare and verify a version with a reduction_plan.",
     "抵消须在自身减排之后（CE-06、CE-07）。请申报并核查含 reduction_plan 的版本。"},
    {"retirement_elsewhere", 409, "It serves another factory or period", "所列内容属于其他工厂或期间",
     "A listed retirement or inventory is of another factory or period than this one; see the entry under conflict. "
     "List those of this factory and period only.",
     "所列注销或清单属于其他工厂或期间，请查看 conflict 所指记录。只应列入本工厂本期间的内容。"},
    {"retirement_unconfirmed", 409, "A listed retirement is not confirmed", "所列注销尚未确认",
     "Only retirements that the registry's record matches, or that were confirmed, support an attestation. Have it "
     "confirmed, or leave it out.",
     "只有与登记机构记录相符或已确认的注销可支持抵消证明。请先办理确认，或不列入。"},
    {"retired_late", 409, "Units were retired too late", "单位注销过晚",
     "The scheme sets a last day until which units must be retired. Leave out what came later, unless it replaces "
     "invalidated units.",
     "该体系规定了单位注销的最后期限。请去除逾期注销，替代失效单位的除外。"},
    {"assessment_mismatch", 409, "The assessment does not fit", "评价结果不相符",
     "It is of another factory, period or scheme, a dispute about it was upheld, or it is a self-assessment, which "
     "supports no certificate. Name an assessment of this year by a third party or the authority.",
     "该评价属于其他工厂、期间或体系，或对其争议已成立，或为不能支持证书的自评价。请填写本年度第三方或主管方的评价。"},
    {"indicator_fails", 409, "A requirement is not met", "有要求未达到",
     "The check under facts or conflict fails: a basic requirement, an accident in the three years before, or a row of "
     "the scheme. It can be certified once a new assessment shows it met.",
     "facts 或 conflict 所列检查未通过：基本要求、前三年事故或体系指标。待新的评价表明达到后方可认证。"},
    {"indicator_undetermined", 409, "A requirement could not be judged", "有要求无法判定",
     "What the check under facts or conflict needs is missing or on HOLD, and what is not known never passes. Complete "
     "the inventory, the assessment or the evidence.",
     "facts 或 conflict 所列检查缺少数据或待确认，未知即不通过。请补充清单、评价或证据。"},
    {"level_unknown", 409, "The scheme has no such level", "该体系没有此等级",
     "The level under facts is none of this scheme's. Use one of its own names.",
     "facts 所列等级不属于该体系。请使用该体系自己的等级名称。"},
    {"star_range", 409, "The star does not fit the scheme", "星级与评价体系不符",
     "The scheme has other stars, or none at all. State one of its stars, or leave the star out.",
     "该体系的星级不同，或不设星级。请填写该体系的星级，或不填。"},
    {"star_threshold", 409, "The star is not reached", "未达到该星级",
     "The offset or the renewable electricity of the year is below what this star asks; facts or conflict name both. "
     "Print a lower star.",
     "本年度抵消比例或可再生电力比例低于该星级要求，数值见 facts 或 conflict。请降低星级。"},
    {"claim_mismatch", 409, "The attestation says something else", "与抵消证明不一致",
     "Factory, period, scheme, type or percentage differ from the attestation under conflict; a print may claim less "
     "than it and never more. Correct them, or name another attestation.",
     "工厂、期间、体系、类型或比例与 conflict 所指抵消证明不符；证书只可少写，不可多写。请更正或填写其他证明。"},
    {"emissions_differ", 409, "The printed emissions differ from the computed ones", "所印排放量与计算不符",
     "At the printed precision the amount is neither the gross emissions nor what had to be offset; facts name all "
     "three in kilograms. Correct the print.",
     "按所印精度，该数值既非总排放量也非应抵消量，三者（千克）见 facts。请更正。"},
    {"validity_length", 409, "The validity is too long", "有效期过长",
     "A certificate ends at most three years less a day after its cycle began (CE-13), or earlier where the scheme "
     "says so. Shorten valid_until.",
     "有效期自本周期起最长三年减一日（CE-13），体系另有规定的从其规定。请缩短 valid_until。"},
    {"under_covered", 409, "The emissions are not covered", "排放未被足额抵消",
     "The listed retirements cover less than is claimed today; gap_kg names the shortfall. Retire and list more, or "
     "claim less.",
     "所列注销今日未达到声明的比例，缺口见 gap_kg（千克）。请补充注销并列入，或降低声明。"},
    {"not_legal_person", 409, "The operator is no independent legal person", "运营方不是独立法人",
     "The scheme certifies legal persons of certain forms or places only (ID-02, ID-03); a branch has none of its own. "
     "Have the operator's record corrected, or use another scheme.",
     "该体系只认证特定形式或注册地的法人（ID-02、ID-03），分支机构不具法人资格。请更正运营方登记，或采用其他体系。"},
}};

}  // namespace

std::span<const ProblemText> certificate_refusal_texts() { return certificate_refusal_rows; }

}  // namespace tanbu::http
