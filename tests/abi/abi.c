/* Drives the C ABI as a host program would: the life of a job, and every way of calling it wrongly.
   Compiled and run by native/spo-native/tests/abi.rs. Prints one line a check; exits with 1 at the first that fails. */

#include "spo_native.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int checks;

static void check(int holds, const char *what) {
  if (!holds) {
    printf("FAILED: %s\n", what);
    exit(1);
  }
  checks++;
  printf("ok: %s\n", what);
}

static const uint8_t *bytes(const char *text) { return (const uint8_t *)text; }

/* Whether a buffer holds the text; frees the buffer. */
static int holds(SpoBuffer *buffer, const char *text) {
  size_t length = strlen(text);
  int found = 0;
  for (size_t at = 0; buffer->data && at + length <= buffer->len && !found; at++)
    found = memcmp(buffer->data + at, text, length) == 0;
  spo_buffer_free(buffer);
  return found;
}

static uint64_t open_session(void) {
  const char *json = "{\"tenant\":\"contoso\",\"auth\":{\"kind\":\"host\"},\"endpoints\":{\"admin\":\"http://127.0.0.1:1\",\"my\":\"http://127.0.0.1:1\"}}";
  uint64_t session = 0;
  SpoBuffer error;
  check(spo_session_open(bytes(json), strlen(json), &session, &error) == SPO_OK && session != 0, "a session opens");
  return session;
}

static uint64_t start(uint64_t session, const char *json) {
  uint64_t job = 0;
  SpoBuffer error;
  check(spo_job_start(session, bytes(json), strlen(json), &job, &error) == SPO_OK && job != 0, json);
  return job;
}

static int push(uint64_t job, const char *json, const uint8_t *photo, size_t length) {
  SpoBuffer error;
  int status = spo_job_push(job, bytes(json), strlen(json), photo, length, &error);
  spo_buffer_free(&error);
  return status;
}

/* Takes events until one holds the text. 0 when the job ends before. */
static int next_that_holds(uint64_t job, const char *text) {
  for (;;) {
    SpoBuffer event;
    int status = spo_job_next(job, 60000, &event);
    if (status != SPO_OK) return 0;
    if (holds(&event, text)) return 1;
  }
}

static void wrong_calls(void) {
  uint64_t handle = 0;
  SpoBuffer error;
  const char *good = "{\"tenant\":\"contoso\",\"auth\":{\"kind\":\"host\"}}";
  check(spo_session_open(NULL, 5, &handle, &error) == SPO_E_NULL, "null text is refused");
  check(spo_session_open(bytes(good), strlen(good), NULL, &error) == SPO_E_NULL, "a null place for the handle is refused");
  check(spo_session_open(bytes(good), SIZE_MAX, &handle, NULL) == SPO_E_NULL, "an impossible length is refused");
  check(spo_session_open(bytes("\xff\xfe"), 2, &handle, &error) == SPO_E_UTF8, "text that is not UTF-8 is refused");
  check(spo_session_open(bytes("{"), 1, &handle, &error) == SPO_E_JSON && holds(&error, "SpoInvalidArgument"), "broken JSON is refused and explained");
  check(spo_session_open(bytes("[]"), 2, &handle, NULL) == SPO_E_JSON, "JSON of another shape is refused, with no place for the reason");
  const char *bad = "{\"tenant\":\"no tenant\",\"auth\":{\"kind\":\"host\"}}";
  check(spo_session_open(bytes(bad), strlen(bad), &handle, &error) == SPO_E_REFUSED && holds(&error, "nextStep"), "a bad tenant name is refused and explained");
  const char *plain = "{\"tenant\":\"contoso\",\"auth\":{\"kind\":\"host\"},\"endpoints\":{\"my\":\"http://example.com\"}}";
  check(spo_session_open(bytes(plain), strlen(plain), &handle, &error) == SPO_E_REFUSED && holds(&error, "SpoInsecureEndpoint"), "plain http is refused");
  check(handle == 0, "no handle comes of a refused call");
  check(spo_job_start(12345, bytes("{}"), 2, &handle, &error) == SPO_E_HANDLE, "an unknown session is refused");
  check(spo_job_next(12345, 0, &error) == SPO_E_HANDLE, "an unknown job is refused");
  check(spo_job_next(12345, 0, NULL) == SPO_E_NULL, "a null place for the event is refused");
  check(spo_job_cancel(0) == SPO_E_HANDLE && spo_job_free(0) == SPO_E_HANDLE && spo_session_close(0) == SPO_E_HANDLE, "handle 0 is refused");
  check(spo_buffer_free(NULL) == SPO_E_NULL, "freeing no buffer is refused");
  SpoBuffer empty = {NULL, 0};
  check(spo_buffer_free(&empty) == SPO_OK && spo_buffer_free(&empty) == SPO_OK, "freeing an empty buffer twice does nothing");
}

static void life_of_a_job(uint64_t session) {
  uint64_t job = start(session, "{\"kind\":\"connect\"}");
  SpoBuffer error;
  check(next_that_holds(job, "\"kind\":\"token\""), "a token is asked for");
  check(spo_job_next(job, 1, &error) == SPO_TIMEOUT, "nothing happens while the question is open");
  check(spo_reply(job, 99, bytes("{}"), 2, &error) == SPO_E_REFUSED && holds(&error, "99"), "an answer to no question is refused");
  check(spo_reply(job, 1, bytes("{"), 1, &error) == SPO_E_JSON && holds(&error, "SpoInvalidArgument"), "a broken answer is refused");
  const char *answer = "{\"error\":\"no token today\"}";
  check(spo_reply(job, 1, bytes(answer), strlen(answer), &error) == SPO_OK, "the question is answered");
  check(next_that_holds(job, "SpoAuthenticationFailed"), "the job fails with the reason given");
  check(spo_job_next(job, 60000, &error) == SPO_DONE, "the job is over");
  check(spo_job_free(job) == SPO_OK, "the job is freed");
  check(spo_job_free(job) == SPO_E_HANDLE, "freeing it twice is an error code");
  check(spo_job_next(job, 0, &error) == SPO_E_HANDLE && spo_job_cancel(job) == SPO_E_HANDLE, "the stale handle is an error code");
  check(push(job, "{}", NULL, 0) == SPO_E_HANDLE, "pushing to it as well");
}

static void records(uint64_t session) {
  uint64_t job = start(session, "{\"kind\":\"photoSync\"}");
  const uint8_t photo[3] = {1, 2, 3};
  check(push(job, "{\"identity\":\"a\"", photo, 3) == SPO_E_JSON, "a broken record is refused");
  check(push(job, "\xff", photo, 3) == SPO_E_UTF8, "a record that is not UTF-8 is refused");
  check(push(job, "{\"identity\":\"a\"}", NULL, 3) == SPO_E_NULL, "a null photo with a length is refused");
  int taken = 0, status = SPO_OK;
  for (; taken < 100000 && status == SPO_OK; taken++) status = push(job, "{\"identity\":\"a\",\"photo\":\"bytes\"}", photo, 3);
  check(status == SPO_FULL, "a full queue says so instead of waiting");
  check(spo_job_finish_input(job) == SPO_OK && spo_job_finish_input(job) == SPO_OK, "the input is finished, twice");
  check(push(job, "{\"identity\":\"a\"}", photo, 3) == SPO_E_REFUSED, "no record is taken after that");
  check(spo_job_free(job) == SPO_OK, "a running job is freed");
}

static void *cancel(void *job) {
  spo_job_cancel(*(uint64_t *)job);
  return NULL;
}

static void stopping(uint64_t session) {
  uint64_t job = start(session, "{\"kind\":\"connect\"}");
  SpoBuffer event;
  pthread_t other;
  check(next_that_holds(job, "\"kind\":\"token\""), "the job waits for an answer that never comes");
  check(pthread_create(&other, NULL, cancel, &job) == 0, "another thread stops it");
  int status;
  do { /* Ten minutes a call: it comes back because of the other thread or not at all. */
    status = spo_job_next(job, 600000, &event);
    spo_buffer_free(&event);
  } while (status == SPO_OK);
  check(status == SPO_DONE, "waiting ends when another thread stops the job");
  pthread_join(other, NULL);
  check(spo_job_cancel(job) == SPO_OK, "stopping again does nothing");
  check(spo_job_free(job) == SPO_OK, "a stopped job is freed");
}

static void defects(uint64_t session) {
  uint64_t job = 0;
  SpoBuffer error;
  const char *json = "{\"kind\":\"panic\"}";
  check(spo_job_start(session, bytes(json), strlen(json), &job, &error) == SPO_E_PANIC && job == 0, "a panic inside is an error code");
  job = start(session, "{\"kind\":\"connect\"}");
  check(next_that_holds(job, "\"kind\":\"token\""), "and the session works on after it");
  check(spo_session_close(session) == SPO_OK, "the session is closed under a running job");
  check(spo_session_close(session) == SPO_E_HANDLE, "closing it twice is an error code");
  check(spo_job_start(session, bytes("{}"), 2, &job, &error) == SPO_E_HANDLE, "a closed session starts no job");
  check(spo_job_free(job) == SPO_OK, "its job is freed");
}

int main(void) {
  check(spo_abi_version() == SPO_ABI_VERSION, "library and header are of one version");
  wrong_calls();
  uint64_t session = open_session();
  life_of_a_job(session);
  records(session);
  stopping(session);
  defects(session);
  printf("abi: %d passed, 0 failed\n", checks);
  return 0;
}
