// SPDX-License-Identifier: Apache-2.0
//
// Sockets where the systems differ, or where Swift's overlay of the C library lacks what they need.
#ifndef LATEBIND_CPLATFORM_SOCKET_H
#define LATEBIND_CPLATFORM_SOCKET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// A stream (or other) socket that is closed on exec and never raises SIGPIPE; -1 with errno.
int latebind_socket(int domain, int type);

/// accept() with the same properties.
int latebind_accept(int listener);

/// The user and process at the other end of a Unix-domain socket, as the kernel recorded them at connect() or listen().
/// `pid` is 0 where the system does not tell. 0, or -1 with errno.
int latebind_peer_credentials(int socket, uid_t *uid, int32_t *pid);

/// Fills a Unix-domain address. 0, or -1 with ENAMETOOLONG. `address` has room for a sockaddr_un; its length comes back.
int latebind_unix_address(const char *path, void *address, uint32_t *length);

/// bind() and connect() of a socket to a Unix-domain path. 0, or -1 with errno.
int latebind_bind_unix(int socket, const char *path);
int latebind_connect_unix(int socket, const char *path);

/// bind() to, and connect() to, 127.0.0.1:port. 0, or -1 with errno.
int latebind_bind_loopback(int socket, uint16_t port);
int latebind_connect_loopback(int socket, uint16_t port);

/// The port that a TCP socket is bound to, 0 if it is none.
uint16_t latebind_local_port(int socket);

/// Time limits of blocking sends and receives in milliseconds; 0: none.
int latebind_set_send_timeout(int socket, uint32_t milliseconds);
int latebind_set_receive_timeout(int socket, uint32_t milliseconds);

/// Random bytes of the system's generator. 0, or -1 with errno.
int latebind_random(void *bytes, size_t count);

/// A set of descriptors whose peers' hanging up is waited for: epoll, or kqueue. -1 with errno.
int latebind_hangup_set(void);
/// Adds a connection under a number that is not 0. 0, or -1 with errno.
int latebind_hangup_add(int set, int socket, uint64_t number);
int latebind_hangup_remove(int set, int socket);
/// Waits until a peer hangs up or `timeout` ms (-1: for ever) have passed; the numbers of those that did. They are told once.
int latebind_hangup_wait(int set, uint64_t *numbers, int capacity, int timeout);

#endif
