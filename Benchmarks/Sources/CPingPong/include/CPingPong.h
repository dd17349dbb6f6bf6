// SPDX-License-Identifier: Apache-2.0
//
// What is measured against: the bytes of a call over a Unix-domain socket, with nothing else done.
#ifndef LATEBIND_CPINGPONG_H
#define LATEBIND_CPINGPONG_H

/// Forks a process that answers `request` bytes with `response` bytes. Gives the socket to it; it ends when that is closed.
int pingpong_start(int request, int response);

/// Round trips on that socket.
void pingpong_run(int socket, int request, int response, long count);

#endif
