package io.whopship.adapter.cloudflare.workerd.storage;

/** What R2 refuses, with its HTTP status and the code that workers see behind the message. */
enum R2Fault {

  INTERNAL(500, 10_001), // of this machine
  NOT_SUPPORTED(501, 10_001), // ours: R2 supports it
  NO_SUCH_OBJECT(404, 10_007), // workerd answers null
  TOO_SMALL(400, 10_011), // a part
  METADATA_TOO_LARGE(400, 10_012), //
  INVALID_NAME(400, 10_020), //
  INVALID_LIMIT(400, 10_022), //
  NO_SUCH_UPLOAD(400, 10_024), //
  INVALID_PART(400, 10_025), //
  INVALID_ARGUMENT(400, 10_029), //
  PRECONDITION_FAILED(412, 10_031), // workerd answers null, or the object without a body
  BAD_DIGEST(400, 10_037), //
  INVALID_RANGE(416, 10_039), //
  TOO_LARGE(400, 100_100), // an object
  FULL(507, 100_100), // ours: R2 has no end
  TOO_MANY_AT_ONCE(429, 10_058); // ours: at R2 it is one key that is written too often

  final int status;
  final int code;

  R2Fault(int status, int code) {
    this.status = status;
    this.code = code;
  }
}
