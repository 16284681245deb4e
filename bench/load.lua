-- Requests of people who are signed in: each line of the file named by LOAD_REQUESTS is an address and a cookie.
local lines = {}
for line in io.lines(os.getenv("LOAD_REQUESTS")) do
  local address, cookie = line:match("^([^\t]+)\t(.*)$")
  lines[#lines + 1] = { address = address, cookie = cookie }
end
local pause = tonumber(os.getenv("LOAD_PAUSE") or "0")
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init()
  math.randomseed(seed)
end

function request()
  local line = lines[math.random(#lines)]
  return wrk.format("GET", line.address, { Cookie = line.cookie, ["Accept-Encoding"] = "gzip" })
end

-- Somebody reads a page before asking for the next: between nothing and twice the pause, in milliseconds.
if pause > 0 then
  function delay()
    return math.random(2 * pause)
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '{"requests": %d, "seconds": %.3f, "failed": %d, "bytes": %d, "median": %.2f, "p95": %.2f, "p99": %.2f, "most": %.2f}\n',
    summary.requests, summary.duration / 1e6, failed, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
