"""Who holds which units, and what is retired, from the commands of an export (docs/formats.md, section 27.1). Used by verify_ledger.py; it follows
the kinds that move units without a contradiction, and says at which entry it stopped where an export holds another one."""

# Kinds whose effect on units is followed here, and those that have none. Any other kind ends the following, and the answer says where.
FOLLOWED = {"record_batch", "transfer", "reserve", "release", "retire", "withdraw_retirement", "freeze", "unfreeze", "cancel", "invalidate",
            "record_foreign_use"}
UNITS_REST = {"genesis", "enroll_party", "update_party", "add_key", "revoke_key", "appoint_registrar", "end_appointment", "register_factory",
              "update_factory", "register_project", "declare_inventory", "verify_inventory"}


class Lost(Exception):
    """Why the units are not followed any further."""


def demand(condition, words):
    if not condition:
        raise Lost(words)


LOOSE = {"unassigned", "free", "reserved", "frozen", "registry_retired"}


class Units:
    """Pieces (first, last, status, holder, retirement, layers) of every batch, disjoint and complete. A layer (status, entry, last day) is a
    reservation or a freeze that lies over a condition; the topmost one that is not over says how the units stand."""

    def __init__(self):
        self.pieces, self.reservations, self.released, self.because = {}, {}, set(), None

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

    def follow(self, index, kind, body, day):
        if self.because is None and kind not in UNITS_REST:
            try:
                demand(kind in FOLLOWED, "this kind is not followed here")
                getattr(self, kind)(index, body, day)
            except Lost as why:
                self.because = f"entry {index}, {kind}: {why}"

    def record_batch(self, index, body, _):
        demand(body["programme"] == "VCS", f"units of {body['programme']} are not followed here")
        first = int(body["serial"].split("-")[1])
        status = {"active": "unassigned", "retired": "registry_retired", "cancelled": "cancelled"}[body["registry_status"]["status"]]
        self.pieces[index] = [(first, first + body["quantity"] - 1, status, None, None, ())]

    def transfer(self, _, body, day):
        self.within(body["ranges"], day, lambda piece, _: (*piece[:2], "free", body["to"], None, ()))

    def cover(self, status, index, body, day):
        layer = (status, index, body.get("until", "9999"))
        self.within(body["ranges"], day, lambda piece, now: (*piece[:5], (*piece[5], layer)) if now in LOOSE else None)

    def reserve(self, index, body, day):
        self.reservations[index] = body["ranges"]
        self.cover("reserved", index, body, day)

    def release(self, _, body, __):
        self.released.add(body["reservation"])

    def freeze(self, index, body, day):
        self.cover("frozen", index, body, day)

    def unfreeze(self, _, body, day):
        self.within(body["ranges"], day, lambda piece, now: (*piece[:5], piece[5][:-1]) if now == "frozen" else None)

    def retire(self, index, body, day):
        def take(piece, _):
            demand(piece[2] == "free", "a claim on units that were retired at their registry is not followed here")
            return (*piece[:2], "retired", piece[3], index, ())
        self.within(body["ranges"] if "ranges" in body else self.reservations[body["reservation"]], day, take)

    def withdraw_retirement(self, _, body, day):
        def back(piece, _):
            return (*piece[:2], "free", piece[3], None, ()) if piece[4] == body["retirement"] and piece[2] == "retired" else None
        for batch, pieces in list(self.pieces.items()):
            self.within([{"batch": batch, "first": pieces[0][0], "last": pieces[-1][1]}], day, back)

    def strike(self, body, day, status):
        def struck(piece, now):
            demand(now != "retired", "a fact that contradicts a use is not followed here")
            return (*piece[:2], status, None, None, ()) if now in LOOSE else None
        self.within(body["ranges"], day, struck)

    def cancel(self, _, body, day):
        self.strike(body, day, "cancelled")

    def record_foreign_use(self, _, body, day):
        self.strike(body, day, "foreign_use")

    def invalidate(self, _, body, day):
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
