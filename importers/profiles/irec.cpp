// I-REC: ranges of certificates as redemption statements print them, two ends in two columns, whole certificates in the
// first years and millionths later; and generation records, which name no certificates.
#include "importers/profile.hpp"
#include "ledger/programme.hpp"

namespace tanbu::importers::profiles {
namespace {

// The ledger's unit is the millionth of a certificate.
constexpr unsigned decimals = 6;

void prepare(Draft& draft) {
  if (!draft[Role::serial].empty() && !draft[Role::serial_last].empty()) {
    draft[Role::serial] += " - " + draft[Role::serial_last];
  }
  draft.decimals = decimals;
  draft.ending = Ending::retired;
}

}  // namespace

std::vector<const Profile*> irec() {
  static const Profile statements{
      .name = "irec-redemptions/1",
      .title = "I-REC, ranges of a redemption statement",
      .title_zh = "I-REC 注销证明的证书区间",
      .where =
          "I-REC registry, Redemption statement, table of certificates, with the columns Device ID, Country and "
          "Redemption Date filled from the statement's head",
      .where_zh = "I-REC 登记系统注销证明中的证书表；并按证明抬头补填 Device ID、Country、Redemption Date 三列",
      .programmes = {"IREC"},
      .columns = {{Role::serial, {"From Certificate ID"}},
                  {Role::serial_last, {"To Certificate ID"}},
                  {Role::quantity, {"Number of Certificates"}},
                  {Role::vintage_from, {"Period of Production Start"}},
                  {Role::vintage_until, {"Period of Production End"}},
                  {Role::beneficiary, {"Beneficiary"}, false},
                  {Role::reason, {"Redemption Purpose"}, false},
                  {Role::project_id, {"Device ID", "Production Device ID", "Device Code"}, false},
                  {Role::title, {"Device", "Production Device"}, false},
                  {Role::technology, {"Energy Source", "Technology"}, false},
                  {Role::country, {"Country", "Country of Origin"}, false},
                  {Role::issued_on, {"Issuance Date", "Date of Issue"}, false},
                  {Role::ended_on, {"Redemption Date", "Date of Redemption"}, false}},
      .issue_may_be_bounded = true,
      .prepare = prepare,
  };
  static const Profile generation{
      .name = "generation-records/1",
      .title = "Generation records of energy certificates",
      .title_zh = "发电量记录",
      .where = {},
      .where_zh = {},
      .programmes = {"IREC"},
      .columns = {},
      .marks = {"attestation_id", "volume_Wh", "generatorName"},
      .refusal = Refusal{"serials_missing", "it names volumes and no certificates", "此文件只有电量，没有证书编号",
                         "ask for the redemption statements with From Certificate ID and To Certificate ID",
                         "请使用含证书起止编号的注销证明"},
  };
  return {&statements, &generation};
}

}  // namespace tanbu::importers::profiles
