package io.whopship.adapter.zip;

/** A document in an artifact that is not what it should be. */
final class MalformedDocumentException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The reason does not name the document: whoever shows it does. */
  MalformedDocumentException(String reason, Throwable cause) {
    super(OneLine.of(reason), cause);
  }

  MalformedDocumentException(String reason) {
    super(OneLine.of(reason));
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
