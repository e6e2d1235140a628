-- Asks Doorward about a request before HAProxy forwards it.

local ask = os.getenv("DOORWARD") .. "/forward-auth/haproxy"

-- Who asks, for the app. Each header that the app believes stands here.
local told = {
    "x-forwarded-user", "x-forwarded-email", "x-forwarded-name",
    "x-forwarded-preferred-username", "x-forwarded-groups", "x-doorward-assertion",
}

-- What is Doorward's own of these the app does not see.
local replaced = { "cookie", "authorization" }

-- What ends at a proxy, and belongs to a body that is not sent.
local hop = {
    ["connection"] = true, ["keep-alive"] = true, ["transfer-encoding"] = true, ["te"] = true,
    ["upgrade"] = true, ["content-length"] = true, ["expect"] = true,
}

-- What other apps believe, and nobody here says; and names in which an underscore or a dot passes for a
-- hyphen with many apps.
local claimed = { "^forwarded$", "^remote%-", "^x%-remote%-", "^x%-auth%-request%-", "^x%-webauth%-", "^x%-real%-ip$", "[^%w%-]" }

local function claims(name)
    for _, pattern in ipairs(claimed) do
        if name:find(pattern) then
            return true
        end
    end
    return false
end

local function list(values)
    local all = {}
    for _, value in pairs(values) do
        table.insert(all, value)
    end
    return all
end

local function question(txn)
    local headers = {}
    for name, values in pairs(txn.http:req_get_headers()) do
        if not hop[name] then
            headers[name] = list(values)
        end
    end
    -- A socket is one still, although how it is asked for ends here.
    if txn.http:req_get_headers()["upgrade"] then
        headers["sec-websocket-key"] = headers["sec-websocket-key"] or { "none" }
    end
    headers["x-forwarded-method"] = { txn.f:method() }
    headers["x-forwarded-uri"] = { txn.f:pathq() }
    return headers
end

local function refuse(txn, answer)
    local headers = {}
    for _, name in ipairs({ "location", "set-cookie", "content-type", "cache-control" }) do
        if answer.headers[name] then
            headers[name] = list(answer.headers[name])
        end
    end
    txn:done(txn:reply({ status = answer.status, headers = headers, body = answer.body }))
end

core.register_action("doorward", { "http-req" }, function(txn)
    for name in pairs(txn.http:req_get_headers()) do
        if claims(name) then
            txn.http:req_del_header(name)
        end
    end
    for _, name in ipairs(told) do
        txn.http:req_del_header(name)
    end

    local answer = core.httpclient():get({ url = ask, headers = question(txn), timeout = 5000 })
    if not answer or not answer.status or answer.status < 200 then
        return txn:done(txn:reply({ status = 502 }))
    end
    if answer.status ~= 204 then
        return refuse(txn, answer)
    end

    for _, name in ipairs(replaced) do
        txn.http:req_del_header(name)
    end
    for _, names in ipairs({ told, replaced }) do
        for _, name in ipairs(names) do
            for _, value in ipairs(list(answer.headers[name] or {})) do
                if value ~= "" then
                    txn.http:req_add_header(name, value)
                end
            end
        end
    end
end)
