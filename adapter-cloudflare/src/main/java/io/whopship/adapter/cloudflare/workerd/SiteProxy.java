package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.SkewProtection;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.ports.model.rollout.Traffic;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one request: from its host to a route, from the route to a release, into the release's
 * process, and back. Runs on the event loop of the request and never blocks it.
 */
final class SiteProxy implements ProxyInterceptor, OriginRequestProvider {

  private static final Logger log = LoggerFactory.getLogger(SiteProxy.class);

  /** What is kept with a request: the visit, and the question put to the process. */
  private static final String VISIT = "visit";
  private static final String ASKED = "asked";

  /** Any will do where everybody goes to the same release. */
  private static final StickyId ANYBODY = new StickyId("anybody-anybody-");

  private final RouteTable routes;
  private final WorkerProcesses processes;
  private final Builds builds;
  private final FrontFigures figures;
  private final RequestHeaders requestHeaders;
  private final boolean https;
  private final int maxVisits;
  private final Duration answerTime;
  private final Context context;

  SiteProxy(RouteTable routes, WorkerProcesses processes, Builds builds, FrontFigures figures,
      WorkerdSettings settings, Context context) {
    this.routes = routes;
    this.processes = processes;
    this.builds = builds;
    this.figures = figures;
    this.requestHeaders = new RequestHeaders(settings.https());
    this.https = settings.https();
    this.maxVisits = settings.bounds().maxVisits();
    this.answerTime = settings.times().answer();
    this.context = context;
  }

  @Override
  public Future<ProxyResponse> handleProxyRequest(ProxyContext proxied) {
    HttpServerRequest request = proxied.request().proxiedRequest();
    if (request.method().equals(HttpMethod.CONNECT)) {
      return page(proxied, SitePage.NO_TUNNEL);
    }
    if (request.method().equals(HttpMethod.TRACE)) { // its answer would show what the front adds
      return page(proxied, SitePage.NO_TRACE);
    }
    HostAndPort authority = request.authority();
    if (authority == null) {
      return page(proxied, SitePage.BAD_HOST);
    }
    String path = request.path();
    if (path != null && (path.equals("/cdn-cgi") || path.startsWith("/cdn-cgi/"))) {
      return page(proxied, SitePage.CLOSED_PATH);
    }
    Optional<Route> route = routes.find(siteHost(authority));
    if (route.isEmpty()) {
      return page(proxied, SitePage.UNKNOWN_SITE);
    }
    // Without a split nobody needs a cookie, and without one any cache may keep the answers.
    Visitor visitor = route.get().traffic() instanceof Traffic.Split
        ? Visitor.of(request)
        : new Visitor(ANYBODY, false);
    Optional<ReleaseName> picked = route.get().pick(visitor.id());
    if (picked.isEmpty()) {
      return page(proxied, SitePage.NO_RELEASE);
    }
    SkewProtection skew = skew(request, path);
    if (!skew.mayChoose(route.get())) {
      return answer(proxied, authority, picked.get(), visitor, visitor.isNew());
    }
    return learnBuilds(route.get()).compose(known -> {
      ReleaseName chosen = skew.choose(route.get(), picked.get(), builds);
      boolean isPick = chosen.equals(picked.get()) && !skew.names(chosen, builds);
      return answer(proxied, authority, chosen, visitor, isPick && visitor.isNew());
    });
  }

  private static SkewProtection skew(HttpServerRequest request, @Nullable String path) {
    return SkewProtection.of(path == null ? "" : path, request.query(),
        request.getHeader(SkewProtection.HEADER), request.getHeader("Sec-Fetch-Mode"));
  }

  private Future<Void> learnBuilds(Route route) {
    return builds.know(route)
        ? Future.succeededFuture()
        : Future.fromCompletionStage(builds.learn(route), context);
  }

  private Future<ProxyResponse> answer(ProxyContext proxied, HostAndPort site,
      ReleaseName release, Visitor visitor, boolean isToBeKnown) {
    long began = System.nanoTime();
    return ask(proxied, site, release).map(response -> {
      figures.answered(release, response.getStatusCode(),
          Duration.ofNanos(System.nanoTime() - began));
      if (isToBeKnown) {
        response.headers().add("Set-Cookie", visitor.setCookie(https));
      }
      return response;
    });
  }

  private Future<ProxyResponse> ask(ProxyContext proxied, HostAndPort site,
      ReleaseName release) {
    return enter(release).compose(visit -> {
      if (proxied.request().proxiedRequest().response().closed()) {
        visit.close();
        return Future.failedFuture("the visitor has gone");
      }
      endVisitWith(proxied, visit);
      proxied.set(VISIT, visit);
      requestHeaders.apply(proxied, site);
      return AnswerTimer.bound(proxied.sendRequest(), context.owner(),
          proxied.request().proxiedRequest(), answerTime)
          .onSuccess(answer -> visit.answered())
          .recover(failure -> page(proxied, noAnswer(proxied, release, failure)));
    }, failure -> {
      if (failure instanceof WorkerFullException) {
        return page(proxied, SitePage.FULL);
      }
      log.warn("worker cannot start release={} reason=\"{}\"", release, failure.getMessage());
      return page(proxied, SitePage.ASLEEP);
    });
  }

  private static SitePage noAnswer(ProxyContext proxied, ReleaseName release, Throwable failure) {
    HttpServerRequest request = proxied.request().proxiedRequest();
    if (!request.response().closed()) { // else the visitor has gone, which is no fault
      log.warn("worker did not answer release={} path={} reason=\"{}\"", release, request.path(),
          failure.toString());
    }
    HttpClientRequest asked = proxied.get(ASKED, HttpClientRequest.class);
    if (asked != null) {
      asked.reset();
    }
    return failure instanceof TimeoutException ? SitePage.LATE : SitePage.BROKEN;
  }

  private Future<WorkerProcess.Visit> enter(ReleaseName release) {
    CompletableFuture<WorkerProcess.Visit> visit = processes.enter(release, maxVisits);
    return visit.isDone() && !visit.isCompletedExceptionally()
        ? Future.succeededFuture(visit.join())
        : Future.fromCompletionStage(visit, context).recover(SiteProxy::unwrapped);
  }

  private static Future<WorkerProcess.Visit> unwrapped(Throwable failure) {
    return Future.failedFuture(failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure);
  }

  /** The visit is over when the answer is sent, or the visitor has gone. */
  private static void endVisitWith(ProxyContext proxied, WorkerProcess.Visit visit) {
    var response = proxied.request().proxiedRequest().response();
    response.closeHandler(closed -> visit.close());
    if (!proxied.isWebSocket()) {
      response.endHandler(ended -> visit.close());
    }
  }

  /** The connection to the process, asked for what the visitor asked for: the same host too. */
  @Override
  public Future<HttpClientRequest> create(ProxyContext proxied) {
    WorkerProcess.Visit visit = proxied.get(VISIT, WorkerProcess.Visit.class);
    if (visit == null) {
      return Future.failedFuture("no release was entered");
    }
    RequestOptions process = new RequestOptions()
        .setServer(SocketAddress.inetSocketAddress(visit.port(), "127.0.0.1"));
    return proxied.client().request(process).map(request -> {
      proxied.set(ASKED, request);
      return request.authority(proxied.request().proxiedRequest().authority())
          .exceptionHandler(gone -> log.debug("connection lost port={}", visit.port(), gone));
    });
  }

  @Override
  public Future<Void> handleProxyResponse(ProxyContext proxied) {
    if (!proxied.isWebSocket()) {
      // fields about the connection to the process, which http-proxy would pass on
      proxied.response().headers().remove("Connection").remove("Keep-Alive").remove("Trailer");
      return proxied.sendResponse();
    }
    WorkerProcess.Visit visit = proxied.get(VISIT, WorkerProcess.Visit.class);
    if (visit == null || proxied.response().getStatusCode() != 101) {
      return proxied.response().send().onComplete(sent -> {
        if (visit != null) {
          visit.close();
        }
      });
    }
    return WebSocketTunnel.open(proxied).onComplete(closed -> visit.close());
  }

  private static Future<ProxyResponse> page(ProxyContext proxied, SitePage page) {
    return Future.succeededFuture(page.write(proxied.request().release().response()));
  }

  private static String siteHost(HostAndPort authority) {
    String host = authority.host().toLowerCase(Locale.ROOT);
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
