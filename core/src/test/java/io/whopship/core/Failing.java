package io.whopship.core;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Parts of a store that fail when a test says so. */
final class Failing {

  private Failing() {}

  /** Each call of a method of this name throws what {@code failure} gives, unless it is null. */
  static <T> T at(String name, Class<T> type, T real,
      Supplier<? extends @Nullable RuntimeException> failure) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
        (proxy, method, arguments) -> {
          RuntimeException thrown = method.getName().equals(name) ? failure.get() : null;
          if (thrown != null) {
            throw thrown;
          }
          try {
            return method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        }));
  }

  /** Something is done behind each call. */
  static <T> T after(Class<T> type, T real, Runnable action) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
        (proxy, method, arguments) -> {
          Object answer = method.invoke(real, arguments);
          action.run();
          return answer;
        }));
  }

  /** With other parts behind methods of these names. */
  static <T> T replaced(Class<T> type, T real, Map<String, Object> parts) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
        (proxy, method, arguments) -> {
          Object part = parts.get(method.getName());
          return part == null ? method.invoke(real, arguments) : part;
        }));
  }
}
