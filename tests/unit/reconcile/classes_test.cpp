// Every kind of change between two exports: its class, its commands, and that the ledger is in line afterwards.
#include "tests/unit/importers/workbook_maker.hpp"
#include "tests/unit/reconcile/support.hpp"

using namespace tanbu;
using namespace tanbu::test;
using Kinds = std::vector<std::string>;

namespace {

const ReconcileOptions complete{.complete = Scope::projects, .made_on = day("2026-05-01")};
const ReconcileOptions made_in_may{.complete = Scope::not_complete, .made_on = day("2026-05-01")};
const std::string plant_alias = "Plant One Ltd (registry)";

std::uint64_t number_at(const Reconciliation& found, std::size_t command, const char* member) {
  return found.commands.at(command).body.at(member).to_number<std::uint64_t>();
}
std::string text_at(const Reconciliation& found, std::size_t command, const char* member) {
  return std::string(found.commands.at(command).body.at(member).as_string());
}

}  // namespace

TEST_CASE("an export that the ledger does not know is new, and unchanged once it was followed") {
  Book book;
  const auto text = template_text({vcs_row(1, 100), retired(vcs_row(101, 150)), cancelled(vcs_row(151, 160))});
  const auto found = book.follow(text);
  CHECK(found.row_counts().at(RowClass::fresh) == 3);
  CHECK(kinds_of(found) == Kinds{"register_project", "record_batch", "record_batch", "record_batch"});
  const auto again = book.compare(text);
  CHECK(is_in_line(again));
  CHECK(again.batch_counts().at(BatchClass::unchanged) == 3);
}

TEST_CASE("units that were retired at the registry since are moved, part by part, and cannot be used here") {
  Book book;
  book.follow(template_text({vcs_row(1, 100)}));
  const BatchId batch = book.last_batch();
  const std::vector<BatchRange> gone{{batch, units(1, 30)}};
  book.w.grant(book.w.registrar, World::transfer(gone, book.w.trader));
  const auto text = template_text({retired(vcs_row(1, 30), "2024-03-01", "Somebody Ltd"), vcs_row(31, 100)});
  const auto found = book.follow(text);
  CHECK(row_of(found, 2).row_class == RowClass::status_moved);
  REQUIRE(row_of(found, 2).changes.size() == 1);
  CHECK(row_of(found, 2).changes[0].old_value == "active");
  CHECK(row_of(found, 2).changes[0].new_value == "retired");
  CHECK(row_of(found, 3).row_class == RowClass::unchanged);
  CHECK(found.batch_counts().at(BatchClass::status_moved) == 1);
  CHECK(kinds_of(found) == Kinds{"record_registry_event"});
  // Free here until then; retired there, they serve nobody here any more.
  CHECK_FALSE(book.w.wish(book.w.trader, World::transfer(gone, book.w.plant)).accepted());
  CHECK_FALSE(book.w.wish(book.w.trader, book.w.retire(gone)).accepted());
  CHECK(is_in_line(book.compare(text)));
}

TEST_CASE("the same retirement in another spelling of its date is no change") {
  Book book;
  const auto spelt = [](const char* on) { return template_text({retired(vcs_row(1, 100), on, "Somebody Ltd")}); };
  book.follow(spelt("2024-03-01"));
  for (const char* on :
       {"01 Mar 2024", "March 1, 2024", "2024/3/1", "20240301", "2024年3月1日", "2024-03-01T08:00:00Z"})
    CHECK(is_in_line(book.compare(spelt(on))));
  const auto other = book.compare(spelt("02 Mar 2024"));
  CHECK(row_of(other, 2).row_class == RowClass::attributes_changed);
  CHECK(row_of(other, 2).changes[0].field == "ended_on");
  // The order of day and month is the registry's; where nothing states it, the row is refused and never guessed.
  CHECK(row_of(book.compare(spelt("01/03/2024")), 2).row_class == RowClass::refused);
  using importers::DateOrder;
  for (const auto& [text, order] :
       {std::pair{"01/03/2024", DateOrder::day_month_year}, std::pair{"03/01/2024", DateOrder::month_day_year}}) {
    const auto read = importers::read_date(text, {.order = order, .short_years_from = std::nullopt});
    REQUIRE(std::holds_alternative<Date>(read));
    CHECK(std::get<Date>(read) == day("2024-03-01"));
  }
}

TEST_CASE("a beneficiary that was renamed is an attribute that changed, and a blank takes nothing back") {
  Book book;
  book.follow(template_text({retired(vcs_row(1, 100), "2024-03-01", "Old Name Ltd", "Environmental Benefit")}));
  const auto text = template_text({retired(vcs_row(1, 100), "2024-03-01", "New Name Ltd")});
  const auto found = book.follow(text);
  const auto& row = row_of(found, 2);
  CHECK(row.row_class == RowClass::attributes_changed);
  REQUIRE(row.changes.size() == 1);
  CHECK(row.changes[0].field == "beneficiary");
  CHECK(row.changes[0].old_value == "Old Name Ltd");
  CHECK(row.changes[0].new_value == "New Name Ltd");
  REQUIRE(kinds_of(found) == Kinds{"record_registry_event"});
  CHECK(text_at(found, 0, "reason_text") == "Environmental Benefit");
  CHECK(is_in_line(book.compare(text)));
  CHECK(is_in_line(book.compare(template_text({retired(vcs_row(1, 100))}))));
}

TEST_CASE("what no command corrects is shown with its old and new value, and nothing is proposed") {
  Book book;
  book.follow(template_text({vcs_row(1, 100)}));
  Cells row = vcs_row(1, 100);
  row["issued_on"] = "2019-06-01";
  const auto found = book.compare(template_text({row}));
  CHECK(row_of(found, 2).row_class == RowClass::attributes_changed);
  CHECK(row_of(found, 2).changes[0].field == "issued_on");
  CHECK(has_note(row_of(found, 2).notes, "no_command"));
  CHECK(found.commands.empty());
}

TEST_CASE("a quantity that was corrected is amended, downwards and upwards") {
  for (const std::int64_t corrected : {80, 130}) {
    for (const bool moved : {false, true}) {
      Book book;
      book.follow(template_text({other_row("JCM-ID-0007-2021", 100)}));
      const Cells row = other_row("JCM-ID-0007-2021", corrected);
      const auto text = template_text({moved ? retired(row) : row});
      const auto found = book.follow(text);
      CHECK(row_of(found, 2).row_class == RowClass::quantity_corrected);
      CHECK(row_of(found, 2).changes[0].field == "quantity");
      CHECK(row_of(found, 2).changes[0].old_value == "100");
      CHECK(found.commands.at(0).kind == "amend_batch");
      CHECK(has_note(row_of(found, 2).notes, "units_struck_out") == (corrected < 100));
      CHECK(number_at(found, 0, "quantity") == static_cast<std::uint64_t>(corrected));
      CHECK(found.commands.size() == (moved ? 2 : 1));
      CHECK(is_in_line(book.compare(text)));
    }
  }
}

TEST_CASE("a row with units beside those that are recorded is in conflict and proposes nothing") {
  Book book;
  book.follow(template_text({vcs_row(1, 100)}));
  const auto found = book.compare(template_text({vcs_row(51, 150)}));
  CHECK(row_of(found, 2).row_class == RowClass::conflict);
  CHECK(has_note(row_of(found, 2).notes, "beyond_recorded"));
  CHECK(found.batch_counts().at(BatchClass::conflict) == 1);
  CHECK(found.commands.empty());
}

TEST_CASE("the registry's retirement for the same beneficiary confirms the use here") {
  Book book;
  book.follow(template_text({vcs_row(1, 100)}));
  const auto use = book.use(book.last_batch(), 1, 40);
  const auto text = template_text({retired(vcs_row(1, 40), "01 Mar 2024", plant_alias, "for 2022"), vcs_row(41, 100)});
  const auto found = book.follow(text);
  CHECK(row_of(found, 2).row_class == RowClass::status_moved);
  CHECK(has_note(row_of(found, 2).notes, "confirms_use"));
  CHECK(row_of(found, 2).retirements == std::vector<std::uint64_t>{use.value});
  CHECK(book.retirement(use).status == RetirementStatus::matched);
  CHECK(is_in_line(book.compare(text)));
}

TEST_CASE("the registry's retirement for nobody named leaves the use here as it stands") {
  Book book;
  book.follow(template_text({vcs_row(1, 100)}));
  const auto use = book.use(book.last_batch(), 1, 40);
  const auto text = template_text({retired(vcs_row(1, 40)), vcs_row(41, 100)});
  const auto found = book.follow(text);
  CHECK(row_of(found, 2).row_class == RowClass::status_moved);
  CHECK(has_note(row_of(found, 2).notes, "name_is_a_hint"));
  CHECK(book.retirement(use).status == RetirementStatus::declared);
  CHECK(is_in_line(book.compare(text)));
}

TEST_CASE("a retirement for somebody else, or a cancellation, of units that are used here is a conflict") {
  const std::vector<Cells> contrary{retired(vcs_row(1, 40), "2024-03-01", "Rival Works Ltd (registry)", "for 2022"),
                                    retired(vcs_row(1, 40), "2024-03-01", plant_alias, "for 2021"),
                                    cancelled(vcs_row(1, 40))};
  for (const Cells& row : contrary) {
    Book book;
    book.follow(template_text({vcs_row(1, 100)}));
    const auto use = book.use(book.last_batch(), 1, 40);
    const auto text = template_text({row, vcs_row(41, 100)});
    const auto found = book.follow(text);
    CHECK(row_of(found, 2).row_class == RowClass::conflict);
    CHECK(has_note(row_of(found, 2).notes, "contradicts_use"));
    CHECK(row_of(found, 2).retirements == std::vector<std::uint64_t>{use.value});
    CHECK(book.retirement(use).counted == 0);
    CHECK(is_in_line(book.compare(text)));
  }
}

TEST_CASE("units that are retired here and active there wait, or are in conflict once the list is of a later day") {
  Book book;
  book.follow(template_text({vcs_row(1, 100)}));
  const auto use = book.use(book.last_batch(), 1, 40);
  const auto text = template_text({vcs_row(1, 100)});
  auto found = book.compare(text);
  CHECK(row_of(found, 2).row_class == RowClass::unchanged);
  CHECK(has_note(row_of(found, 2).notes, "waits_for_registry"));
  CHECK(found.commands.empty());
  const ReconcileOptions before{.complete = Scope::not_complete, .made_on = day("2024-02-29")};
  CHECK(book.compare(text, before).commands.empty());
  found = book.follow(text, made_in_may);
  CHECK(row_of(found, 2).row_class == RowClass::conflict);
  CHECK(has_note(row_of(found, 2).notes, "still_active_there"));
  CHECK(text_at(found, 0, "status") == "active");
  CHECK(book.retirement(use).counted == 0);
  CHECK(is_in_line(book.compare(text, made_in_may)));
}

TEST_CASE("units that the list shows as active again are moved where its day is known, and never by an older list") {
  Book book;
  book.follow(template_text({retired(vcs_row(1, 100))}));
  const auto text = template_text({vcs_row(1, 100)});
  auto found = book.compare(text);
  CHECK(row_of(found, 2).row_class == RowClass::status_moved);
  CHECK(has_note(row_of(found, 2).notes, "made_on_needed"));
  CHECK(found.commands.empty());
  found = book.compare(text, {.complete = Scope::not_complete, .made_on = day("2024-02-01")});
  CHECK(row_of(found, 2).row_class == RowClass::unchanged);
  CHECK(has_note(row_of(found, 2).notes, "ledger_is_newer"));
  found = book.follow(text, made_in_may);
  CHECK(kinds_of(found) == Kinds{"record_registry_event"});
  CHECK(is_in_line(book.compare(text, made_in_may)));
}

TEST_CASE("a retirement that the registry's words came to agree with is confirmed by its row") {
  Book book;
  book.follow(template_text({vcs_row(1, 100)}));
  const auto use = book.use(book.last_batch(), 1, 40);
  const auto text = template_text({retired(vcs_row(1, 40), "2024-03-01", "Plant One Ltd", "for 2022")});
  book.follow(text);
  CHECK(book.retirement(use).status == RetirementStatus::declared);
  CHECK(book.compare(text).commands.empty());
  UpdatePartyCommand update;
  update.party = book.w.plant;
  update.aliases = std::vector<std::string>{"Plant One Ltd"};
  update.evidence = evidence();
  book.w.grant(book.w.association, update);
  // A list of a part of its units is no evidence of the whole.
  const auto part = template_text({retired(vcs_row(1, 20), "2024-03-01", "Plant One Ltd", "for 2022")});
  CHECK(book.compare(part).commands.empty());
  const auto found = book.follow(text);
  CHECK(kinds_of(found) == Kinds{"confirm_evidence"});
  CHECK(row_of(found, 2).row_class == RowClass::unchanged);
  CHECK(has_note(row_of(found, 2).notes, "evidence_confirmed"));
  CHECK(book.retirement(use).status == RetirementStatus::confirmed);
  CHECK(is_in_line(book.compare(text)));
}

TEST_CASE("only a complete list makes units vanish, and what vanished is withdrawn and never deleted") {
  Book book;
  book.follow(
      template_text({vcs_row(1, 100), vcs_row(101, 200), retired(vcs_row(201, 210)), vcs_row(1001, 1100, "930")}));
  const auto text = template_text({vcs_row(1, 60), retired(vcs_row(201, 210))});
  CHECK(book.compare(text).batch_counts().count(BatchClass::vanished) == 0);
  CHECK(book.compare(text, made_in_may).batch_counts().count(BatchClass::vanished) == 0);
  auto found = book.compare(text, complete);
  CHECK(found.batch_counts().at(BatchClass::vanished) == 2);
  CHECK(found.batch_counts().at(BatchClass::not_listed) == 1);  // of a project that the list does not name
  CHECK(found.batch_counts().at(BatchClass::unchanged) == 1);
  REQUIRE(found.commands.size() == 2);
  CHECK(text_at(found, 0, "status") == "withdrawn");
  CHECK(text_at(found, 0, "on") == "2026-05-01");
  const auto all = book.compare(text, {.complete = Scope::programme, .made_on = day("2026-05-01")});
  CHECK(all.batch_counts().at(BatchClass::vanished) == 3);
  book.apply(found);
  found = book.compare(text, complete);
  CHECK(is_in_line(found));
  CHECK(found.batch_counts().at(BatchClass::ended) == 1);
  CHECK(found.batch_counts().count(BatchClass::vanished) == 0);
  // The registry lists a part of them again, on a later day.
  found = book.compare(template_text({vcs_row(1, 60), vcs_row(101, 200), retired(vcs_row(201, 210))}),
                       {.complete = Scope::not_complete, .made_on = day("2026-05-20")});
  CHECK(row_of(found, 3).row_class == RowClass::status_moved);
  CHECK(row_of(found, 3).changes[0].old_value == "withdrawn");
  CHECK(has_note(row_of(found, 3).notes, "stays_cancelled"));
}

TEST_CASE("a complete list withdraws nothing where a row cannot be read, a state is missing or a batch is younger") {
  Book book;
  book.follow(template_text({vcs_row(1, 100), vcs_row(101, 200), retired(vcs_row(201, 210))}));
  Cells broken = vcs_row(301, 400);
  broken["quantity"] = "7";
  auto found = book.compare(template_text({vcs_row(1, 100), retired(vcs_row(201, 210)), broken}), complete);
  CHECK(found.batch_counts().at(BatchClass::vanished) == 1);
  CHECK(found.commands.empty());
  CHECK(has_note(found.notes, "rows_unread"));
  // What a list of active units lacks may have been retired.
  found = book.compare(template_text({vcs_row(1, 100)}), complete);
  CHECK(found.batch_counts().at(BatchClass::vanished) == 1);
  CHECK(found.batch_counts().at(BatchClass::not_listed) == 1);  // retired units do not stand on it
  CHECK(found.commands.empty());
  CHECK(has_note(found.notes, "states_missing"));
  const ReconcileOptions early{.complete = Scope::projects, .made_on = day("2019-04-30")};
  found = book.compare(template_text({vcs_row(1, 100), retired(vcs_row(201, 210))}), early);
  CHECK(found.batch_counts().count(BatchClass::vanished) == 0);
}

TEST_CASE("units that are used here and vanished there end in conflict") {
  Book book;
  book.follow(template_text({vcs_row(1, 100), vcs_row(101, 200), retired(vcs_row(201, 210))}));
  const auto use = book.use(BatchId{book.last_batch().value - 1}, 101, 140);
  const auto found = book.follow(template_text({vcs_row(1, 100), retired(vcs_row(201, 210))}), complete);
  CHECK(found.batch_counts().at(BatchClass::vanished) == 1);
  CHECK(book.retirement(use).counted == 0);
}

TEST_CASE("rows that repeat one another and rows that cannot be read are counted as refused") {
  Book book;
  Cells broken = vcs_row(301, 400);
  broken["serial"] = "nothing";
  const auto found = book.compare(template_text({vcs_row(1, 100), vcs_row(1, 100), broken}));
  CHECK(found.row_counts().at(RowClass::refused) == 2);
  CHECK(found.row_counts().at(RowClass::fresh) == 1);
}

TEST_CASE("a row that a sheet holds twice is compared once and refused once") {
  Book book;
  const auto row = [](int number, const Cells& cells) {
    std::vector<std::string> texts;
    for (const auto& column : template_columns()) texts.push_back(cells.count(column) == 0 ? "" : cells.at(column));
    return text_row(number, texts);
  };
  const auto header = text_row(1, template_columns());
  book.follow(workbook_of(header + row(2, vcs_row(1, 100))));
  const auto found = book.compare(workbook_of(header + row(2, vcs_row(1, 100)) + row(2, vcs_row(101, 200))));
  CHECK(found.row_counts().at(RowClass::unchanged) == 1);
  CHECK(found.row_counts().at(RowClass::refused) == 1);
}

TEST_CASE("findings are written in both languages, as JSON, as CSV and as commands a line each") {
  Book book;
  book.follow(template_text({vcs_row(1, 100), retired(vcs_row(101, 110), "2024-03-01", "=Old Name Ltd")}));
  const auto found =
      book.compare(template_text({retired(vcs_row(1, 100)), retired(vcs_row(101, 110), "2024-03-01", "New Name Ltd")}));
  const auto english = reconciliation_text(found, book.reading, "new.csv", importers::Language::english);
  CHECK(english.find("status moved: 1") != std::string::npos);
  CHECK(english.find("record_registry_event: 2") != std::string::npos);
  const auto chinese = reconciliation_text(found, book.reading, "new.csv", importers::Language::chinese);
  CHECK(chinese.find("状态变更: 1") != std::string::npos);
  CHECK(chinese.find("第 2 行") != std::string::npos);
  const auto object = reconciliation_json(found, book.reading, "new.csv");
  CHECK(object.at("rows").at("total").to_number<int>() == 2);
  CHECK(object.at("rows").at("attributes_changed").to_number<int>() == 1);
  CHECK(object.at("row_findings").as_array().size() == 2);
  const auto csv = reconciliation_csv(found);
  CHECK(csv.find("\"attributes_changed\",\"beneficiary\",\"'=Old Name Ltd\",\"New Name Ltd\"") != std::string::npos);
  const auto lines = proposed_lines(found);
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 2);
  CHECK(boost::json::parse(lines.substr(0, lines.find('\n'))).at("kind").as_string() == "record_registry_event");
}
