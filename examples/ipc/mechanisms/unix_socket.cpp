// SPDX-License-Identifier: Apache-2.0
#include "mechanisms.h"

#include <cstdint>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

namespace unix_socket {

static int connection;

static sockaddr_un address()
{
    sockaddr_un result{};
    std::string path = folder + "/socket";
    result.sun_family = AF_UNIX;
    std::strncpy(result.sun_path, path.c_str(), sizeof result.sun_path - 1);
    return result;
}

static void read_all(int descriptor, void *bytes, size_t count)
{
    for (size_t done = 0; done < count;) {
        ssize_t got = recv(descriptor, static_cast<char *>(bytes) + done, count - done, 0);
        if (got <= 0) fail("recv");
        done += static_cast<size_t>(got);
    }
}

// The size and the message in one go, as far as that goes.
static void send(int descriptor, char *message, uint32_t size)
{
    iovec parts[2] = {{&size, sizeof size}, {message, size}};
    msghdr header{};
    header.msg_iov = parts;
    header.msg_iovlen = 2;
    ssize_t sent = sendmsg(descriptor, &header, MSG_NOSIGNAL);
    if (sent < static_cast<ssize_t>(sizeof size)) fail("sendmsg");
    for (size_t done = static_cast<size_t>(sent) - sizeof size; done < size; done += static_cast<size_t>(sent))
        if ((sent = ::send(descriptor, message + done, size - done, MSG_NOSIGNAL)) <= 0) fail("send");
}

void serve(void (*ready)())
{
    sockaddr_un name = address();
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, reinterpret_cast<sockaddr *>(&name), sizeof name) || listen(listener, 1)) fail("bind");
    ready();
    int client = accept(listener, nullptr, nullptr);
    if (client < 0) fail("accept");
    std::vector<char> message;
    for (;;) {
        uint32_t size;
        read_all(client, &size, sizeof size);
        message.resize(size);
        read_all(client, message.data(), size);
        send(client, message.data(), size);
    }
}

void open()
{
    sockaddr_un name = address();
    connection = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(connection, reinterpret_cast<sockaddr *>(&name), sizeof name)) fail("connect");
}

void exchange(char *message, size_t size)
{
    uint32_t returned;
    send(connection, message, static_cast<uint32_t>(size));
    read_all(connection, &returned, sizeof returned);
    if (returned != size) fail("size");
    read_all(connection, message, size);
}

void close()
{
    ::close(connection);
    unlink(address().sun_path);
}

}  // namespace unix_socket
