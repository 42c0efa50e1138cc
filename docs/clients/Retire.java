// Retires units and verifies the receipt. Needs a JDK of 17 or newer and nothing else: it signs by itself. The key must be Ed25519.
// Usage: java Retire.java URL VKEY KEY.jwk PARTY FACTORY PERIOD BATCH:FIRST-LAST
// Exit: 0 retired and verified, 1 refused (the problem on stderr), 3 the receipt does not hold.
import java.net.URI;
import java.net.http.*;
import java.nio.file.*;
import java.security.*;
import java.security.spec.*;
import java.time.*;
import java.util.*;

public class Retire {
  static final HexFormat HEX = HexFormat.of();
  static byte[] unbase64(String text) { return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')); }
  static String base64url(byte[] bytes) { return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes); }
  static String member(String json, String name) { return json.split("\"" + name + "\"\\s*:\\s*\"")[1].split("\"")[0]; }
  static byte[] sha256(String hex) throws Exception { return MessageDigest.getInstance("SHA-256").digest(HEX.parseHex(hex)); }
  static HttpResponse<String> ask(String url, String command) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url)).version(HttpClient.Version.HTTP_1_1).header("Content-Type", "application/jose"); // HTTP/2 is refused
    if (command != null) request.POST(HttpRequest.BodyPublishers.ofString(command));
    var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) { System.err.println(answer.body()); System.exit(1); }
    return answer;
  }
  static boolean receiptHolds(String receipt, String[] vkey, String command) throws Exception {
    String[] parts = receipt.split("\n\n"), head = parts[0].split("\n"), text = parts[1].split("\n");
    byte[] entry = unbase64(head[1].substring("extra ".length())), key = HEX.parseHex("302a300506032b6570032100" + HEX.formatHex(unbase64(vkey[2])).substring(2));
    long at = Long.parseLong(head[2].substring("index ".length())), end = Long.parseLong(text[1]) - 1;
    boolean signed = false, whole = at <= end; // signed by the log's key; no other key counts
    for (String line : parts[2].split("\n")) {
      byte[] signature = unbase64(line.substring(line.lastIndexOf(' ') + 1));
      if (!line.startsWith("\u2014 " + vkey[0] + " ") || !HEX.formatHex(signature, 0, 4).equals(vkey[1])) continue;
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key)));
      verifier.update((parts[1] + "\n").getBytes("UTF-8"));
      signed |= verifier.verify(signature, 4, signature.length - 4);
    }
    String node = HEX.formatHex(sha256("00" + HEX.formatHex(entry)));
    for (int line = 3; line < head.length; ++line, at >>= 1, end >>= 1) { // RFC 9162 section 2.1.3.2
      String sibling = HEX.formatHex(unbase64(head[line]));
      whole &= end > 0;
      node = HEX.formatHex(sha256("01" + (at % 2 == 1 || at == end ? sibling + node : node + sibling)));
      for (; at == end && at % 2 == 0 && at > 0; end >>= 1) at >>= 1;
    }
    return signed && whole && end == 0 && text[0].equals(vkey[0]) && Arrays.equals(HEX.parseHex(node), unbase64(text[2]))
        && Arrays.equals(unbase64(member(new String(entry, "UTF-8"), "command")), sha256(HEX.formatHex(command.getBytes())));
  }
  public static void main(String[] words) throws Exception {
    String[] vkey = words[1].split("\\+", 3), units = words[6].split("[:-]");
    String jwk = Files.readString(Path.of(words[2])), factory = ask(words[0] + "/v1/factories/" + words[4], null).body();
    String key = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + member(jwk, "x") + "\"}"; // its hash is its name (RFC 7638)
    String header = "{\"alg\":\"EdDSA\",\"kid\":\"%s\",\"typ\":\"tanbu-command+jws\"}".formatted(base64url(sha256(HEX.formatHex(key.getBytes()))));
    long now = Instant.now().getEpochSecond(), quantity = Long.parseLong(units[2]) - Long.parseLong(units[1]) + 1;
    String wish = """
        {"iss":"%s","aud":"%s","jti":"%s","iat":%d,"exp":%d,"kind":"retire","body":{"factory":%s,"period":"%s","purpose":"factory_offset",
        "ranges":[{"batch":%s,"first":%s,"last":%s}],"quantity":%d,"beneficiary":"%s","retired_on":"%s"}}""".formatted(words[3], vkey[0], UUID.randomUUID(),
        now, now + 3600, words[4], words[5], units[0], units[1], units[2], quantity, member(factory, "operator"), LocalDate.now(ZoneOffset.ofHours(8)));
    String signed = base64url(header.getBytes()) + "." + base64url(wish.getBytes("UTF-8"));
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, unbase64(member(jwk, "d")))));
    signer.update(signed.getBytes());
    String command = signed + "." + base64url(signer.sign()); // after a timeout send these same bytes again: they count once
    String entry = ask(words[0] + "/v1/commands", command).headers().firstValue("Location").orElseThrow();
    if (!receiptHolds(ask(words[0] + entry + "/receipt", null).body(), vkey, command)) { System.out.println("the receipt does not hold"); System.exit(3); }
    System.out.println("retired and verified: entry " + entry.substring(entry.lastIndexOf('/') + 1));
  }
}
