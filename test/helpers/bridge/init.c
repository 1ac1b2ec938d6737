// SPDX-License-Identifier: Apache-2.0
//
// Stands in for the init in tests of the bridge: reads what to do from the message, and answers on the control socket.
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gantry/bootstrap.h>

static int control;
static char packet[GTY_CONTROL_MAX * 2];
static size_t packet_length;

static void line(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    packet_length += (size_t)vsnprintf(packet + packet_length, sizeof packet - packet_length - 1, format, arguments);
    va_end(arguments);
    packet[packet_length++] = '\n';
}

static void copy_lines(const char *path, const char *prefix) {
    char text[256];
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(text, sizeof text, file) != NULL) {
        text[strcspn(text, "\n")] = 0;
        if (strncmp(text, prefix, strlen(prefix)) == 0) line("%s", text);
    }
    if (file != NULL) fclose(file);
}

static void list_descriptors(void) {
    DIR *directory = opendir("/proc/self/fd");
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        char path[300], target[300] = {0};
        if (entry->d_name[0] == '.' || atoi(entry->d_name) == dirfd(directory)) continue;
        snprintf(path, sizeof path, "/proc/self/fd/%s", entry->d_name);
        if (readlink(path, target, sizeof target - 1) < 0) continue;
        line("fd %s %s", entry->d_name, target);
    }
    if (directory != NULL) closedir(directory);
}

static void report(int argc, char **argv, char **environment) {
    struct stat fifo;
    int fifo_fd = control + GTY_FD_FIFO;
    for (int i = 0; i < argc; i++) line("argument %s", argv[i]);
    for (char **variable = environment; *variable != NULL; variable++) line("variable %s", *variable);
    list_descriptors();
    line("fifo %d %d", fstat(fifo_fd, &fifo) == 0 && S_ISFIFO(fifo.st_mode), (fcntl(fifo_fd, F_GETFL) & O_PATH) != 0);
    line("seals %#x", fcntl(control + GTY_FD_MESSAGE, F_GET_SEALS));
    line("init seals %#x", fcntl(open("/proc/self/exe", O_RDONLY | O_CLOEXEC), F_GET_SEALS));
    copy_lines("/proc/self/status", "Sig");
    copy_lines("/proc/self/cgroup", "");
    send(control, packet, packet_length, 0);
}

static void send_descriptors(int count) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(16 * sizeof(int))];
    } rights = {0};
    struct iovec part = {(char *)"descriptors", 11};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &rights};
    message.msg_controllen = CMSG_LEN((size_t)count * sizeof(int));
    rights.header.cmsg_len = message.msg_controllen;
    rights.header.cmsg_level = SOL_SOCKET;
    rights.header.cmsg_type = SCM_RIGHTS;
    for (int i = 0; i < count; i++) {
        int fd = open("/dev/zero", O_RDONLY);
        memcpy(CMSG_DATA(&rights.header) + (size_t)i * sizeof fd, &fd, sizeof fd);
    }
    sendmsg(control, &message, 0);
}

int main(int argc, char **argv, char **environment) {
    char verb[64] = {0};
    control = argc > 1 ? atoi(argv[1]) : -1;
    if (read(control + GTY_FD_MESSAGE, verb, sizeof verb - 1) < 0) return 99;
    int number = atoi(strchr(verb, ' ') != NULL ? strchr(verb, ' ') : "0");
    if (strcmp(verb, "report") == 0)
        report(argc, argv, environment);
    else if (strncmp(verb, "exit ", 5) == 0)
        return number;
    else if (strncmp(verb, "signal ", 7) == 0)
        raise(number);
    else if (strncmp(verb, "size ", 5) == 0)
        send(control, packet, (size_t)number, 0);
    else if (strncmp(verb, "descriptors ", 12) == 0)
        send_descriptors(number);
    else if (strcmp(verb, "echo") == 0)
        send(control, packet, (size_t)recv(control, packet, sizeof packet, 0), 0);
    else if (strcmp(verb, "wait") == 0)
        return recv(control, packet, sizeof packet, 0) == 0 ? 7 : 8;
    else
        return 98;
    return 0;
}
