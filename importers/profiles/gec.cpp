// Green electricity certificates: the lists that the platforms and power exchanges are known to hand out. None of them
// states which certificates a row is about (first and last code, positions in the month's issuance), so each is
// recognised and refused with what to ask for.
#include "importers/profile.hpp"
#include "importers/refused_list.hpp"

namespace tanbu::importers::profiles {
namespace {

const Refusal no_codes{"serials_missing", "it names no certificates, only quantities",
                       "此文件只有数量，没有绿证编码区间",
                       "ask for the list of certificates of the own account: first and last code of 32 characters, the "
                       "position of both in "
                       "the month's issuance, and the month of production; enter them into the tanbu template",
                       "请导出本账户的绿证明细（首末 32 位编码、其在当月核发中的序号、电量生产年月），填入 tanbu 模板"};

// Two lists have a column that looks like what is missing. Whoever looks into them must be told why it is not enough.
const Refusal one_code{
    "serials_missing",
    "its column 绿证编码 has one code for a whole trade: neither the last code nor the positions in the month's "
    "issuance, by which units are told apart",
    "“绿证编码”列每笔成交只有一个编码，没有末编码，也没有在当月核发中的序号，无法确定是哪些绿证",
    "ask for the list of certificates of the own account: first and last code of 32 characters, the position of both "
    "in the "
    "month's issuance, and the month of production; enter them into the tanbu template",
    "请导出本账户的绿证明细（首末 32 位编码、其在当月核发中的序号、电量生产年月），填入 tanbu 模板"};
const Refusal one_number{
    "serials_missing",
    "its field gpcCertifiNum is one number of an order, beside its price: neither a first and last code nor the "
    "positions in "
    "the month's issuance",
    "gpcCertifiNum 是订单的一个数字（与单价并列），没有首末编码，也没有在当月核发中的序号",
    "ask for the list of certificates of the own account: first and last code of 32 characters, the position of both "
    "in the "
    "month's issuance, and the month of production; enter them into the tanbu template",
    "请导出本账户的绿证明细（首末 32 位编码、其在当月核发中的序号、电量生产年月），填入 tanbu 模板"};

}  // namespace

std::vector<const Profile*> gec() {
  static const Profile calendar = refused_list(
      "GEC", "gec-national-calendar/1", "Green certificates, national platform, holdings by month",
      "绿证国家平台 按月持有", {"productionYearMonth", "gecUniqueCode", "ordinaryQuantity", "greenQuantity"}, no_codes);
  static const Profile transactions =
      refused_list("GEC", "gec-national-transactions/1", "Green certificates, national platform, transactions",
                   "绿证国家平台 交易记录", {"orderId", "transactionNum", "buyerUniqueCode"}, no_codes);
  static const Profile screen =
      refused_list("GEC", "gec-national-screen/1", "Green certificates, national platform, holdings as shown",
                   "绿证国家平台 持有页面", {"电量生产年月", "核发量", "可交易量", "不可交易量"}, no_codes);
  static const Profile orders =
      refused_list("GEC", "gec-subscription-orders/1", "Green certificates, subscription platform, orders",
                   "绿证认购平台 订单", {"订单号", "交易方名称", "电量生产年月", "交易量(张)"}, no_codes);
  static const Profile beijing = refused_list(
      "GEC", "gec-beijing-results/1", "Green certificates, Beijing power exchange, results of trading",
      "北京电力交易中心 绿证交易结果", {"售方主体名称", "购方主体名称", "绿证编码", "成交数量(个)"}, one_code);
  static const Profile guangzhou = refused_list(
      "GEC", "gec-guangzhou-api/1", "Green certificates, Guangzhou power exchange, orders of the interface",
      "广州电力交易中心 接口订单", {"orderNo", "gpcCertifiNum", "marketEntityNameBuyer", "dealTime"}, one_number);
  static const Profile guangzhou_screen =
      refused_list("GEC", "gec-guangzhou-screen/1", "Green certificates, Guangzhou power exchange, orders as shown",
                   "广州电力交易中心 订单页面", {"订单编号", "成交时间", "电力生产年月", "交易量(张)"}, no_codes);
  return {&calendar, &transactions, &screen, &orders, &beijing, &guangzhou, &guangzhou_screen};
}

}  // namespace tanbu::importers::profiles
