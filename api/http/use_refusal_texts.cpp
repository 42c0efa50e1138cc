// Refusals of use and of sources in both languages: what happened, and what to do.
#include <array>

#include "api/http/problem_tables.hpp"

namespace tanbu::http {
namespace {

constexpr std::array<ProblemText, 35> use_refusal_rows{{
    // Use.
    {"gec_not_offset", 409, "A green electricity certificate is no offset", "绿证不能用于抵消排放",
     "Certificates prove renewable electricity and never cover tonnes. Retire them for electricity_consumption, or "
     "retire credits.",
     "绿证证明用电来自可再生能源，不能抵消吨数。请以 electricity_consumption 用途注销绿证，或改用碳信用。"},
    {"purpose_conflict", 409, "The purpose contradicts the units", "用途与单位不符",
     "The registry names another purpose for these units, or credits were named for electricity. Take units that fit.",
     "登记机构为这些单位写明了其他用途，或将碳信用用于电量。请选用相符的单位。"},
    {"not_transferable", 409, "These units cannot be transferred", "这些单位不可转让",
     "Units of a self-developed project stay with their developer. Retire them for its factory, or take other units.",
     "自主开发项目的单位只归开发方所有。请用于其工厂，或选用其他单位。"},
    {"gec_not_tradable", 409, "The certificate is not tradable", "绿证不可交易",
     "Certificates that the registry marks as not tradable move only with the power itself. Use another basis, or take "
     "tradable ones.",
     "登记机构标明不可交易的绿证只能随电量划转。请更换依据，或选用可交易绿证。"},
    {"gec_retrade", 409, "The certificate was traded once already", "绿证已交易过一次",
     "A certificate is traded once and then used (GE-04). Its holder can only retire it.",
     "绿证只能交易一次，之后只可使用（GE-04）。持有人只能注销。"},
    {"own_boundary", 409, "The reduction lies inside the factory's own boundary", "减排发生在工厂自身边界内",
     "The project stands in the factory, or its inventory counts the same measure or asset. Such a reduction lowers "
     "the emissions and does not offset them a second time.",
     "项目位于该工厂，或其排放清单已计入同一措施或资产。此类减排已降低排放量，不得再用于抵消。"},
    {"underlying_locked", 409, "The project is locked for one factory", "项目已锁定于一家工厂",
     "The project, or one that is the same in reality, serves one factory under the self-developed route for ever.",
     "该项目（或实质相同的项目）已按自主开发路径永久服务于一家工厂，不能他用。"},
    {"project_shared", 409, "The project has served others", "项目已服务于他人",
     "Units of this project left the developer before, so it cannot be used as a factory's own project.",
     "该项目的单位曾离开开发方，不能再作为工厂自主开发项目使用。"},
    {"underlying_conflict", 409, "The same reality is used elsewhere", "同一减排事实已在别处使用",
     "Another project with the same alias or asset has a use that excludes this one. See the entry under conflict.",
     "另有别名或资产编码相同的项目已有排他的用途。请查看 conflict 所指的记录。"},
    {"gec_ccer_overlap", 409, "The same electricity is claimed by certificates and by credits",
     "同一电量已被绿证与减排量重复申领",
     "A month of this asset's generation already stands behind the batch under conflict (GE-09). Check asset, month "
     "and amount.",
     "该资产当月电量已支撑 conflict 所指批次（GE-09）。请核对资产、月份与电量。"},
    {"transfer_to_self", 409, "The receiver holds the units already", "受让方已持有这些单位",
     "A transfer moves units to another party. Name another receiver.", "转让须转给另一主体。请更换受让方。"},
    {"double_use", 409, "The units are used already", "单位已被使用",
     "A unit is used once, for one factory and one period. The retirement under conflict used it; take other units.",
     "每个单位只能用于一家工厂的一个期间一次。conflict 所指的注销已使用它，请选用其他单位。"},
    {"reservation_mismatch", 409, "The reservation is for another use", "预留用于其他用途",
     "Reserved units serve the factory, period and purpose that the reservation names. Use them so, or release them "
     "first.",
     "预留单位只能用于预留所写的工厂、期间与用途。请按预留使用，或先释放。"},
    {"not_free", 409, "The units are not free", "单位不可动用",
     "The units are unassigned, frozen, cancelled or held by another party. Take units that the signer holds.",
     "这些单位未分配、已冻结、已取消或由他方持有。请选用签署方持有的可用单位。"},
    {"not_frozen", 409, "No freeze keeps these units", "没有冻结作用于这些单位",
     "None of the units is kept by a freeze that this command could lift. Name the ranges of the freeze.",
     "号段内没有可由该命令解除的冻结。请填写被冻结的号段。"},
    {"not_assignable", 409, "The benefit of these units cannot be assigned", "这些单位的权益不可转让",
     "Only the holder of free units, or the beneficiary whom the registry names, assigns their benefit. Take units "
     "that are yours.",
     "只有可用单位的持有人或登记机构所载受益方可转让权益。请选用本方的单位。"},
    {"ranges_mixed", 409, "The ranges mix two kinds of units", "号段混合了两类单位",
     "Some units are free and some were retired at their registry. Send one command for each kind.",
     "部分单位可用，部分已在登记机构注销。请分成两条命令提交。"},
    {"replacement_mismatch", 409, "Nothing of this use was invalidated", "该使用没有失效单位",
     "A replacement serves the same factory and period as the use that lost its units. Correct factory, period or the "
     "invalidation named.",
     "替代注销须与失效单位原服务的工厂和期间一致。请更正工厂、期间或失效记录。"},
    {"replacement_exceeds", 409, "More is replaced than was lost", "替代数量超过失效数量",
     "The replacements of one invalidation add up to no more than the units that it took. Retire fewer under replaces.",
     "同一失效的替代合计不得超过失效数量。请减少数量。"},
    {"ex_ante", 409, "The reduction had not happened yet", "减排尚未发生",
     "The units were issued, or their vintage ended, after the day of retirement. Correct the day or take other units.",
     "单位的签发日或减排期结束日晚于注销日。请更正日期或选用其他单位。"},
    {"gec_expired", 409, "The certificate has expired", "绿证已过有效期",
     "A certificate is used within its validity, counted from the month of production (GE-05). Take younger ones.",
     "绿证须在自生产月起的有效期内使用（GE-05）。请选用未过期的绿证。"},
    {"gec_year_mismatch", 409, "The certificate is of another year", "绿证年份与用电年份不一致",
     "From 2026 on a use of certificates is not moved to a year other than that of their production (GE-07). Withdraw "
     "it and retire again; it then waits for a confirmation.",
     "2026年起，绿证的使用不得更正到生产年份以外的用电年份（GE-07）。请撤回后重新注销并等待确认。"},
    {"registry_lapsed", 409, "The registry's recognition does not cover this", "登记机构的认可未覆盖该日期",
     "The document that recognises this registry was not in force on that day. Take units of a recognised registry.",
     "认可该登记机构的文件在该日未生效或已失效。请选用受认可登记机构的单位。"},
    {"registry_mismatch", 409, "The registry says otherwise", "与登记机构记录不符",
     "Date or reference differ from what the registrar recorded for these units. Copy them from the registry.",
     "日期或编号与登记员为这些单位记录的不一致。请按登记机构的记录填写。"},
    {"beneficiary_mismatch", 409, "The beneficiary does not fit", "受益方不符",
     "The beneficiary must operate the factory, and be the one whom the registry names or bring an assignment.",
     "受益方须为工厂运营方，且为登记机构所载名称，或附有权益转让证明。"},
    {"gec_over_consumption", 409, "More certificates than electricity", "绿证多于用电量",
     "The certificates of this factory and period would exceed its electricity consumption. Retire fewer.",
     "该工厂该期间的绿证将超过其用电量。请减少数量。"},
    {"not_open", 409, "It is not open any more", "已不处于待定状态",
     "It was confirmed, rejected, withdrawn or closed by the entry under conflict. Nothing is left to decide.",
     "conflict 所指记录已将其确认、驳回、撤回或关闭，无需再处理。"},
    {"hold_lapsed", 409, "The HOLD has lapsed", "待确认期限已过",
     "A claim on HOLD lapses after 90 days. Have the units retired anew.",
     "待确认的使用在 90 天后失效。请重新提交注销。"},
    {"self_developed_fixed", 409, "A use of an own project cannot be moved", "自主开发项目的使用不可变更",
     "The project is locked for the factory that used it first; its uses stay where they are.",
     "项目已锁定于首次使用它的工厂，其使用不得变更。"},
    {"registry_names_it", 409, "The registry names this factory and year", "登记机构已写明该工厂与年度",
     "The registry's own text names the present factory or year, so the use was no slip. Have the registry correct its "
     "record first.",
     "登记机构的文字已载明现有工厂或年度，并非笔误。请先由登记机构更正其记录。"},
    {"correction_not_agreed", 409, "Not everybody agreed to the correction", "更正未获各方同意",
     "The operators of both factories must have signed a request for this very correction. Ask the one who is missing.",
     "两家工厂的运营方均须已就该更正提出请求。请补齐缺少的一方。"},
    {"not_locked", 409, "The project is not locked", "项目未被锁定",
     "There is no lock to lift. Check programme and project id.", "没有需要解除的锁定。请核对机制与项目编号。"},
    // Sources.
    {"serial_overlap", 409, "The serial overlaps a recorded one", "序列号与已有记录重叠",
     "Some numbers of this serial are in the batch under conflict. A number is recorded once; check the serial.",
     "该序列号中有号码已在 conflict 所指批次中。每个号码只记录一次，请核对序列号。"},
    {"gec_dup", 409, "The certificate is recorded already", "该绿证已记录",
     "A printed code of these certificates stands in the batch under conflict. Check the codes.",
     "这些绿证的编码已出现在 conflict 所指批次中。请核对编码。"},
    {"quantity_fixed", 409, "The quantity cannot grow", "数量不能增加",
     "The serial itself states its numbers, so more units need a serial of their own. Record another batch.",
     "序列号已载明号码，新增单位须有自己的序列号。请另行记录批次。"},
}};

}  // namespace

std::span<const ProblemText> use_refusal_texts() { return use_refusal_rows; }

}  // namespace tanbu::http
