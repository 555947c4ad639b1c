using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "hello", worker = .hello)],
  sockets = [(name = "http", address = "127.0.0.1:@port@", http = (), service = "hello")],
);

const hello :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "hello-worker.js")],
  compatibilityDate = "2026-04-01",
);
