package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/livekit/protocol/livekit"
)

// attempts at an upload, after which the egress fails.
const attempts = 5

// put uploads an object to the request's bucket, with the request's keys or the worker's own.
func put(to *livekit.S3Upload, key string, body []byte, contentType string) error {
	var err error
	for try := range attempts {
		time.Sleep(time.Duration(try) * 200 * time.Millisecond)
		if err = putOnce(to, key, body, contentType); err == nil {
			return nil
		}
	}
	return fmt.Errorf("upload of %s failed: %w", key, err)
}

func putOnce(to *livekit.S3Upload, key string, body []byte, contentType string) error {
	endpoint := to.Endpoint
	if endpoint == "" {
		endpoint = fmt.Sprintf("https://s3.%s.amazonaws.com", to.Region)
	}
	request, err := http.NewRequest(http.MethodPut, endpoint+"/"+to.Bucket+"/"+(&url.URL{Path: key}).EscapedPath(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("Content-Disposition", "inline")
	sign(request, to, body, time.Now().UTC())
	client := http.Client{Timeout: 10 * time.Second}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		why, _ := io.ReadAll(io.LimitReader(answer.Body, 500))
		return fmt.Errorf("%s: %s", answer.Status, why)
	}
	return nil
}

// sign is AWS's signature, version 4.
func sign(request *http.Request, to *livekit.S3Upload, body []byte, now time.Time) {
	access, secret := to.AccessKey, to.Secret
	if access == "" {
		access, secret = os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY")
	}
	region := to.Region
	if region == "" {
		region = "us-east-1"
	}
	hash := hex.EncodeToString(digest(body))
	stamp, day := now.Format("20060102T150405Z"), now.Format("20060102")
	request.Header.Set("X-Amz-Date", stamp)
	request.Header.Set("X-Amz-Content-Sha256", hash)
	names := "host;x-amz-content-sha256;x-amz-date"
	canonical := strings.Join([]string{
		request.Method, request.URL.EscapedPath(), "",
		"host:" + request.URL.Host, "x-amz-content-sha256:" + hash, "x-amz-date:" + stamp, "", names, hash,
	}, "\n")
	scope := day + "/" + region + "/s3/aws4_request"
	text := strings.Join([]string{"AWS4-HMAC-SHA256", stamp, scope, hex.EncodeToString(digest([]byte(canonical)))}, "\n")
	key := []byte("AWS4" + secret)
	for _, part := range []string{day, region, "s3", "aws4_request", text} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	request.Header.Set("Authorization", fmt.Sprintf(
		"AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s", access, scope, names, hex.EncodeToString(key)))
}

func digest(of []byte) []byte {
	sum := sha256.Sum256(of)
	return sum[:]
}
