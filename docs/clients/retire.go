// Retires units and verifies the receipt. Debian: golang-gopkg-square-go-jose.v2-dev (with golang-golang-x-mod-dev beside it).
// Usage: retire URL VKEY KEY.jwk PARTY FACTORY PERIOD BATCH:FIRST-LAST
// Exit: 0 retired and verified, 1 refused (the problem on stderr), 3 the receipt does not hold.
package main

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"gopkg.in/square/go-jose.v2"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func read(answer *http.Response, into any) {
	if body := must(io.ReadAll(answer.Body)); answer.StatusCode >= 300 || json.Unmarshal(body, into) != nil {
		log.Fatal(string(body))
	}
}

func check(receipt, command string, verifier note.Verifier) error {
	head, signed, _ := strings.Cut(receipt, "\n\n")
	lines := strings.Split(head, "\n")
	entry := must(base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra ")))
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier)) // signed by the log's key; no other key counts
	digest := crypto.SHA256.New()
	digest.Write([]byte(command))
	if err != nil || !strings.Contains(string(entry), `"command":"`+base64.StdEncoding.EncodeToString(digest.Sum(nil))+`"`) {
		return fmt.Errorf("it is of another log or of another command: %v", err)
	}
	var origin, root string
	var size, index int64
	var hashes tlog.RecordProof
	fmt.Sscanf(opened.Text+lines[2], "%s\n%d\n%s\nindex %d", &origin, &size, &root, &index)
	for _, text := range append(lines[3:], root) {
		hashes = append(hashes, must(tlog.ParseHash(text)))
	}
	last := len(hashes) - 1
	return tlog.CheckRecord(hashes[:last], size, hashes[last], index, tlog.RecordHash(entry))
}

func main() {
	url, party, now := os.Args[1], os.Args[4], time.Now()
	verifier := must(note.NewVerifier(os.Args[2]))
	var factory, batch, first, last int64
	fmt.Sscanf(os.Args[5]+" "+os.Args[7], "%d %d:%d-%d", &factory, &batch, &first, &last)
	var key jose.JSONWebKey
	must(0, json.Unmarshal(must(os.ReadFile(os.Args[3])), &key))
	key.KeyID = base64.RawURLEncoding.EncodeToString(must(key.Thumbprint(crypto.SHA256)))
	var site struct{ Operator string }
	read(must(http.Get(fmt.Sprintf("%s/v1/factories/%d", url, factory))), &site)
	wish := must(json.Marshal(map[string]any{"iss": party, "aud": verifier.Name(), "jti": fmt.Sprintf("go-%x", now.UnixNano()),
		"iat": now.Unix(), "exp": now.Unix() + 3600, "kind": "retire", "body": map[string]any{"factory": factory, "period": os.Args[6],
			"purpose": "factory_offset", "quantity": last - first + 1, "ranges": []any{map[string]any{"batch": batch, "first": first, "last": last}},
			"beneficiary": site.Operator, "retired_on": now.UTC().Add(8 * time.Hour).Format("2006-01-02")}}))
	signer := must(jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: key}, (&jose.SignerOptions{}).WithType("tanbu-command+jws")))
	command := must(must(signer.Sign(wish)).CompactSerialize()) // after a timeout send these same bytes again: they count once
	var accepted struct{ Index, Receipt any }
	read(must(http.Post(url+"/v1/commands", "application/jose", strings.NewReader(command))), &accepted)
	if err := check(accepted.Receipt.(string), command, verifier); err != nil {
		fmt.Println("the receipt does not hold:", err)
		os.Exit(3)
	}
	fmt.Printf("retired and verified: entry %.0f\n", accepted.Index)
}
