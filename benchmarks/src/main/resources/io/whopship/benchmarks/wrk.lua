-- wrk ... -- <visitors>: so many visitors take turns, each known by its cookie; 0: nobody has one.

function init(args)
  local visitors = tonumber(args[1])
  if visitors == 0 then return end -- the one request that wrk sends anyway
  local requests = {}
  for i = 1, visitors do
    wrk.headers["Cookie"] = string.format("__ws_id=visitor%015d", i)
    requests[i] = wrk.format()
  end
  local turn = 0
  request = function()
    turn = turn % visitors + 1
    return requests[turn]
  end
end

-- Requests per second, median and 99th percentile in milliseconds, and what went wrong.
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %.1f %.4f %.4f %d\n",
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
