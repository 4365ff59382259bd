#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "http.h"

static const struct cli_help help = {
    "episoded health [URL]",
    "Asks a running server whether it is ready: GET URL/readyz. Without a URL it asks the port\n"
    "of --listen on this machine. Ends with 0 if the server is ready, 1 if not.",
};

/* The URL to ask: /readyz where the one given has no path of its own. */
static void readiness_url(const char *url, char *out, size_t size)
{
    const char *host = strstr(url, "://");
    const char *path = strchr(host ? host + 3 : url, '/');
    size_t len = path && path[1] == '\0' ? (size_t)(path - url) : strlen(url);

    snprintf(out, size, "%.*s%s", (int)len, url, path && path[1] ? "" : "/readyz");
}

int cli_health(int argc, char **argv)
{
    const char *listen = "127.0.0.1:8080";
    const struct option options[] = {
        {"listen", OPTION_TEXT, &listen, "ADDR:PORT",
         "where the server listens (127.0.0.1:8080); only the port is used"},
    };
    char here[64], url[1024];
    const char *port;
    struct failure f;
    unsigned status;
    int rest, exit_status;

    if (!cli_options(options, 1, &help, argc, argv, &rest, &exit_status))
        return exit_status;
    if (rest > 2) {
        fail(&f, ERR_USAGE, "health takes one URL");
        return cli_report(NULL, &f);
    }
    port = strrchr(listen, ':');
    snprintf(here, sizeof here, "http://127.0.0.1:%.5s", port ? port + 1 : listen);
    readiness_url(rest > 1 ? argv[1] : here, url, sizeof url);
    status = http_get_status(url, &f);
    if (status == 0)
        return cli_report(NULL, &f);
    printf("%s: %s (%u)\n", url, status == 200 ? "ready" : "not ready", status);
    return status == 200 ? 0 : 1;
}
