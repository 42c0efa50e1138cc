"""Who holds which units, and what is retired, from the commands of an export (docs/formats.md, section 27.1). Used by verify_ledger.py; it follows
the kinds that move units without a contradiction, and says at which entry it stopped where an export holds another one. As long as it follows, it judges too
who may do what: a move by somebody else, or a second use of retired units, makes the ledger false and is no reason to stop."""
from verify_ledger_signatures import Bad

# Kinds whose effect on units is followed here, and those that have none. Any other kind ends the following, and the answer says where.
FOLLOWED = {"record_batch", "transfer", "reserve", "release", "retire", "withdraw_retirement", "freeze", "unfreeze", "cancel", "invalidate",
            "record_foreign_use"}
UNITS_REST = {"genesis", "enroll_party", "update_party", "add_key", "revoke_key", "appoint_registrar", "end_appointment", "register_factory",
              "update_factory", "register_project", "declare_inventory", "verify_inventory", "add_log_key", "retire_log_key"}


class Lost(Exception):
    """Why the units are not followed any further."""


def demand(condition, words):
    if not condition:
        raise Lost(words)


def insist(condition, words):
    if not condition:
        raise Bad(words)


LOOSE = {"unassigned", "free", "reserved", "frozen", "registry_retired"}


class Units:
    """Pieces (first, last, status, holder, retirement, layers) of every batch, disjoint and complete. A layer (status, entry, last day) is a
    reservation or a freeze that lies over a condition; the topmost one that is not over says how the units stand."""

    def __init__(self):
        self.pieces, self.reservations, self.released, self.because = {}, {}, set(), None
        self.association, self.appointments, self.retired_by = None, {}, {}

    def stands(self, piece, day):
        first, last, status, holder, retirement, layers = piece
        while layers and (layers[-1][2] < day or layers[-1][1] in self.released):
            layers = layers[:-1]
        return first, last, status, holder, retirement, layers

    def within(self, ranges, day, change):
        """Cuts the pieces at the ranges' ends and puts what `change` makes of those inside; None leaves a piece."""
        for one in ranges:
            cut = []
            for piece in self.pieces[one["batch"]]:
                ends = sorted({piece[0], piece[1] + 1} | {at for at in (one["first"], one["last"] + 1) if piece[0] < at <= piece[1]})
                for low, high in zip(ends, ends[1:]):
                    part = (low, high - 1, *piece[2:])
                    now = self.stands(part, day)
                    inside = one["first"] <= low and high - 1 <= one["last"]
                    status = now[5][-1][0] if now[5] else now[2]
                    cut.append((change(now, status) if inside else None) or part)
            self.pieces[one["batch"]] = cut

    def follow(self, index, kind, issuer, body, day):
        if kind == "appoint_registrar":
            insist(issuer == self.association, "a registrar is appointed by somebody else")
            self.appointments[index] = [body["party"], body["programme"], body["from"], body["until"]]
        elif kind == "end_appointment":
            insist(issuer == self.association, "an appointment is ended by somebody else")
            self.appointments[body["appointment"]][3] = body["on"]
        elif self.because is None and kind not in UNITS_REST:
            try:
                demand(kind in FOLLOWED, "this kind is not followed here")
                getattr(self, kind)(index, issuer, body, day)
            except Lost as why:
                self.because = f"entry {index}, {kind}: {why}"

    def is_registrar(self, party, day):
        return any(one[:2] == [party, "VCS"] and one[2] <= day <= one[3] for one in self.appointments.values())

    def record_batch(self, index, issuer, body, day):
        demand(body["programme"] == "VCS", f"units of {body['programme']} are not followed here")
        insist(self.is_registrar(issuer, day), "a batch is recorded by no registrar of its programme")
        first = int(body["serial"].split("-")[1])
        status = {"active": "unassigned", "retired": "registry_retired", "cancelled": "cancelled"}[body["registry_status"]["status"]]
        self.pieces[index] = [(first, first + body["quantity"] - 1, status, None, None, ())]

    def transfer(self, _, issuer, body, day):
        def move(piece, now):
            registrar = self.is_registrar(issuer, day)
            insist(now == "free" or (registrar and now == "unassigned"), f"units that are {now} are transferred")
            insist(registrar or piece[3] == issuer, "units are transferred by somebody who does not hold them")
            return (*piece[:2], "free", body["to"], None, ())
        self.within(body["ranges"], day, move)

    def cover(self, status, index, body, day):
        layer = (status, index, body.get("until", "9999"))
        self.within(body["ranges"], day, lambda piece, now: (*piece[:5], (*piece[5], layer)) if now in LOOSE else None)

    def reserve(self, index, issuer, body, day):
        def held(piece, now):
            insist(now == "free" and piece[3] == issuer, "units are reserved by somebody who does not hold them free")
        self.within(body["ranges"], day, held)
        self.reservations[index] = (issuer, body["ranges"])
        self.cover("reserved", index, body, day)

    def release(self, _, issuer, body, __):
        insist(self.reservations[body["reservation"]][0] == issuer, "a reservation is released by somebody else")
        self.released.add(body["reservation"])

    def insist_on_authority(self, issuer, day):
        insist(issuer == self.association or self.is_registrar(issuer, day), "a fact is recorded by neither registrar nor association")

    def freeze(self, index, issuer, body, day):
        self.insist_on_authority(issuer, day)
        self.cover("frozen", index, body, day)

    def unfreeze(self, _, issuer, body, day):
        self.insist_on_authority(issuer, day)
        self.within(body["ranges"], day, lambda piece, now: (*piece[:5], piece[5][:-1]) if now == "frozen" else None)

    def retire(self, index, issuer, body, day):
        reserved_by, ranges = self.reservations[body["reservation"]] if "reservation" in body else (issuer, body.get("ranges"))
        insist(reserved_by == issuer, "a reservation is used by somebody else")

        def take(piece, now):
            insist(piece[2] != "retired", f"units of retirement {piece[4]} are retired again")
            demand(piece[2] == "free", "a claim on units that were retired at their registry is not followed here")
            insist(piece[3] == issuer or self.is_registrar(issuer, day), "units are retired by somebody who does not hold them")
            return (*piece[:2], "retired", piece[3], index, ())
        self.within(ranges, day, take)
        self.retired_by[index] = issuer

    def withdraw_retirement(self, _, issuer, body, day):
        insist(self.retired_by.get(body["retirement"]) == issuer, "a retirement is withdrawn by somebody else")

        def back(piece, _):
            return (*piece[:2], "free", piece[3], None, ()) if piece[4] == body["retirement"] and piece[2] == "retired" else None
        for batch, pieces in list(self.pieces.items()):
            self.within([{"batch": batch, "first": pieces[0][0], "last": pieces[-1][1]}], day, back)

    def strike(self, issuer, body, day, status):
        self.insist_on_authority(issuer, day)

        def struck(piece, now):
            demand(now != "retired", "a fact that contradicts a use is not followed here")
            return (*piece[:2], status, None, None, ()) if now in LOOSE else None
        self.within(body["ranges"], day, struck)

    def cancel(self, _, issuer, body, day):
        self.strike(issuer, body, day, "cancelled")

    def record_foreign_use(self, _, issuer, body, day):
        self.strike(issuer, body, day, "foreign_use")

    def invalidate(self, _, issuer, body, day):
        self.insist_on_authority(issuer, day)

        def invalid(piece, now):
            if now in ("cancelled", "foreign_use", "invalidated"):
                return None
            return (*piece[:2], "invalidated", None if piece[4] else piece[3], piece[4], ())
        self.within(body["ranges"], day, invalid)

    def sums(self, day):
        holdings, retired = {}, {}
        for batch, pieces in self.pieces.items():
            for piece in pieces:
                first, last, status, holder, retirement, layers = self.stands(piece, day)
                status = layers[-1][0] if layers else status
                name = f"{batch} {status} {'-' if status == 'retired' or not holder else holder}"
                holdings[name] = holdings.get(name, 0) + last - first + 1
                if status == "retired":
                    retired[str(retirement)] = retired.get(str(retirement), 0) + last - first + 1
        return holdings, retired
