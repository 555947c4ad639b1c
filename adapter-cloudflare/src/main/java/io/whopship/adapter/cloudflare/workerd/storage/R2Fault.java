package io.whopship.adapter.cloudflare.workerd.storage;

/** What R2 refuses, with its HTTP status and the code that workers see behind the message. */
enum R2Fault {

  INTERNAL(500, 10_001), NOT_SUPPORTED(501, 10_001), NO_SUCH_OBJECT(404, 10_007), TOO_SMALL(400,
      10_011), METADATA_TOO_LARGE(400, 10_012), INVALID_NAME(400, 10_020), INVALID_LIMIT(400,
          10_022), NO_SUCH_UPLOAD(400, 10_024), INVALID_PART(400, 10_025), INVALID_ARGUMENT(400,
              10_029), PRECONDITION_FAILED(412, 10_031), BAD_DIGEST(400,
                  10_037), INVALID_RANGE(416, 10_039), TOO_LARGE(400, 100_100),
  /** Ours: R2 itself has no end. */
  FULL(507, 100_100),
  /** Ours. */
  TOO_MANY_AT_ONCE(429, 10_058);

  final int status;
  final int code;

  R2Fault(int status, int code) {
    this.status = status;
    this.code = code;
  }
}
