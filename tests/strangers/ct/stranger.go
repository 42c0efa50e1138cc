// Google's Certificate Transparency verifier (merkletree.MerkleVerifier of the first CT repository, as Debian ships it) judges inclusion
// and consistency of our logs. Signatures are other strangers' business: this one is given the roots that the checkpoints sign.
//
//	stranger LOG [LOG...]
//
// LOG is a folder of write_small_log: receipts/*.tlog-proof and consistency/<from>-<to>. Every proof must be accepted, and every copy
// with one altered byte refused. Prints a line for each log; at the first failure the reason goes to standard error, exit status 1.
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/google/certificate-transparency/go/merkletree"
)

var verifier = merkletree.NewMerkleVerifier(func(data []byte) []byte {
	hash := sha256.Sum256(data)
	return hash[:]
})

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(1)
}

func bytesOf(text string) []byte {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		fail("%q is no base64", text)
	}
	return data
}

func hashesOf(lines []string) [][]byte {
	var hashes [][]byte
	for _, line := range lines {
		hashes = append(hashes, bytesOf(line))
	}
	return hashes
}

func numberOf(text string) int64 {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		fail("%q is no number", text)
	}
	return number
}

func altered(data []byte) []byte {
	copied := append([]byte{}, data...)
	copied[len(copied)/2] ^= 1
	return copied
}

func alteredAt(hashes [][]byte, at int) [][]byte {
	copied := append([][]byte{}, hashes...)
	copied[at] = altered(copied[at])
	return copied
}

// inclusion judges one receipt and says how many altered copies were refused.
func inclusion(path string) int {
	text, err := os.ReadFile(path)
	if err != nil {
		fail("%v", err)
	}
	parts := strings.SplitN(string(text), "\n\n", 2)
	lines, checkpoint := strings.Split(parts[0], "\n"), strings.Split(parts[1], "\n")
	entry, hashes := bytesOf(strings.TrimPrefix(lines[1], "extra ")), hashesOf(lines[3:])
	size, root := numberOf(checkpoint[1]), bytesOf(checkpoint[2])
	// This verifier counts leaves from one.
	place := numberOf(strings.TrimPrefix(lines[2], "index ")) + 1
	if err := verifier.VerifyInclusionProof(place, size, hashes, root, entry); err != nil {
		fail("%s is refused: %v", path, err)
	}
	refused := 0
	refuse := func(what string, err error) {
		if err == nil {
			fail("%s is accepted with an altered byte: %s", path, what)
		}
		refused++
	}
	refuse("entry", verifier.VerifyInclusionProof(place, size, hashes, root, altered(entry)))
	refuse("root", verifier.VerifyInclusionProof(place, size, hashes, altered(root), entry))
	refuse("a hash too many", verifier.VerifyInclusionProof(place, size, append(hashes, root), root, entry))
	for at := range hashes {
		refuse(fmt.Sprint("hash ", at), verifier.VerifyInclusionProof(place, size, alteredAt(hashes, at), root, entry))
	}
	return refused
}

// consistency judges a file of five or more lines: from, to, root of from, root of to, hashes.
func consistency(path string) int {
	text, err := os.ReadFile(path)
	if err != nil {
		fail("%v", err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	from, to, rootFrom, rootTo, hashes := numberOf(lines[0]), numberOf(lines[1]), bytesOf(lines[2]), bytesOf(lines[3]), hashesOf(lines[4:])
	if err := verifier.VerifyConsistencyProof(from, to, rootFrom, rootTo, hashes); err != nil {
		fail("%s is refused: %v", path, err)
	}
	refused := 0
	refuse := func(what string, err error) {
		if err == nil {
			fail("%s is accepted with an altered byte: %s", path, what)
		}
		refused++
	}
	refuse("the older root", verifier.VerifyConsistencyProof(from, to, altered(rootFrom), rootTo, hashes))
	refuse("the newer root", verifier.VerifyConsistencyProof(from, to, rootFrom, altered(rootTo), hashes))
	for at := range hashes {
		refuse(fmt.Sprint("hash ", at), verifier.VerifyConsistencyProof(from, to, rootFrom, rootTo, alteredAt(hashes, at)))
	}
	return refused
}

func all(folder, pattern string, judge func(string) int) (int, int) {
	paths, _ := filepath.Glob(filepath.Join(folder, pattern))
	refused := 0
	for _, path := range paths {
		refused += judge(path)
	}
	return len(paths), refused
}

func main() {
	for _, folder := range os.Args[1:] {
		receipts, refusedReceipts := all(folder, "receipts/*.tlog-proof", inclusion)
		proofs, refusedProofs := all(folder, "consistency/*", consistency)
		if receipts == 0 && filepath.Base(folder) != "0" {
			fail("%s: there are no receipts", folder)
		}
		fmt.Printf("%s: %d receipts and %d consistency proofs accepted, %d altered copies refused\n", filepath.Base(folder), receipts, proofs,
			refusedReceipts+refusedProofs)
	}
}
