// end_appointment: the association names the last day of a registrar's appointment, earlier than planned. What the
// registrar recorded until then stands.
#include "ledger/rules/references.hpp"

namespace tanbu {

Outcome<Decision> decide(const EndAppointmentCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  auto appointment = view.appointment(command.appointment);
  if (!appointment) {
    return Refused{.reason = Refusal::unknown_appointment,
                   .conflict = std::nullopt,
                   .facts = {{"appointment", std::to_string(command.appointment.value)}}};
  }
  // An end before the first day, or after the end that stands, is none.
  if (command.on < appointment->from || appointment->until <= command.on) {
    return Refused{.reason = Refusal::appointment_ended,
                   .conflict = appointment->entry,
                   .facts = {{"from", format_date(appointment->from)}, {"until", format_date(appointment->until)}}};
  }
  // From here on the end must succeed.
  appointment->until = command.on;
  Decision decision;
  decision.events.emplace_back(AppointmentChanged{std::move(*appointment)});
  return decision;
}

}  // namespace tanbu
