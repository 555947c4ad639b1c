package io.whopship.adapter.http.webhook;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** To which addresses requests may go: by the registries of special addresses of IANA. */
final class AddressRules {

  /**
   * Nobody's webhook, wherever this server stands: no host at all, and those that hand out a
   * machine's credentials to whoever asks from it.
   */
  private static final List<AddressRange> NEVER = ranges("0.0.0.0/8", "169.254.0.0/16",
      "224.0.0.0/4", "255.255.255.255/32", "168.63.129.16/32", "100.100.100.200/32",
      "192.0.0.192/32", "::/128", "fe80::/10", "ff00::/8", "fd00:ec2::254/128",
      "fd20:ce::254/128");

  private static final List<AddressRange> PRIVATE = ranges("10.0.0.0/8", "100.64.0.0/10",
      "127.0.0.0/8", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
      "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
      // Of what is public in IPv6: tunnels and translations, which lead to an IPv4 address that
      // is not seen here, and examples.
      "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  /** All else in IPv6 is loopback, unique local, mapped, translated or not given to anybody. */
  private static final AddressRange PUBLIC_IPV6 = AddressRange.of("2000::/3");

  /** Translated, tunnelled and compatible ones. */
  private static final List<Holder> HOLDERS = List.of(
      new Holder(AddressRange.of("64:ff9b::/96"), 12),
      new Holder(AddressRange.of("2002::/16"), 2), new Holder(AddressRange.of("::/96"), 12));

  /** What such an address leads to is the IPv4 address that it holds, behind so many bytes. */
  private record Holder(AddressRange range, int from) {

    private InetAddress held(InetAddress address) {
      try {
        return InetAddress
            .getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + Integer.BYTES));
      } catch (UnknownHostException e) {
        throw new IllegalStateException("four bytes are an address", e);
      }
    }
  }

  private final boolean privateAllowed;

  AddressRules(boolean privateAllowed) {
    this.privateAllowed = privateAllowed;
  }

  private static List<AddressRange> ranges(String... texts) {
    return Stream.of(texts).map(AddressRange::of).toList();
  }

  boolean allows(InetAddress address) {
    return !isIn(NEVER, address)
        && (privateAllowed ? holdsNoneOfNever(address) : isPublic(address));
  }

  /** Loopback looks as if it held 0.0.0.1. */
  private static boolean holdsNoneOfNever(InetAddress address) {
    return address.isLoopbackAddress() || HOLDERS.stream()
        .filter(holder -> holder.range().contains(address))
        .noneMatch(holder -> isIn(NEVER, holder.held(address)));
  }

  private static boolean isPublic(InetAddress address) {
    return !isIn(PRIVATE, address)
        && (!(address instanceof Inet6Address) || PUBLIC_IPV6.contains(address));
  }

  private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }
}
