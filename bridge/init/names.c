// SPDX-License-Identifier: Apache-2.0
//
// Host name, domain name, sysctls.
#include "operations.h"
#include "proc.h"
#include "string.h"

int set_host_name(struct init *init, const struct operation *op) {
    const char *name = string_of(op, GTY_A_NAME);
    long result = sys(sethostname, name, text_length(name));
    return result < 0 ? failed(init, result, "sethostname") : 0;
}

int set_domain_name(struct init *init, const struct operation *op) {
    const char *name = string_of(op, GTY_A_NAME);
    long result = sys(setdomainname, name, text_length(name));
    return result < 0 ? failed(init, result, "setdomainname") : 0;
}

// The host's procfs shows each process the values of the process's own namespaces.
int set_sysctl(struct init *init, const struct operation *op) {
    char path[GTY_PATH_MAX];
    struct text text = text_in(path, sizeof path);
    text_add(&text, "sys/");
    text_add(&text, string_of(op, GTY_A_NAME));
    int fd = proc_file(init, path, O_WRONLY);
    if (fd < 0) return failed(init, fd, "open sysctl");
    int result = write_text(init, fd, string_of(op, GTY_A_VALUE), "write sysctl");
    close_fd(fd);
    return result;
}
