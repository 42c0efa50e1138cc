#!/usr/bin/env python3
"""Holds the includes of the house to its arrows: a room may use only the rooms below it, and the core only the standard library.

Usage: check_layers.py ROOT       exit 0, or 1 with one line for each forbidden include or word
       check_layers.py --self-test  plants every kind of violation in a temporary tree and demands that each one is found
"""
import pathlib
import re
import sys
import tempfile

# Longest prefix wins. A room's value is what it may include besides itself and the standard library; "+name" is a library outside.
ROOMS = {
    "api/": ("api", {"api", "importers", "audit", "offline", "engine", "store", "log", "codec", "core", "crypto", "+boost", "+CLI", "+fmt", "+spdlog",
                     "+curl", "+xlsxwriter", "+prometheus", "+posix"}),
    "api/http/wire/": ("wire", {"+boost", "+openssl", "+posix"}),
    "importers/": ("importers", {"codec", "core", "crypto", "+boost", "+zip", "+expat", "+posix"}),
    "audit/": ("audit", {"codec", "core", "log", "crypto", "+sqlite3", "+boost", "+cereal"}),
    "audit/offline/": ("offline", {"codec", "core", "log", "crypto", "+boost"}),
    "ledger/engine/": ("engine", {"store", "log", "codec", "core", "crypto", "+posix"}),
    "ledger/store/": ("store", {"log", "core", "crypto", "+sqlite3", "+cereal", "+posix"}),
    "ledger/log/": ("log", {"core", "crypto"}),
    "ledger/codec/": ("codec", {"core", "crypto", "+boost"}),
    "ledger/": ("core", set()),
    "crypto/": ("crypto", {"+openssl", "+sodium", "+boost", "+posix"}),
}
# What the auditor must not share with the writer, though its room may include other core headers.
AUDIT_FORBIDDEN = {"ledger/apply.hpp", "ledger/invariants.hpp"}
CORE_FORBIDDEN_HEADERS = {"atomic", "barrier", "condition_variable", "ctime", "filesystem", "fstream", "future", "iostream", "latch", "mutex",
                          "random", "semaphore", "shared_mutex", "stop_token", "thread", "time.h"}
CORE_FORBIDDEN_WORDS = re.compile(r"\b(system_clock|steady_clock|high_resolution_clock|std::this_thread|getenv|fopen|std::rand|random_device)\b")
CORE_STDIO_ALLOWED = {"ledger/holds.hpp"}
LIBRARIES = [("boost/", "+boost"), ("CLI/", "+CLI"), ("fmt/", "+fmt"), ("spdlog/", "+spdlog"), ("curl/", "+curl"), ("sqlite3.h", "+sqlite3"),
             ("cereal/", "+cereal"), ("zip.h", "+zip"), ("expat.h", "+expat"), ("xlsxwriter", "+xlsxwriter"), ("iconv.h", "+posix"), ("openssl/", "+openssl"), ("prometheus/", "+prometheus"), ("sodium", "+sodium"), ("sys/", "+posix"), ("netinet/", "+posix"),
             ("arpa/", "+posix"), ("fcntl.h", "+posix"), ("unistd.h", "+posix"), ("poll.h", "+posix"), ("termios.h", "+posix"),
             ("netdb.h", "+posix"), ("pwd.h", "+posix"), ("signal.h", "+posix"), ("dirent.h", "+posix")]
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def room_of(path):
    prefix = max((p for p in ROOMS if path.startswith(p)), key=len, default=None)
    return ROOMS[prefix] if prefix else None


def check_include(path, room, allowed, quote, name):
    if quote == '"':
        target = room_of(name)
        if target is None:
            return f"includes {name}, which is in no room (write the path from the project's root)"
        if name == "ledger/holds.hpp" and room != "crypto":
            return None  # A claim about one's own code belongs to every room that stands above the core.
        if room in ("audit", "offline") and name in AUDIT_FORBIDDEN:
            return f"includes {name}: the auditor shares no code with the writer"
        if target[0] != room and target[0] not in allowed and not (room == "api" and target[0] == "wire"):
            return f"includes {name}: {room} may not use {target[0]}"
        return None
    for prefix, library in LIBRARIES:
        if name.startswith(prefix):
            return None if library in allowed else f"includes <{name}>: {room} may not use {library[1:]}"
    if room == "core" and (name in CORE_FORBIDDEN_HEADERS or (name == "cstdio" and path not in CORE_STDIO_ALLOWED)):
        return f"includes <{name}>: the core has no clock, no IO, no threads and no randomness"
    return None


def check_file(root, file):
    path = file.relative_to(root).as_posix()
    room, allowed = room_of(path)
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        include = INCLUDE.match(line)
        if include:
            fault = check_include(path, room, allowed, include.group(1), include.group(2))
            if fault:
                found.append(f"{path}:{number}: {fault}")
        elif room == "core":
            word = CORE_FORBIDDEN_WORDS.search(line.split("//")[0])
            if word:
                found.append(f"{path}:{number}: {word.group(1)}: the core has no clock, no IO, no threads and no randomness")
    return found


def check(root):
    root = pathlib.Path(root)
    found, beast, files = [], [], 0
    for top in ("ledger", "crypto", "api", "importers", "audit"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix not in (".hpp", ".cpp", ".h", ".inc") or "node_modules" in file.parts:
                continue
            files += 1
            found += check_file(root, file)
            if re.search(r"include\s*<boost/beast", file.read_text(encoding="utf-8")):
                beast.append(file.relative_to(root).as_posix())
    if len(beast) > 1:
        found.append("only one file may include Beast, these do: " + ", ".join(beast))
    for forbidden in ("common", "util", "utils", "ledger/common", "ledger/util"):
        if (root / forbidden).exists():
            found.append(f"{forbidden}/ becomes the cycle of a house; name the room by what it is for")
    return found, files


def self_test():
    plants = {
        "ledger/a.cpp": '#include <chrono>\nauto t = std::chrono::system_clock::now();\n',
        "ledger/b.cpp": '#include "ledger/store/store.hpp"\n',
        "ledger/rules/c.cpp": "#include <thread>\n",
        "ledger/d.cpp": "#include <sqlite3.h>\n",
        "ledger/log/e.cpp": '#include "ledger/engine/engine.hpp"\n',
        "audit/f.cpp": '#include "ledger/store/store.hpp"\n',
        "audit/g.cpp": '#include "ledger/apply.hpp"\n',
        "audit/offline/n.cpp": "#include <sqlite3.h>\n",
        "audit/offline/o.cpp": '#include "audit/verify.hpp"\n',
        "audit/offline/p.cpp": '#include "ledger/apply.hpp"\n',
        "crypto/h.cpp": '#include "ledger/ids.hpp"\n',
        "importers/i.cpp": '#include "api/http/app.hpp"\n',
        "ledger/store/j.cpp": '#include "ledger/rules/../engine/x.hpp"\n#include "nowhere.hpp"\n',
        "api/http/wire/k.cpp": '#include "ledger/ids.hpp"\n',
        "api/http/wire/l.cpp": "#include <boost/beast/http.hpp>\n",
        "api/http/wire/m.cpp": "#include <boost/beast/core.hpp>\n",
    }
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in plants.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        found, _ = check(root)
        missed = [name for name in plants if not any(name in line for line in found)]
        if missed:
            print("not found: " + ", ".join(missed))
            return 1
    print(f"all {len(plants)} planted violations were found")
    return 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    found, files = check(sys.argv[1] if len(sys.argv) > 1 else ".")
    print("\n".join(found) if found else f"{files} files: every arrow points down")
    if files == 0:
        print("no files found")
    return 1 if found or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
