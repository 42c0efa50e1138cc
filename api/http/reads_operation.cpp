// Whether the server lives and is ready, what it is, and a first page for people who come with a browser.
#include "api/http/handlers.hpp"
#include "api/http/json_writer.hpp"
#include "ledger/rules.hpp"

namespace tanbu::http {
namespace {

constexpr std::string_view front_page = R"(<!DOCTYPE html>
<html lang="zh">
<head><meta charset="utf-8"><title>tanbu</title></head>
<body>
<h1>tanbu 碳簿</h1>
<p lang="zh">这是零碳工厂碳抵消的公开账本：每一份减排量只能为一家工厂的一个年度使用一次，且永远只有一次。</p>
<p lang="en">This is a public ledger of the offsetting of factories: a unit is used once, for one factory and one period,
and never again.</p>
<ul>
<li><a href="/v1/log">/v1/log</a>: 账本名称、公钥、大小与根 / name, key, size and root of the log</li>
<li><a href="/v1/programmes">/v1/programmes</a>, <a href="/v1/batches">/v1/batches</a>,
<a href="/v1/retirements">/v1/retirements</a>: 机制、批次、注销 / programmes, batches, retirements</li>
<li>/v1/serials/VCS/&lt;serial&gt;: 某个序列号或号码的去向 / what became of a serial or a number</li>
<li><a href="/docs">/docs</a>, <a href="/openapi.json">/openapi.json</a>, <a href="/problems">/problems</a>:
接口说明、接口定义、错误说明 / the interface, its definition, its problems</li>
</ul>
<p lang="zh">验证：从可信渠道取得公钥（vkey），下载 /v1/entries/&lt;序号&gt;/receipt，任何 C2SP tlog-proof
工具都能离线验证该记录在册；/log 下的瓦片可重建整棵树。</p>
<p lang="en">To verify: get the key (vkey) from somebody you trust, download /v1/entries/&lt;index&gt;/receipt, and any C2SP
tlog-proof tool proves offline that the entry is in the log. The tiles below /log rebuild the whole tree.</p>
</body>
</html>
)";

}  // namespace

Response read_front_page(const Call&) {
  Response response = text_response(std::string(front_page), "text/html; charset=utf-8");
  add_validator(response, "public, max-age=300");
  return response;
}

// Alive and ready are two questions: the first only fails by silence, and asks no store.
Response read_health(const Call&) { return json_response("{\"alive\":true}"); }

Response read_readiness(const Call& call, store::Reader& reader) {
  const engine::Health health = call.engine().health();
  // The store holds what the writer has written, or somebody has put another file in its place. Looked at afterwards:
  // the snapshot that came with the request may be older than the newest commit.
  reader.refresh();
  const bool whole = reader.head().size >= health.size;
  const bool ready = health.ready && whole;
  const std::string reason = !health.ready ? health.reason : whole ? "" : "chain_head";
  std::string body;
  JsonWriter json(body);
  json.open_object().member("ready", ready).member("reason", reason).member("size", health.size);
  json.member("queued", health.queued).member("erasure_pending", health.erasure_pending);
  json.name("checks").open_object().member("writer", health.ready).member("store", true).member("chain_head", whole);
  json.member("clock", health.reason != "clock_suspect").member("disk", health.reason != "disk_full").close_object();
  json.close_object();
  Response response = json_response(std::move(body));
  if (!ready) response.status = 503;
  response.headers.emplace_back("Cache-Control", "no-store");  // true of this moment only
  return response;
}

Response read_version(const Call& call) {
  std::string body;
  JsonWriter json(body);
  json.open_object().member("name", "tanbu").member("version", call.services->version);
  json.member("rules", rules_version).close_object();
  return json_response(std::move(body));
}

}  // namespace tanbu::http
