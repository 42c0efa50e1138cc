// A timestamping authority (RFC 3161) of the test's own, by the openssl command: a root, a certificate for timestamping
// under it, and answers to requests. Made anew for each object.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace tanbu::test {

class TimestampAuthority {
 public:
  TimestampAuthority() {
    write("extensions.cnf", "extendedKeyUsage=critical,timeStamping\nbasicConstraints=CA:FALSE\n");
    write("tsa.cnf",
          "[tsa]\ndefault_tsa=one\n[one]\nserial=" + file("serial") +
              "\ndefault_policy=1.2.3.4.1\ndigests=sha256\nsigner_digest=sha256\nordering=no\ness_cert_id_chain=no\n");
    write("serial", "01\n");
    run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=Root of a test'"
        " -keyout " +
        file("root.key") + " -out " + file("root.pem"));
    run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=Timestamps of a test' -keyout " +
        file("tsa.key") + " -out " + file("tsa.csr"));
    run("x509 -req -days 3650 -in " + file("tsa.csr") + " -CA " + file("root.pem") + " -CAkey " + file("root.key") +
        " -set_serial 7 -extfile " + file("extensions.cnf") + " -out " + file("tsa.pem"));
  }

  [[nodiscard]] std::string root_pem() const { return read("root.pem"); }
  [[nodiscard]] std::string answer(const std::string& request) const {
    write("request.tsq", request);
    run("ts -reply -config " + file("tsa.cnf") + " -section one -queryfile " + file("request.tsq") + " -signer " +
        file("tsa.pem") + " -inkey " + file("tsa.key") + " -out " + file("answer.tsr"));
    return read("answer.tsr");
  }
  // What openssl itself says of an answer about these bytes.
  [[nodiscard]] bool openssl_verifies(const std::string& answer, const std::string& data) const {
    write("checked.tsr", answer);
    write("data", data);
    return succeeds("ts -verify -in " + file("checked.tsr") + " -data " + file("data") + " -CAfile " +
                    file("root.pem"));
  }

 private:
  [[nodiscard]] std::string file(const char* name) const { return (folder_.path() / name).string(); }
  void write(const char* name, const std::string& bytes) const {
    std::ofstream(file(name), std::ios::binary | std::ios::trunc) << bytes;
  }
  [[nodiscard]] std::string read(const char* name) const {
    std::ifstream stream(file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }
  [[nodiscard]] bool succeeds(const std::string& arguments) const {
    return std::system(("openssl " + arguments + " >" + file("said") + " 2>&1").c_str()) == 0;
  }
  void run(const std::string& arguments) const {
    if (!succeeds(arguments)) throw std::runtime_error("openssl " + arguments + ": " + read("said"));
  }

  TemporaryFolder folder_;
};

}  // namespace tanbu::test
