#!/usr/bin/env python3
"""The main job, for people to watch: real credits in, retired for a factory and a year, every second use refused, verified by a stranger.

Starts a server on a fresh demo ledger and does everything through the command line with demo keys. Every number printed is parsed from the
server's JSON answers; nothing is computed here. Usage: main_job.py --tanbu BINARY --folder FOLDER [--serve yes|no] [--listen ADDRESS:PORT]
"""
import argparse
import datetime
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXPORT = ROOT / "tests" / "data" / "verra" / "transactions_2026-04_sample.csv"
ORIGIN = "demo.ledger.example/tanbu/1"
PARTIES = {
    "association": ("x:demo-association", "演示协会 Demo Association"),
    "registrar": ("x:demo-registrar", "演示登记员 Demo Registrar (VCS)"),
    "gec-registrar": ("x:demo-gec-registrar", "演示绿证登记员 Demo Registrar (GEC, OWN)"),
    "trader": ("x:demo-trader", "演示交易商 Demo Trader"),
    "factory": ("x:demo-factory", "演示工厂 Demo Factory"),
    "body": ("x:demo-body", "演示认证机构 Demo Certification Body"),
}
SCHEME = "ceca-g-0171-2022"

# What a refusal collided with, in the order in which people read it.
FACT_NAMES = {"factory": "工厂 factory", "period": "期间 period", "batch": "批次 batch", "first": "从 first", "last": "至 last", "programme": "机制 programme",
              "project": "项目 project", "gap_kg": "缺口 gap kg"}


class Job:
    def __init__(self, tanbu, folder):
        self.tanbu, self.folder = tanbu, folder
        self.url = None
        self.summary = {}
        self.environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "TANBU_HOME": str(folder / "home"), "NO_COLOR": "1"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def call(self, *arguments, actor=None, allowed=(0,)):
        """Runs the command line; gives its JSON and exit status. Stops the job when the status is not an expected one."""
        command = [str(self.tanbu), *map(str, arguments), "--json", "--yes"]
        if self.url and arguments[0] not in ("keygen", "init"):
            command += ["--url", self.url]
        if actor:
            command += ["--key", str(self.folder / "keys" / f"{actor}.jwk"), "--as", PARTIES[actor][0]]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode not in allowed:
            sys.exit(f"main job: {' '.join(map(str, arguments))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        try:
            return json.loads(done.stdout), done.returncode
        except json.JSONDecodeError:
            sys.exit(f"main job: {' '.join(map(str, arguments))} gave no JSON\n{done.stdout}{done.stderr}")

    def wish(self, actor, *arguments):
        return self.call(*arguments, actor=actor)[0]

    def submit(self, actor, kind, **body):
        """A command of a kind that has no verb of its own."""
        file = self.folder / f"{kind}.json"
        file.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
        return self.wish(actor, "submit", "--kind", kind, file)

    def refused(self, name, actor, *arguments):
        """A wish that must be refused by the state (exit 6); prints why, in the ledger's words."""
        problem, _ = self.call(*arguments, actor=actor, allowed=(6,))
        self.summary[name] = problem["code"]
        conflict = problem.get("conflict") or {}
        entry = f" → 条目 entry {conflict['index']}" if "index" in conflict else ""
        facts = {name: value for name, value in {**conflict, **(problem.get("facts") or {})}.items() if name in FACT_NAMES}
        what = ", ".join(f"{FACT_NAMES[name]} {value}" for name, value in facts.items())
        print(f"   ✗ {problem['code']}{entry}{' (' + what + ')' if what else ''}\n     {problem['detail']}")
        return problem


def title(chinese, english):
    print(f"\n{chinese} / {english}")


def read(job, path):
    return job.call("api", "GET", path)[0]


def prepare(job):
    (job.folder / "keys").mkdir(parents=True)
    for actor in PARTIES:
        job.call("keygen", "--out", job.folder / "keys" / f"{actor}.jwk")
    party, name = PARTIES["association"]
    job.call("init", "--dir", job.folder / "ledger", "--origin", ORIGIN, "--association", party, "--name", name,
             "--association-key", job.folder / "keys" / "association.jwk")


def start_server(job, listen):
    server = subprocess.Popen([str(job.tanbu), "serve", "--dir", str(job.folder / "ledger"), "--listen", listen], env=job.environment,
                              stdout=subprocess.PIPE, stderr=open(job.folder / "server.log", "w", encoding="utf-8"), text=True)
    line = server.stdout.readline()
    address = next((word for word in line.split() if word.startswith("http://")), None)
    if not address:
        server.wait(timeout=10)
        sys.exit("main job: the server did not start: " + line + (job.folder / "server.log").read_text(encoding="utf-8"))
    job.url = address.rstrip("/")
    return server


def enrol(job):
    title("一、主体与登记员", "1. Parties and registrars")
    for actor in ("registrar", "gec-registrar", "trader", "factory", "body"):
        party, name = PARTIES[actor]
        jwk, proof = job.folder / "keys" / f"{actor}.public.jwk", job.folder / "keys" / f"{actor}.proof"
        # Whoever holds the key proves it; the association sees the public half and the proof, never the key.
        made = job.call("key", "prove", "--key", job.folder / "keys" / f"{actor}.jwk", "--party", party, "--aud", ORIGIN)[0]
        proof.write_text(made["proof"], encoding="utf-8")
        job.wish("association", "party", "enroll", party, "--name", name, "--jwk", jwk, "--proof", proof)
        print(f"   {party}  {name}")
    for actor, programme in (("registrar", "VCS"), ("gec-registrar", "GEC"), ("gec-registrar", "OWN")):
        job.wish("association", "registrar", "appoint", PARTIES[actor][0], "--programme", programme, "--from", "2020-01-01", "--until", "2099-12-31")


def public_keys(job):
    for actor in PARTIES:
        private = json.loads((job.folder / "keys" / f"{actor}.jwk").read_text(encoding="utf-8"))
        public = {name: private[name] for name in ("kty", "crv", "x")}
        (job.folder / "keys" / f"{actor}.public.jwk").write_text(json.dumps(public), encoding="utf-8")


def import_export(job):
    title("二、导入真实的 Verra 导出文件", "2. Import a real Verra export")
    print(f"   {EXPORT.name} (carbonplan/offsets-db-data, MIT; see tests/data/verra/README.md)")
    report, _ = job.call("import", EXPORT, actor="registrar")
    job.summary["import"] = report
    batches, cursor = [], ""
    while cursor is not None:
        page = read(job, "/v1/batches?programme=VCS&limit=500" + (f"&cursor={cursor}" if cursor else ""))
        batches += page["data"]
        cursor = page["next"]
    retired = [batch for batch in batches if batch["registry_status"]["status"] == "retired"]
    active = [batch for batch in batches if batch["registry_status"]["status"] == "active"]
    print(f"   批次 batches: {len(batches)} = {len(active)} 可用 active + {len(retired)} 已在登记机构注销 retired at the registry")
    again, _ = job.call("import", EXPORT, actor="registrar")
    job.summary["import_again"] = again
    after = read(job, "/v1/log")["size"]
    job.summary["batches"] = {"all": len(batches), "active": len(active), "retired": len(retired)}
    print(f"   再次导入不新增任何记录；日志共 {after} 条 / importing again records nothing new; the log holds {after} entries")
    return active, retired


def factory_year(job, active):
    title("三、工厂与年度排放", "3. The factory and its year")
    factory = job.wish("factory", "factory", "register", "--name", "演示工厂 Demo Factory", "--address", "演示路 1 号 1 Demo Road",
                       "--division", "330108", "--industry", "C3823", "--established-on", "2010-05-01")["index"]
    electricity = {"consumed_kwh": 23535524, "purchased_kwh": 23535524, "factor_location": "0.4974"}
    plan = {"measures": "锅炉改造 boiler retrofit, 2025-03 to 2025-09, own funds, by GB/T 32150", "target_t": "1000", "achieved_t": "1000"}
    job.submit("factory", "declare_inventory", factory=factory, period="2025", standard="ISO 14064-1", scope1_t="8000.00", electricity=electricity,
               reduction_plan=plan)
    state = coverage(job, factory)
    job.summary["gross_t"] = state["gross_t"]
    print(f"   范围一 scope 1 {state['scope1_t']} t + 外购电 electricity {state['scope2_electricity_t']} t = {state['gross_t']} t CO2e")
    batch = max(active, key=lambda candidate: candidate["quantity"])
    if batch["quantity"] < 20_500:
        sys.exit("main job: no batch of the export is large enough")
    first = batch["first"]
    bought = f"{batch['batch']}:{first}-{first + 19_999}"
    job.wish("registrar", "credits", "transfer", "--range", bought, "--to", PARTIES["trader"][0], "--evidence", EXPORT)
    job.wish("trader", "credits", "transfer", "--range", bought, "--to", PARTIES["factory"][0])
    print(f"   划转 transferred: {batch['serial']}\n   → {PARTIES['factory'][1]} 20000 t")
    return factory, batch


def coverage(job, factory):
    return job.wish("factory", "coverage", factory, "2025")


def show_coverage(job, factory, name):
    state = coverage(job, factory)
    job.summary[name] = {"shown": state["percent"]["shown"], "exact": state["percent"]["exact"], "gap_t": state["gap_t"],
                         "surplus_t": state["surplus_t"], "covered": state["covered"]}
    print(f"   覆盖 coverage {state['percent']['shown']} % ({state['percent']['exact']} kg) · 缺口 gap {state['gap_t']} t · "
          f"作废余量 forfeited {state['surplus_t']} t")


def retire_for_the_year(job, factory, batch):
    title("四、注销：一吨只用一次", "4. Retire: a tonne is used once")
    first = batch["first"]
    retired = job.wish("factory", "credits", "retire", "--factory", factory, "--period", "2025", "--range", f"{batch['batch']}:{first}-{first + 19_705}")
    print(f"   注销 retired 19706 t → 条目 entry {retired['index']}")
    show_coverage(job, factory, "after_19706")
    one_more = job.wish("factory", "credits", "retire", "--factory", factory, "--period", "2025", "--range",
                        f"{batch['batch']}:{first + 19_706}-{first + 19_706}")
    print(f"   再注销 one more 1 t → 条目 entry {one_more['index']}")
    show_coverage(job, factory, "after_19707")
    return [retired, one_more]


def electricity_certificates(job, factory, batch):
    title("五、绿证：证明用电，不作抵消", "5. Green certificates: proof of electricity, never an offset")
    asset = "PPC1302632802001I"
    job.wish("gec-registrar", "project", "register", "--programme", "GEC", "--project-id", asset, "--title", "演示光热电站 Demo solar thermal plant",
             "--technology", "solar thermal", "--methodology", "GEC")
    codes = f"{asset}250500000000001..{asset}250500000001000"
    gec = job.wish("gec-registrar", "batch", "record", "--programme", "GEC", "--project", asset, "--serial", f"{codes}#1-1000", "--quantity", 1000,
                   "--vintage-from", "2025-05-01", "--vintage-until", "2025-05-31", "--issued-on", "2025-07-10", "--tradable")["index"]
    job.wish("gec-registrar", "credits", "transfer", "--range", f"{gec}:1-1000", "--to", PARTIES["factory"][0], "--evidence", EXPORT)
    job.wish("factory", "credits", "retire", "--factory", factory, "--period", "2025", "--range", f"{gec}:1-900", "--purpose", "electricity_consumption")
    certificates = coverage(job, factory)["gec"]
    job.summary["gec"] = certificates
    print(f"   核销 cancelled for consumption: {certificates['certificates']} = {certificates['kwh']} kWh")
    print("   用绿证抵消排放？ An offset by certificate?")
    job.refused("gec_as_offset", "factory", "credits", "retire", "--factory", factory, "--period", "2025", "--range", f"{gec}:901-1000")


def second_uses(job, factory, batch):
    title("六、每一种重复使用都被拒绝", "6. Every second use is refused")
    first = batch["first"]
    print("   同一吨再用一次？ The same tonne again?")
    job.refused("double_spend", "factory", "credits", "retire", "--factory", factory, "--period", "2025", "--range", f"{batch['batch']}:{first}-{first}")
    print("   用于第二个年度？ A second year?")
    job.refused("second_year", "factory", "credits", "retire", "--factory", factory, "--period", "2026", "--range", f"{batch['batch']}:{first}-{first + 9}")
    print("   用于别人的工厂？ Somebody else's factory?")
    foreign = job.wish("trader", "factory", "register", "--name", "另一工厂 Another factory", "--address", "演示路 2 号 2 Demo Road",
                       "--division", "330108", "--industry", "C3823", "--established-on", "2012-01-01")["index"]
    job.refused("foreign_factory", "factory", "credits", "retire", "--factory", foreign, "--period", "2025", "--beneficiary", PARTIES["trader"][0],
                "--range", f"{batch['batch']}:{first}-{first}")
    return foreign


def own_project(job, factory, foreign):
    title("七、自主开发项目：用一次，永久锁定", "7. A self-developed project: used once, locked for ever")
    job.wish("factory", "project", "register", "--programme", "OWN", "--project-id", "DEMO-FOREST-1", "--title", "演示造林 Demo afforestation",
             "--developer", PARTIES["factory"][0], "--technology", "afforestation", "--methodology", "AR-CM-001",
             "--verifier", PARTIES["gec-registrar"][0], "--self-developed-for", factory)
    own = job.wish("gec-registrar", "batch", "record", "--programme", "OWN", "--project", "DEMO-FOREST-1", "--serial", "DEMO-STATEMENT-1",
                   "--quantity", 120, "--vintage-from", "2024-01-01", "--vintage-until", "2024-12-31", "--issued-on", "2025-03-01")["index"]
    use = job.wish("factory", "credits", "retire", "--factory", factory, "--period", "2026", "--range", f"{own}:1-20")
    lock = read(job, "/v1/projects/OWN/DEMO-FOREST-1")["lock"]
    job.summary["lock"] = lock
    print(f"   注销 retired 20 t → 条目 entry {use['index']}；项目锁定于工厂 project locked to factory {lock['factory']}")
    print("   给另一工厂？ For another factory?")
    job.refused("own_elsewhere", "factory", "credits", "retire", "--factory", foreign, "--period", "2026", "--beneficiary", PARTIES["trader"][0],
                "--range", f"{own}:21-40")
    print("   卖出？ Sell it?")
    job.refused("own_sold", "factory", "credits", "transfer", "--range", f"{own}:21-40", "--to", PARTIES["trader"][0])
    print("   换个机制再登记？ Register it again in another programme?")
    job.refused("own_again", "registrar", "project", "register", "--programme", "VCS", "--project-id", "99998", "--title", "演示重复 Demo twin",
                "--technology", "afforestation", "--methodology", "VM0047", "--also", "OWN:DEMO-FOREST-1")


def claims(job, factory, retired):
    title("八、登记机构已注销的单位：只归登记机构所指名的受益人", "8. Units retired at their registry belong to whom the registry names")
    named = next(batch for batch in retired if batch["registry_status"].get("beneficiary_text"))
    blank = next(batch for batch in retired if not batch["registry_status"].get("beneficiary_text"))

    def claim(batch):
        return ("credits", "retire", "--factory", factory, "--period", "2025", "--retired-on", batch["registry_status"]["on"], "--range",
                f"{batch['batch']}:{batch['first']}-{batch['last']}")
    print(f"   登记机构写的是 the registry names: {named['registry_status']['beneficiary_text']}")
    job.refused("claim_of_another", "factory", *claim(named))
    job.wish("registrar", "project", "register", "--programme", "VCS", "--project-id", "99999", "--title", "演示项目 Demo project", "--technology", "wind",
             "--methodology", "ACM0002")
    demo = job.wish("registrar", "batch", "record", "--programme", "VCS", "--project", "99999", "--serial",
                    "99999-900000001-900000100-VCS-VCU-999-VER-CN-1-99999-01012024-31122024-0", "--quantity", 100, "--vintage-from", "2024-01-01",
                    "--vintage-until", "2024-12-31", "--issued-on", "2025-02-01", "--status", "retired", "--status-on", "2025-12-01",
                    "--beneficiary-text", PARTIES["factory"][1], "--reason-text", "2025")["index"]
    name_only = read(job, f"/v1/batches/{demo}")
    for label, batch in (("只有名称 a name alone", name_only), ("未写受益人 no beneficiary", blank)):
        answer = job.wish("factory", *claim(batch))
        status = read(job, f"/v1/retirements/{answer['index']}")["status"]
        job.summary["claim_by_name" if batch is name_only else "claim_of_nobody"] = {"status": status, "flags": answer["flags"]}
        print(f"   {label}: {status} ({', '.join(answer['flags'])})，待登记员确认，不计入 / waits for the registrar, counts 0")
    show_coverage(job, factory, "after_claims")


def evidence():
    content = EXPORT.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "media_type": "text/csv", "reference": "DEMO-1"}


def attested_year(job, factory, retired):
    title("九、核查、证明、发证", "9. Verified, attested, certified")
    body = PARTIES["body"][0]
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
    job.submit("association", "authorise_body", party=body, scheme=SCHEME, batch=1, verifier_count=6, **{"from": "2023-03-17", "until": "2099-12-31"})
    asked = job.submit("factory", "engage_body", factory=factory, scheme=SCHEME, from_period="2025", body=body, role="certify")
    job.submit("body", "accept_engagement", engagement=asked["index"])
    inventory = coverage(job, factory)["inventory"]["inventory"]
    job.submit("body", "verify_inventory", inventory=inventory, verifier=body, criteria="ISO 14064-3", assurance="limited", opinion="unqualified",
               statement_number="DEMO-V-1", verified_on=str(today), evidence=evidence())
    for one in retired:
        job.submit("registrar", "confirm_evidence", target=one["index"], registry_reference="DEMO-R-1", evidence=evidence())
    print("   机构核查清单，登记员确认注销 / the body verified the inventory, the registrar confirmed the retirements")
    attest = ("attestation", "give", "--inventory", inventory, "--scheme", SCHEME, "--type", "I", "--retirement", retired[0]["index"])
    print("   只凭 19706 吨证明 100 %？ Attest 100 % on 19706 t?")
    job.refused("attested_short", "body", *attest)
    attestation = job.wish("body", *attest, "--retirement", retired[1]["index"])["index"]
    indicators = [{"row": row, "conform": "conform"} for row in range(1, 9)]
    assessment = job.submit("body", "record_assessment", factory=factory, period="2025", scheme=SCHEME, assessor="third_party", assessed_on=str(today),
                            accidents=[], indicators=indicators)["index"]
    until = today.replace(year=today.year + 3) - datetime.timedelta(days=1) if (today.month, today.day) != (2, 29) else today.replace(
        year=today.year + 3, day=28) - datetime.timedelta(days=1)
    number = f"DEMO/{today.year % 100}GHGZC0001R0"
    issued = job.wish("body", "certificate", "issue", "--number", number, "--attestation", attestation, "--assessment", assessment, "--factory", factory,
                      "--period", "2025", "--scheme", SCHEME, "--type", "I", "--star", 5, "--applicant", PARTIES["factory"][1], "--emissions", "19706.57",
                      "--percent", "100", "--issued-on", today, "--valid-until", until)
    job.summary["certificate_flags"] = issued["flags"]
    print(f"   证明 attestation {attestation}；证书 certificate {number} → 条目 entry {issued['index']}"
          f"\n   （星级门槛未公开，星级未核验 / the star's threshold is not public: {', '.join(issued['flags'])}）")
    show_certificate(job, number, "certified")
    return number


def show_certificate(job, number, name, day=None):
    shown, status = job.call("certificate", "show", number, *(["--on", day] if day else []), allowed=(0, 3))
    state = shown["status"]
    job.summary[name] = {"state": state["state"], "coverage_holds": state["coverage_holds"], "gap_t": state.get("gap_t"), "troubles": state["troubles"],
                         "exit": status}
    print(f"   {number} · {state['on']} · {state['state']} · 覆盖成立 coverage holds: {state['coverage_holds']}"
          f" · 缺口 short of {state.get('gap_t')} t {' '.join(state['troubles'])}")


def invalidated_and_repaired(job, factory, batch, number):
    title("十、500 吨失效，证书当即显示；补足后恢复", "10. 500 t lose their value: the certificate shows it at once; a replacement repairs it")
    first = batch["first"]
    fact = job.submit("registrar", "invalidate", ranges=[{"batch": batch["batch"], "first": first, "last": first + 499}], authority="演示主管部门 Demo authority",
                      reason="演示 demonstration", evidence=evidence())
    show_certificate(job, number, "under_covered")
    _, status = job.call("coverage", factory, "2025", "--scheme", SCHEME, "--check", actor="factory", allowed=(8,))
    job.summary["check_exit"] = status
    extra = f"{batch['batch']}:{first + 20_000}-{first + 20_499}"
    job.wish("registrar", "credits", "transfer", "--range", extra, "--to", PARTIES["factory"][0], "--evidence", EXPORT)
    today = str(datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date())
    repair = job.submit("factory", "retire", factory=factory, period="2025", purpose="factory_offset",
                        ranges=[{"batch": batch["batch"], "first": first + 20_000, "last": first + 20_499}], quantity=500,
                        beneficiary=PARTIES["factory"][0], retired_on=today, replaces=fact["index"])
    job.submit("registrar", "confirm_evidence", target=repair["index"], registry_reference="DEMO-R-2", evidence=evidence())
    print(f"   补充注销 500 吨 replaced by 500 t → 条目 entry {repair['index']}")
    show_certificate(job, number, "repaired")


def verify(job, retired):
    title("十一、任何人都能核验", "11. Anybody can verify")
    receipt = job.folder / "retirement.tlog-proof"
    job.call("receipt", retired["index"], "--out", receipt)
    vkey = read(job, "/v1/log")["vkey"]
    offline = Job(job.tanbu, job.folder)
    offline.environment["TANBU_HOME"] = str(job.folder / "stranger")
    verdict, _ = offline.call("verify", receipt, "--vkey", vkey)
    job.summary["verify"] = verdict
    print(f"   离线核验收据 receipt verified offline: {receipt.relative_to(ROOT) if receipt.is_relative_to(ROOT) else receipt}")
    text = receipt.read_text(encoding="utf-8")
    at = text.index("\nextra ") + 12
    forged = job.folder / "forged.tlog-proof"
    forged.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1:], encoding="utf-8")
    _, status = offline.call("verify", forged, "--vkey", vkey, allowed=(3,))
    job.summary["verify_forged_exit"] = status
    print("   改动一个字符即不成立 one changed character and it does not hold (exit 3)")
    audit, status = offline.call("audit", "--dir", job.folder / "ledger")
    job.summary["audit_exit"] = status
    job.summary["audit"] = audit
    size = read(job, "/v1/log")["size"]
    job.summary["log_size"] = size
    print(f"   独立审计 independent audit: {size} 条全部相符 entries, nothing amiss (exit {status})")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tanbu", required=True, type=pathlib.Path)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--serve", choices=("yes", "no"), default="no")
    parser.add_argument("--listen", default="127.0.0.1:8080")
    options = parser.parse_args()
    folder = options.folder.resolve()
    if folder.exists():
        if not (folder / "keys").exists() and any(folder.iterdir()):
            sys.exit(f"main job: {folder} is not a demo folder; it will not be deleted")
        shutil.rmtree(folder)
    job = Job(options.tanbu.resolve(), folder)
    print("tanbu 碳簿 — 演示：全部主体与密钥均为演示 / a demo: all parties and keys are demo ones")
    prepare(job)
    public_keys(job)
    server = start_server(job, options.listen if options.serve == "yes" else "127.0.0.1:0")
    try:
        enrol(job)
        active, retired = import_export(job)
        factory, batch = factory_year(job, active)
        retired_entries = retire_for_the_year(job, factory, batch)
        retirement = retired_entries[0]
        job.summary["bought"] = {"factory": factory, "batch": batch["batch"], "first": batch["first"], "last": batch["first"] + 19_999}
        electricity_certificates(job, factory, batch)
        foreign = second_uses(job, factory, batch)
        own_project(job, factory, foreign)
        claims(job, factory, retired)
        number = attested_year(job, factory, retired_entries)
        invalidated_and_repaired(job, factory, batch, number)
        verify(job, retirement)
        (folder / "summary.json").write_text(json.dumps(job.summary, ensure_ascii=False, indent=1), encoding="utf-8")
        if options.serve == "yes":
            print(f"\n服务中 serving at {job.url}  (Ctrl-C 停止 stops)\n   curl {job.url}/v1/log\n   curl {job.url}/v1/retirements/{retirement['index']}"
                  f"\n   curl {job.url}/v1/serials/VCS/{batch['first']}", flush=True)
            signal.signal(signal.SIGTERM, lambda *_: server.terminate())
            server.wait()
    except KeyboardInterrupt:
        pass
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
