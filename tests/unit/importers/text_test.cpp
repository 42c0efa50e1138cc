// Cleaning of registry texts, and the line between an organisation and what may be a person.
#include <catch2/catch.hpp>
#include <string>

#include "importers/cells.hpp"
#include "importers/text.hpp"
#include "ledger/form.hpp"

using namespace tanbu;
using namespace tanbu::importers;

TEST_CASE("white space of every kind becomes single blanks") {
  CHECK(clean_text("  a\t b\r\nc\xc2\xa0 d\xe3\x80\x80", 100).text == "a b c d");
  CHECK(clean_text(" \n\t ", 100).text.empty());
  CHECK(clean_text("", 100).text.empty());
}

TEST_CASE("octets that are no UTF-8 are shown as a sign each, and everything else as it is") {
  CHECK(readable("") == "");
  CHECK(readable("碳 a\n\xf0\x9f\x8c\xb1") == "碳 a\n\xf0\x9f\x8c\xb1");
  CHECK(readable("S\xe3o") == "S\xef\xbf\xbdo");
  CHECK(readable("\xe7\xa2") == "\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(readable("\xed\xa0\x80") == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(readable("\xff碳") == "\xef\xbf\xbd碳");
}

TEST_CASE("invisible characters are dropped and said to be") {
  const auto clean = clean_text(
      "a\x01"
      "b\xe2\x80\x8b"
      "c\xe2\x80\xae"
      "d\xef\xbb\xbf",
      100);
  CHECK(clean.text == "abcd");
  CHECK(clean.dropped);
  CHECK_FALSE(clean.replaced);
}

TEST_CASE("a Latin letter and its mark become one character and others are replaced") {
  const auto composed = clean_text(
      "Sa\xcc\x83o Joa\xcc\x83o, C\xcc\xa7"
      "a e\xcc\x81",
      100);
  CHECK(composed.text == "São João, Ça é");
  CHECK_FALSE(composed.replaced);
  const auto replaced = clean_text("q\xcc\x83 x", 100);
  CHECK(replaced.text == "\xef\xbf\xbd x");
  CHECK(replaced.replaced);
  CHECK(clean_text("\xcc\x83", 100).text == "\xef\xbf\xbd");
  CHECK(clean_text("\xe2\x84\xab \xe2\x84\xaa \xe2\x84\xa6", 100).text == "Å K Ω");
  CHECK(clean_text("\xef\xa4\x80", 100).replaced);
}

TEST_CASE("what was cleaned is accepted by the ledger") {
  for (const std::string text : {"a\x7f\xc2\x85"
                                 "b",
                                 "e\xcc\x81\xcc\x81", "\xe1\x84\x80\xe1\x85\xa1", "\xe2\x80\xa8x\xe2\x80\xa9",
                                 "\xe2\x81\xa6hidden\xe2\x81\xa9", "\xe3\x81\x8b\xe3\x82\x99"}) {
    const auto clean = clean_text(text, 500);
    INFO(text);
    CHECK_FALSE(text_fault(clean.text, 500).has_value());
  }
}

TEST_CASE("a text is cut at characters and not at octets") {
  const auto clean = clean_text("碳簿碳簿", 3);
  CHECK(clean.text == "碳簿碳");
  CHECK(clean.cut);
  CHECK_FALSE(clean_text("碳簿碳簿", 4).cut);
  CHECK(clean_text("ab cd", 3).text == "ab");
}

TEST_CASE("legal forms and institutions of several languages are organisations") {
  for (const std::string text : {"Southampton Container Terminals Limited",
                                 "Shopify Inc.",
                                 "United Parcel Service, Inc.",
                                 "TIM S/A  (CNPJ: 02.421.421/0001-11)",
                                 "MULTVÍDEO PRODUÇÕES E EVENTOS LTDA",
                                 "Lindblad Expeditions Family of Companies",
                                 "江苏亨通高压海缆有限公司 Hengtong Submarine Power Cable Co., Ltd.",
                                 "Manohar International Airport",
                                 "Tribunal Regional Eleitoral do Tocantins (TRE-TO)",
                                 "CNI - Confederação Nacional da Indústria",
                                 "Instituto Motiva",
                                 "TAV ANKARA YATIRIM YAPIM VE ISLETME A.S. - Reporting Period: 01.01.2025-31.12.2025",
                                 "E.H.L. Holding SA",
                                 "ESWE Versorgungs AG",
                                 "OCBC Bank",
                                 "PT Hunt Street Internasional",
                                 "The Acre, PT SAS INDOBOGA KULINER",
                                 "Stifel Financial Corp",
                                 "DBS Bank Ltd",
                                 "Takeda Pharmaceutical Company",
                                 "J Goddard & Co",
                                 "Toll Group",
                                 "Qantas Airways Limited",
                                 "The Australian National University",
                                 "Banyule City Council",
                                 "Crown Resorts Pty Limited",
                                 "Enel S.p.A.",
                                 "Philips B.V.",
                                 "Nokia Oy",
                                 "Volvo AB",
                                 "浙江某某集团",
                                 "某某钢铁厂",
                                 "上海某某大学",
                                 "中国银行",
                                 "某某协会",
                                 "X 12.345.678/0001-95 CNPJ",
                                 "Petrobras S.A.",
                                 "Siemens GmbH",
                                 "Fundação Exemplo",
                                 "Société Générale"}) {
    INFO(text);
    CHECK(who_is_named(text) == Named::organisation);
  }
}

TEST_CASE("names of people, brands and sentences are unclear") {
  for (const std::string text : {"G Silva",
                                 "Kaynã",
                                 "Matt Clifford",
                                 "Maktub",
                                 "Coca-Cola",
                                 "Korn Ferry",
                                 "Rubim Produções",
                                 "_",
                                 "FW 2019",
                                 "No owner - contributing towards global emissions reductions",
                                 "MARIA DE SA",
                                 "João Sá",
                                 "Maria de SÁ",
                                 "as a gift",
                                 "AS A GIFT FROM ANNA",
                                 "Sa Thi Le",
                                 "Silva, A.S.",
                                 "S.A. Smith",
                                 "Anna at the spa",
                                 "Oy vey",
                                 "Ag Nielsen",
                                 "Tyra Banks",
                                 "Incognito",
                                 "Limitedo",
                                 "Offsetmyemissions.com",
                                 "Corsan / Aegea",
                                 "co",
                                 "Coco Chanel",
                                 "PT",
                                 "张三",
                                 "王小明",
                                 "Building F, 1 Homebush Bay Drive, Rhodes NSW 2138",
                                 "Ωbank"}) {
    INFO(text);
    CHECK(who_is_named(text) == Named::unclear);
  }
}

TEST_CASE("a personal mark outweighs an organisation's word") {
  for (const std::string text :
       {"Mr John Smith, Example Ltd", "Mrs. Smith (Example Group)", "Example Ltd c/o J. Smith", "某某公司 张三先生",
        "李四女士", "Example Ltd, call 13812345678", "Example Ltd john@example.com", "Comercio LTDA 123.456.789-09",
        "COMERCIO LTDA 12345678909", "个体工商户某某厂 92330100MA2XXXXX1X", "某某公司 11010519491231002X"}) {
    INFO(text);
    CHECK(who_is_named(text) == Named::personal);
  }
  CHECK(who_is_named("某某有限公司 91330100799655058B") == Named::organisation);
}

TEST_CASE("dates of an export are ISO dates and nothing else") {
  const auto code = [](std::string_view text) {
    const auto result = read_date(text);
    return std::holds_alternative<Date>(result) ? std::string("ok") : std::get<CellFault>(result).code;
  };
  CHECK(code("2026-04-03") == "ok");
  CHECK(code(" 2026-04-03 ") == "ok");
  CHECK(code("") == "value_missing");
  for (const auto* text : {"03/04/2026", "3/4/26", "03.04.2026", "2026-4-3", "2026-02-30", "20260403",
                           "2026-04-03T00:00:00", "April 3, 2026", "/", "46115"}) {
    INFO(text);
    CHECK(code(text) == "date_form");
  }
  CHECK(std::get<CellFault>(read_date("03/04/2026")).detail.find("two different days") != std::string::npos);
}

TEST_CASE("quantities may be grouped, but only in threes") {
  const auto value = [](std::string_view text) {
    const auto result = read_quantity(text);
    return std::holds_alternative<std::int64_t>(result) ? std::get<std::int64_t>(result) : -1;
  };
  CHECK(value("1") == 1);
  CHECK(value("1234") == 1234);
  CHECK(value("1,234") == 1234);
  CHECK(value("12,345,678") == 12345678);
  CHECK(value("1,000,000,000,000") == 1'000'000'000'000);
  for (const auto* text :
       {"", "0", "0,000", "-1", "+1", "1.5", "1 234", "1,23", "12,34", "1,2345", ",123", "1,", "1,,234", "1234,567",
        "1,000,000,000,001", "99999999999999999999999", "1e3", "１２", "1'234"}) {
    INFO(text);
    CHECK(value(text) == -1);
  }
}
