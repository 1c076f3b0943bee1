vcl 4.1;

backend default {
    .host = "gateway";
    .port = "8080";
    .connect_timeout = 1s;
}

include "/etc/varnish/secureconnect/default.vcl";
