// SPDX-License-Identifier: Apache-2.0
//
// Measures every mechanism in one run and prints, separated by tabs, its name, the two medians in microseconds and its source files.
#include "mechanisms.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

std::string folder;

void fail(const char *what)
{
    std::perror(what);
    std::exit(1);
}

namespace {

struct mechanism {
    const char *name;
    serve_function serve;  // null: the server is started on demand
    open_function open;
    exchange_function exchange;
    close_function close;
    const char *sources;
};

#define NAMED(name) name::serve, name::open, name::exchange, name::close
const mechanism mechanisms[] = {
    {"FIFO", NAMED(fifo), "mechanisms/fifo.cpp"},
    {"UDP on loopback", NAMED(udp), "mechanisms/udp.cpp"},
    {"POSIX message queue", NAMED(queue), "mechanisms/queue.cpp"},
    {"shared memory and futex", NAMED(shared_memory), "mechanisms/shared_memory.cpp"},
    {"Unix socket", NAMED(unix_socket), "mechanisms/unix_socket.cpp"},
    {"D-Bus", NAMED(dbus), "mechanisms/dbus.cpp"},
    {"Latebind: Echo, C++ to Swift", nullptr, latebind_call::open, latebind_call::exchange, latebind_call::close,
     "ipc.idl Sources/server.swift mechanisms/latebind_call.cpp"},
    {"Latebind: Send, then Received", nullptr, latebind_event::open, latebind_event::exchange, latebind_event::close,
     "ipc.idl Sources/server.swift mechanisms/latebind_event.cpp"},
};

int ready_descriptor;
void ready()
{
    char byte = 1;
    if (write(ready_descriptor, &byte, 1) != 1) fail("ready");
}

// The server's process; it has said that it is ready.
pid_t start(const mechanism &m)
{
    int ends[2];
    if (pipe(ends)) fail("pipe");
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid == 0) {
        close(ends[0]);
        ready_descriptor = ends[1];
        m.serve(ready);
        _exit(1);
    }
    close(ends[1]);
    char byte;
    if (read(ends[0], &byte, 1) != 1) {
        std::fprintf(stderr, "%s: the server did not start\n", m.name);
        std::exit(1);
    }
    close(ends[0]);
    return pid;
}

// Microseconds.
double median(const mechanism &m, size_t size, int rounds)
{
    std::vector<char> message(size);
    std::vector<double> times;
    for (int round = -rounds / 10; round < rounds; round++) {
        std::memset(message.data(), round & 0x7F, size);
        auto begin = std::chrono::steady_clock::now();
        m.exchange(message.data(), size);
        std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - begin;
        if (round >= 0) times.push_back(time.count());
        if (std::count(message.begin(), message.end(), static_cast<char>(round & 0x7F)) != static_cast<std::ptrdiff_t>(size)) {
            std::fprintf(stderr, "%s: another message came back\n", m.name);
            std::exit(1);
        }
    }
    std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
    return times[static_cast<size_t>(rounds / 2)];
}

}  // namespace

int main(int count, char **arguments)
{
    bool brief = count > 1 && !std::strcmp(arguments[1], "--brief");
    folder = std::getenv("LATEBIND_RUNTIME_DIR");
    std::signal(SIGPIPE, SIG_IGN);
    for (const mechanism &m : mechanisms) {
        pid_t server = m.serve ? start(m) : 0;
        m.open();
        double small = median(m, 64, brief ? 50 : 5000), large = median(m, 65536, brief ? 20 : 1000);
        if (server) {
            kill(server, SIGKILL);
            waitpid(server, nullptr, 0);
        }
        m.close();
        std::printf("%s\t%.1f\t%.1f\t%s\n", m.name, small, large, m.sources);
        std::fflush(stdout);
    }
}
