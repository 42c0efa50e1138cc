// Keys as JWK: thumbprints, strict reading, private keys and the files they lie in.
#include "crypto/jwk.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <type_traits>
#include <vector>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace {

using namespace tanbu::crypto;
namespace json = boost::json;
namespace fs = std::filesystem;

static_assert(!std::is_copy_constructible_v<SigningKey> && !std::is_copy_assignable_v<SigningKey>);

// RFC 8037 appendix A.
const std::string rfc8037_x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const std::string rfc8037_private = R"({"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",)"
                                    R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
// RFC 7515 A.3.1.
const std::string rfc7515_x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const std::string rfc7515_y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
const std::string rfc7515_private = R"({"kty":"EC","crv":"P-256","x":")" + rfc7515_x + R"(","y":")" + rfc7515_y +
                                    R"(","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})";
const std::string rfc7515_public = R"({"crv":"P-256","kty":"EC","x":")" + rfc7515_x + R"(","y":")" + rfc7515_y + "\"}";

TEST_CASE("an Ed25519 key has the thumbprint of RFC 8037 A.3", "[crypto][jwk]") {
  const auto key = from_jwk_text(R"({"kty":"OKP","crv":"Ed25519","x":")" + rfc8037_x + "\"}");
  REQUIRE(key.has_value());
  CHECK(thumbprint(*key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  CHECK(to_jwk_text(*key) == R"({"crv":"Ed25519","kty":"OKP","x":")" + rfc8037_x + "\"}");
  CHECK(json::serialize(to_jwk(*key)) == to_jwk_text(*key));
}

TEST_CASE("a P-256 key's thumbprint is the digest of its members in lexicographic order", "[crypto][jwk]") {
  const auto key =
      from_jwk_text(R"( { "y":")" + rfc7515_y + R"(", "x":")" + rfc7515_x + R"(", "kty":"EC", "crv":"P-256" } )");
  REQUIRE(key.has_value());
  CHECK(to_jwk_text(*key) == rfc7515_public);
  CHECK(json::serialize(to_jwk(*key)) == rfc7515_public);
  CHECK(thumbprint(*key) == base64url_encode(as_bytes(sha256(rfc7515_public))));
  CHECK(thumbprint(*key).size() == 43);
}

TEST_CASE("a JWK that is not exactly a sound public key is refused", "[crypto][jwk]") {
  const std::string x = rfc8037_x;
  const auto okp = [](const std::string& coordinate) {
    return R"({"kty":"OKP","crv":"Ed25519","x":")" + coordinate + "\"}";
  };
  const auto ec = [](const std::string& a, const std::string& b) {
    return R"({"kty":"EC","crv":"P-256","x":")" + a + R"(","y":")" + b + "\"}";
  };
  const std::string zero = base64url_encode(std::string(32, '\0'));
  std::string neutral(32, '\0');
  neutral[0] = 1;
  const std::vector<std::string> bad = {
      "",
      "null",
      "[]",
      "\"" + x + "\"",
      "{}",
      R"({"kty":"OKP","crv":"Ed25519"})",
      R"({"kty":"OKP","x":")" + x + "\"}",
      R"({"crv":"Ed25519","x":")" + x + "\"}",
      R"({"kty":"OKP","crv":"Ed448","x":")" + x + "\"}",
      R"({"kty":"OKP","crv":"X25519","x":")" + x + "\"}",
      R"({"kty":"EC","crv":"Ed25519","x":")" + x + "\"}",
      R"({"kty":"okp","crv":"Ed25519","x":")" + x + "\"}",
      R"({"kty":"oct","k":")" + x + "\"}",
      R"({"kty":"OKP","crv":"Ed25519","x":")" + x + R"(","kid":"a"})",
      R"({"kty":"OKP","crv":"Ed25519","x":")" + x + R"(","alg":"EdDSA"})",
      R"({"kty":"OKP","crv":"Ed25519","x":")" + x + R"(","y":")" + x + "\"}",
      R"({"kty":"OKP","crv":"Ed25519","x":")" + x + R"(","x":")" + x + "\"}",
      R"({"kty":"OKP","crv":"Ed25519","x":5})",
      R"({"kty":"OKP","crv":["Ed25519"],"x":")" + x + "\"}",
      rfc8037_private,
      rfc7515_private,
      okp(x + "="),
      okp(x + "A"),
      okp(x.substr(0, 42)),
      okp(x.substr(0, 42) + "p"),
      okp(" " + x),
      okp(""),
      okp(zero),
      okp(base64url_encode(neutral)),
      okp(base64url_encode(std::string(32, '\xff'))),
      ec(zero, zero),
      ec(rfc7515_y, rfc7515_x),
      ec(rfc7515_x, zero),
      ec(rfc7515_x, rfc7515_y + "="),
      ec(base64url_encode('\0' + base64url_decode(rfc7515_x).value()), rfc7515_y),
      R"({"kty":"EC","crv":"P-256","x":")" + rfc7515_x + "\"}",
      R"({"kty":"EC","crv":"P-384","x":")" + rfc7515_x + R"(","y":")" + rfc7515_y + "\"}",
      rfc7515_public + " " + rfc7515_public,
      rfc7515_public + std::string(1024, ' '),
  };
  for (const std::string& text : bad) {
    CAPTURE(text);
    CHECK_FALSE(from_jwk_text(text).has_value());
  }
  CHECK(from_jwk_text(okp(x)).has_value());
  CHECK(from_jwk_text(ec(rfc7515_x, rfc7515_y)).has_value());
  CHECK_FALSE(from_jwk(json::value(nullptr)).has_value());
  CHECK_FALSE(from_jwk(json::value("text")).has_value());
}

TEST_CASE("the private keys of the RFCs are read, sign and are written back", "[crypto][jwk]") {
  const auto edwards = SigningKey::from_private_jwk(rfc8037_private);
  REQUIRE(edwards.has_value());
  CHECK(edwards->algorithm() == "EdDSA");
  CHECK(edwards->kid() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  CHECK(edwards->to_private_jwk() ==
        R"({"crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","kty":"OKP","x":")" + rfc8037_x + "\"}");
  // RFC 8037 A.4: the signature of its example.
  CHECK(base64url_encode(edwards->sign("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")) ==
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
  const auto point = SigningKey::from_private_jwk(rfc7515_private);
  REQUIRE(point.has_value());
  CHECK(point->algorithm() == "ES256");
  CHECK(to_jwk_text(point->public_key()) == rfc7515_public);
  CHECK(point->sign("message").size() == 64);
}

TEST_CASE("a private JWK whose halves do not agree, or that is not exact, is refused", "[crypto][jwk]") {
  const std::string other_d = base64url_encode(std::string(32, 'd'));
  const std::string order =
      base64url_encode(hex_decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value());
  const auto with_d = [](const std::string& jwk, const std::string& d) {
    return jwk.substr(0, jwk.size() - 1) + R"(,"d":)" + d + "}";
  };
  const std::string okp = R"({"crv":"Ed25519","kty":"OKP","x":")" + rfc8037_x + "\"}";
  for (const std::string& text :
       {okp, rfc7515_public, with_d(okp, "\"" + other_d + "\""), with_d(rfc7515_public, "\"" + other_d + "\""),
        with_d(rfc7515_public, "\"" + order + "\""),
        with_d(rfc7515_public, "\"" + base64url_encode(std::string(32, '\0')) + "\""), with_d(okp, "5"),
        with_d(okp, "\"\""), with_d(okp, "null"), with_d(rfc8037_private, "\"" + other_d + "\""),
        with_d(rfc8037_private.substr(0, rfc8037_private.size() - 1) + R"(,"use":"sig"})", "\"" + other_d + "\""),
        rfc8037_private + "x", std::string("[]"), std::string("")}) {
    CAPTURE(text);
    CHECK_FALSE(SigningKey::from_private_jwk(text).has_value());
  }
}

SigningKey generate(int kind) {
  if (kind == 0) return SigningKey::generate_ed25519();
  return kind == 1 ? SigningKey::generate_p256() : SigningKey::generate_sm2();
}

TEST_CASE("generated keys survive being written as JWK, public and private", "[crypto][jwk][property]") {
  for (int i = 0; i < 40; ++i) {
    const SigningKey key = generate(i % 3);
    REQUIRE(from_jwk_text(to_jwk_text(key.public_key())) == key.public_key());
    REQUIRE(from_jwk(to_jwk(key.public_key())) == key.public_key());
    const auto again = SigningKey::from_private_jwk(key.to_private_jwk());
    REQUIRE(again.has_value());
    REQUIRE(again->kid() == key.kid());
    REQUIRE(again->to_private_jwk() == key.to_private_jwk());
  }
}

TEST_CASE("moving a key carries it over and leaves nothing behind", "[crypto][jwk]") {
  SigningKey key = SigningKey::from_ed25519_seed(ed25519::Seed{1, 2, 3});
  const std::string text = key.to_private_jwk();
  SigningKey moved = std::move(key);
  CHECK(moved.to_private_jwk() == text);
  SigningKey assigned = SigningKey::generate_p256();
  assigned = std::move(moved);
  CHECK(assigned.to_private_jwk() == text);
  const std::string wiped = R"("d":")" + base64url_encode(std::string(32, '\0')) + "\"";
  CHECK(key.to_private_jwk().find(wiped) != std::string::npos);
  CHECK(moved.to_private_jwk().find(wiped) != std::string::npos);
}

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "tanbu-keys-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

std::string read_fault(const fs::path& path) {
  const auto result = read_key_file(path);
  const auto* const fault = std::get_if<KeyFileFault>(&result);
  if (fault == nullptr) return "read";
  CHECK(fault->detail.find(path.string()) != std::string::npos);
  return fault->code;
}

void write_text(const fs::path& path, const std::string& text, mode_t mode) {
  std::ofstream(path, std::ios::binary) << text;
  REQUIRE(::chmod(path.c_str(), mode) == 0);
}

TEST_CASE("a key file is written with mode 0600 whatever the umask, and read back", "[crypto][keyfile]") {
  const Folder folder;
  const auto mask = GENERATE(values<mode_t>({0, 0022, 0077, 0277}));
  for (const int kind : {0, 1, 2}) {
    const SigningKey key = generate(kind);
    const fs::path path = folder / std::to_string(kind);
    const mode_t before = ::umask(mask);
    const auto fault = write_key_file(path, key);
    ::umask(before);
    REQUIRE_FALSE(fault.has_value());
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    const auto result = read_key_file(path);
    REQUIRE(std::holds_alternative<SigningKey>(result));
    CHECK(std::get<SigningKey>(result).to_private_jwk() == key.to_private_jwk());
  }
}

TEST_CASE("a key file is never overwritten, not even through a dangling link", "[crypto][keyfile]") {
  const Folder folder;
  const SigningKey first = SigningKey::generate_ed25519();
  REQUIRE_FALSE(write_key_file(folder / "key", first).has_value());
  const auto second = write_key_file(folder / "key", SigningKey::generate_ed25519());
  REQUIRE(second.has_value());
  CHECK(second->code == "key_file_exists");
  CHECK(std::get<SigningKey>(read_key_file(folder / "key")).kid() == first.kid());
  fs::create_symlink(folder / "elsewhere", folder / "link");
  REQUIRE(write_key_file(folder / "link", first).has_value());
  CHECK_FALSE(fs::exists(folder / "elsewhere"));
}

TEST_CASE("a key file that others can touch is refused, whichever bit it is", "[crypto][keyfile]") {
  const Folder folder;
  const std::string text = SigningKey::generate_ed25519().to_private_jwk();
  for (const mode_t bit : {0040U, 0020U, 0010U, 0004U, 0002U, 0001U, 0044U, 0066U}) {
    write_text(folder / "key", text, 0600 | bit);
    CAPTURE(bit);
    CHECK(read_fault(folder / "key") == "key_file_permissions");
  }
  for (const mode_t mode : {0600U, 0400U, 0700U}) {
    write_text(folder / "key", text, static_cast<mode_t>(mode | 0200));
    REQUIRE(::chmod((folder / "key").c_str(), mode) == 0);
    CHECK(read_fault(folder / "key") == "read");
  }
}

TEST_CASE("key files that are missing, no files or no keys each have their code", "[crypto][keyfile]") {
  const Folder folder;
  CHECK(read_fault(folder / "absent") == "key_file_missing");
  CHECK(read_fault(folder / "absent/key") == "key_file_missing");
  CHECK(read_fault(folder / "") == "key_file_unreadable");
  CHECK(write_key_file(folder / "absent/key", SigningKey::generate_ed25519())->code == "key_file_missing");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(read_fault(folder / "pipe") == "key_file_unreadable");
  for (const std::string& text : {std::string(), std::string("hello"), rfc7515_public,
                                  rfc8037_private + std::string(2000, ' '), std::string(1 << 20, 'x')}) {
    write_text(folder / "bad", text, 0600);
    CHECK(read_fault(folder / "bad") == "key_file_unreadable");
  }
  write_text(folder / "good", rfc8037_private + "\n", 0600);
  CHECK(read_fault(folder / "good") == "read");
}

TEST_CASE("a fault about a key file says nothing of its content", "[crypto][keyfile]") {
  const Folder folder;
  write_text(folder / "bad", R"({"kty":"OKP","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"})", 0600);
  const auto result = read_key_file(folder / "bad");
  CHECK(std::get<KeyFileFault>(result).detail.find("nWGxne") == std::string::npos);
}

TEST_CASE("a disk that takes no bytes while a key is written leaves no file and is the machine's fault",
          "[crypto][keyfile]") {
  // A limit of zero bytes a file stands in for the full disk: open succeeds, write fails.
  const Folder folder;
  const SigningKey key = SigningKey::generate_ed25519();
  struct rlimit before {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const struct rlimit none { 0, before.rlim_max };
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
  bool thrown = false;
  try {
    static_cast<void>(write_key_file(folder / "key", key));
  } catch (const std::system_error&) {
    thrown = true;
  }
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  ::signal(SIGXFSZ, handler);
  CHECK(thrown);
  CHECK_FALSE(fs::exists(folder / "key"));
  CHECK(write_key_file(folder / std::string(300, 'n'), key)->code == "key_file_unreadable");
}

}  // namespace
