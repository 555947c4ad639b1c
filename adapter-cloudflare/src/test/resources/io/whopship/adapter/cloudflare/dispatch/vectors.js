// Calls one function of the dispatcher: { "name": .., "args": [..] }.

import * as dispatcher from "./dispatcher.js";

export default {
  async fetch(request) {
    const { name, args } = await request.json();
    return Response.json(dispatcher[name](...args));
  },
};
