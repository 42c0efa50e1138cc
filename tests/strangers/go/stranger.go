// The stranger: checks a published log with software that knows nothing of tanbu. Signatures are verified by
// golang.org/x/mod/sumdb/note and hashes by golang.org/x/mod/sumdb/tlog, the libraries behind Go's checksum database; only the
// reading of the C2SP texts (checkpoint, tlog-proof, tlog-tiles paths) is written here, from the specifications.
//
//	stranger VKEY CHECKPOINT RECEIPTS LOG
//	stranger note VKEY NOTE
//
// VKEY is the log's key as text, CHECKPOINT a file, RECEIPTS a folder of *.tlog-proof files, LOG a folder that holds tile/... as
// published under /log (tile/<L>/<N>[.p/<W>] and tile/entries/<N>[.p/<W>]). The checkpoint must be at least as new as every receipt.
// One line is printed for every check and at the end "OK <n> receipts <m> tiles <k> entries". At the first failure the reason goes
// to standard error and the exit status is 1; wrong usage is 2.
//
// Checked: the checkpoint's signature; all tiles up to its root; every file below tile/ against them; every entry against its leaf
// hash, its own index and the hash chain; every receipt under its own checkpoint, and that checkpoint's root against the tiles, so
// that a log which shows two histories is found out.
//
// Build it with build.sh: Debian's golang-go and golang-golang-x-mod-dev suffice, no network is used.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A C2SP tile is a tile of height 8 of the tlog package, whose paths carry the height where C2SP's do not.
const height = 8
const width = 1 << height
const goPrefix = "tile/8/"

func parseDecimal(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 || strconv.FormatInt(number, 10) != text {
		return 0, fmt.Errorf("%q is not a decimal number", text)
	}
	return number, nil
}

// openCheckpoint verifies the log's signature and reads the three lines.
func openCheckpoint(raw []byte, log note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(raw, note.VerifierList(log))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return tlog.Tree{}, errors.New("a checkpoint has three lines")
	}
	if lines[0] != log.Name() {
		return tlog.Tree{}, fmt.Errorf("the origin is %q, the key's name %q", lines[0], log.Name())
	}
	size, err := parseDecimal(lines[1])
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, err
	}
	return tlog.Tree{N: size, Hash: root}, nil
}

// folder gives tiles out of files and remembers those that tlog has proved to belong to the tree.
type folder struct {
	path   string
	proven map[tlog.Tile][]byte // the width is left out of the key
}

func (f *folder) Height() int { return height }

// read gives the bytes at a path below tile/ without its .p/W, preferring the narrow file and falling back to the full one; the
// width it returns is that of the file.
func (f *folder) read(path string, partial int) ([]byte, int, error) {
	full := filepath.Join(f.path, "tile", filepath.FromSlash(path))
	if partial != width {
		data, err := os.ReadFile(filepath.Join(full+".p", strconv.Itoa(partial)))
		if !errors.Is(err, fs.ErrNotExist) {
			return data, partial, err
		}
	}
	data, err := os.ReadFile(full)
	return data, width, err
}

func tilePath(tile tlog.Tile) string {
	tile.W = width
	return strings.TrimPrefix(tile.Path(), goPrefix)
}

func (f *folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, fileWidth, err := f.read(tilePath(tile), tile.W)
		if err != nil {
			return nil, err
		}
		if len(data) != fileWidth*tlog.HashSize {
			return nil, fmt.Errorf("tile %s has %d bytes and a name for %d hashes", tilePath(tile), len(data), fileWidth)
		}
		all = append(all, data[:tile.W*tlog.HashSize])
	}
	return all, nil
}

func (f *folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	for i, tile := range tiles {
		tile.W = 0
		f.proven[tile] = data[i]
	}
}

// rebuild makes every stored hash of the tree anew from the leaf hashes and compares the root. TileHashReader alone is not enough: the
// version in Debian 12 counts the hashes that make up the root where it should count the tiles they lie in, and so takes over the
// first few full tiles below them without comparing them with their parents (found by this test's flipped bits).
func rebuild(tree tlog.Tree, leaves []tlog.Hash) (tlog.HashReader, error) {
	var stored []tlog.Hash
	memory := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	for i, leaf := range leaves {
		hashes, err := tlog.StoredHashesForRecordHash(int64(i), leaf, memory)
		if err != nil {
			return nil, err
		}
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(tree.N, memory)
	if err != nil {
		return nil, err
	}
	if root != tree.Hash {
		return nil, errors.New("the leaves hash to another root, there is an inconsistent tile")
	}
	return memory, nil
}

// prove rebuilds the root from the tiles and returns all leaf hashes and a reader of the rebuilt hashes.
func prove(tree tlog.Tree, tiles *folder) ([]tlog.Hash, tlog.HashReader, error) {
	reader := tlog.TileHashReader(tree, tiles)
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return nil, nil, err
	}
	if root != tree.Hash {
		return nil, nil, errors.New("the tiles do not give the checkpoint's root")
	}
	var leaves []tlog.Hash
	for first := int64(0); first < tree.N; first += width {
		var indexes []int64
		for i := first; i < first+width && i < tree.N; i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, i))
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return nil, nil, err
		}
		leaves = append(leaves, hashes...)
	}
	memory, err := rebuild(tree, leaves)
	if err != nil {
		return nil, nil, err
	}
	var names []string
	for tile, data := range tiles.proven {
		tile.W = len(data) / tlog.HashSize
		again, err := tlog.ReadTileData(tile, memory)
		if err != nil {
			return nil, nil, err
		}
		if !bytes.Equal(again, data) {
			return nil, nil, fmt.Errorf("tile %s is an inconsistent tile", tilePath(tile))
		}
		names = append(names, fmt.Sprintf("tile %s: %d hashes belong to the tree", tilePath(tile), len(data)/tlog.HashSize))
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Println(name)
	}
	return leaves, memory, nil
}

// checkFiles compares every file of hashes, also narrower ones of earlier checkpoints, with the proven tiles.
func checkFiles(tiles *folder) error {
	top := filepath.Join(tiles.path, "tile")
	return filepath.WalkDir(top, func(path string, file fs.DirEntry, err error) error {
		if err != nil || file.IsDir() {
			return err
		}
		name, err := filepath.Rel(top, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if strings.HasPrefix(name, "entries/") {
			return nil
		}
		tile, err := tlog.ParseTilePath(goPrefix + name)
		if err != nil || tile.L < 0 {
			return fmt.Errorf("file %s has no tile's name", name)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if len(data) != tile.W*tlog.HashSize {
			return fmt.Errorf("file %s has %d bytes, its name promises %d", name, len(data), tile.W*tlog.HashSize)
		}
		tile.W = 0
		proven, known := tiles.proven[tile]
		if !known {
			return fmt.Errorf("file %s lies beyond the checkpoint", name)
		}
		if !bytes.HasPrefix(data, proven) && !bytes.HasPrefix(proven, data) {
			return fmt.Errorf("file %s differs from the tree", name)
		}
		return nil
	})
}

// The members of an entry that a stranger can check without the commands.
type entry struct {
	Version  int    `json:"v"`
	Index    int64  `json:"index"`
	Previous string `json:"prev"`
	Time     string `json:"time"`
	Kind     string `json:"kind"`
	Command  string `json:"command"`
	Rules    string `json:"rules"`
}

// checkEntry compares one entry with its leaf hash, its place and the entry before it.
func checkEntry(data []byte, index int64, leaves []tlog.Hash, timeBefore string) (string, error) {
	if tlog.RecordHash(data) != leaves[index] {
		return "", fmt.Errorf("entry %d does not hash to its leaf", index)
	}
	var one entry
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&one); err != nil {
		return "", fmt.Errorf("entry %d: %w", index, err)
	}
	var previous tlog.Hash
	if index > 0 {
		previous = leaves[index-1]
	}
	if one.Index != index || one.Previous != previous.String() {
		return "", fmt.Errorf("entry %d does not continue the chain", index)
	}
	if one.Time < timeBefore {
		return "", fmt.Errorf("entry %d is older than the one before it", index)
	}
	return one.Time, nil
}

func checkEntries(tiles *folder, leaves []tlog.Hash) error {
	size := int64(len(leaves))
	time := ""
	for first := int64(0); first < size; first += width {
		count := size - first
		if count > width {
			count = width
		}
		path := "entries/" + strings.TrimPrefix(tilePath(tlog.Tile{H: height, L: 0, N: first / width}), "0/")
		bundle, fileWidth, err := tiles.read(path, int(count))
		if err != nil {
			return err
		}
		for i := first; i < first+count; i++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return fmt.Errorf("bundle %s ends within entry %d", path, i)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			if time, err = checkEntry(bundle[2:end], i, leaves, time); err != nil {
				return err
			}
			bundle = bundle[end:]
		}
		if len(bundle) > 0 && int(count) == fileWidth {
			return fmt.Errorf("bundle %s goes on after its last entry", path)
		}
		fmt.Printf("%s: %d entries hash to their leaves and continue the chain\n", path, count)
	}
	return nil
}

type receipt struct {
	entry      []byte
	index      int64
	proof      tlog.RecordProof
	checkpoint []byte
}

func parseReceipt(text string) (receipt, error) {
	var one receipt
	head, checkpoint, found := strings.Cut(text, "\n\n")
	if !found {
		return one, errors.New("no empty line")
	}
	one.checkpoint = []byte(checkpoint)
	lines := strings.Split(head, "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "extra ") ||
		!strings.HasPrefix(lines[2], "index ") {
		return one, errors.New("not a tlog-proof with its entry")
	}
	var err error
	if one.entry, err = base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(lines[1], "extra ")); err != nil {
		return one, err
	}
	if one.index, err = parseDecimal(strings.TrimPrefix(lines[2], "index ")); err != nil {
		return one, err
	}
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return one, err
		}
		one.proof = append(one.proof, hash)
	}
	return one, nil
}

// checkReceipt verifies a receipt by itself and then its checkpoint against the tree that is known by now.
func checkReceipt(path string, log note.Verifier, tree tlog.Tree, hashes tlog.HashReader) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	one, err := parseReceipt(string(text))
	if err != nil {
		return "", err
	}
	its, err := openCheckpoint(one.checkpoint, log)
	if err != nil {
		return "", err
	}
	if err := tlog.CheckRecord(one.proof, its.N, its.Hash, one.index, tlog.RecordHash(one.entry)); err != nil {
		return "", err
	}
	if its.N > tree.N {
		return "", fmt.Errorf("its checkpoint of size %d is newer than the given one", its.N)
	}
	root, err := tlog.TreeHash(its.N, hashes)
	if err != nil {
		return "", err
	}
	if root != its.Hash {
		return "", fmt.Errorf("its checkpoint of size %d tells another history", its.N)
	}
	return fmt.Sprintf("entry %d of %d", one.index, its.N), nil
}

// checkEmpty: RFC 6962 gives the tree without leaves the hash of nothing, and there is nothing else to show.
func checkEmpty(tree tlog.Tree, receipts, logPath string) error {
	if tree.Hash != tlog.Hash(sha256.Sum256(nil)) {
		return errors.New("checkpoint: the root of an empty log is the hash of nothing")
	}
	for _, path := range []string{receipts, filepath.Join(logPath, "tile")} {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: an empty log has none", path)
		}
	}
	fmt.Println("OK 0 receipts 0 tiles 0 entries")
	return nil
}

func run(vkey, checkpointPath, receipts, logPath string) error {
	log, err := note.NewVerifier(vkey)
	if err != nil {
		return fmt.Errorf("vkey: %w", err)
	}
	raw, err := os.ReadFile(checkpointPath)
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(raw, log)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	fmt.Printf("checkpoint: %s signed size %d, root %v\n", log.Name(), tree.N, tree.Hash)
	if tree.N == 0 {
		return checkEmpty(tree, receipts, logPath)
	}

	tiles := &folder{path: logPath, proven: make(map[tlog.Tile][]byte)}
	leaves, hashes, err := prove(tree, tiles)
	if err != nil {
		return fmt.Errorf("tiles: %w", err)
	}
	if err := checkFiles(tiles); err != nil {
		return fmt.Errorf("tiles: %w", err)
	}
	if err := checkEntries(tiles, leaves); err != nil {
		return fmt.Errorf("entries: %w", err)
	}

	paths, err := filepath.Glob(filepath.Join(receipts, "*.tlog-proof"))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return errors.New("receipts: there are none")
	}
	for _, path := range paths {
		said, err := checkReceipt(path, log, tree, hashes)
		if err != nil {
			return fmt.Errorf("receipt %s: %w", filepath.Base(path), err)
		}
		fmt.Printf("receipt %s: %s\n", filepath.Base(path), said)
	}
	fmt.Printf("OK %d receipts %d tiles %d entries\n", len(paths), len(tiles.proven), len(leaves))
	return nil
}

// runNote checks a signed note of any text, such as a signed absence, and prints the text.
func runNote(vkey, path string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	opened, err := note.Open(raw, note.VerifierList(verifier))
	if err != nil {
		return err
	}
	fmt.Print(opened.Text)
	return nil
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "note" {
		if err := runNote(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, "refused:", err)
			os.Exit(1)
		}
		return
	}
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: stranger VKEY CHECKPOINT RECEIPTS LOG")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}
