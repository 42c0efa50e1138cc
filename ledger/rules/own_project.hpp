// The self-developed project (CE-10): used once for its factory, locked for ever, and with it every other name of the
// same reductions. Shared by the commands that register, record, move and use; the lock itself is put on by `retire`.
#pragma once
#include <optional>
#include <vector>

#include "ledger/rules.hpp"

namespace tanbu::rules {

// Other projects that are the same real one: they share identity, alias or asset code with it (XM-02).
[[nodiscard]] std::vector<Project> linked_projects(const Project& project, const View& view);
// The locked project, the project itself included, that stands behind these tokens; the first by registration.
[[nodiscard]] std::optional<Project> locked_behind(const std::vector<std::string>& tokens, const View& view);
[[nodiscard]] std::vector<std::string> tokens_of(const Project& project);
// Another name of the project is locked, apart from those `besides`. Its own lock freezes nothing of it.
[[nodiscard]] bool is_locked_by_another(const Project& project, const std::vector<Project>& besides, const View& view);
// underlying_locked, naming the entry that put the lock on.
[[nodiscard]] Refused locked_by(const Project& locked);

// May units of this project be used for this factory? underlying_locked, project_shared or underlying_conflict where
// not.
[[nodiscard]] std::optional<Refused> refuse_own_use(const Project& project, FactoryId factory, const View& view);
// What a granted use does to the project: marks, the lock on first use, the freeze of linked projects.
// For all projects of one retirement, so that what an entry froze is remembered in its one note.
[[nodiscard]] std::vector<Event> own_use_events(const std::vector<Project>& projects, const Retirement& retirement,
                                                const View& view);

// Units of the project that a lock of another name of it freezes: free, unassigned and reserved ones, as stored.
[[nodiscard]] std::vector<Segment> freezable_units(const Project& project, const View& view);
// The locks removed, and what only they froze back as it was. For all projects that one entry unlocks, because none of
// them keeps what another one's lock froze.
[[nodiscard]] std::vector<Event> unlock_events(const std::vector<Project>& projects, const Context& context,
                                               const View& view);

}  // namespace tanbu::rules
