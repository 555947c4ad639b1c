package io.whopship.core.logs;

import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;

/**
 * The last lines of a running worker or container, as far as they are kept in memory.
 *
 * @param end behind the last line there was, also if none is kept
 */
record BufferedLines(Cursor end, List<StoredLine> lines) {}
