// SPDX-License-Identifier: Apache-2.0
#include "mechanisms.h"

#include <cstdint>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace fifo {

static int requests, answers;
static std::string path(const char *name) { return folder + "/" + name; }

static void write_all(int descriptor, const void *bytes, size_t count)
{
    for (size_t done = 0; done < count;) {
        ssize_t written = ::write(descriptor, static_cast<const char *>(bytes) + done, count - done);
        if (written <= 0) fail("write");
        done += static_cast<size_t>(written);
    }
}

static void read_all(int descriptor, void *bytes, size_t count)
{
    for (size_t done = 0; done < count;) {
        ssize_t got = ::read(descriptor, static_cast<char *>(bytes) + done, count - done);
        if (got <= 0) fail("read");
        done += static_cast<size_t>(got);
    }
}

// The size goes before the message.
static void send(int descriptor, const char *message, uint32_t size)
{
    write_all(descriptor, &size, sizeof size);
    write_all(descriptor, message, size);
}

void serve(void (*ready)())
{
    if (mkfifo(path("requests").c_str(), 0600) || mkfifo(path("answers").c_str(), 0600)) fail("mkfifo");
    ready();
    requests = ::open(path("requests").c_str(), O_RDONLY);
    answers = ::open(path("answers").c_str(), O_WRONLY);
    if (requests < 0 || answers < 0) fail("open");
    std::vector<char> message;
    for (;;) {
        uint32_t size;
        read_all(requests, &size, sizeof size);
        message.resize(size);
        read_all(requests, message.data(), size);
        send(answers, message.data(), size);
    }
}

void open()
{
    requests = ::open(path("requests").c_str(), O_WRONLY);
    answers = ::open(path("answers").c_str(), O_RDONLY);
    if (requests < 0 || answers < 0) fail("open");
}

void exchange(char *message, size_t size)
{
    uint32_t returned;
    send(requests, message, static_cast<uint32_t>(size));
    read_all(answers, &returned, sizeof returned);
    if (returned != size) fail("size");
    read_all(answers, message, size);
}

void close()
{
    ::close(requests);
    ::close(answers);
    unlink(path("requests").c_str());
    unlink(path("answers").c_str());
}

}  // namespace fifo
