// Our own SM2 behind the same questions that the strangers answer, line by line on stdin, everything in hexadecimal and
// `-` for no bytes at all:
//   public <d>                   -> <x||y>
//   sign <d> <message>           -> <r||s>
//   verify <x||y> <message> <r||s> -> yes | no
#include <algorithm>
#include <iostream>
#include <sstream>
#include <string>

#include "crypto/encoding.hpp"
#include "crypto/sm2.hpp"

namespace {

using namespace tanbu::crypto;

std::string bytes_of(const std::string& word) { return word == "-" ? std::string() : hex_decode(word).value(); }

template <class Array>
Array array_of(const std::string& word) {
  Array result{};
  const std::string bytes = bytes_of(word);
  std::copy_n(bytes.begin(), std::min(bytes.size(), result.size()), result.begin());
  return result;
}

std::string answer(const std::string& line) {
  std::istringstream words(line);
  std::string question, first, second, third;
  words >> question >> first >> second >> third;
  if (question == "public") {
    const auto point = sm2::public_key(array_of<sm2::PrivateKey>(first)).point;
    return hex_encode(std::string(point.begin(), point.end()));
  }
  if (question == "sign") return hex_encode(sm2::sign(array_of<sm2::PrivateKey>(first), bytes_of(second)));
  const sm2::PublicKey key{array_of<decltype(sm2::PublicKey::point)>(first)};
  return sm2::verify(key, bytes_of(second), bytes_of(third)) ? "yes" : "no";
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << answer(line) << std::endl;
  return 0;
}
