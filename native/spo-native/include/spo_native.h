/* The C ABI of SpoProfileSync. Generated from native/spo-native/src; do not edit. The JSON of each call is described in docs/abi.md. */

#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

// Version of this interface; the host program compares it before it calls anything else.
#define SPO_ABI_VERSION 1

// Done. For `spo_job_next`: an event was returned.
#define SPO_OK 0

// No event within the time given.
#define SPO_TIMEOUT 1

// The job is over and has no more events.
#define SPO_DONE 2

// The record was not taken: take events, then push it again.
#define SPO_FULL 3

// A pointer that must not be null is null.
#define SPO_E_NULL -1

// The bytes are not UTF-8.
#define SPO_E_UTF8 -2

// The text is not the JSON expected here.
#define SPO_E_JSON -3

// Unknown, closed or freed handle.
#define SPO_E_HANDLE -4

// A defect in this library. The process goes on; free the handle.
#define SPO_E_PANIC -5

// Understood and refused; the error buffer says why.
#define SPO_E_REFUSED -6

// Bytes owned by the receiver until `spo_buffer_free`. `data` is null when `len` is 0.
typedef struct {
  // First byte.
  uint8_t *data;
  // Number of bytes.
  size_t len;
} SpoBuffer;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Version of this interface. Compare it with the version you were written for before calling anything else.
int32_t spo_abi_version(void);

// Opens a session from the JSON described under "Session" in docs/abi.md; nothing is sent yet.
// On 0 `*session` is the handle; otherwise `*error` (may be null) holds an error object or is empty.
int32_t spo_session_open(const uint8_t *json, size_t json_len, uint64_t *session, SpoBuffer *error);

// Closes a session. Jobs started on it go on until they end or are cancelled.
int32_t spo_session_close(uint64_t session);

// Starts a job from the JSON described under "Jobs". Work begins at once, on threads of this library.
// On 0 `*job` is the handle; free it with `spo_job_free` whether or not the job has ended.
int32_t spo_job_start(uint64_t session, const uint8_t *json, size_t json_len, uint64_t *job, SpoBuffer *error);

// Hands in one record (JSON under "Record") and the bytes of its photo (null and 0 for none); both are copied.
// Does not wait: 3 (`SPO_FULL`) means not taken; take events, then push it again.
int32_t spo_job_push(uint64_t job, const uint8_t *json, size_t json_len, const uint8_t *photo, size_t photo_len, SpoBuffer *error);

// Says that no more records come. May be called more than once.
int32_t spo_job_finish_input(uint64_t job);

// Takes the next event, waiting at most `timeout_ms` milliseconds. 0: `*event` holds its JSON (see "Events"), free it with
// `spo_buffer_free`. 1: nothing yet. 2: the job is over, or was cancelled. Returns at once when another thread cancels.
int32_t spo_job_next(uint64_t job, uint32_t timeout_ms, SpoBuffer *event);

// Answers a prompt event of the job by its number, with the JSON described under "Replies".
int32_t spo_reply(uint64_t job, uint64_t prompt, const uint8_t *json, size_t json_len, SpoBuffer *error);

// Stops a job. No request starts any more and those under way are given up. From any thread, any number of times.
int32_t spo_job_cancel(uint64_t job);

// Frees a job, cancelling it when it still runs. The handle is dead afterwards; using it is an error code.
int32_t spo_job_free(uint64_t job);

// Frees a buffer this library filled and empties it; freeing it again, or freeing an empty one, does nothing.
int32_t spo_buffer_free(SpoBuffer *buffer);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus
