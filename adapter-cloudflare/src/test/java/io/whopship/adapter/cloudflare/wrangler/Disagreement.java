package io.whopship.adapter.cloudflare.wrangler;

/**
 * A place at which wrangler's deploy and ours are not the same.
 *
 * @param place the call, and which part of it
 * @param theirs of wrangler; {@code none} if it has nothing there
 */
record Disagreement(String place, String theirs, String ours) {

  @Override
  public String toString() {
    return place + "\n  wrangler: " + theirs + "\n  WhopShip: " + ours;
  }
}
