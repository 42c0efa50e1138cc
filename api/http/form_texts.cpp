// The codes of faults of form in both languages. The codec's own English detail is used where it has one; these rows
// are for translation and for the documentation.
#include <array>

#include "api/http/problem.hpp"

namespace tanbu::http {
namespace {

constexpr std::array<FormText, 55> rows{{
    {"missing_member", "a required member is missing", "缺少必需的成员"},
    {"unknown_member", "this kind of command has no such member", "此类命令没有该成员"},
    {"wrong_type", "the value has another JSON type than is wanted", "值的 JSON 类型不对"},
    {"out_of_range", "the number is outside its bounds", "数字超出范围"},
    {"too_few", "there are too few elements", "元素过少"},
    {"too_many", "there are too many elements", "元素过多"},
    {"unknown_value", "not one of the values that this member may have", "不是该成员允许的值"},
    {"unknown_kind", "this build knows no such kind of command", "没有这种命令"},
    {"unknown_programme", "this build has no such programme", "没有该机制"},
    {"number_form", "a decimal of plain digits is wanted", "须为普通数字写成的小数"},
    {"date_form", "a date is spelt YYYY-MM-DD", "日期须写成 YYYY-MM-DD"},
    {"period_form", "a period is YYYY or YYYY-MM-DD--YYYY-MM-DD", "期间须写成 YYYY 或 YYYY-MM-DD--YYYY-MM-DD"},
    {"month_form", "a month is spelt YYYY-MM", "月份须写成 YYYY-MM"},
    {"date_order", "this date lies before the one it follows", "日期先后颠倒"},
    {"time_order", "a command expires after it is issued", "过期时间须晚于签发时间"},
    {"jti_form", "a command's own id is 8 to 64 of letters, digits, _ and -", "jti 须为 8 至 64 个字母、数字、_ 或 -"},
    {"origin_form", "an origin is a name without scheme, blank or +, up to 255 bytes",
     "账本名称不带协议、空格和加号，最多 255 字节"},
    {"rules_form", "a rule set is named by small letters, digits, . and -", "规则版本由小写字母、数字、. 和 - 组成"},
    {"vkey_unsound", "the log's key is origin+keyid+key, Ed25519, and all three must agree",
     "日志公钥须为 origin+keyid+key（Ed25519），三者须一致"},
    {"key_unsound", "a public Ed25519 or P-256 key as JWK with exactly its own members is wanted",
     "须为 Ed25519 或 P-256 公钥的 JWK，且只含应有成员"},
    {"key_repeated", "the same key stands here twice", "密钥重复"},
    {"party_form", "a party is uscc:, lei: or x: and its number", "主体须写成 uscc:、lei: 或 x: 加编号"},
    {"uscc_length", "a unified social credit code has 18 characters", "统一社会信用代码为 18 位"},
    {"uscc_alphabet", "a unified social credit code holds a character it cannot hold", "统一社会信用代码含非法字符"},
    {"uscc_check", "the check character of the unified social credit code is wrong", "统一社会信用代码校验位不对"},
    {"lei_check", "the check digits of the LEI are wrong", "LEI 校验位不对"},
    {"alias_repeated", "the same name stands here twice", "名称重复"},
    {"project_repeated", "the same project stands here twice", "项目重复"},
    {"claim_repeated", "the same asset and month stand here twice", "同一资产与月份重复"},
    {"project_id_form", "this is not how the programme names its projects", "不符合该机制的项目编号格式"},
    {"project_mismatch", "the serial names another project", "序列号所指项目不同"},
    {"programme_form", "a programme is named by 2 to 16 capitals", "机制代码为 2 至 16 个大写字母"},
    {"asset_code_form", "an asset is named by up to 64 capitals, digits and . / - _",
     "资产编码最多 64 个大写字母、数字及 . / - _"},
    {"division_form", "an administrative division is six digits (GB/T 2260)", "行政区划代码为六位数字（GB/T 2260）"},
    {"industry_form", "an industry is a letter and two to four digits", "行业代码为一个字母加二至四位数字"},
    {"industry_letter", "the letter does not own this division (GB/T 4754-2017)",
     "门类字母与大类不符（GB/T 4754-2017）"},
    {"country_form", "a country is two capitals", "国家代码为两个大写字母"},
    {"digest_form", "a SHA-256 digest is 64 lower-case hexadecimal digits", "SHA-256 摘要为 64 位小写十六进制"},
    {"media_type_form", "a media type is type/subtype in small letters, without parameters",
     "媒体类型为小写的 type/subtype，不带参数"},
    {"url_form", "an http or https address of up to 500 ASCII characters",
     "须为最多 500 个 ASCII 字符的 http 或 https 地址"},
    {"reference_form", "a reference is a printed number of ordinary characters", "编号须由普通字符组成"},
    {"range_order", "the last unit lies before the first", "止号小于起号"},
    {"range_repeated", "a unit of this range stands in an earlier range of the same command", "同一命令中号段重复"},
    {"range_quantity", "the quantity is not what the range holds", "数量与号段不符"},
    {"serial_form", "the serial is not spelt as the programme prints it", "序列号格式与该机制不符"},
    {"serial_plastic", "a plastic unit is not a tonne of CO2e", "塑料信用不是吨二氧化碳当量"},
    {"serial_number_range", "the last number lies before the first", "序列号止号小于起号"},
    {"vintage_mismatch", "the serial states another vintage", "序列号所载年份不同"},
    {"gec_month", "the vintage of certificates is exactly one calendar month", "绿证的生产期须为一个自然月"},
    {"text_empty", "the text is empty", "文本为空"},
    {"text_too_long", "the text is too long", "文本过长"},
    {"text_not_utf8", "the text is not UTF-8", "文本不是 UTF-8"},
    {"text_control_character", "the text holds a control character", "文本含控制字符"},
    {"text_not_nfc", "the text is not in Unicode normal form C", "文本不是 NFC 规范形式"},
    {"pii", "the text seems to hold personal information", "文本疑含个人信息"},
}};

}  // namespace

std::span<const FormText> all_form_texts() { return rows; }

}  // namespace tanbu::http
