// SPDX-License-Identifier: Apache-2.0
#ifndef _GNU_SOURCE
#define _GNU_SOURCE // accept4, struct ucred, POLLRDHUP
#endif
#include "CPlatformSocket.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef __APPLE__
#include <stdlib.h>
#include <sys/event.h>
#include <sys/types.h>
#include <sys/ucred.h>
#else
#include <sys/epoll.h>
#include <sys/random.h>
#endif

#ifdef __APPLE__
static int finish(int fd) {
    if (fd < 0) return fd;
    int on = 1;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
    return fd;
}
int latebind_socket(int domain, int type) { return finish(socket(domain, type, 0)); }
int latebind_accept(int listener) { return finish(accept(listener, NULL, NULL)); }
#else
int latebind_socket(int domain, int type) { return socket(domain, type | SOCK_CLOEXEC, 0); }
int latebind_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC); }
#endif

int latebind_peer_credentials(int fd, uid_t *uid, int32_t *pid) {
#ifdef __APPLE__
    gid_t gid;
    if (getpeereid(fd, uid, &gid) != 0) return -1;
    pid_t peer = 0;
    socklen_t length = sizeof peer;
    if (getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, &peer, &length) != 0) peer = 0;
    *pid = peer;
    return 0;
#else
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
    *uid = credentials.uid;
    *pid = credentials.pid;
    return 0;
#endif
}

int latebind_unix_address(const char *path, void *address, uint32_t *length) {
    struct sockaddr_un *name = address;
    size_t count = strlen(path);
    if (count >= sizeof name->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memset(name, 0, sizeof *name);
    name->sun_family = AF_UNIX;
    memcpy(name->sun_path, path, count + 1);
    *length = sizeof *name;
    return 0;
}

int latebind_bind_unix(int fd, const char *path) {
    struct sockaddr_un name;
    uint32_t length;
    if (latebind_unix_address(path, &name, &length) != 0) return -1;
    return bind(fd, (const struct sockaddr *)&name, length);
}

int latebind_connect_unix(int fd, const char *path) {
    struct sockaddr_un name;
    uint32_t length;
    if (latebind_unix_address(path, &name, &length) != 0) return -1;
    return connect(fd, (const struct sockaddr *)&name, length);
}

static void no_delay(int fd) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static struct sockaddr_in loopback(uint16_t port) {
    struct sockaddr_in name;
    memset(&name, 0, sizeof name);
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return name;
}

int latebind_bind_loopback(int fd, uint16_t port) {
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    no_delay(fd); // accepted sockets inherit it
    struct sockaddr_in name = loopback(port);
    return bind(fd, (const struct sockaddr *)&name, sizeof name);
}

int latebind_connect_loopback(int fd, uint16_t port) {
    no_delay(fd);
    struct sockaddr_in name = loopback(port);
    return connect(fd, (const struct sockaddr *)&name, sizeof name);
}

uint16_t latebind_local_port(int fd) {
    struct sockaddr_in name;
    socklen_t length = sizeof name;
    if (getsockname(fd, (struct sockaddr *)&name, &length) != 0 || name.sin_family != AF_INET) return 0;
    return ntohs(name.sin_port);
}

static int set_timeout(int fd, int option, uint32_t milliseconds) {
    struct timeval time = {.tv_sec = milliseconds / 1000, .tv_usec = (milliseconds % 1000) * 1000};
    return setsockopt(fd, SOL_SOCKET, option, &time, sizeof time);
}

int latebind_set_send_timeout(int fd, uint32_t milliseconds) { return set_timeout(fd, SO_SNDTIMEO, milliseconds); }
int latebind_set_receive_timeout(int fd, uint32_t milliseconds) { return set_timeout(fd, SO_RCVTIMEO, milliseconds); }

int latebind_random(void *bytes, size_t count) {
#ifdef __APPLE__
    arc4random_buf(bytes, count);
    return 0;
#else
    for (char *next = bytes; count;) {
        ssize_t got = getrandom(next, count, 0);
        if (got < 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        next += got;
        count -= (size_t)got;
    }
    return 0;
#endif
}

#ifdef __APPLE__
int latebind_hangup_set(void) { return kqueue(); }

int latebind_hangup_add(int set, int fd, uint64_t number) {
    struct kevent change;
    // A low-water mark that no message reaches: the event comes at the end of the stream alone.
    EV_SET(&change, fd, EVFILT_READ, EV_ADD | EV_CLEAR | EV_DISPATCH, NOTE_LOWAT, INT32_MAX, (void *)(uintptr_t)number);
    return kevent(set, &change, 1, NULL, 0, NULL);
}

int latebind_hangup_remove(int set, int fd) {
    struct kevent change;
    EV_SET(&change, fd, EVFILT_READ, EV_DELETE, 0, 0, NULL);
    return kevent(set, &change, 1, NULL, 0, NULL);
}

int latebind_hangup_wait(int set, uint64_t *numbers, int capacity, int timeout) {
    struct kevent events[64];
    if (capacity > 64) capacity = 64;
    struct timespec time = {.tv_sec = timeout / 1000, .tv_nsec = (timeout % 1000) * 1000000L};
    int count = kevent(set, NULL, 0, events, capacity, timeout < 0 ? NULL : &time);
    for (int i = 0; i < count; i++) numbers[i] = (uint64_t)(uintptr_t)events[i].udata;
    return count;
}
#else
int latebind_hangup_set(void) { return epoll_create1(EPOLL_CLOEXEC); }

int latebind_hangup_add(int set, int fd, uint64_t number) {
    struct epoll_event event = {.events = EPOLLRDHUP | EPOLLONESHOT, .data.u64 = number};
    return epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
}

int latebind_hangup_remove(int set, int fd) {
    struct epoll_event event;
    return epoll_ctl(set, EPOLL_CTL_DEL, fd, &event);
}

int latebind_hangup_wait(int set, uint64_t *numbers, int capacity, int timeout) {
    struct epoll_event events[64];
    if (capacity > 64) capacity = 64;
    int count = epoll_wait(set, events, capacity, timeout);
    for (int i = 0; i < count; i++) numbers[i] = events[i].data.u64;
    return count;
}
#endif
