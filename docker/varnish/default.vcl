# What the HTTP cache before our services keeps, for whom, and who may have it forget. It has no backend of its own:
# main.vcl puts the gateway before it, the tests a service of theirs. docs/cache/http-cache.md explains it.
vcl 4.1;

import std;
import xkey;

# Purging has a listening socket of its own ("purge"), which is published to nobody: where a container engine forwards
# a published port, every client comes from an address of this list.
acl purgers {
    "127.0.0.1"/32;
    "::1"/128;
    "10.0.0.0"/8;
    "172.16.0.0"/12;
    "192.168.0.0"/16;
}

sub vcl_recv {
    if (req.restarts == 0) {
        # Words that are ours alone.
        unset req.http.X-Edge-Hit;
        unset req.http.X-Edge-Grace;
    }
    if (local.socket == "purge" || req.method == "PURGE") {
        call purge_by_key;
    }
    if (req.method !~ "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$") {
        return (synth(405, "Method Not Allowed"));
    }
    if (req.http.Upgrade ~ "(?i)websocket") {
        return (pipe);
    }
    unset req.http.X-Edge-Credentials;
    if (req.http.Proxy-Authorization) {
        # A fetch for the cache would leave it out.
        return (pass);
    }
    if (req.http.Authorization || req.http.Cookie || req.http.X-Api-Key) {
        set req.http.X-Edge-Credentials = "1";
    }
    if (req.http.X-Edge-Grace == "none") {
        set req.grace = 0s;
    } elseif (req.http.X-Edge-Grace == "all") {
        # A restart keeps what was set before it.
        set req.grace = 52w;
    }
    if (req.http.X-Edge-Credentials && req.method ~ "^(GET|HEAD)$") {
        # Answers to one are another's business only where they say so, so nobody waits to see what they will say.
        set req.hash_ignore_busy = true;
        return (hash);
    }
}

# Who brings credentials looks elsewhere than who brings none: there lies only what was said to be for everyone.
sub vcl_hash {
    if (req.http.X-Edge-Credentials) {
        hash_data("credentials");
    }
}

sub vcl_miss {
    # A part of an answer, or whether it has changed, is for the service to say: what it is asked for may be large.
    if (req.http.X-Edge-Credentials && (req.method != "GET" || req.http.Range || req.http.If-None-Match ||
        req.http.If-Modified-Since || req.http.If-Match || req.http.If-Unmodified-Since)) {
        return (pass);
    }
}

sub purge_by_key {
    if (local.socket != "purge" || client.ip !~ purgers || req.method != "PURGE") {
        return (synth(403, "Forbidden"));
    }
    if (!req.http.xkey-purge && !req.http.xkey-softpurge) {
        return (synth(400, "Name what to purge"));
    }
    set req.http.X-Edge-Gone = "0";
    if (req.http.xkey-purge) {
        set req.http.X-Edge-Gone = xkey.purge(req.http.xkey-purge);
    }
    if (req.http.xkey-softpurge) {
        set req.http.X-Edge-Gone = xkey.softpurge(req.http.xkey-softpurge);
    }
    return (synth(200, "Purged"));
}

sub vcl_pipe {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = "Upgrade";
}

# An answer that is past its time is served while a newer one is fetched, for stale-while-revalidate. After that the
# service is asked first (restart with "none"), and what is held is served only where it fails (restart with "all").
sub vcl_hit {
    if (obj.ttl < 0s && req.http.X-Edge-Grace != "all" &&
        obj.ttl + std.duration(obj.http.X-Edge-Revalidate, 0s) <= 0s) {
        set req.http.X-Edge-Grace = "none";
        return (restart);
    }
    set req.http.X-Edge-Hit = "1";
    return (deliver);
}

sub vcl_backend_response {
    if (bereq.uncacheable) {
        return (deliver);
    }
    # What is held is better than an error, for as long as it may be served.
    if (beresp.status >= 500 && (bereq.is_bgfetch || bereq.http.X-Edge-Grace == "none")) {
        return (abandon);
    }
    std.collect(beresp.http.Cache-Control, ",");
    std.collect(beresp.http.Surrogate-Key, " ");
    std.collect(beresp.http.Vary, ",");
    unset beresp.http.xkey;
    if (bereq.http.X-Edge-Credentials && beresp.http.X-Edge-For-Everyone != "1") {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        set beresp.grace = 0s;
        return (deliver);
    }
    # Only what can be purged, and says that it may be shared and for how long.
    if (beresp.status != 200 || !beresp.http.Surrogate-Key || beresp.http.Set-Cookie ||
        beresp.http.Cache-Control !~ "(?i)(^|[,\s])s-maxage\s*=" ||
        beresp.http.Cache-Control ~ "(?i)(^|[,\s])(private|no-store|no-cache)" ||
        beresp.http.Vary ~ "(?i)(\*|cookie|authorization)" || beresp.ttl <= 0s) {
        set beresp.uncacheable = true;
        set beresp.ttl = 60s;
        set beresp.grace = 0s;
        return (deliver);
    }
    # The star is on everything that is held.
    set beresp.http.xkey = beresp.http.Surrogate-Key + " *";
    set beresp.http.X-Edge-Revalidate = regsub(beresp.http.Cache-Control,
        "(?i)^(?:.*[,\s])?stale-while-revalidate\s*=\s*(\d{1,9}).*$", "\1s");
    set beresp.grace = std.duration(regsub(beresp.http.Cache-Control,
        "(?i)^(?:.*[,\s])?stale-if-error\s*=\s*(\d{1,9}).*$", "\1s"), 0s);
    if (std.duration(beresp.http.X-Edge-Revalidate, 0s) > beresp.grace) {
        set beresp.grace = std.duration(beresp.http.X-Edge-Revalidate, 0s);
    }
    return (deliver);
}

sub vcl_backend_error {
    # What is held stays, and vcl_synth tells the rest.
    return (abandon);
}

sub vcl_synth {
    if (req.http.X-Edge-Grace == "none") {
        set req.http.X-Edge-Grace = "all";
        return (restart);
    }
    if (req.http.X-Edge-Gone) {
        set resp.http.X-Purged = req.http.X-Edge-Gone;
    }
    if (resp.status == 503) {
        # As every error of the system looks, docs/errors.md.
        set resp.http.Content-Type = "application/json; charset=utf-8";
        set resp.http.Retry-After = "5";
        synthetic("""{"error":"SERVICE_UNAVAILABLE","code":"not_ready","message":"The service is not ready for traffic.","mode":"degraded"}""");
        return (deliver);
    }
}

sub vcl_deliver {
    # What the service says to this cache is for this cache; other shared caches cannot be purged, so they get no time.
    unset resp.http.Surrogate-Key;
    unset resp.http.xkey;
    unset resp.http.X-Edge-Revalidate;
    unset resp.http.X-Edge-For-Everyone;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    if (resp.http.Cache-Control) {
        set resp.http.Cache-Control = regsuball(resp.http.Cache-Control,
            "(?i)\s*,?\s*(s-maxage|stale-while-revalidate|stale-if-error)\s*=\s*\d+", "");
    }
    if (!req.http.X-Edge-Hit) {
        set resp.http.X-Cache = "miss";
        return (deliver);
    }
    set resp.http.X-Cache = "hit";
    # A client's time begins now: what it gets from here is valid as long as nobody purged it.
    unset resp.http.Age;
    # These belonged to the request that filled the cache.
    unset resp.http.X-Service-Mode;
    unset resp.http.X-Degraded;
    unset resp.http.X-Request-Id;
    unset resp.http.Retry-After;
    unset resp.http.RateLimit;
    unset resp.http.RateLimit-Policy;
    unset resp.http.RateLimit-Limit;
    unset resp.http.RateLimit-Remaining;
    unset resp.http.RateLimit-Reset;
    if (req.http.X-Request-Id ~ "^[\w.:-]{8,128}$") {
        set resp.http.X-Request-Id = req.http.X-Request-Id;
    }
    if (req.http.X-Edge-Grace == "all") {
        set resp.http.X-Cache = "stale";
        set resp.http.X-Service-Mode = "degraded";
        set resp.http.X-Degraded = "edge-cache";
    }
    return (deliver);
}
