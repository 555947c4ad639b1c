// Where a worker's fetch() goes. Sites of this platform are reached through the front, because
// workerd refuses private addresses and this machine may not resolve its own sites' names;
// everything else goes to the public internet.
//
// Bindings: FRONT and INTERNET (services), SITE_DOMAIN (the domain under which all sites are).

export default {
  fetch(request, env) {
    const { hostname } = new URL(request.url);
    const isSite = hostname.endsWith("." + env.SITE_DOMAIN);
    return (isSite ? env.FRONT : env.INTERNET).fetch(request);
  },
};
