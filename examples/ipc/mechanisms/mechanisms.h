// SPDX-License-Identifier: Apache-2.0
//
// What is compared. Each mechanism is two ends that know names only: a server, which answers every message with itself, and a client,
// which sends one and waits until it is back. A message has any size; whoever receives it is told the size.
#ifndef MECHANISMS_H
#define MECHANISMS_H

#include <cstddef>
#include <string>

// Ends the process, with errno's text.
[[noreturn]] void fail(const char *what);

// A folder for files of this run.
extern std::string folder;

// Set up, says `ready`, and serves until the process is killed.
using serve_function = void (*)(void (*ready)());
// Connects, once.
using open_function = void (*)();
// Sends `size` bytes and puts those that came back in their place.
using exchange_function = void (*)(char *message, size_t size);
// Disconnects, and removes names.
using close_function = void (*)();

#define MECHANISM(name)                              \
    namespace name {                                 \
    void serve(void (*ready)());                     \
    void open();                                     \
    void exchange(char *message, size_t size);       \
    void close();                                    \
    }
MECHANISM(fifo)
MECHANISM(udp)
MECHANISM(queue)
MECHANISM(shared_memory)
MECHANISM(unix_socket)
MECHANISM(dbus)
MECHANISM(latebind_call)
MECHANISM(latebind_event)
#undef MECHANISM

#endif
