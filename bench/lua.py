"""Scripts for wrk: a post, one token of many."""

import json


def write(folder, name, text):
    path = folder / f"{name}.lua"
    path.write_text(text)
    return str(path)


def post_json(folder, name, body):
    return write(folder, name, f"""wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [==[{json.dumps(body)}]==]
""")


def paced_post_json(folder, name, body, pause_ms):
    """The same post again and again; each connection waits before the next."""
    script = post_json(folder, name, body)
    with open(script, "a") as file:
        file.write(f"function delay() return {pause_ms} end\n")
    return script


def bearers(folder, name, tokens):
    """Each request presents the next of the tokens, round and round."""
    listing = folder / f"{name}.tokens"
    listing.write_text("\n".join(tokens))
    return write(folder, name, f"""local requests, at = {{}}, 0
function init(args)
  for token in io.lines("{listing}") do
    requests[#requests + 1] = wrk.format("GET", nil, {{ ["Authorization"] = "Bearer " .. token }})
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
""")
