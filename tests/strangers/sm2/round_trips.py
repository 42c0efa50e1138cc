#!/usr/bin/python3
"""SM2 both ways with foreign software: they sign and we verify, we sign and they verify, and an altered bit is refused by everybody.

Usage: round_trips.py OUR_PROGRAM FOLDER_FOR_NPM
"""
import random
import secrets
import sys

from strangers import OpensslCommand, bouncy_castle, ours, sm_crypto

N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
KNOWN = ("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8",  # GM/T 0003.5, annex A
         "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
         "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def check_pair(signer, verifier, messages, luck):
    for message in messages:
        secret = f"{secrets.randbelow(N - 2) + 1:064x}"
        point = signer.public(secret)
        assert verifier.public(secret) == point, f"{signer.name} and {verifier.name} derive two keys from one secret"
        signature = signer.sign(secret, message)
        assert len(signature) == 128
        assert verifier.verify(point, message, signature), f"{verifier.name} refuses what {signer.name} signed"
        altered = flipped(bytes.fromhex(signature), luck.randrange(512)).hex()
        assert not verifier.verify(point, message, altered), f"{verifier.name} accepts an altered signature"
        if message:
            other = flipped(message, luck.randrange(8 * len(message)))
            assert not verifier.verify(point, other, signature), f"{verifier.name} accepts an altered message"
        stranger = verifier.public(f"{secrets.randbelow(N - 2) + 1:064x}")
        assert not verifier.verify(stranger, message, signature), f"{verifier.name} accepts another's signature"


def main():
    luck = random.Random(7)
    we = ours(sys.argv[1])
    strangers = [(sm_crypto(sys.argv[2]), 40), (bouncy_castle(), 40), (OpensslCommand(), 4)]
    for party in [we] + [stranger for stranger, _ in strangers]:
        assert party.public(KNOWN[0]) == KNOWN[1], party.name
        assert party.verify(KNOWN[1], b"message digest", KNOWN[2]), party.name
        assert not party.verify(KNOWN[1], b"message digesT", KNOWN[2]), party.name
    for stranger, count in strangers:
        messages = [luck.randbytes(length) for length in [0, 1, 55, 56, 64, 4096][: max(count // 8, 1)]]
        messages += [luck.randbytes(luck.randrange(1, 300)) for _ in range(count - len(messages))]
        check_pair(stranger, we, messages, luck)
        check_pair(we, stranger, messages, luck)
        print(f"{stranger.name}: {count} messages signed there and verified here, and the other way round")
        stranger.close()
    we.close()


main()
